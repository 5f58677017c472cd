/** Whether nothing listens. */

import type { Round } from '../../kind.ts';
import { codeOf } from '../../mishaps.ts';
import type { Family } from '../../net.ts';
import { type Answer, Failed, fail, pass } from '../../verdict.ts';
import { connected } from './connecting.ts';

/** What drops whatever comes says nothing, ever. */
const patience = 4_000;

export async function isClosed({ to }: { to: string }, family: Family, { signal }: Round): Promise<Answer> {
  const enough = AbortSignal.timeout(patience);
  try {
    const socket = await connected({ to }, family, AbortSignal.any([signal, enough]));
    socket.destroy();
    return { findings: [fail(`${to} listens, though nothing should`)] };
  } catch (error) {
    if (enough.aborted && !signal.aborted) return { findings: [pass(`${to} has not answered for ${patience / 1_000} s`)] };
    // A name without an address is closed as well, but mostly it is misspelled.
    if (error instanceof Failed && codeOf(error.cause) === 'ECONNREFUSED') return { findings: [pass(`${to} is closed`)] };
    throw error;
  }
}
