/** The report as plain text for a terminal. Pure. */

import type { Refusals } from '../../store/deploy-times.ts';
import { duration } from '../../time/duration.ts';
import type { EnvironmentReport, Report, Spread, WaitReport } from './report.ts';

interface Given {
  report: Report;
  refused: Refusals[];
  from: Date;
  until: Date;
}

export function linesOf({ report, refused, from, until }: Given): string[] {
  const span = `${date(from)} to ${date(until)}`;
  if (report.environments.length === 0 && report.waits.length === 0 && refused.length === 0)
    return [`Nothing was deployed and nobody was refused from ${span}.`];
  return [
    `From ${span}; times are median / p90 (of how many).`,
    '',
    ...(report.environments.length === 0 ? ['Nothing was deployed.'] : deploysOf(report.environments)),
    ...(report.waits.length === 0 ? [] : ['', ...waitsOf(report.waits)]),
    ...(refused.length === 0 ? [] : ['', ...refusedOf(refused)]),
    ...(report.environments.length === 0 ? [] : ['', ...notes]),
  ];
}

const notes = [
  'Lead time: from the date of the commit on the default branch (a merge made on GitHub is dated by GitHub) to its first success there.',
  'Back: from a failure to the next success there.',
];

const date = (at: Date): string => at.toISOString().slice(0, 10);

function deploysOf(all: EnvironmentReport[]): string[] {
  const rows = all.map(one => [
    `${one.repository} ${one.environment}`,
    `${one.deploys}${one.byHand > 0 ? ` (${one.byHand} by hand)` : ''}`,
    String(one.perWeek),
    one.failed.of === 0
      ? '-'
      : `${one.failed.count} of ${one.failed.of} (${Math.round((100 * one.failed.count) / one.failed.of)} %)`,
    times(one.leadTime),
    `${times(one.restored)}${one.failing ? ', failing now' : ''}`,
  ]);
  return table([['environment', 'deploys', 'a week', 'failed', 'lead time', 'back'], ...rows]);
}

function waitsOf(all: WaitReport[]): string[] {
  const rows = all.map(one => [`${one.repository} ${one.environment}`, one.what, times(one), people(one.who)]);
  return table([['environment', 'waited for', 'time', 'who'], ...rows]);
}

function refusedOf(all: Refusals[]): string[] {
  const rows = all.map(({ repository, who, times: count }) => [repository, who, count === 1 ? 'once' : `${count} times`]);
  return table([['repository', 'refused', 'times'], ...rows]);
}

const times = (spread: Spread | null): string =>
  spread === null ? '-' : `${duration(spread.median)} / ${duration(spread.p90)} (${spread.of})`;

const mostPeople = 4;

function people(who: Record<string, number>): string {
  const all = Object.entries(who).map(([name, count]) => (count === 1 ? name : `${name} ${count}`));
  const more = all.length - mostPeople;
  return [...all.slice(0, mostPeople), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
