import type { GitHubEffect, Hearing, TellSource } from '../core/effect.ts';
import type { GitHub } from '../github/client.ts';
import { type Trouble, troubleOf } from '../github/trouble.ts';
import { Gone, look, repeatable, untold, write } from '../github/writes.ts';
import type { Store } from '../store/connection.ts';
import { leaseSeconds } from '../store/deliveries.ts';
import {
  type Ending,
  endSending,
  installationsToServe,
  nextSending,
  pauseInstallation,
  type Sending,
  takeDoubtful,
  takeToSend,
  takeToTell,
} from '../store/effects.ts';
import { type Log, type Mask, reasonOf } from './log.ts';
import { asLongAs, type Loop, loop } from './loop.ts';
import { points } from './points.ts';

/**
 * The only one who changes anything on GitHub. Each write leaves once; one that may have happened is looked for before it leaves again. What
 * sources of alerts are told leaves here too, by a way of its own.
 */

export interface SenderOptions {
  store: Store;
  holder: string;
  github: GitHub;
  /** `stopping`: nobody waits any more for what it answers. */
  tell(effect: TellSource, stopping: AbortSignal): Promise<Hearing>;
  log: Log;
  mask: Mask;
}

const atOnce = 20;
/** However long sources take to answer, hands are left for GitHub. */
const toldAtOnce = 4;
const longestSleep = 5_000;
/** No write leaves with less than this of its lease to go: its answer has to come before somebody else looks. */
const marginSeconds = 20;
/** GitHub's replicas lag: what has just happened may not be seen yet. */
const lookAfterSeconds = 10;
const looks = 2;
const outOfReachSeconds = 5;
/**
 * Whether nothing that is not in our rows can stand there. A check is for a commit, and one from before this database may stand there however
 * long ago that began. Of issues only whoever opens one can have made a list.
 */
const isKnown = ({ effect, adopted }: Sending<GitHubEffect>): boolean =>
  ('known' in effect && effect.known === true) || (adopted && effect.kind !== 'check' && effect.kind !== 'issue');

const mayHaveHappened = 'it may have happened: GitHub did not answer, and nothing of ours would tell it from others';
const patience = [1, 5, 20, 60, 300, 900];
/** Nobody waits for it, and who looks at what is worth telling an hour later. */
const patienceWithSources = [...patience, 3_600];
/** A comment of ours may be as old as what GitHub can still deliver. */
const beforeOurTime = 3 * 24 * 3_600_000;
const clocksDiffer = 15 * 60_000;

export function sender({ store, holder, github, tell, log, mask }: SenderOptions): Loop {
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  let takes = 0;
  let telling = 0;

  const fly = (flight: Promise<void>) => {
    const flying: Promise<void> = flight
      // It stays as it is written down, `sent`, and is looked into when its lease has run out.
      .catch(error => log.error({ reason: reasonOf(error, mask) }, 'how a write ended could not be written down'))
      .finally(() => {
        inFlight.delete(flying);
        self.wake();
      });
    inFlight.add(flying);
  };

  const end = async (one: Sending, ending: Ending): Promise<void> => {
    if (ending.state === 'failed' || ending.state === 'dropped') {
      log.warn({ effect: one.effect.key, kind: one.effect.kind, reason: mask(ending.error) }, `a write ${ending.state}`);
    }
    points.effectEnded.publish({ kind: one.effect.kind, state: ending.state });
    await endSending(store.db, one, 'error' in ending ? { ...ending, error: mask(ending.error) } : ending);
  };

  const afterTrouble = async (one: Sending<GitHubEffect>, trouble: Trouble): Promise<void> => {
    if (trouble.kind === 'refused') return end(one, { state: 'failed', error: trouble.says, unsure: false });
    if (trouble.kind === 'limited') {
      await pauseInstallation(store.db, one.effect.repository.installation, trouble.seconds);
      return end(one, { state: 'planned', seconds: trouble.seconds, counts: false, error: trouble.says });
    }
    // However long GitHub is out of reach, nothing is lost: what must not be late has its own time.
    if (trouble.kind === 'unreached')
      return end(one, { state: 'planned', seconds: outOfReachSeconds, counts: false, error: trouble.says });
    if (repeatable(one.effect)) return again(one, patience[one.attempts - 1], trouble.says);
    return end(one, { state: 'sent', seconds: lookAfterSeconds, looks: 0, error: trouble.says });
  };

  const again = (one: Sending<GitHubEffect>, seconds: number | undefined, says: string): Promise<void> =>
    seconds === undefined
      ? end(one, { state: 'failed', error: `given up after ${one.attempts} tries: ${says}`, unsure: repeatable(one.effect) })
      : end(one, { state: 'planned', seconds, counts: true, error: says });

  const send = async (one: Sending<GitHubEffect>, takenAt: number): Promise<void> => {
    const writing = { octokit: github.on(one.effect.repository), effect: one.effect, remoteId: one.remoteId };
    try {
      const known = isKnown(one);
      if (!known && !repeatable(one.effect)) {
        const found = await look(
          writing,
          github.appId,
          new Date(Math.min(one.plannedAt.getTime() - beforeOurTime, Number(one.since ?? one.plannedAt))),
        );
        if (found !== null && found !== untold) return end(one, { state: 'done', remoteId: found });
      }
      await github.admit(one.effect.repository);
    } catch (error) {
      // Whatever this was, the write itself has not left.
      const trouble = troubleOf(error);
      return afterTrouble(one, trouble.kind === 'unsure' ? { ...trouble, kind: 'unreached' } : trouble);
    }
    points.effectSent.publish(one.effect.key);
    // The last thing before it leaves: nothing on GitHub's side would stop a write whose lease has gone to somebody else.
    if (performance.now() - takenAt > (leaseSeconds - marginSeconds) * 1_000) {
      return end(one, { state: 'planned', seconds: 0, counts: false, error: 'stalled before it could leave' });
    }
    try {
      const remoteId = await write(writing);
      points.effectAnswered.publish(one.effect.key);
      await end(one, { state: 'done', remoteId });
    } catch (error) {
      if (error instanceof Gone) await end(one, { state: 'dropped', error: error.message });
      else await afterTrouble(one, troubleOf(error));
    }
  };

  const lookInto = async (one: Sending<GitHubEffect>): Promise<void> => {
    if (repeatable(one.effect)) return again(one, one.attempts > patience.length ? undefined : 0, 'no answer came');
    const writing = { octokit: github.on(one.effect.repository), effect: one.effect, remoteId: one.remoteId };
    try {
      const found = await look(writing, github.appId, new Date(one.sentAt.getTime() - clocksDiffer));
      if (found === untold) return await end(one, { state: 'failed', error: mayHaveHappened, unsure: true });
      if (found !== null) return await end(one, { state: 'done', remoteId: found });
      if (one.looks + 1 >= looks)
        return await again(one, one.attempts > patience.length ? undefined : 0, 'looked twice: it did not happen');
      await end(one, { state: 'sent', seconds: lookAfterSeconds, looks: one.looks + 1, error: 'not seen yet' });
    } catch (error) {
      const trouble = troubleOf(error);
      // The look was refused; the write itself went unanswered.
      if (trouble.kind === 'refused') return end(one, { state: 'failed', error: trouble.says, unsure: true });
      if (trouble.kind === 'limited') await pauseInstallation(store.db, one.effect.repository.installation, trouble.seconds);
      const seconds = trouble.kind === 'limited' ? trouble.seconds : lookAfterSeconds;
      await end(one, { state: 'sent', seconds, looks: one.looks, error: trouble.says });
    }
  };

  const carry = async (one: Sending<TellSource>): Promise<void> => {
    points.effectSent.publish(one.effect.key);
    telling += 1;
    const hearing = await tell(one.effect, stopping.signal)
      .catch((error: unknown): Hearing => ({ heard: false, why: reasonOf(error, mask), again: true }))
      .finally(() => {
        telling -= 1;
      });
    points.effectAnswered.publish(one.effect.key);
    if (hearing.heard) return end(one, { state: 'done', remoteId: null });
    const { why, seconds } = hearing;
    if (!hearing.again) return end(one, { state: 'failed', error: why, unsure: false });
    // We did not wait for it: that was no try.
    if (stopping.signal.aborted) return end(one, { state: 'planned', seconds: seconds ?? 0, counts: false, error: why });
    const wait = patienceWithSources[one.attempts - 1];
    return wait === undefined
      ? end(one, { state: 'failed', error: `given up after ${one.attempts} tries: ${why}`, unsure: false })
      : end(one, { state: 'planned', seconds: Math.max(wait, seconds ?? 0), counts: true, error: why });
  };

  const untilNext = async () => asLongAs(await nextSending(store.db), longestSleep);

  const pass = async (news: boolean): Promise<number> => {
    if (!news && inFlight.size === 0) {
      const wait = await untilNext();
      if (wait > 0) return wait;
    }
    takes += 1;
    const name = `${holder}#${takes}`;
    const before = inFlight.size;
    const takenAt = performance.now();
    const hands = atOnce - inFlight.size;
    if (hands > 0) for (const one of await takeDoubtful(store.pool, name, hands)) fly(lookInto(one));
    if (telling < toldAtOnce) for (const one of await takeToTell(store.db, name, toldAtOnce - telling)) fly(carry(one));
    for (const installation of await installationsToServe(store.db)) {
      const room = atOnce - inFlight.size;
      if (room <= 0) break;
      for (const one of await takeToSend(store.db, installation, name, room)) fly(send(one, takenAt));
    }
    if (inFlight.size > before) return 0;
    if (inFlight.size > 0) return longestSleep;
    // What is due and did not leave waits for its budget; a second is soon enough to ask again.
    return (await untilNext()) || 1_000;
  };

  const self = loop(pass, error => log.error({ reason: reasonOf(error, mask) }, 'effects cannot be read'));
  return {
    wake: self.wake,
    async stop() {
      stopping.abort();
      await self.stop();
      await Promise.all(inFlight);
    },
  };
}
