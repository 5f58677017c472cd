/** Follows each plan to its end: when its time has come, and when GitHub says that its run moved. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { type Ask, type Handler, handler } from '../../../core/feature.ts';
import type { Run } from '../../../core/run.ts';
import type { Session } from '../../../core/session.ts';
import { nothingSeen, type Sighting, sightingOf } from '../../../core/sighting.ts';
import { failingIn } from '../../../core/watch.ts';
import { lockOf } from '../commands/deploy.ts';
import { type Deploy, short } from '../deploy.ts';
import { lastRestore, outcome, queue } from '../store.ts';
import { touched } from '../touch.ts';
import { isOpen, type Plan } from './plan.ts';
import { dispatchKey, reconcile, type Seen } from './reconcile.ts';
import { byId, ofRun, olderHere, saved } from './store.ts';

interface Facts {
  id: string;
  environment: string;
  sighting: Sighting;
}

interface Rows {
  plan: Plan;
  round: Omit<Seen, keyof Sighting>;
  deploys: Deploy[];
}

const observe = (ask: Ask, { id, run, askedAt, state, looks, story }: Plan, told: Run | null): Promise<Sighting> =>
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
      logOf: (seen, jobs) => (seen.conclusion === 'success' ? null : (failingIn(jobs)?.job ?? null)),
    },
    told,
  );

/** As for deploys: one that ends may let a deploy of its environment go. */
const scope = ({ repository }: { repository: Repository }, { environment }: Facts): string => lockOf(repository.id, environment);

const turns: Handler<'Due'> = handler({
  on: 'Due',
  async facts(event, ask): Promise<Facts | null> {
    if (event.of !== 'plan') return null;
    const found = await ask.peek(async session => {
      const plan = await byId(session, event.repository, event.id);
      return plan && isOpen(plan) ? { plan, start: await outcome(session, dispatchKey(plan)) } : null;
    });
    if (!found) return null;
    const { plan, start } = found;
    const facts = { id: plan.id, environment: plan.environment, sighting: nothingSeen };
    // A write has ended: what came back stands in its row.
    if (event.ended !== undefined) return plan.run === null ? facts : null;
    if (plan.dueAt !== null && event.at < plan.dueAt) return null;
    // As long as GitHub has not taken the order there is nothing to see. One that a restore ended may have been taken all the same.
    const mayRun = plan.run !== null || start?.state === 'done' || start?.state === 'dropped';
    return mayRun ? { ...facts, sighting: await observe(ask, plan, null) } : facts;
  },
  scope,
  rows: (session, event, { id }) => rowsOf(session, event.repository, id),
  decide: ({ event, facts, rows, now }) => decide(event.repository, facts, rows, now),
});

const runs: Handler<'RunMoved'> = handler({
  on: 'RunMoved',
  async facts({ repository, run }, ask): Promise<Facts | null> {
    const plan = await ask.peek(session => ofRun(session, repository, run));
    if (!plan || run.attempt < plan.attempt) return null;
    const over = !isOpen(plan) && plan.state !== 'lost' && run.attempt === plan.attempt;
    return over ? null : { id: plan.id, environment: plan.environment, sighting: await observe(ask, plan, run) };
  },
  scope,
  rows: (session, event, { id }) => rowsOf(session, event.repository, id),
  decide: ({ event, facts, rows, now }) => decide(event.repository, facts, rows, now),
});

async function rowsOf(session: Session, repository: Repository, id: string): Promise<Rows | null> {
  const plan = await byId(session, repository, id);
  return (
    plan && {
      plan,
      round: {
        start: await outcome(session, dispatchKey(plan)),
        older: await olderHere(session, repository, plan),
        restored: await lastRestore(session),
      },
      deploys: await queue(session, repository, plan.environment),
    }
  );
}

function decide(repository: Repository, { id, environment, sighting }: Facts, rows: Rows | null, now: Date): Decision {
  if (!rows) return decided({ about: `plan ${id} for ${environment}, which is not kept any more`, outcome: 'ignored' });
  const before = rows.plan;
  const { plan, effects, raises } = reconcile({ repository, plan: before, seen: { ...sighting, ...rows.round }, now });
  const about = `plan ${id} of ${short(plan.sha)} for ${environment}`;
  const moved = before.state !== plan.state;
  const waiting = moved && plan.state === 'succeeded' ? rows.deploys.filter(({ sha }) => sha === plan.sha) : [];
  const woken = touched(repository, waiting, now);
  return decided({
    about,
    outcome: moved || effects.length > 0 ? 'done' : 'ignored',
    reasons: { says: moved ? `${before.state} → ${plan.state}` : `still ${plan.state}`, holds: true },
    changes: [...(plan === before ? [] : [saved(repository, plan)]), ...woken.changes],
    effects,
    raises: [...raises, ...woken.raises],
  });
}

export const planWatching: Handler[] = [turns, runs];
