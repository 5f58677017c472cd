/** An approval is of what somebody read: a push, another base or the end of the pull request makes it void, for good. */
import { decided } from '../../../core/decision.ts';
import type { HeadMoved, PullMoved } from '../../../core/event.ts';
import { type Ask, handler } from '../../../core/feature.ts';
import type { Session } from '../../../core/session.ts';
import { lockOf } from '../commands/deploy.ts';
import { environmentsOf } from '../config.ts';
import type { Deploy } from '../deploy.ts';
import { approversOf } from '../policy/config.ts';
import { queue } from '../store.ts';
import { touched } from '../touch.ts';
import { endedFor, endForgotten, endOf, type LiveApproval, liveOf, voided } from './store.ts';

interface Facts {
  why: string;
  /** Those that ask for approvals, and those that had some when they did. */
  environments: string[];
}

interface Rows {
  live: LiveApproval[];
  waiting: Deploy[];
}

type Moved = HeadMoved | PullMoved;

const scopeOf = ({ repository, number }: Moved): string => `approvals/${repository.id}/${number}`;
const locksOf = ({ repository }: Moved, { environments }: Facts) => environments.map(one => lockOf(repository.id, one));
/** The commit that was approved, as far as the event tells. */
const lostBy = (event: Moved): string => (event.type === 'HeadMoved' && event.before !== null ? event.before : event.head);
const liveAt = (event: Moved) => ({ pull: event.number, sha: lostBy(event), until: event.at });

/** Part of a sentence: "the approval by … does not count: …". */
function whyOf(event: Moved): string | null {
  switch (event.how) {
    case 'pushed':
      return 'a push took its place';
    case 'retargeted':
      return 'the pull request was pointed at another branch';
    case 'closed':
      return 'the pull request was closed';
    default:
      return null;
  }
}

async function facts(event: Moved, ask: Ask): Promise<Facts | null> {
  const why = whyOf(event);
  if (why === null) return null;
  const asking = Object.entries(environmentsOf(await ask.file())).flatMap(([name, one]) => (approversOf(one) ? [name] : []));
  const live = await ask.peek(session => liveOf(session, event.repository, liveAt(event)));
  const environments = [...new Set([...asking, ...live.map(({ environment }) => environment)])];
  return environments.length === 0 ? null : { why, environments };
}

async function rows(session: Session, event: Moved, { environments }: Facts): Promise<Rows> {
  const live = (await liveOf(session, event.repository, liveAt(event))).filter(one => environments.includes(one.environment));
  const lost = (one: Deploy) => live.some(({ environment, sha }) => one.environment === environment && one.sha === sha);
  const places = [...new Set(live.map(({ environment }) => environment))];
  const queues = await Promise.all(places.map(one => queue(session, event.repository, one)));
  return { live, waiting: queues.flat().filter(one => one.state === 'waiting' && lost(one)) };
}

function decide({ event, facts: { why }, rows, now }: { event: Moved; facts: Facts; rows: Rows; now: Date }) {
  const { repository, number, at, by } = event;
  const end = { at, why };
  const { live, waiting } = rows;
  const woken = touched(repository, waiting, now);
  const count = live.length === 0 ? 'no approval' : live.length === 1 ? 'one approval' : `${live.length} approvals`;
  return decided({
    about: `approvals of #${number}`,
    actor: by?.login ?? null,
    outcome: live.length === 0 ? 'ignored' : 'done',
    reasons: { says: `${why}: ${count} became void`, holds: true },
    changes: [endedFor(repository, number, end), voided(live, end), ...woken.changes],
    raises: woken.raises,
  });
}

export const headMovesOn = handler({ on: 'HeadMoved', facts, scope: scopeOf, locks: locksOf, rows, decide });
export const pullCloses = handler({ on: 'PullMoved', facts, scope: scopeOf, locks: locksOf, rows, decide });

export const pullMerges = handler({
  on: 'PullMoved',
  async facts(event, ask) {
    if (event.how !== 'merged') return null;
    return ask.peek(session => endOf(session, event.repository, event.number));
  },
  scope: scopeOf,
  decide: ({ event }) =>
    decided({ about: `#${event.number} is merged`, changes: [endForgotten(event.repository, event.number)] }),
});
