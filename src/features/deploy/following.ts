/** Follows each deploy to its end: when its time has come, and when GitHub says that its run moved. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Due, Repository, RunMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { nothingSeen, type Sighting } from '../../core/sighting.ts';
import { boardTouched } from './board/store.ts';
import { lockOf } from './commands/deploy.ts';
import { type Deploy, isOpen } from './deploy.ts';
import { workflowDriver as driver } from './drivers/workflow.ts';
import { heldAfter, holdId } from './locks/hold.ts';
import type { Held } from './locks/lock.ts';
import { holdIsOver, openLocks } from './locks/store.ts';
import { type Look, lookAt } from './look.ts';
import type { HealthOf } from './policy/rows.ts';
import { reconcile, type Seen } from './reconcile.ts';
import { byId, byMark, byRun, outcome, saved } from './store.ts';
import { type Judgement, judgementOn, roundIt } from './surroundings.ts';
import { visit } from './visit.ts';

interface Facts {
  id: string;
  environment: string;
  sighting: Sighting;
  /** Of one that waits. */
  look?: Look;
}

interface Rows {
  deploy: Deploy;
  round: Omit<Seen, keyof Sighting>;
  /** Of one that waits and that GitHub was asked about. */
  policy: Judgement | null;
  locks: Held[];
  /** Its pull request ended while it ran. */
  over: boolean;
}

export const turns = (healthOf: HealthOf) =>
  handler({
    on: 'Due',
    facts: turnFacts,
    scope: (event, { environment }) => lockOf(event.repository.id, environment),
    rows: (session, event, facts) => rowsOf(session, event.repository, facts, healthOf),
    decide: ({ event, facts, rows, now }) => decide(event.repository, facts, rows, now),
  });

export const runs = (healthOf: HealthOf) =>
  handler({
    on: 'RunMoved',
    facts: runFacts,
    scope: (event, { environment }) => lockOf(event.repository.id, environment),
    rows: (session, event, facts) => rowsOf(session, event.repository, facts, healthOf),
    decide: ({ event, facts, rows, now }) => decide(event.repository, facts, rows, now),
  });

async function turnFacts(event: Due, ask: Ask): Promise<Facts | null> {
  if (event.of !== 'deploy') return null;
  const found = await ask.peek(async session => {
    const deploy = await byId(session, event.id);
    return deploy && isOpen(deploy) ? { deploy, start: await outcome(session, driver.startKey(deploy)) } : null;
  });
  if (!found) return null;
  const { deploy, start } = found;
  const facts = { id: deploy.id, environment: deploy.environment, sighting: nothingSeen };
  if (deploy.state === 'waiting') return { ...facts, look: await lookAt(event, deploy, ask) };
  const due = deploy.dueAt === null || event.at >= deploy.dueAt;
  // A write has ended: what came back stands in its row.
  if (!due) return deploy.state === 'starting' && event.ended !== undefined ? facts : null;
  // As long as GitHub has not taken the order there is nothing to see. One that a restore ended may have been taken all the same.
  const mayRun = (start?.state === 'done' && start.remoteId === null) || start?.state === 'dropped';
  if (deploy.run === null && !mayRun) return facts;
  return { ...facts, sighting: await driver.observe(ask.github, deploy, null) };
}

async function runFacts({ run, repository }: RunMoved, ask: Ask): Promise<Facts | null> {
  // Whatever has become of the file since, what is under way is followed to its end.
  const deploy = await ask.peek(
    async session => (await byRun(session, repository, run.id)) ?? (await byMark(session, repository, run)),
  );
  if (!deploy) return null;
  const over = !isOpen(deploy) && !(deploy.state === 'lost' || run.attempt > deploy.attempt);
  if (over || run.attempt < deploy.attempt) return null;
  return { id: deploy.id, environment: deploy.environment, sighting: await driver.observe(ask.github, deploy, run) };
}

async function rowsOf(session: Session, repository: Repository, { id, look }: Facts, healthOf: HealthOf): Promise<Rows | null> {
  const deploy = await byId(session, id);
  if (!deploy) return null;
  const policy = look?.is === 'weighed' ? await judgementOn(session, repository, look.weighed, healthOf) : null;
  return {
    deploy,
    round: await roundIt(session, repository, deploy),
    policy,
    locks: await openLocks(session, repository, deploy.environment),
    over: await holdIsOver(session, repository, holdId(deploy)),
  };
}

const nothing = { changes: [], raises: [] };

function decide(repository: Repository, { id, environment, sighting, look }: Facts, rows: Rows | null, now: Date): Decision {
  const about = `deploy ${id} to ${environment}`;
  if (!rows) return decided({ about, outcome: 'ignored' });
  const seen = { ...sighting, ...rows.round };
  const given = { repository, deploy: rows.deploy, seen, now };
  const { deploy, effects, raises } =
    rows.deploy.state === 'waiting'
      ? visit({ ...given, look: look ?? { is: 'skipped' }, policy: rows.policy, locks: rows.locks })
      : reconcile({ ...given, driver });
  const moved = rows.deploy.state !== deploy.state;
  const shows = rows.deploy.story.checklist !== deploy.story.checklist;
  const { hold } = deploy.story;
  const held =
    moved && hold !== null ? heldAfter({ repository, deploy, hold, locks: rows.locks, over: rows.over, now }) : nothing;
  return decided({
    about,
    outcome: moved || effects.length > 0 ? 'done' : 'ignored',
    reasons: { says: moved ? `${rows.deploy.state} → ${deploy.state}` : `still ${deploy.state}`, holds: true },
    changes: [saved(repository, deploy), ...held.changes, ...(moved || shows ? [boardTouched(repository)] : [])],
    effects,
    raises: [...raises, ...held.raises],
  });
}
