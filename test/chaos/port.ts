import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Dice } from './dice.ts';

/** Files run at the same time and throw the same dice: each worker has ports of its own. */
const each = 3_000;
const first = 20_000 + each * (Number(process.env.VITEST_POOL_ID ?? 0) % 4);

/** A port that is free now and that no outgoing connection will take: those get theirs from 32768 on. */
export async function quietPort(chance: Dice): Promise<number> {
  for (;;) {
    const server = createServer().listen(first + chance.below(each), '127.0.0.1');
    const outcome = await once(server, 'listening').catch(() => null);
    const address = server.address();
    if (outcome && typeof address === 'object' && address) {
      server.close();
      await once(server, 'close');
      return address.port;
    }
  }
}
