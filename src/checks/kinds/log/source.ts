/** Where a log is read: what is new there, line by line. */
import type { Round } from '../../kind.ts';
import { type Finding, pass, Unknown, warn } from '../../verdict.ts';
import { readFiles } from './files.ts';
import { readJournal } from './journal.ts';
import * as messages from './messages.ts';
import { outputOf } from './output.ts';
import type { Reads } from './reading.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';

/** A line of the journal is so long, about. */
const bytesOfLine = 500;

interface Read {
  where: string;
  lines: number;
  notes: Finding[];
  next: Partial<Pick<State, 'files' | 'cursor'>>;
}

export async function read(
  { files, journal, command, env = [], first }: Settings,
  round: Round,
  state: State | null,
  records: Reads['records'],
): Promise<Read> {
  const { folder, signal, hide } = round;
  const bytes = first === 'end' ? 0 : first;
  if (files !== undefined) {
    const all = await readFiles({ patterns: [files].flat(), folder, first: bytes, before: state, signal, records });
    return { where: messages.counted(all.count, 'file'), lines: all.lines, notes: all.notes, next: { files: all.files } };
  }
  if (journal !== undefined) {
    const units = [journal].flat();
    const entries = Math.ceil(bytes / bytesOfLine);
    const { cursor, lines, unread } = await readJournal(
      { units, first: entries, before: state, folder, env: round.usual, signal, hide },
      records(false),
    );
    const notes = [
      ...(state === null ? [messages.firstOfJournal(entries)] : []),
      ...(unread === 0 ? [] : [messages.unreadEntries(unread)]),
    ].map(pass);
    return { where: `the journal of ${units.join(', ').slice(0, 80)}`, lines, notes, next: { cursor } };
  }
  const into = records(false);
  const sh = { file: 'sh', args: ['-ec', command ?? ''], folder, env: environmentOf([env].flat(), round, state), signal, hide };
  let lines = 0;
  const cut = await outputOf(sh, line => {
    into.add(line);
    lines += 1;
  });
  into.end();
  return { where: 'what the command says', lines, notes: cut > 0 ? [warn(messages.cutLines(cut))] : [], next: {} };
}

function environmentOf(names: string[], { env, usual, variables }: Round, state: State | null): Record<string, string> {
  const given = names.map(name => {
    const value = env(name);
    if (value === undefined) throw new Unknown(`${name} is not set`);
    return [name, value];
  });
  return { ...usual, ...variables, SINCE: state?.at ?? '', ...Object.fromEntries(given) };
}
