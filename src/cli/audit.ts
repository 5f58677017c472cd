import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { environment, storeSettings } from '../config/env.ts';
import type { Reason } from '../core/decision.ts';
import { Sentence } from '../core/sentence.ts';
import { type End, type Misfit, verify } from '../store/audit-chain.ts';
import { type AuditRow, auditRows } from '../store/audit-rows.ts';
import type { Store } from '../store/connection.ts';
import { onDatabase } from './database.ts';
import { period, periodOf } from './period.ts';
import { plain } from './plain.ts';
import { Misuse, type Verb } from './verb.ts';

/** `audit`: every decision with its reasons, and whether the rows are still what was written. */

type Say = (line: string) => void;
const flag = { type: 'boolean' } as const;

export const verb: Verb = {
  name: 'audit',
  usage: '[--since 7d|<date>] [--until …] [--repository <owner>/<name>] [--json] | --verify [--kept <file>] [--json]',
  about:
    'Prints every decision with its reasons, or checks that no row was changed, deleted or slipped in (--kept: since that was printed).',
  async run(args, say) {
    const options = { ...period, json: flag, verify: flag, kept: { type: 'string' } } as const;
    const { values } = parseArgs({ args, options });
    const { since, until, repository } = values;
    if (values.verify && (since ?? until ?? repository) !== undefined) throw new Misuse('--verify checks everything there is.');
    if (values.kept !== undefined && !values.verify) throw new Misuse('--kept goes with --verify.');
    const kept = values.kept === undefined ? [] : await keptIn(values.kept);
    return await onDatabase(storeSettings(environment()), say, async store => {
      if (values.verify) return await check(store, kept, values.json ?? false, say);
      await list(store, values, say);
      return 0;
    });
  },
};

async function list(store: Store, values: Parameters<typeof periodOf>[1] & { json?: boolean }, say: Say): Promise<void> {
  const wanted = await periodOf(store, values);
  let none = true;
  for await (const row of auditRows(store.db, wanted)) {
    none = false;
    say(values.json ? JSON.stringify(row) : lineOf(row));
  }
  if (none && !values.json) say('Nothing was decided in that time.');
}

const time = (at: Date) => `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;

function lineOf({ at, repository, actor, outcome, about, reasons }: AuditRow): string {
  const why = outcome === 'done' ? null : (lastNo(reasons)?.says ?? reasons.says);
  const parts = [
    time(at),
    repository ?? '-',
    actor ?? 'by itself',
    outcome,
    about === why || why === null ? about : `${about}: ${why}`,
  ];
  return plain(parts.join('  ').replaceAll('\n', ' '));
}

/** The deepest reason that does not hold: what was in the way. */
function lastNo(reason: Reason): Reason | null {
  for (const one of reason.because ?? []) {
    const found = lastNo(one);
    if (found) return found;
  }
  return reason.holds ? null : reason;
}

async function check(store: Store, kept: End[], json: boolean, say: Say): Promise<number> {
  const { ends, rows, older, misfits } = await verify(store.pool, kept);
  if (json) for (const end of ends) say(JSON.stringify(end));
  else {
    for (const { name, repository, links, hash } of ends)
      say(`${nameOf({ name, repository })}  ${count(links, 'row')}  last ${hash}`);
  }
  const rest = [
    ...misfits.map(one => `${nameOf(one)}: ${sentenceOf(one)}`),
    ...(older > 0 ? [`${count(older, 'row is', 'rows are')} older than the chain: nothing vouches for them.`] : []),
    misfits.length > 0
      ? 'The audit is not what was written.'
      : `${count(rows, 'row fits', 'rows fit')}. Whoever owns the database can make a whole chain anew: keep what --verify --json prints somewhere else, and give it back with --kept.`,
  ];
  // With --json only what is to be kept, unless something is wrong.
  if (!json || misfits.length > 0) for (const line of rest) say(plain(line));
  return misfits.length > 0 ? 1 : 0;
}

const nameOf = ({ name, repository }: Pick<End, 'name' | 'repository'>) =>
  plain(name ?? (repository === 0 ? 'of no repository' : `repository ${repository}`));

function sentenceOf({ why, place, row }: Misfit): string {
  const told = row ? ` (${time(row.at)}, ${row.about}${row.actor ? `, ${row.actor}` : ''})` : '';
  const which = `${place === null ? 'a row' : `row ${place}`}${told}`;
  switch (why) {
    case 'changed':
      return `${which} does not fit: it was changed or slipped in.`;
    case 'gone':
      return `${which} was deleted.`;
    case 'links gone':
      return `${which} does not follow the one before it: one or more between them were deleted.`;
    case 'cut off':
      return `the chain ends before row ${place}: the last rows were deleted.`;
    case 'longer':
      return `${which} comes after the end of the chain: it was slipped in.`;
    case 'no chain':
      return `${which} belongs to a chain that nobody began: its record was deleted.`;
    case 'not linked':
      return `${which} is in no chain: it was slipped in.`;
    case 'not as kept':
      return `${which} is not what was kept: the chain was made anew.`;
  }
}

const Kept = z.object({ name: z.nullable(z.string()), repository: z.number(), links: z.number(), hash: z.string() });

async function keptIn(path: string): Promise<End[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Sentence(`${path} cannot be read. Name the file with what "audit --verify --json" printed.`);
  });
  try {
    return text
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => Kept.parse(JSON.parse(line)));
  } catch {
    throw new Sentence(`${path} is not what "audit --verify --json" printed.`);
  }
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
