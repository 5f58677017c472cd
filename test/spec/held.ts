import { afterAll, afterEach, expect } from 'vitest';

/** Boxes are held to the truth all the time; the test in which something was not so fails, whatever it was about. */

const boxes: { untrue: string[] }[] = [];

export function hold(box: { untrue: string[] }): void {
  boxes.push(box);
}

function nothingUntrue(): void {
  const untrue = boxes.flatMap(box => box.untrue.splice(0));
  expect([...new Set(untrue)], 'where the box, or who called it, is not as GitHub describes itself').toEqual([]);
}
afterEach(nothingUntrue);
afterAll(nothingUntrue);
