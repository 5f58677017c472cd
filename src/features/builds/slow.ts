/** `slow: 2x`: who pushed hears that a run takes much longer than usual, and when it is done; in the pull request that the push came from. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Due, Repository, RunMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Run } from '../../core/run.ts';
import type { Session } from '../../core/session.ts';
import { type Outcome, outcomeOf } from '../../store/outcomes.ts';
import { buildsOf } from './config.ts';
import { whereRan } from './heard.ts';
import { isDone, isSlow } from './messages.ts';
import { aboutLine } from './report.ts';
import { reportsOf } from './store.ts';

const of = 'build-slow';
/** Of fewer nobody knows what is usual. */
const fewest = 10;

const keyOf = ({ id }: Repository, run: number): string => `slow:${id}:${run}`;
/** One row for all of them: a scope stays in the database for ever. */
const scopeOf = ({ id }: Repository): string => `slow/${id}`;
const due = (repository: Repository, run: number, at: Date): Due => ({ ...{ type: 'Due', at, repository, of, id: String(run) } });

/** What nine of ten that passed took at most; null while too few did. */
export function usualOf(took: number[]): number | null {
  const sorted = took.toSorted((a, b) => a - b);
  return sorted.length < fewest ? null : (sorted[Math.ceil(sorted.length * 0.9) - 1] ?? null);
}

async function usual(session: Session, repository: Repository, { file }: Run, branch: string): Promise<number | null> {
  const reports = await reportsOf(session, repository, aboutLine({ kind: 'workflow', name: file, branch }));
  return usualOf(
    reports.flatMap(({ verdict, beganAt, at, attempt }) =>
      verdict === 'pass' && attempt === 1 && beganAt ? at.getTime() - beganAt.getTime() : [],
    ),
  );
}

async function watched(repository: Repository, run: Run, ask: Ask): Promise<{ branch: string; times: number } | null> {
  const builds = buildsOf(await ask.file(), repository.defaultBranch);
  const branch = whereRan(run)?.branch;
  if (!builds || builds.slow === null || branch === undefined || !builds.isWatched(branch)) return null;
  return (await ask.startedByUs(run.file)).includes(run.file) ? null : { branch, times: builds.slow };
}

/** It begins: somebody looks when it should be over for long. It ends: whoever heard that it is slow hears that too. */
export const paces = handler({
  on: 'RunMoved',
  async facts({ repository, run }: RunMoved, ask) {
    if (run.event !== 'push' || run.attempt > 1 || run.status === 'waiting') return null;
    const place = await watched(repository, run, ask);
    if (!place) return null;
    return run.status === 'ended' ? { told: true as const } : { told: false as const, ...place };
  },
  scope: ({ repository }) => scopeOf(repository),
  rows: async (session, { repository, run }, facts) => ({
    usual: facts.told ? null : await usual(session, repository, run, facts.branch),
    told: await outcomeOf(session, [keyOf(repository, run.id)]),
  }),
  decide({ event: { repository, run }, facts, rows, now }): Decision {
    const about = `the pace of run ${run.id}`;
    const told = rows.told.get(keyOf(repository, run.id));
    if (facts.told)
      return decided({ about, outcome: told ? 'done' : 'ignored', raises: told ? [due(repository, run.id, now)] : [] });
    if (rows.usual === null) return decided({ about, outcome: 'ignored' });
    const began = run.startedAt ?? run.createdAt;
    return decided({
      about,
      outcome: 'ignored',
      raises: [due(repository, run.id, new Date(began.getTime() + rows.usual * facts.times))],
    });
  },
});

interface Facts {
  run: Run;
  usual: number;
  /** The pull request that it came from. */
  on: number | null;
}

export const slowRuns = handler({
  on: 'Due',
  async facts({ repository, id, of: whose }, ask): Promise<Facts | null> {
    if (whose !== of) return null;
    const told = await ask.peek(session => outcomeOf(session, [keyOf(repository, Number(id))]));
    const run = await ask.github.run(Number(id));
    // Over in time, or deleted.
    if (!run || (run.status === 'ended' && told.size === 0)) return null;
    const place = await watched(repository, run, ask);
    if (!place) return null;
    const known = await ask.peek(session => usual(session, repository, run, place.branch));
    return known === null ? null : { run, usual: known, on: await ask.github.pullOf(run.head) };
  },
  scope: ({ repository }) => scopeOf(repository),
  rows: (session, { repository }, { run }) => outcomeOf(session, [keyOf(repository, run.id)]),
  decide: ({ event: { repository }, facts, rows, now }) => tell(repository, facts, rows, now),
});

function tell(repository: Repository, { run, usual, on }: Facts, told: Map<string, Outcome>, now: Date): Decision {
  const about = `the pace of run ${run.id}`;
  const key = keyOf(repository, run.id);
  const took = (run.status === 'ended' ? run.updatedAt : now).getTime() - (run.startedAt ?? run.createdAt).getTime();
  const who = run.startedBy?.bot === false ? run.startedBy.login : null;
  // Pushed past all pull requests: there is no thread to say it in.
  if (on === null) return decided({ about, outcome: 'ignored' });
  // It is said that it is done, whether or not anybody tells us: each look is as far off as it has taken so far.
  const raises = run.status === 'ended' ? [] : [due(repository, run.id, new Date(now.getTime() + took))];
  if (run.status !== 'ended' && told.has(key)) return decided({ about, outcome: 'ignored', raises });
  const common = { kind: 'comment', repository, on } as const;
  const effect: Effect =
    run.status === 'ended'
      ? { ...common, key: `${key}:done`, lane: 'ending', body: isDone(run, took) }
      : { ...common, key, lane: 'progress', body: isSlow(run, { who, took, usual }) };
  return decided({ about, effects: [effect], raises });
}
