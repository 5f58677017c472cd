/** What moves a run of the team's own commands on: GitHub says something of it, or its time has come. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Event, Repository } from '../../core/event.ts';
import { type Ask, type Handler, handler } from '../../core/feature.ts';
import { carries, type Run } from '../../core/run.ts';
import { nothingSeen, type Sighting, sightingOf } from '../../core/sighting.ts';
import { isOpen, type OpsRun } from './ops-run.ts';
import { speakingIn } from './output.ts';
import { dispatchKey, reconcile, type Seen } from './reconcile.ts';
import { byId, byRun, olderHere, outcome, restoredSince, saved, withoutRun } from './store.ts';

interface Facts {
  id: string;
  sighting: Sighting;
}

type Rows = ({ one: OpsRun } & Pick<Seen, 'start' | 'restored' | 'older'>) | null;

const observe = (ask: Ask, { id, run, askedAt, state, looks, story }: OpsRun, told: Run | null): Promise<Sighting> =>
  sightingOf(
    ask.github,
    {
      run,
      workflow: story.workflow,
      mark: story.marked ? id : null,
      startedAt: askedAt,
      running: state === 'running',
      looks,
      reports: story.reports,
      logOf: speakingIn,
    },
    told,
  );

const scope = ({ repository }: Event, { id }: Facts): string => `ops/${repository.id}/${id}`;

async function rows(session: Parameters<typeof byId>[0], { repository }: Event, { id }: Facts): Promise<Rows> {
  const one = await byId(session, repository, id);
  if (!one) return null;
  const [start, restored] = [await outcome(session, dispatchKey(one)), await restoredSince(session, one.askedAt)];
  return { one, start, restored, older: await olderHere(session, repository, one) };
}

function decide(repository: Repository, { sighting }: Facts, found: Rows, now: Date): Decision {
  if (!found) return decided({ about: 'a run that is not kept any more', outcome: 'ignored' });
  const { one, ...round } = found;
  const next = reconcile({ repository, one, seen: { ...sighting, ...round }, now });
  return decided({
    about: `how ${one.command} of #${one.thread} goes on`,
    outcome: next.one === one ? 'ignored' : 'done',
    reasons: { says: `it is ${next.one.state}`, holds: true },
    changes: next.one === one ? [] : [saved(repository, next.one)],
    effects: next.effects,
    raises: next.raises,
  });
}

const timely: Handler<'Due'> = handler({
  on: 'Due',
  async facts(event, ask): Promise<Facts | null> {
    if (event.of !== 'ops') return null;
    const one = await ask.peek(session => byId(session, event.repository, event.id));
    if (!one || !isOpen(one)) return null;
    // A turn that another one has taken the place of.
    if (event.ended === undefined && one.dueAt?.getTime() !== event.at.getTime()) return null;
    // The write that started it has ended: what came back with that is read with the rows.
    return { id: one.id, sighting: event.ended === undefined ? await observe(ask, one, null) : nothingSeen };
  },
  scope,
  rows,
  decide: ({ event, facts, rows: found, now }) => decide(event.repository, facts, found, now),
});

const moved: Handler<'RunMoved'> = handler({
  on: 'RunMoved',
  async facts({ repository, run }, ask): Promise<Facts | null> {
    if (run.event !== 'workflow_dispatch') return null;
    const one = await ask.peek(
      async session =>
        (await byRun(session, repository, run.id)) ??
        (await withoutRun(session, repository)).find(({ id, story }) => story.workflow === run.file && carries(run, id)) ??
        null,
    );
    return one && { id: one.id, sighting: await observe(ask, one, run) };
  },
  scope,
  rows,
  decide: ({ event, facts, rows: found, now }) => decide(event.repository, facts, found, now),
});

export const watching: Handler[] = [timely, moved];
