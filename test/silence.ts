import type { Box } from '../src/sandbox/github/index.ts';

/** Whether it holds, and GitHub told of nothing while it was asked: what was told just then may have begun something new. */
export async function inSilence(box: Box, holds: () => Promise<boolean>): Promise<boolean> {
  await box.settled();
  const told = box.deliveries.length;
  const held = await holds();
  await box.settled();
  return held && box.deliveries.length === told;
}
