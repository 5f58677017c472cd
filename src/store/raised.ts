import type { Due, Event } from '../core/event.ts';
import type { Tx } from './connection.ts';
import { keepWithin } from './deliveries.ts';

/**
 * Events of our own are deliveries like GitHub's: kept in the transaction that raised them, taken when their time has come. This is the
 * only timer there is.
 */

/** `key`: what it must not overtake; an intent's turns have a key of their own, or a long one would hold up its thread. */
export async function raise(tx: Tx, event: Event, { guid, key }: { guid: string; key: string | null }): Promise<void> {
  await keepWithin(tx, {
    guid,
    source: 'ours',
    name: event.type,
    key: event.type === 'Due' ? turnKey(event) : (key ?? String(event.repository.id)),
    lane: 'progress',
    body: Buffer.from(JSON.stringify(event)),
    // Whatever else has happened already, however fast the clock is that says when.
    dueAt: event.type === 'Due' ? event.at : new Date(0),
  });
}

const turnKey = ({ repository, of, id }: Due): string => `${repository.id}/${of}/${id}`;
