/** What came through the doors of sources is read many at a time: each counted once, and somebody asked to look. */
import type { Due } from '../../core/event.ts';
import type { Heaped, HeapRead } from '../../core/hook.ts';
import type { Session } from '../../core/session.ts';
import type { Alert } from './alert.ts';
import { claimOf } from './claiming.ts';
import { type Arrived, folded } from './fold.ts';
import type { Group } from './group.ts';
import { betweenLooks, lookDue } from './heard.ts';
import { printOf } from './print.ts';
import { sourceOf } from './sources/index.ts';
import { Unreadable } from './sources/source.ts';
import { groupsHeld, groupsSaved, homesOf, type KnownHome, type Looks, lookAsked, looksHeld } from './store.ts';

/** Whoever looks has done so by then. */
const lookTakes = 10 * 60_000;

interface Counted {
  repository: number;
  arrived: Arrived;
}

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
      const arrived = { alert, hook: hook.name, source: hook.kind, print: printOf(hook.name, alert), receivedAt };
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

async function count(session: Session, counted: Counted[]): Promise<void> {
  const things = Map.groupBy(counted, ({ repository, arrived }) => `${repository}/${arrived.print}`);
  const places = [...things.values()].flatMap(([first]) =>
    first ? [{ repository: first.repository, print: first.arrived.print }] : [],
  );
  const known = new Map((await groupsHeld(session, places)).map(one => [`${one.repository}/${one.print}`, one.group]));
  const saved = places.flatMap(place => {
    const key = `${place.repository}/${place.print}`;
    const before = known.get(key) ?? null;
    const group = (things.get(key) ?? []).reduce<Group | null>((left, { arrived }) => folded(left, arrived), before);
    return group ? [{ ...place, group, isNew: before === null }] : [];
  });
  await groupsSaved(session, saved);
}

/** One look is enough for all that arrives until then. */
async function looks(session: Session, held: Looks[], homes: KnownHome[], now: Date): Promise<Due[]> {
  const raises: Due[] = [];
  for (const { id, lookedAt, lookAt } of held) {
    const home = homes.find(one => one.id === id);
    const at = new Date(Math.max(now.getTime(), (lookedAt?.getTime() ?? 0) + betweenLooks));
    // One that was asked for long ago came to nothing.
    const asked = lookAt !== null && lookAt <= at && lookAt.getTime() > now.getTime() - lookTakes;
    if (!home || asked) continue;
    await lookAsked(session, id, at);
    raises.push(lookDue(home.repository, at));
  }
  return raises;
}
