import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Dice } from './dice.ts';

/** Two files run at the same time, and throw the same dice. */
const apart = 5_000 * Number(process.env.VITEST_POOL_ID ?? 0);

/** A port that is free now and that no outgoing connection will take: those get theirs from 32768 on. */
export async function quietPort(chance: Dice): Promise<number> {
  for (;;) {
    const server = createServer().listen(20_000 + ((chance.below(10_000) + apart) % 10_000), '127.0.0.1');
    const outcome = await once(server, 'listening').catch(() => null);
    const address = server.address();
    if (outcome && typeof address === 'object' && address) {
      server.close();
      await once(server, 'close');
      return address.port;
    }
  }
}
