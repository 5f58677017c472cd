/**
 * Reads the heap of a database in a process of its own, which one word in a letter ends, as memory that ran out would: CONNECTION says which database,
 * DEADLY the word. It begins at a word on its input, and tells on its output how many it read together.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { heap } from '../../src/engine/heap.ts';
import { masking, openLog } from '../../src/engine/log.ts';
import { openStore } from '../../src/store/connection.ts';
import { countOpen } from '../../src/store/inbox.ts';

const Connection = z.object({ host: z.string(), port: z.number(), user: z.string(), database: z.string() });
const store = openStore(z.parse(Connection, JSON.parse(process.env.CONNECTION ?? '')), { warn() {} });
const deadly = process.env.DEADLY ?? '';
const mask = masking([]);

await once(process.stdin, 'data');
process.stdin.destroy();

const reading = heap({
  store,
  log: openLog('warn', mask, { write: line => void writeSync(1, line) }),
  mask,
  async read(_, heaped) {
    writeSync(1, `${JSON.stringify({ read: heaped.length })}\n`);
    if (heaped.some(({ body }) => body.includes(deadly))) process.kill(process.pid, 'SIGKILL');
    return { raises: [], spoilt: [], heard: [] };
  },
});
await store.listen('wake', reading.wake);
while ((await countOpen(store.db)).heaped > 0) await setTimeout(20);
await reading.stop();
await store.close();
