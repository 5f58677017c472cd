/** A run of the default branch has ended: what it reported of the checks is kept, and told where it is news. */
import { randomUUID } from 'node:crypto';
import { checksArtifact, checksFile } from '../../checks/report.ts';
import { decided } from '../../core/decision.ts';
import type { InfrastructureChecked, RunMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Run } from '../../core/run.ts';
import type { Session } from '../../core/session.ts';
import { going, isKnown, lastOf, saved as savedEpisode } from '../../issues/store.ts';
import { booksDue, lockOf, visitDue } from '../../issues/visit.ts';
import { type Heard, heardIn, keyOf } from './heard.ts';
import { judge } from './judge.ts';
import { loggedIn } from './logged.ts';
import { namesIn } from './named.ts';
import { relatedBy } from './related.ts';
import type { Standing } from './standing.ts';
import { saved, standings } from './store.ts';
import { of, type Seen, troubleOf } from './story.ts';
import { toldIn } from './tries.ts';

interface Facts {
  heard: Heard[];
  ids: string[];
}

export const reports = handler({
  on: 'RunMoved',
  async facts(event: RunMoved, ask): Promise<Facts | null> {
    const { run } = event;
    const related = await relatedBy(event, ask);
    if (!related?.mayReport) return null;
    const texts = await ask.github.texts(run, { artifacts: checksArtifact, file: checksFile });
    const { now, earlier } = toldIn(texts, run);
    const heard = heardIn(now, run, namesIn(related.entries), earlier);
    if (heard.length === 0 || !(await isOnBranch(event, ask))) return null;
    return { heard, ids: heard.map(() => randomUUID()) };
  },
  scope: ({ repository }) => lockOf(repository),
  rows: async (session: Session, { repository }, { heard }) => ({
    before: await standings(session, repository),
    on: (await going(session, repository, of)).map(troubleOf),
    last: await lastTroubles(session, repository, heard),
    known: await isKnown(session, repository),
  }),
  decide({ event: { repository, run }, facts: { heard, ids }, rows, now }) {
    const next = judge({ heard, ids, ...rows, seen: seenOf(run), now });
    const environments = environmentsOf(next.standings);
    const checked: InfrastructureChecked = { type: 'InfrastructureChecked', at: run.updatedAt, repository, environments };
    return decided({
      about: `checks of infrastructure in run ${run.id}`,
      outcome: next.troubles.length > 0 ? 'done' : 'ignored',
      // What passes every few minutes would make the audit grow for nothing.
      routine: next.troubles.length === 0,
      reasons: {
        says: next.troubles.map(({ state, about }) => `${state}: ${about}`).join(', ') || 'nothing new',
        holds: next.troubles.every(({ state }) => state !== 'open'),
      },
      changes: [saved(repository, next.standings), ...next.troubles.map(one => savedEpisode(repository, one))],
      raises: [
        ...(next.standings.length > 0 ? [checked] : []),
        ...loggedIn(heard, { repository, run }),
        ...next.troubles.map(one => visitDue(repository, one, now)),
        ...(rows.known ? [] : [booksDue(repository, now)]),
      ],
    });
  },
});

/** What GitHub starts nowhere else. */
const ofDefaultBranch = ['schedule', 'workflow_run', 'repository_dispatch'];

/** GitHub names a tag where it names a branch, and whoever may push tags can call one `main`: so the branch has to have its commit. */
async function isOnBranch({ repository, run }: RunMoved, ask: Ask): Promise<boolean> {
  if (ofDefaultBranch.includes(run.event)) return true;
  const [head] = await ask.github.recent(repository.defaultBranch, 1, { workflows: [] });
  if (!head || head.sha === run.head) return head !== undefined;
  return (await ask.github.compare(head.sha, run.head))?.ahead === 0;
}

const seenOf = (run: Run): Seen => ({
  ...{ run: run.id, number: run.number, sha: run.head, url: run.url },
  at: (run.startedAt ?? run.createdAt).getTime(),
});

async function lastTroubles(session: Session, repository: RunMoved['repository'], heard: Heard[]) {
  const keys = heard.map(({ standing }) => keyOf(standing));
  const last = await lastOf(session, repository, of, keys);
  return new Map([...last].map(([key, episode]) => [key, troubleOf(episode)]));
}

const environmentsOf = (checks: Standing[]): string[] => [...new Set(checks.map(({ environment }) => environment))];
