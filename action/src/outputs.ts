/** What other steps of the job can read. */
import * as core from '@actions/core';
import { countsOf } from '../../src/checks/lines.ts';
import { worstFirst } from '../../src/checks/table.ts';
import type { Outcome, Verdict } from '../../src/checks/verdict.ts';
import type { OutputName } from './inputs.ts';

/** GitHub takes 1 MB from a job. */
const most = 900_000;

export function tellOutputs(verdict: Verdict, outcomes: Outcome[]): void {
  const { pass, warn, fail, unknown } = countsOf(outcomes);
  const values: Record<OutputName, string | number> = {
    verdict,
    passed: pass,
    warned: warn,
    failed: fail,
    unknown,
    json: jsonOf(outcomes),
  };
  for (const [name, value] of Object.entries(values)) core.setOutput(name, value);
}

/** Whole, or without what is long, or the worst of them. */
export function jsonOf(outcomes: Outcome[]): string {
  const whole = JSON.stringify(outcomes);
  if (Buffer.byteLength(whole) <= most) return whole;
  const short = outcomes.map(one => ({ ...one, findings: one.findings.slice(0, 3), details: [], errors: [] }));
  const shorter = JSON.stringify(short);
  if (Buffer.byteLength(shorter) <= most) return shorter;
  const kept: string[] = [];
  let bytes = 2;
  for (const one of worstFirst(short)) {
    const text = JSON.stringify(one);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > most) break;
    kept.push(text);
  }
  return `[${kept.join(',')}]`;
}
