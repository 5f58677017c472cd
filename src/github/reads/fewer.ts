/** Lists that are asked for one part after the other: fewer at once where GitHub takes too long, and no longer than anybody may wait. */
import { tookTooLong } from '../trouble.ts';

export const most = 100;

/** Null where GitHub takes too long for so many. */
export async function orFewer<T>(asking: Promise<T>, size: number): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (size <= 1 || !tookTooLong(error)) throw error;
    return null;
  }
}

export type InTime = () => boolean;

/** From now on; what is asked last may take ten seconds more. */
export function within(milliseconds: number, elapsed: () => number): InTime {
  const end = elapsed() + milliseconds;
  return () => elapsed() < end;
}
