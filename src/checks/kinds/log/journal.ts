/** The journal of systemd, from where the look before ended. */
import * as z from 'zod/mini';
import { outputOf } from './output.ts';
import type { Level, Records } from './records.ts';
import type { State } from './state.ts';

interface Given {
  units: string[];
  /** So many entries of what nobody has read; the journal knows no sizes. */
  first: number;
  /** Null: this is the first look. */
  before: Pick<State, 'cursor' | 'at'> | null;
  folder: string;
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  hide(text: string): string;
}

/** A text that has bytes of its own comes as numbers, and one that nobody could read as null. */
const entry = z.object({
  MESSAGE: z.optional(z.union([z.string(), z.array(z.int()), z.null()])),
  PRIORITY: z.optional(z.string()),
  _SYSTEMD_UNIT: z.optional(z.string()),
  __REALTIME_TIMESTAMP: z.optional(z.string()),
  __CURSOR: z.string(),
});
type Entry = z.infer<typeof entry>;

const longestEntry = 256 * 1_024;
const fields = 'MESSAGE,PRIORITY,_SYSTEMD_UNIT';

export async function readJournal({ units, first, before, folder, env, signal, hide }: Given, records: Records) {
  const args = [
    ...units.map(unit => `--unit=${unit}`),
    '--output=json',
    `--output-fields=${fields}`,
    '--all',
    '--no-pager',
    fromOf(before, first),
  ];
  let [last, lines, unread, unit] = [before?.cursor ?? null, 0, 0, ''];
  await outputOf({ file: 'journalctl', args, folder, env, longest: longestEntry, signal, hide }, line => {
    const one = entryOf(line);
    if (!one) {
      unread += 1;
      return;
    }
    last = one.__CURSOR;
    if (before === null && first === 0) return;
    lines += 1;
    // What somebody else says goes on with nothing.
    if (one._SYSTEMD_UNIT !== unit) records.end();
    unit = one._SYSTEMD_UNIT ?? '';
    const [head = '', ...rest] = textOf(one.MESSAGE).split('\n');
    records.add(head, { at: timeOf(one), level: levelOf(one) });
    // It was said at once, so it goes on, whatever it looks like.
    for (const more of rest) records.add(`  ${more}`);
  });
  records.end();
  return { cursor: last, lines, unread };
}

function fromOf(before: Given['before'], first: number): string {
  // Where it ends is learned by reading one.
  if (!before) return `--lines=${Math.max(first, 1)}`;
  // It was empty then.
  return before.cursor === null ? `--since=@${Math.floor(Date.parse(before.at) / 1_000)}` : `--after-cursor=${before.cursor}`;
}

function entryOf(line: string): Entry | null {
  try {
    return z.parse(entry, JSON.parse(line));
  } catch {
    return null;
  }
}

const textOf = (message: Entry['MESSAGE']): string =>
  typeof message === 'string' ? message : message ? Buffer.from(message).toString('utf8') : '';

const timeOf = ({ __REALTIME_TIMESTAMP: time = '' }: Entry): Date | null => {
  const date = new Date(Number(time) / 1_000);
  return time === '' || Number.isNaN(date.getTime()) ? null : date;
};

/** Syslog's, where less is worse. */
function levelOf({ PRIORITY: priority = '' }: Entry): Level | null {
  if (!/^[0-4]$/.test(priority)) return null;
  return Number(priority) <= 2 ? 'critical' : priority === '3' ? 'error' : 'warning';
}
