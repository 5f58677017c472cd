/** With a seed this GitHub is unreliable: one write in five goes wrong, and in the same order with the same seed. */
import type { Box } from './github/index.ts';
import { isWrite } from './levers.ts';

export function storms(box: Box, seed: number): void {
  const kinds = [{ after: 502 }, { before: 502 }, { after: 'reset' }, { secondary: 5 }] as const;
  box.faults.storm({ seed, rate: 0.2, only: isWrite, kinds });
}
