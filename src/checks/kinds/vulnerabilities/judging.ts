/** What is held against what is known. */
import { dayOf } from '../../../time/moment.ts';
import { plain } from '../../plain.ts';
import { type Answer, type Finding, fail, pass, warn } from '../../verdict.ts';
import type { Settings } from '../vulnerabilities.ts';
import { type Advisory, nameOf, rank } from './advisory.ts';
import { type Allowance, allowanceFor, isOver } from './allowing.ts';
import type { Known } from './knowing.ts';

export function judged(
  all: Known[],
  { fail_at, allow, all: everything }: Settings,
  now = new Date(),
): Required<Omit<Answer, 'errors'>> {
  const worst = all.toSorted((a, b) => rank(weight(b.advisory)) - rank(weight(a.advisory)));
  const findings = worst.map(known => {
    const { advisory } = known;
    const allowed = allowanceFor(advisory, allow);
    if (allowed && !isOver(allowed, now))
      return pass(`${whatOf(known)} is allowed until ${lastOf(allowed, now)}: ${plain(allowed.reason)}`);
    const says = `${whatOf(known)}${sentenceOf(advisory)}${allowed ? `; it was allowed until ${lastOf(allowed, now)}` : ''}`;
    return rank(weight(advisory)) >= rank(fail_at) ? fail(says) : warn(says);
  });
  const links = worst.map(known => `${known.name} ${known.version}: https://osv.dev/vulnerability/${nameOf(known.advisory)}`);
  return {
    findings: [...findings, ...(everything ? allow.flatMap(one => unused(one, all)) : [])],
    details: links.length > 0 ? [{ title: 'What is known', text: links.join('\n') }] : [],
  };
}

/** Nobody says how bad it is, so it may be bad. */
const weight = ({ severity }: Advisory) => severity ?? 'high';

const whatOf = ({ name, version, paths, advisory }: Known): string => {
  const where = paths.length > 2 ? `${paths[0]} and ${paths.length - 1} more` : paths.join(', ');
  return `${plain(name)} ${plain(version, 40)} (${plain(where, 120)}): ${nameOf(advisory)}`;
};

const sentenceOf = ({ summary, severity, mended }: Advisory): string =>
  [
    summary === '' ? '' : ` ${plain(summary)}`,
    severity ?? 'nobody says how bad, so it counts as high',
    mended === null ? 'nothing mends it yet' : `mended in ${plain(mended, 40)}`,
  ].join(', ');

const lastOf = ({ until }: Allowance, now: Date): string => dayOf(new Date(until), 'UTC', now);

const unused = (allowed: Allowance, all: Known[]): Finding[] =>
  all.some(({ advisory }) => advisory.ids.includes(allowed.id))
    ? []
    : [warn(`${allowed.id} is allowed, but nothing has it any more`)];
