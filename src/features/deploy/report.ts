/** What a stretch of time says about deploying: how often, how well, how fast, and who waited for what. Medians and p90, no averages. Pure. */
import * as z from 'zod/mini';
import type { DeployTimes } from '../../store/deploy-times.ts';
import { waitSchema } from './policy/waits.ts';

/** In milliseconds; of how many. */
export interface Spread {
  of: number;
  median: number;
  p90: number;
}

export interface EnvironmentReport {
  repository: string;
  environment: string;
  deploys: number;
  byHand: number;
  perWeek: number;
  /** By the Monday it begins with, in UTC. */
  weeks: Record<string, number>;
  /** Of those whose end is known: a cancelled one is neither. */
  failed: { count: number; of: number };
  /** From the commit's time on the default branch to its first success here. */
  leadTime: Spread | null;
  /** From a failure to the next success, however many failures lie between. */
  restored: Spread | null;
  /** Failed, and has not succeeded since. */
  failing: boolean;
}

export interface WaitReport extends Spread {
  repository: string;
  environment: string;
  for: string;
  what: string;
  who: Record<string, number>;
}

export interface Report {
  environments: EnvironmentReport[];
  waits: WaitReport[];
}

const day = 86_400_000;

export function reportOf(rows: DeployTimes[], span: { from: Date; until: Date }): Report {
  const weeks = (span.until.getTime() - span.from.getTime()) / (7 * day);
  const places = Map.groupBy(rows, ({ repository, environment }) => `${repository} ${environment}`);
  return {
    environments: [...places.values()].flatMap(all => environmentOf(all, weeks)).toSorted(byName),
    waits: waitsOf(rows).toSorted((a, b) => byName(a, b) || b.median * b.of - a.median * a.of),
  };
}

type Named = { repository: string; environment: string };
const byName = (a: Named, b: Named): number =>
  a.repository.localeCompare(b.repository) || a.environment.localeCompare(b.environment);

function environmentOf(all: DeployTimes[], weeks: number): EnvironmentReport[] {
  const ran = all.filter(({ state }) => state !== 'dropped');
  const [first] = ran;
  if (!first) return [];
  const good = ran.filter(({ state }) => state === 'succeeded');
  const bad = ran.filter(({ state }) => state === 'failed');
  const lead = good.flatMap(({ landed, again, endedAt }) =>
    landed === null || again || endedAt.getTime() < landed ? [] : [endedAt.getTime() - landed],
  );
  const { times, failing } = restoring(ran);
  return [
    {
      repository: first.repository,
      environment: first.environment,
      deploys: ran.length,
      byHand: ran.filter(({ kind }) => kind === 'hand').length,
      perWeek: Math.round((ran.length / weeks) * 10) / 10,
      weeks: Object.fromEntries(
        [...Map.groupBy(ran, ({ endedAt }) => monday(endedAt))].map(([week, { length }]) => [week, length]),
      ),
      failed: { count: bad.length, of: good.length + bad.length },
      leadTime: spread(lead),
      restored: spread(times),
      failing,
    },
  ];
}

function restoring(ran: DeployTimes[]): { times: number[]; failing: boolean } {
  const times: number[] = [];
  let since: Date | null = null;
  for (const { state, endedAt } of ran) {
    if (state === 'failed') since ??= endedAt;
    if (state !== 'succeeded' || since === null) continue;
    times.push(endedAt.getTime() - since.getTime());
    since = null;
  }
  return { times, failing: since !== null };
}

function monday(at: Date): string {
  const start = new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * day);
  return start.toISOString().slice(0, 10);
}

const Waits = z.catch(z.nullable(z.array(waitSchema)), null);

function waitsOf(rows: DeployTimes[]): WaitReport[] {
  const all = rows.flatMap(row => {
    const over = (row.startedAt ?? row.endedAt).getTime();
    const turn = row.waited ? [{ for: 'turn', what: 'its turn', from: row.askedAt.getTime(), to: over }] : [];
    return (Waits.parse(row.waits) ?? turn).map(wait => ({ ...wait, row, took: Math.max(0, (wait.to ?? over) - wait.from) }));
  });
  const same = Map.groupBy(all, ({ row, what, for: gate }) => [row.repository, row.environment, gate, what].join('\n'));
  return [...same.values()].flatMap(waits => {
    const [first] = waits;
    const took = spread(waits.map(one => one.took));
    if (!first || !took) return [];
    const { repository, environment } = first.row;
    const people = Map.groupBy(waits, ({ row: { who } }) => who ?? 'by itself');
    const who = [...people].map(([name, { length }]) => [name, length] as const).toSorted(([, a], [, b]) => b - a);
    return [{ repository, environment, for: first.for, what: first.what, ...took, who: Object.fromEntries(who) }];
  });
}

/** The nearest of the times there were, none in between. */
function spread(times: number[]): Spread | null {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { of: sorted.length, median: at(0.5), p90: at(0.9) };
}
