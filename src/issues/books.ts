/** After our database is gone: what of ours stands open in a repository is read once, and goes on. */
import { randomUUID } from 'node:crypto';
import { decided } from '../core/decision.ts';
import { type Handler, handler } from '../core/feature.ts';
import { issueId } from '../core/issue-id.ts';
import type { OurIssue } from '../core/reads.ts';
import { adoptedIssue } from '../store/repositories.ts';
import { type Episode, newEpisode } from './episode.ts';
import { hiddenIn, type Known } from './hidden.ts';
import { type Kind, keyIn, ourLabel } from './kind.ts';
import { going, isKnown, known, saved } from './store.ts';
import { booksOf, lockOf, visitDue } from './visit.ts';

interface Standing {
  id: string;
  kind: Kind;
  key: string;
  issue: OurIssue;
  known: Known;
}

export const books = (kinds: Kind[]): Handler[] => [
  handler({
    on: 'Due',
    async facts(event, ask): Promise<Standing[] | null> {
      if (event.of !== booksOf || (await ask.peek(session => isKnown(session, event.repository)))) return null;
      return (await ask.github.ourIssues(ourLabel)).flatMap(issue => standing(kinds, issue) ?? []);
    },
    scope: ({ repository }) => lockOf(repository),
    async rows(session, { repository }) {
      const on: Episode[] = [];
      for (const kind of kinds) on.push(...(await going(session, repository, kind.of)));
      return on;
    },
    decide({ event: { repository }, facts, rows, now }) {
      // The newest of two: they stand as GitHub lists them.
      const newest = facts.filter(
        (one, at) => facts.findIndex(({ kind, key }) => kind.of === one.kind.of && key === one.key) === at,
      );
      const taken = newest.flatMap(one => {
        const row = rows.find(({ of, key }) => of === one.kind.of && key === one.key) ?? null;
        const episode = row?.issue ? null : goingOn(one, row);
        return episode ? { episode, found: { key: one.issue.key, remoteId: issueId(one.issue) } } : [];
      });
      return decided({
        about: `what of ours stands in ${repository.owner}/${repository.name}`,
        reasons: { says: `${taken.length} issues of ours go on`, holds: true },
        changes: [
          known(repository),
          ...taken.flatMap(({ episode, found }) => [adoptedIssue(repository, found), saved(repository, episode)]),
        ],
        raises: [...taken.map(({ episode }) => episode), ...rows.filter(waits).filter(row => !taken.some(isSame(row)))].flatMap(
          episode => [
            visitDue(repository, episode, now),
            ...(episode.snoozedUntil && episode.snoozedUntil > now ? [visitDue(repository, episode, episode.snoozedUntil)] : []),
          ],
        ),
      });
    },
  }),
];

/** Nothing was opened for it while nobody knew. */
const waits = ({ state, issue, rolled }: Episode): boolean => state === 'open' && issue === null && rolled === null;
const isSame =
  ({ id }: Episode) =>
  ({ episode }: { episode: Episode }): boolean =>
    episode.id === id;

function standing(kinds: Kind[], issue: OurIssue): Standing | null {
  const named = keyIn(issue.key);
  const kind = kinds.find(one => one.of === named?.of);
  const known = hiddenIn(issue.body);
  return named && kind && known ? { id: randomUUID(), kind, key: named.key, issue, known } : null;
}

/** Its row from now on: that of what has begun since, if there is one. */
function goingOn({ id, kind, key, issue, known }: Standing, row: Episode | null): Episode | null {
  const again = kind.again(known.story, row);
  if (!again) return null;
  const { about, muted, locked } = known;
  const over = row === null && known.endedAt !== null;
  return newEpisode({
    ...{ about, muted, locked, key, of: kind.of, id: row?.id ?? id },
    ...{ issue: issue.key, number: issue.number, openedAt: issue.openedAt },
    beganAt: new Date(known.beganAt),
    badAt: row && row.badAt.getTime() > known.badAt ? row.badAt : new Date(known.badAt),
    snoozedUntil: known.snoozedUntil === null ? null : new Date(known.snoozedUntil),
    notes: row?.notes ?? [],
    ...again,
    // It was over, and still it stands open: somebody wants it so.
    ...(over ? { state: 'closed', shut: 'kept', endedAt: new Date(known.endedAt ?? 0) } : {}),
  });
}
