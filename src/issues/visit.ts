/** One visit of an episode: its issue is opened, rewritten, closed, opened again, or left alone. Pure. */
import { createHash } from 'node:crypto';
import { type Decision, decided } from '../core/decision.ts';
import type { Effect } from '../core/effect.ts';
import type { Due, Repository } from '../core/event.ts';
import { readIssueId } from '../core/issue-id.ts';
import type { Outcome } from '../store/outcomes.ts';
import { type Episode, isOn, isQuiet } from './episode.ts';
import { knownOf, withHidden } from './hidden.ts';
import { issueKey, type Kind, labelsOf, type Round, type Shown } from './kind.ts';
import * as messages from './messages.ts';
import { newRollUp, rolled, rollUps, takesMore } from './roll-up.ts';
import { saved } from './store.ts';

export const dueOf = 'issue';
export const lockOf = ({ id }: Repository): string => `issues/${id}`;
export const visitDue = (repository: Repository, { id }: Pick<Episode, 'id'>, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: dueOf, id },
});

export const booksOf = 'issue-books';
/** Asked for by whoever hears of a repository where nobody has looked yet. */
export const booksDue = (repository: Repository, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: booksOf, id: String(repository.id) },
});

/** In one hour, of one repository; what is more becomes lines of one issue. */
export const mostAnHour = 5;
/** An edit is seen by everybody who looks at the issue. */
const betweenEdits = 60_000;
/** What only counts on, a day of failing runs must not make a hundred edits of. */
const betweenCounts = 3_600_000;
/** What GitHub refuses, somebody has to allow first: a permission, issues switched on again. */
const betweenRefusals = 24 * 3_600_000;

export interface Rows {
  episode: Episode;
  opening: Outcome | null;
  edit: Outcome | null;
  /** The last closing or opening of its issue. */
  turned: Outcome | null;
  openings: { lately: number; refused: string | null };
  /** What of ours stands in the repository is known. */
  known: boolean;
  /** The one that it is a line of. */
  mine: Episode | null;
  /** The newest, which could take it. */
  rollUp: Episode | null;
}

export interface Given {
  repository: Repository;
  kind: Kind;
  round: Round;
  rows: Rows;
  /** For a row that this may need. */
  newId: string;
  now: Date;
}

export interface Next {
  episode: Episode;
  says: string;
  effects?: Effect[];
  rollUp?: Episode;
  again?: Date[];
  /** Nobody has looked yet what of ours stands there. */
  looks?: true;
}

export const editKey = ({ issue, edits }: Episode): string => `${issue}:edit:${edits}`;
const turnKey = ({ issue, round }: Episode, to: 'closed' | 'open'): string => `${issue}:${to}:${round}`;
/** What it was turned to last. */
export const lastTurn = (episode: Episode): string => turnKey(episode, episode.shut === 'us' ? 'closed' : 'open');

export function visit(given: Given): Decision {
  const { repository, rows, now } = given;
  const { episode, says, effects = [], rollUp, again = [], looks } = visited(given);
  return decided({
    about: `the issue of ${episode.of} ${episode.about.replaceAll('\n', ' ')}`,
    outcome: effects.length > 0 || rollUp !== undefined || episode.left !== rows.episode.left ? 'done' : 'ignored',
    reasons: { says, holds: episode.left === null },
    changes: [saved(repository, episode), ...(rollUp ? [saved(repository, rollUp)] : [])],
    effects,
    raises: [
      ...again.filter(at => at > now).map(at => visitDue(repository, episode, at)),
      ...(rollUp ? [visitDue(repository, rollUp, now)] : []),
      ...(looks ? [booksDue(repository, now)] : []),
    ],
  });
}

/** The row as it is now, what is written, and why. */
export function visited(given: Given): Next {
  const { rows, now } = given;
  const number = readIssueId(rows.opening?.remoteId ?? null)?.number ?? rows.episode.number;
  const episode = awake({ ...rows.episode, number }, now);
  if (episode.left !== null) return { episode, says: `left alone: ${episode.left}` };
  const left = lossOf(rows);
  if (left !== null) return { episode: leftAlone(episode, left, now), says: left };
  if (episode.state === 'watching') return { episode, says: 'nobody is told of it yet' };
  if (episode.rolled !== null) return line(given, episode);
  if (episode.issue === null || rows.opening?.state === 'failed')
    return isOn(episode) ? opens(given, episode) : { episode, says: 'nobody was told of it' };
  const moved = shutting(given, episode);
  const told = notes(given, reminded(rows.episode, moved.episode), now);
  const written = edits(given, told.episode);
  return {
    episode: written.episode,
    says: [moved.says, written.says].filter(says => says !== '').join('; ') || 'it says all there is',
    effects: [...written.effects, ...told.effects, ...moved.effects],
    again: [...written.again, ...moved.again],
  };
}

const awake = (episode: Episode, now: Date): Episode =>
  episode.snoozedUntil !== null && episode.snoozedUntil <= now ? { ...episode, snoozedUntil: null } : episode;

/** Whoever wanted quiet for some time hears when that is over. What is opened again in the same moment says so by that. */
function reminded(before: Episode, episode: Episode): Episode {
  const isOver = before.snoozedUntil !== null && episode.snoozedUntil === null;
  const stands = episode.state === 'open' && episode.shut === null && before.shut === null;
  return isOver && stands ? { ...episode, notes: [...episode.notes, messages.stillFails] } : episode;
}

/** For good; where many stand in one, they are left with it, and others may have another. */
export const leftAlone = (episode: Episode, left: string, now: Date): Episode =>
  episode.of === rollUps.of ? { ...episode, left, state: 'moot', endedAt: now } : { ...episode, left };

/** Why there is nothing to write on any more; null while there is. What was given up or refused is tried again. */
function lossOf({ opening, edit, turned }: Rows): string | null {
  if (opening?.state === 'failed') return opening.unsure ? 'nobody knows whether it was opened' : null;
  const gone = [edit, turned].find(write => write?.state === 'dropped');
  return gone ? (gone.error ?? 'it is gone') : null;
}

/** When what failed may be tried again; null: it did not fail. */
function retryOf(write: Outcome | null): Date | null {
  if (write?.state !== 'failed') return null;
  return new Date((write.settledAt?.getTime() ?? 0) + (write.unsure ? 0 : betweenRefusals));
}

const ofIssue = (repository: Repository, { issue }: Episode) => ({ repository, issue: issue ?? '' });
const turnOf = ({ id }: Episode) => ({ of: dueOf, id });

function opens(given: Given, was: Episode): Next {
  const { repository, kind, round, rows, newId, now } = given;
  // Perhaps it has an issue from before this database: whoever finds that out asks for its next visit.
  if (!rows.known) return { episode: was, says: 'nobody knows yet what stands here', looks: true };
  const { lately, refused } = rows.openings;
  // Switched off, or forbidden: asked again by whatever fails after a day, once for all of it.
  if (refused !== null) return { episode: was, says: refused };
  const episode = was.issue === null ? was : { ...was, round: was.round + 1 };
  if (lately >= mostAnHour && episode.of !== rollUps.of) {
    const rollUp = rows.rollUp && takesMore(rows.rollUp, now) ? rows.rollUp : newRollUp(newId, now);
    return lineOf(given, { ...episode, issue: null, rolled: rollUp.id }, rollUp);
  }
  const shown = kind.shows(episode, round);
  const issue = issueKey(episode);
  const effect: Effect = {
    kind: 'issue',
    key: issue,
    repository,
    lane: 'ending',
    title: shown.title,
    body: withHidden(shown.body, knownOf(episode, kind.keeps(episode))),
    labels: labelsOf(kind),
    known: true,
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: turnOf(episode),
  };
  const opened = { ...episode, issue, openedAt: now, shownAt: now, says: digestOf(shown, episode) };
  return { episode: opened, says: 'its issue is opened', effects: [effect] };
}

/** Its line in the issue of many. */
function line(given: Given, episode: Episode): Next {
  const { rows, newId, now } = given;
  if (rows.mine && rows.mine.left !== null)
    return { episode: { ...episode, left: rows.mine.left }, says: `left alone: ${rows.mine.left}` };
  if (rows.mine && takesMore(rows.mine, now)) return lineOf(given, episode, rows.mine);
  if (!isOn(episode)) return { episode, says: 'the issue that showed it is over' };
  const rollUp = rows.rollUp && takesMore(rows.rollUp, now) ? rows.rollUp : newRollUp(newId, now);
  return lineOf(given, { ...episode, rolled: rollUp.id }, rollUp);
}

function lineOf({ kind, round, now }: Given, episode: Episode, rollUp: Episode): Next {
  const { title } = kind.shows(episode, round);
  return { episode: { ...episode, notes: [] }, says: 'a line of the issue of many', rollUp: rolled(rollUp, episode, title, now) };
}

type Turned = Required<Pick<Next, 'episode' | 'says' | 'effects' | 'again'>>;

/** Whether the issue should be open, and is. */
function shutting(given: Given, episode: Episode): Turned {
  const { rows, now } = given;
  const { state, shut, shutAt, badAt, round } = episode;
  const stays = { episode, says: '', effects: [], again: [] };
  const retry = retryOf(rows.turned);
  if (state !== 'open') {
    if (shut === null) return turns(given, { ...episode, shut: 'us' }, 'closed');
    if (shut !== 'us' || !retry) return stays;
    return retry > now ? { ...stays, again: [retry] } : turns(given, { ...episode, round: round + 1 }, 'closed');
  }
  if (shut === null) {
    if (!retry) return stays;
    return retry > now ? { ...stays, again: [retry] } : turns(given, { ...episode, round: round + 1 }, 'open');
  }
  // It is open already: somebody had thought so before us. What ends it is another closing.
  if (shut === 'kept') return { ...stays, episode: { ...episode, shut: null, round: round + 1 } };
  if (shut === 'person' && shutAt !== null && badAt <= shutAt) return { ...stays, says: 'somebody closed its issue' };
  if (isQuiet(episode, now)) return { ...stays, says: 'somebody asked for quiet' };
  return turns(given, { ...episode, shut: null, round: round + 1 }, 'open');
}

function turns({ repository }: Given, episode: Episode, to: 'closed' | 'open'): Turned {
  const effect: Effect = {
    ...ofIssue(repository, episode),
    kind: 'issue-state',
    key: turnKey(episode, to),
    lane: 'ending',
    state: to,
    ...(to === 'closed' ? { reason: episode.state === 'moot' ? ('not_planned' as const) : ('completed' as const) } : {}),
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: turnOf(episode),
  };
  return { episode, says: to === 'closed' ? 'its issue is closed' : 'its issue is opened again', effects: [effect], again: [] };
}

/** What was noted becomes comments, unless somebody asked for quiet: then it is in the text, and that is all. */
function notes({ repository }: Given, episode: Episode, now: Date): { episode: Episode; effects: Effect[] } {
  const { number } = episode;
  if (episode.notes.length === 0) return { episode, effects: [] };
  if (isQuiet(episode, now) || episode.locked || episode.shut === 'person')
    return { episode: { ...episode, notes: [] }, effects: [] };
  // The end of the opening brings the next visit.
  if (number === null) return { episode, effects: [] };
  const effects = episode.notes.map(
    (body, place): Effect => ({
      known: true,
      kind: 'comment',
      // Not by its issue, which may have comments from before this database.
      key: `note:${episode.id}:${episode.noted + place}`,
      repository,
      lane: 'ending',
      on: number,
      body,
    }),
  );
  return { episode: { ...episode, notes: [], noted: episode.noted + effects.length }, effects };
}

function edits({ repository, kind, round, rows, now }: Given, episode: Episode): Next & { effects: Effect[]; again: Date[] } {
  const nothing = { episode, says: '', effects: [], again: [] };
  const shown = kind.shows(episode, round);
  const digest = digestOf(shown, episode);
  const retry = retryOf(rows.edit);
  if (retry && retry > now) return { ...nothing, again: [retry] };
  if (digest === episode.says && !retry) return nothing;
  const onlyCounts = digest !== episode.says && newsOf(digest) === newsOf(episode.says ?? '');
  const between = onlyCounts ? betweenCounts : betweenEdits;
  const earliest = new Date((episode.shownAt?.getTime() ?? 0) + between);
  const ended = !isOn(episode);
  if (earliest > now && !ended) return { ...nothing, again: [earliest] };
  const written = { ...episode, edits: episode.edits + 1, says: digest, shownAt: now };
  const effect: Effect = {
    ...ofIssue(repository, episode),
    kind: 'issue-edit',
    key: editKey(written),
    lane: ended ? 'ending' : 'bookkeeping',
    title: shown.title,
    body: withHidden(shown.body, knownOf(episode, kind.keeps(episode))),
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: turnOf(episode),
  };
  return { episode: written, says: 'its text is rewritten', effects: [effect], again: [] };
}

/** Of all that stands there, what is hidden in it included; what is news of it apart. */
const digestOf = ({ title, body, news = body }: Shown, { muted, snoozedUntil, locked }: Episode): string =>
  [news, body]
    .map(text => [title, text, muted, snoozedUntil?.getTime(), locked].join('\n'))
    .map(text => createHash('sha256').update(text).digest('base64url'))
    .join('.');
const newsOf = (digest: string): string | undefined => digest.split('.')[0];
