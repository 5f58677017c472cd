/** What a look at a deploy that waits comes to: it goes, waits on, or leaves. Pure. */
import type { Repository } from '../../core/event.ts';
import { asOf, fresh, leaves } from './decide.ts';
import { changed, type Deploy, isInLine } from './deploy.ts';
import { workflowDriver as driver } from './drivers/workflow.ts';
import { restoredWaiting, waitedTooLong } from './endings.ts';
import type { Held } from './locks/lock.ts';
import { rollbackGate } from './locks/rollback.ts';
import type { Look } from './look.ts';
import { expiryOf } from './policy/gate.ts';
import { judgedNow } from './policy/judged-now.ts';
import { waited } from './policy/waits.ts';
import { dueFor, type Next, net, reconcile, type Seen } from './reconcile.ts';
import { say } from './saying.ts';
import type { Judgement } from './surroundings.ts';

interface Given {
  repository: Repository;
  deploy: Deploy;
  seen: Seen;
  look: Look;
  /** Of one that GitHub was asked about. */
  policy: Judgement | null;
  locks: Held[];
  now: Date;
}

export function visit(given: Given): Next {
  const { repository, deploy, seen, look, policy, locks, now } = given;
  const dropped = (why: string, tell = true) => followed(given, leaves(repository, deploy, why, now, tell));
  // What waited in a backup may have gone after that, and nothing goes twice.
  if (seen.restored !== null && seen.restored > deploy.askedAt) return dropped(restoredWaiting(deploy.story.again));
  if (look.is === 'gone') return dropped(look.why, !look.seen);
  if (look.is === 'back') {
    const { story, environment } = deploy;
    const { way } = rollbackGate({ name: environment, prefix: story.prefix, by: story.by, locks, now });
    return way === null ? reconcile({ repository, deploy, seen, driver, now }) : dropped(way);
  }
  if (look.is === 'skipped' || !policy) return skipped(given);
  const { weighed } = look;
  const { verdict, called, inTheWay, approvedBy } = judgedNow(weighed, policy.rows, deploy.story.called, now);
  if (verdict.kind === 'no') return dropped(verdict.says);
  const expiry = expiryOf(weighed);
  // Its time may have passed while nobody was there to see it.
  const late = verdict.kind === 'wait' ? 0 : deploy.story.checklist === '' ? Infinity : net;
  if (now.getTime() - expiry.getTime() >= late) return dropped(waitedTooLong(deploy.story.again));
  // What it may wait for happened while GitHub was asked, which may not have known.
  const missed = look.woken !== deploy.story.woken || !Number.isFinite(policy.old);
  if (missed || (verdict.kind === 'go' && policy.old > fresh)) return again(given);
  const busy = seen.before.length > 0;
  const blocks = [...inTheWay, ...(busy && verdict.kind === 'go' ? [{ for: 'turn', what: 'its turn' }] : [])];
  const checklist = verdict.kind === 'wait' ? verdict.checklist : '';
  const judged = changed(
    deploy,
    {},
    {
      judgedAt: asOf(policy.old, now),
      checklist,
      called,
      approvedBy,
      expires: expiry.getTime(),
      waits: waited(deploy.story.waits ?? [], blocks, now),
    },
  );
  if (verdict.kind === 'go' && !busy) return reconcile({ repository, deploy: judged, seen, driver, now });
  const shown = checklist === deploy.story.checklist ? { deploy: judged, effects: [] } : say(given, judged, 'progress');
  const until = verdict.kind === 'wait' ? Math.min(verdict.until?.getTime() ?? Infinity, expiry.getTime()) : now.getTime() + net;
  const next = at(given, shown.deploy, until, shown.effects);
  // Who was first and finds that something is in the way lets others go first.
  return isInLine(deploy) && !isInLine(shown.deploy) && !busy ? followed(given, next) : next;
}

/** Whoever stood behind it is next. */
function followed({ repository, seen, now }: Given, next: Next): Next {
  const [first] = seen.waiting;
  return first ? { ...next, raises: [...next.raises, dueFor(repository, first.id, now)] } : next;
}

function at({ repository }: Given, deploy: Deploy, time: number, effects: Next['effects'] = []): Next {
  const due = new Date(time);
  return { deploy: { ...deploy, dueAt: due }, effects, raises: [dueFor(repository, deploy.id, due)] };
}

/** At once, and GitHub is asked. */
const again = (given: Given): Next => at(given, changed(given.deploy, {}, { judgedAt: null }), given.now.getTime());

function skipped(given: Given): Next {
  const { deploy, seen, now } = given;
  if (!isInLine(deploy)) return { deploy, effects: [], raises: [] };
  return seen.before.length > 0 ? at(given, deploy, now.getTime() + net) : again(given);
}
