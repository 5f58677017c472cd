/** Who uses a sandbox's folder: one sandbox at a time, and a bot that a killed one left behind is ended first. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Sentence } from '../core/sentence.ts';
import { readIfThere } from './state.ts';

const Note = z.object({ sandbox: z.number(), bot: z.nullable(z.number()), url: z.string() });

export interface Occupancy {
  /** Which process the bot is now. */
  bot(pid: number | null): void;
  at(url: string): void;
  leave(): void;
}

export function occupy(folder: string): Occupancy {
  const file = join(folder, 'running.json');
  const before = noteIn(readIfThere(file));
  if (before && isOurs(before.sandbox, /sandbox\/main\.|shipmate(\.cjs)?\0sandbox/))
    throw new Sentence(
      `A sandbox is running from ${folder} already: ${before.url} (process ${before.sandbox}). Use that one, or stop it first.`,
    );
  if (before?.bot && isOurs(before.bot, /(src|dist)\/main\./)) process.kill(before.bot, 'SIGKILL');
  const note = { sandbox: process.pid, bot: null as number | null, url: '' };
  const write = () => writeFileSync(file, JSON.stringify(note));
  return {
    bot(pid) {
      note.bot = pid;
      write();
    },
    at(url) {
      note.url = url;
      write();
    },
    leave: () => rmSync(file, { force: true }),
  };
}

function noteIn(bytes: Buffer | null): z.infer<typeof Note> | null {
  if (!bytes) return null;
  try {
    return z.parse(Note, JSON.parse(bytes.toString()));
  } catch {
    return null;
  }
}

/** Alive, and as far as the system tells, one of ours: numbers of processes are given again. */
function isOurs(pid: number, named: RegExp): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return named.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}
