/** `--since`, `--until` and `--repository`, as the verbs that look back have them. */
import { arg } from '../core/args.ts';
import { Sentence } from '../core/sentence.ts';
import { timeOf } from '../store/audit.ts';
import type { Store } from '../store/connection.ts';
import { idOf } from '../store/repositories.ts';
import { Misuse } from './verb.ts';

export const period = { since: { type: 'string' }, until: { type: 'string' }, repository: { type: 'string' } } as const;

interface Said {
  since?: string | undefined;
  until?: string | undefined;
  repository?: string | undefined;
}

export interface Period {
  now: Date;
  from: Date | null;
  until: Date | null;
  repository: number | null;
}

export async function periodOf({ db }: Pick<Store, 'db'>, { since, until, repository }: Said): Promise<Period> {
  const now = await timeOf(db);
  const from = since === undefined ? null : dateOf(since, now);
  const to = until === undefined ? null : dateOf(until, now);
  if (from && to && from >= to) throw new Misuse('--since has to be before --until.');
  const id = repository === undefined ? null : await idOf(db, repository);
  if (repository !== undefined && id === null)
    throw new Sentence(`Nobody has heard of a repository ${JSON.stringify(repository)} here. It is named as in acme/web.`);
  return { now, from, until: to, repository: id };
}

/** `7d` is that long ago; a date begins in UTC. */
function dateOf(word: string, now: Date): Date {
  const ago = arg.duration().read(word, { environments: [] });
  if (ago.ok) return new Date(now.getTime() - ago.value);
  const date = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(word) ? new Date(word) : null;
  if (!date || Number.isNaN(date.getTime()))
    throw new Misuse(`${JSON.stringify(word)} is no time; write 7d, 12h, 2026-11-01 or 2026-11-01T08:00:00Z.`);
  return date;
}
