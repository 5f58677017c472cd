/** What becomes of a list by what was ticked in it and what came of that. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import type { Page } from './body.ts';
import type { Became, Box, List } from './list.ts';
import { isOver, type Verdict } from './verdicts.ts';
import { deleting } from './writing.ts';

/** More edits than these nobody reads, so older ticks are not met again. */
const mostJudged = 300;

export interface Next {
  list: List;
  effects: Effect[];
}

/** A tick that was judged is not judged again, however often it is read. */
export function judged(list: List, verdicts: Verdict[], page: Page, now: Date): Next {
  const fresh = verdicts.filter(({ id }) => !list.judged.includes(id));
  const known = { ...list, judged: [...list.judged, ...fresh.map(({ id }) => id)].slice(-mostJudged) };
  return fresh.reduce<Next>((next, verdict) => ticked(next, verdict, page, now), { list: known, effects: [] });
}

function ticked(next: Next, { id, editor, at, may, places, stands }: Verdict, page: Page, now: Date): Next {
  const tick = { by: editor.login, at: at.getTime() };
  let { list, effects } = next;
  for (const place of places) {
    const box = list.findings.boxes[place];
    const stand = stands.get(place);
    if (!box || isOver(box)) continue;
    if (!may) list = withBox(list, place, { is: 'refused', ...tick });
    else if (stand === 'changed' || stand === 'gone') list = withBox(list, place, { is: stand, ...tick });
    else if (stand === 'same') {
      const deletes = deleting(list, { place, tick: id, now }, page);
      list = withBox(list, place, { is: 'going', ...tick, keys: deletes.map(({ key }) => key) });
      effects = [...effects, ...deletes];
    }
  }
  return { list, effects };
}

function withBox(list: List, place: number, became: Became): List {
  const boxes = list.findings.boxes.map((box, at): Box => (at === place ? { ...box, became } : box));
  return { ...list, findings: { ...list.findings, boxes } };
}

export const goingKeys = ({ findings: { boxes } }: List): string[] =>
  boxes.flatMap(({ became }) => (became?.is === 'going' ? became.keys : []));

/** What goes is deleted once GitHub has said so of all of it. */
export function settled(list: List, outcomes: Map<string, Outcome>, now: Date): List {
  const boxes = list.findings.boxes.map((box): Box => ({ ...box, became: box.became && cameOf(box.became, outcomes, now) }));
  return { ...list, findings: { ...list.findings, boxes } };
}

function cameOf(became: Became, outcomes: Map<string, Outcome>, now: Date): Became {
  if (became.is !== 'going') return became;
  const { by, at, keys } = became;
  const writes = keys.flatMap(key => outcomes.get(key) ?? []);
  if (writes.length < keys.length || writes.some(({ state }) => state === 'planned' || state === 'sent')) return became;
  const failed = writes.find(({ state }) => state !== 'done');
  if (failed) return { is: 'failed', by, at, why: failed.error ?? 'nobody knows why' };
  return { is: 'deleted', by, at, deletedAt: now.getTime() };
}
