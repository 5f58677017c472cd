/** One issue for each thing that fails, from the first red to the mend: what all features that have such issues share. */
import { randomUUID } from 'node:crypto';
import { prefix, timezone } from '../config/sections.ts';
import { decided } from '../core/decision.ts';
import type { IssueMoved, Repository } from '../core/event.ts';
import { type Ask, type Feature, handler, type Part } from '../core/feature.ts';
import type { TeamFile } from '../core/file.ts';
import type { Reads } from '../core/reads.ts';
import type { Session } from '../core/session.ts';
import { outcomeOf } from '../store/outcomes.ts';
import { books } from './books.ts';
import type { Episode } from './episode.ts';
import { type Kind, labelsOf, type Round } from './kind.ts';
import * as messages from './messages.ts';
import { quietIssues } from './quiet.ts';
import { rollUps } from './roll-up.ts';
import { byId, byNumber, isKnown, lastOf, nowOf, openings, saved } from './store.ts';
import { dueOf, editKey, lastTurn, leftAlone, lockOf, type Rows, visit, visitDue } from './visit.ts';

export const roundOf = ({ repository, page }: Pick<Reads, 'repository' | 'page'>, file: TeamFile): Round => ({
  repository,
  page,
  prefix: file.read(prefix) ?? '/',
  timezone: file.read(timezone) ?? 'UTC',
});

export function issues(features: Kind[]): Feature {
  const kinds = [...features, rollUps];
  const kindOf = ({ of }: Episode): Kind | null => kinds.find(one => one.of === of) ?? null;

  const visits = handler({
    on: 'Due',
    async facts(event, ask: Ask) {
      if (event.of !== dueOf) return null;
      return { round: roundOf(ask.github, await ask.file()), newId: randomUUID() };
    },
    scope: ({ repository }) => lockOf(repository),
    rows: async (session, { repository, id }) => {
      const episode = await byId(session, repository, id);
      return episode && rowsOf(session, repository, episode);
    },
    decide({ event: { repository, id }, facts, rows, now }) {
      const kind = rows && kindOf(rows.episode);
      return rows && kind
        ? visit({ repository, kind, rows, ...facts, now })
        : decided({ about: `the issue of ${id}`, outcome: 'ignored', reasons: { says: 'nobody knows it', holds: false } });
    },
  });

  const moves = handler({
    on: 'IssueMoved',
    facts: ({ repository, number }, ask) => ask.peek(session => byNumber(session, repository, number)),
    scope: ({ repository }) => lockOf(repository),
    rows: (session, { repository, number }) => byNumber(session, repository, number),
    decide({ event, rows, now }) {
      const about = `#${event.number} was ${event.how} by ${event.by.login}`;
      const next = rows && movedBy(event, rows, kindOf(rows), now);
      if (!next) return decided({ about, outcome: 'ignored' });
      return decided({
        about,
        actor: event.by.login,
        changes: [saved(event.repository, next)],
        raises: [visitDue(event.repository, next, now)],
      });
    },
  });

  return { name: 'issues', handlers: [visits, moves, ...books(kinds)] };
}

/** They are hushed with `/snooze` and `/mute`. */
export const quietKinds = (features: Kind[]) => quietIssues(features.flatMap(({ section }) => section ?? []));

/** What `/why` says in the thread of one of their issues. */
export const whyHere = (features: Kind[]): Part[] =>
  features.flatMap(({ section }, place) => {
    if (!section) return [];
    // Switched on with any of them.
    const kinds = place === 0 ? [...features, rollUps] : features;
    return {
      section,
      async says(session, { repository, place, file, prefix }) {
        const episode = await byNumber(session, repository, place.subject.number);
        const kind = kinds.find(({ of }) => of === episode?.of);
        if (!episode || !kind) return null;
        const zone = file.read(timezone) ?? 'UTC';
        const closed = kind.closed?.(episode) ?? null;
        const people = messages.byPeople(episode, { now: await nowOf(session), timezone: zone, prefix, closed });
        return [kind.why(episode, { timezone: zone }), ...people].join('\n\n');
      },
    };
  });

async function rowsOf(session: Session, repository: Repository, episode: Episode): Promise<Rows> {
  const last = episode.edits === 0 ? null : editKey(episode);
  const outcomes = await outcomeOf(
    session,
    [episode.issue, last, lastTurn(episode)].flatMap(key => key ?? []),
  );
  const rollUp = (await lastOf(session, repository, rollUps.of, [rollUps.of])).get(rollUps.of) ?? null;
  const mine = episode.rolled === null ? null : await byId(session, repository, episode.rolled);
  return {
    episode,
    opening: outcomes.get(episode.issue ?? '') ?? null,
    edit: outcomes.get(last ?? '') ?? null,
    turned: outcomes.get(lastTurn(episode)) ?? null,
    openings: await openings(session, repository),
    known: await isKnown(session, repository),
    mine,
    rollUp,
  };
}

/** What a person did with the issue is theirs. Null: it changes nothing here. */
function movedBy({ how, label, at }: IssueMoved, episode: Episode, kind: Kind | null, now: Date): Episode | null {
  switch (how) {
    case 'closed':
    case 'reopened':
      // Heard late: something newer is known.
      if (episode.shutAt && at < episode.shutAt) return null;
      return { ...episode, shut: how === 'closed' ? 'person' : 'kept', shutAt: at };
    case 'deleted':
      return { ...leftAlone(episode, 'somebody deleted its issue', now), number: null };
    case 'moved':
      return leftAlone(episode, 'somebody moved its issue to another repository', now);
    case 'locked':
    case 'unlocked':
      return { ...episode, locked: how === 'locked' };
    case 'unlabelled':
      return kind && label !== null && labelsOf(kind).includes(label)
        ? leftAlone(episode, 'somebody took my label away from its issue', now)
        : null;
  }
}
