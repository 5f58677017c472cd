/** Server-sent events: one word whenever something changed, and the page fetches itself anew. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { House } from '../house.ts';

const breath = 15_000;

export function live(context: Context, house: House): Response {
  return streamSSE(context, async stream => {
    let wake: () => void = () => {};
    let changed = true;
    const forget = house.changes.listen(() => {
      changed = true;
      wake();
    });
    stream.onAbort(() => {
      forget();
      wake();
    });
    while (!stream.aborted && !stream.closed) {
      if (changed) {
        changed = false;
        await stream.writeSSE({ data: 'changed' });
        continue;
      }
      const timer = setTimeout(() => wake(), breath);
      await new Promise<void>(resolve => {
        wake = resolve;
      });
      clearTimeout(timer);
      // A line now and then shows both ends that the other one is there.
      if (!changed && !stream.aborted) await stream.write(': still here\n\n');
    }
    forget();
  });
}
