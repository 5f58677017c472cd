/** The Action: runs the checks that say whether infrastructure is what it should be, as the last process of its step. */
import * as core from '@actions/core';
import { endAll } from '../../src/checks/group.ts';
import { act, type Code } from './act.ts';
import { harmless, say } from './log.ts';

const stop = new AbortController();

/** What a check leaves running must not keep the job, and what was written has to arrive. */
const leaveNow = (code: Code) => process.stdout.write('', () => process.exit(code));

/** What is asked to end may be in the midst of letting go of a lock. */
const leave = (code: Code) => endAll().then(() => leaveNow(code));

function broke(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  core.error(harmless(`Shipmate itself broke, so nobody knows how the checks are: ${message}`));
  if (error instanceof Error) say(error.stack ?? '');
  leave(1);
}

process.on('uncaughtException', broke);
process.on('unhandledRejection', broke);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Whoever says it twice does not want to wait.
    if (stop.signal.aborted) leaveNow(1);
    say(`${signal}: what runs is stopped`);
    stop.abort();
  });

act(process.env, stop.signal).then(leave, broke);
