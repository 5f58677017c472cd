/** Boxes in a comment of ours: which are ticked, and whose edit ticked which. */
import type { Ticked } from './reads.ts';

const box = /^( {0,3}[-*+] \[)([ xX])(?=\] )/gm;
/** As we wrote it. GitHub's page sends line ends of its own, and the marker is the sender's business. */
export const cleared = (body: string): string => unmarked(body).replace(box, '$1 ');

/** The same with what is ticked. */
export const unmarked = (body: string): string => withoutMarker(body.replaceAll('\r\n', '\n'));

/** Steps from the end, because others can write here: a pattern that looks for an end of spaces takes seconds for 64 KB of them. */
function withoutMarker(body: string): string {
  const marker = body.lastIndexOf('<!-- shipmate:');
  const isOurs = marker >= 0 && /^<!-- shipmate:\S{1,400} -->\s*$/.test(body.slice(marker));
  let end = isOurs ? marker : body.length;
  while (body[end - 1] === ' ' || body[end - 1] === '\n') end -= 1;
  return body.slice(0, end);
}

/** The places of the ticked ones, the first is 0. */
export const tickedIn = (body: string): number[] =>
  [...body.replaceAll('\r\n', '\n').matchAll(box)].flatMap(([, , sign], place) => (sign === ' ' ? [] : [place]));

export interface Tick {
  /** The same edit has the same name, however often it is read. */
  id: string;
  editor: Ticked['edits'][number]['editor'];
  at: Date;
  places: number[];
}

interface Step extends Pick<Tick, 'editor' | 'at'> {
  /** What was ticked before it, and what after: nothing in words that are not ours. */
  before: number[];
  now: number[];
}

function stepsIn(edits: Ticked['edits'], isOurs: (text: string) => boolean): Step[] {
  let before: number[] = [];
  return edits.map(({ at, editor, body }) => {
    const now = isOurs(cleared(body)) ? tickedIn(body) : [];
    const step = { at, editor, before, now };
    before = now;
    return step;
  });
}

function tickOf({ at, editor, before, now }: Step): Tick {
  const places = now.filter(place => !before.includes(place));
  return { id: `${at.getTime()}-${editor.id}-${now.join('+')}`, editor, at, places };
}

const ticksAny = ({ places }: Tick): boolean => places.length > 0;

/** Edits that ticked boxes and changed nothing else, oldest first. `isOurs`: whether we wrote that there, boxes cleared. */
export const ticksIn = (edits: Ticked['edits'], isOurs: (text: string) => boolean): Tick[] =>
  stepsIn(edits, isOurs).map(tickOf).filter(ticksAny);

/** The same without what people took back since. A text of ours takes nothing back: it shows what was read by then. */
export function ticksLeftIn(edits: Ticked['edits'], isOurs: (text: string) => boolean): Tick[] {
  const steps = stepsIn(edits, isOurs);
  const isTakenBack = (place: number, since: Step[]) =>
    since.some(({ editor, before, now }) => !editor.bot && before.includes(place) && !now.includes(place));
  return steps
    .map((step, at) => {
      const tick = tickOf(step);
      return { ...tick, places: tick.places.filter(place => !isTakenBack(place, steps.slice(at + 1))) };
    })
    .filter(ticksAny);
}
