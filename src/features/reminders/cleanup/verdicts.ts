/** Whose ticks still stand in a list and were not judged yet, whether they may, and whether what they ticked is what was listed. */
import { type Tick, ticksLeftIn } from '../../../core/boxes.ts';
import type { Ask } from '../../../core/feature.ts';
import type { Artifact, Cache } from '../../../core/leftover.ts';
import { roles, type TickedIssue } from '../../../core/reads.ts';
import type { ArtifactBox, Box, CacheBox, List } from './list.ts';
import { isOurs } from './writing.ts';

export type Stand = 'same' | 'changed' | 'gone';

export interface Verdict extends Tick {
  may: boolean;
  /** How what it ticked stands, by place; what is over was not asked for. */
  stands: Map<number, Stand>;
}

type Reads = Ask['github'];

/** Nobody may hold a turn for long: what is more has another one. */
const mostTicks = 10;
const atOnce = 10;

export async function verdictsOn(list: List, seen: TickedIssue, github: Reads): Promise<{ verdicts: Verdict[]; more: boolean }> {
  const ticks = ticksLeftIn(seen.edits, isOurs(list)).filter(({ id, editor, at }) => {
    // What came before the first is not known any more, so what it ticked is not either.
    const isKnown = !seen.cut || at > (seen.edits[0]?.at ?? at);
    return isKnown && !editor.bot && !list.judged.includes(id);
  });
  const verdicts: Verdict[] = [];
  for (const tick of ticks.slice(0, mostTicks)) {
    const may = roles.indexOf(await github.role(tick.editor)) >= roles.indexOf('write');
    verdicts.push({ ...tick, may, stands: may ? await standsOf(list, tick.places, github) : new Map() });
  }
  return { verdicts, more: ticks.length > mostTicks };
}

/** Nothing more can become of it. */
export const isOver = ({ became }: Box): boolean => became !== null && ['going', 'deleted', 'gone'].includes(became.is);

async function standsOf({ findings: { boxes } }: List, places: number[], github: Reads): Promise<Map<number, Stand>> {
  const asked = places.flatMap(place => {
    const box = boxes[place];
    return box && !isOver(box) ? { place, box } : [];
  });
  const stands = new Map<number, Stand>();
  for (let from = 0; from < asked.length; from += atOnce) {
    const some = asked.slice(from, from + atOnce).map(async ({ place, box }) => stands.set(place, await standOf(box, github)));
    await Promise.all(some);
  }
  return stands;
}

async function standOf(box: Box, github: Reads): Promise<Stand> {
  if (box.what === 'cache') return cacheStand(box, (await github.caches({ key: box.key, ref: box.ref })).all);
  return artifactStand(box, (await github.artifacts(box.name)).all);
}

/** Of many, those that are gone leave the others as they are. */
export function artifactStand({ name, of }: ArtifactBox, all: Artifact[]): Stand {
  const now = of.map(({ id }) => all.find(one => one.id === id && !one.expired));
  if (now.every(one => one === undefined)) return 'gone';
  const isSame = (one: Artifact | undefined, place: number) =>
    one === undefined || (one.name === name && one.size === of[place]?.size && one.createdAt.getTime() === of[place].at);
  return now.every(isSame) ? 'same' : 'changed';
}

export function cacheStand({ id, key, ref, size, at, usedAt }: CacheBox, all: Cache[]): Stand {
  const now = all.find(one => one.id === id);
  if (!now) return 'gone';
  const isSame = now.key === key && now.ref === ref && now.size === size && now.createdAt.getTime() === at;
  return isSame && now.usedAt.getTime() <= usedAt ? 'same' : 'changed';
}
