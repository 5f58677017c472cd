/** Names by which the same failure is found again. Pure. */
import type { Repository } from '../../core/event.ts';
import { fingerprintOf } from '../../text/fingerprint.ts';
import { type About, aboutLine, type Reading, type Result } from './report.ts';

/** Where episodes of what is nobody's fault here are kept. */
export const causesLine = 'cause';

/** What may begin with these readings, by name, so that what was before it can be looked for. */
export const keysOf = (about: About, readings: Reading[]): string[] => [
  ...new Set([
    keyOf(about, 'many'),
    keyOf(about, 'broken'),
    ...readings.flatMap(({ results }) => results.map(result => resultKey(about, result))),
  ]),
];

/** Of the write that runs again what failed. */
export const rerunKey = ({ id }: Pick<Repository, 'id'>, { run, attempt }: { run: number; attempt: number }): string =>
  `rerun:${id}:${run}:${attempt}`;

export const keyOf = (about: About, ...what: string[]): string => fingerprintOf(aboutLine(about), ...what);
export const resultKey = (about: About, { cause, fault, check }: Result): string =>
  cause ? fingerprintOf(causesLine, cause.key) : fault ? keyOf(about, 'error', fault.print) : keyOf(about, 'check', check);
