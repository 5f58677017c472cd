import type { Event, Repository } from '../core/event.ts';
import type { Ask, Handler, Prepared } from '../core/feature.ts';
import { troubleOf } from '../github/trouble.ts';
import { lock, record } from '../store/audit.ts';
import type { Store, Tx } from '../store/connection.ts';
import { settle, type Taken } from '../store/deliveries.ts';
import { plan } from '../store/effects.ts';
import { raise } from '../store/raised.ts';
import { asKnownNow, remember } from '../store/repositories.ts';
import { sessionOn } from '../store/session.ts';
import { points } from './points.ts';
import { Later } from './work.ts';

/** One event through the features: facts first, then one transaction in which everything is decided and written. */

export interface RunOptions {
  store: Store;
  handlers: Handler[];
  ask(repository: Repository): Ask;
  /** What GitHub dates before this belongs to another database. */
  birth: Date;
}

/** The delivery went to somebody else while we worked on it: nothing of ours was written, and nothing must be. */
class Lost extends Error {}

export type Run = (taken: Taken, event: Event | null) => Promise<void>;

export function running({ store, handlers, ask, birth }: RunOptions): Run {
  return async (taken, told) => {
    if (!told) return settled(taken, 'done');
    const event = taken.source === 'ours' ? { ...told, repository: await asKnownNow(store.db, told.repository) } : told;
    // What an intent of ours waits for is ours, however old it is.
    if (event.at < birth && event.type !== 'Due') return settled(taken, 'seen');
    const prepared = await prepareAll(event);
    points.factsRead.publish(taken.guid);
    if (prepared.length === 0) return settled(taken, 'done');
    await store.db.transaction().execute(tx => decideAll(tx, taken, event, prepared));
    points.committed.publish(taken.guid);
  };

  async function prepareAll(event: Event): Promise<Prepared[]> {
    const asking = ask(event.repository);
    const concerned = handlers.filter(one => one.on === event.type);
    try {
      return (await Promise.all(concerned.map(one => one.prepare(event, asking)))).filter(one => one !== null);
    } catch (error) {
      const trouble = troubleOf(error);
      throw trouble.kind === 'limited' ? new Later(trouble.seconds, trouble.says) : error;
    }
  }

  async function settled(taken: Taken, state: 'done' | 'seen'): Promise<void> {
    if (!(await settle(store.db, taken, state))) throw new Lost('another worker has taken it over');
  }
}

async function decideAll(tx: Tx, taken: Taken, event: Event, prepared: Prepared[]): Promise<void> {
  if (!(await settle(tx, taken, 'done'))) throw new Lost('another worker has taken it over');
  const now = await lock(
    tx,
    prepared.flatMap(one => [one.scope, ...(one.locks ?? [])]),
  );
  await remember(tx, event.repository, event.type === 'CommentPosted');
  const session = sessionOn(tx);
  let raised = 0;
  for (const one of prepared) {
    const decision = await one.decide(session, now);
    for (const change of decision.changes) await change.write(session);
    await plan(tx, decision.effects, taken.seq);
    for (const event of decision.raises) {
      await raise(tx, event, { guid: `raised/${taken.seq}/${raised}`, key: taken.key });
      raised += 1;
    }
    if (decision.routine) continue;
    await record(tx, { delivery: taken.seq, repository: event.repository.id, scope: one.scope, decision });
  }
}
