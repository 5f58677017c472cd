/** What makes two alerts the same thing. Pure. */
import { fingerprintOf, masked } from '../../text/fingerprint.ts';
import type { Alert, Frame } from './alert.ts';

const mostFrames = 5;

/** The source's own name for it; else where in our code it happens, without lines, which move with each change; else what it says. */
export function printOf(hook: string, { id, type, frames, culprit, title }: Alert): string {
  if (id !== null) return fingerprintOf('id', hook, id);
  const own = frames.filter(frame => frame.own);
  if (own.length > 0) return fingerprintOf('frames', hook, type ?? '', ...own.slice(0, mostFrames).map(nameOf));
  return fingerprintOf('says', hook, masked(culprit ?? ''), masked(title));
}

/** What it is called where it is told: where several repositories tell theirs, each has its own. */
export const keyIn = (place: { id: number }, home: { id: number }, print: string): string =>
  place.id === home.id ? print : `${print}/${home.id}`;
export const printIn = (key: string): string => key.replace(/\/.*$/, '');

const nameOf = ({ file, function: name }: Frame): string => `${masked(file)}:${name ?? ''}`;
