/** What came through the doors of sources is read many at a time: each counted once, and somebody asked to look. */
import { createHash } from 'node:crypto';
import type { Due } from '../../core/event.ts';
import type { Heaped, HeapRead } from '../../core/hook.ts';
import type { Session } from '../../core/session.ts';
import type { Alert } from './alert.ts';
import { claimOf } from './claiming.ts';
import { type Counted, foldedAll, nextLook, placesOf } from './counting.ts';
import { printOf } from './print.ts';
import { sourceOf } from './sources/index.ts';
import { Unreadable } from './sources/source.ts';
import { groupsHeld, groupsSaved, homesOf, type KnownHome, type Looks, lookAsked, looksHeld } from './store.ts';

export async function readHeap(session: Session, heaped: Heaped[], now: Date): Promise<HeapRead> {
  const homes = await homesOf(session, [...new Set(heaped.map(({ hook }) => hook.owner))]);
  const spoilt: HeapRead['spoilt'] = [];
  const heard = new Map<string, HeapRead['heard'][number]>();
  const counted: Counted[] = [];
  for (const { seq, hook, receivedAt, body } of heaped) {
    const told = heard.get(hook.name) ?? { hook: hook.name, routed: 0, unrouted: 0, why: null };
    heard.set(hook.name, told);
    const alerts = alertsIn(body, hook);
    if (typeof alerts === 'string') {
      spoilt.push({ seq, why: alerts });
      continue;
    }
    for (const alert of alerts) {
      const claim = claimOf(alert, hook, homes);
      if ('nobody' in claim) {
        told.unrouted += 1;
        told.why = claim.nobody;
        continue;
      }
      told.routed += 1;
      const mark = markOf(alert, body, hook);
      const arrived = { alert, hook: hook.name, source: hook.kind, print: printOf(hook.name, alert), receivedAt, mark };
      counted.push({ repository: claim.home.id, arrived });
    }
  }
  // Before the groups, as whoever looks does: so that neither waits for the other, and no look ends without what is counted here.
  const held = await looksHeld(session, [...new Set(counted.map(({ repository }) => repository))]);
  await count(session, counted);
  return { spoilt, heard: [...heard.values()], raises: await looks(session, held, homes, now) };
}

function alertsIn(body: Buffer, { kind, settings }: Heaped['hook']): Alert[] | string {
  const source = sourceOf(kind);
  if (!source) return `this version knows no source ${kind}`;
  try {
    return source.decode(body, settings);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

/** Of what says neither which thing it is nor when, the same words are as likely one more. */
const markOf = ({ id, idIsOurs, at }: Alert, body: Buffer, { kind }: Heaped['hook']): string | null =>
  sourceOf(kind)?.lasting && ((id !== null && !idIsOurs) || at !== null)
    ? createHash('sha256').update(body).digest('base64url')
    : null;

async function count(session: Session, counted: Counted[]): Promise<void> {
  await groupsSaved(session, foldedAll(counted, await groupsHeld(session, placesOf(counted))));
}

async function looks(session: Session, all: Looks[], homes: KnownHome[], now: Date): Promise<Due[]> {
  const raises: Due[] = [];
  for (const held of all) {
    const home = homes.find(one => one.id === held.id);
    const due = home && nextLook(home.repository, held, now);
    if (!due) continue;
    await lookAsked(session, held.id, due.at);
    raises.push(due);
  }
  return raises;
}
