/** How a list gets to where people read it: an issue is opened once, written in to see that it still stands, and only then commented on. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import { readIssueId } from '../../../core/issue-id.ts';
import { ourLabel } from '../../../issues/kind.ts';
import { bodyOf, issueBody } from './body.ts';
import { type Digested, type DigestGiven, digestOf, editKey, leftAlone, listKey, openingKey, settled } from './given.ts';
import type { Listed } from './list.ts';
import * as messages from './messages.ts';
import type { DigestRow } from './row.ts';
import type { Wanted } from './wanted.ts';
import { goodUntil } from './when.ts';

interface Posting extends DigestGiven {
  wanted: Wanted;
  due: Date;
  found: Listed;
}

export function posting(given: Posting): Digested {
  const { due, outcomes } = given;
  const { issue, round } = given.row;
  if (issue === null) return opens(given);
  const opening = outcomes.get(issue);
  const row = { ...given.row, number: given.row.number ?? readIssueId(opening?.remoteId ?? null)?.number ?? null };
  if (row.number === null) {
    if (opening?.state === 'failed' && opening.unsure) return leftAlone(row, 'nobody knows whether it was opened');
    // Issues are switched off here, or forbidden to us: perhaps no more when the next list is due.
    if (opening?.state === 'failed' || opening?.state === 'dropped')
      return settled(given, { ...row, issue: null, round: round + 1 }, opening.error ?? 'its issue could not be opened');
    return { row, effects: [], says: null };
  }
  const edit = outcomes.get(editKey(issue, due));
  if (edit === undefined) return { row, effects: [edits(given, issue)], says: null };
  if (edit.state === 'planned' || edit.state === 'sent') return { row, effects: [], says: null };
  if (edit.state === 'failed') return settled(given, row, edit.error ?? 'its issue could not be written in');
  return posts(given, { ...row, issue, number: row.number });
}

/** Which rows, and what they wait for: the same words are the same list. */
export const wordsOf = ({ lines, more }: Listed): string =>
  [...lines.map(({ number, kind }) => `${number} ${kind}`), more].join(', ');

/** The list before this one is not true any more. */
export const folding = (repository: Repository, { comment }: DigestRow): Effect[] =>
  comment === null ? [] : [{ kind: 'hide', key: `hide:${comment}`, repository, lane: 'bookkeeping', comment }];

/** The end of each brings the next look. */
const nextLook = ({ name }: DigestRow) => ({ of: digestOf, id: name });

function opens({ repository, row, wanted: { team }, found, due, calendar }: Posting): Digested {
  const issue = openingKey(repository, row);
  const effect: Effect = {
    kind: 'issue',
    key: issue,
    repository,
    lane: 'bookkeeping',
    title: messages.title(team),
    body: issueBody({ team, calendar }, found, due),
    labels: [messages.digestLabel, ourLabel],
    leaveBy: goodUntil(due, calendar),
    // The first of a database takes over what another one left behind.
    ...(row.round === 0 ? { adopts: `digest:${repository.id}:${row.name}:` } : {}),
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: nextLook(row),
  };
  return { row: { ...row, issue }, effects: [effect], says: 'its issue is opened' };
}

/** Says which list is the newest, and finds out whether somebody closed, deleted or moved the issue: word of that may have been lost. */
const edits = ({ repository, row, wanted: { team }, found, due, calendar }: Posting, issue: string): Effect => ({
  kind: 'issue-edit',
  key: editKey(issue, due),
  repository,
  lane: 'bookkeeping',
  issue,
  body: issueBody({ team, calendar }, found, due),
  whileOpen: true,
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
  then: nextLook(row),
});

function posts(given: Posting, row: DigestRow & { issue: string; number: number }): Digested {
  const { repository, page, found, due, calendar, now } = given;
  const comment = listKey(row.issue, due);
  const post: Effect = {
    kind: 'comment',
    key: comment,
    repository,
    lane: 'progress',
    on: row.number,
    body: bodyOf(found, { team: given.wanted.team, page, calendar, now }),
    leaveBy: goodUntil(due, calendar),
  };
  const next = { ...row, comment, says: wordsOf(found), sentAt: now };
  return settled(given, next, `a list of ${found.lines.length + found.more} is posted`, [post, ...folding(repository, row)]);
}
