/** What the inputs say, or what is wrong with them: a sentence each. */

import { type Moment, moments } from '../../src/checks/kind.ts';
import { plain } from '../../src/checks/plain.ts';
import { suggestion } from '../../src/config/explain.ts';
import { code } from '../../src/text/inert.ts';
import { type InputName, inputs } from './inputs.ts';

export interface Given {
  source: { kind: 'file'; path: string } | { kind: 'inline'; text: string };
  only: string[];
  environment: string | null;
  when: Moment | null;
  variables: Record<string, string>;
  parallel: number;
  unknown: 'fail' | 'warn';
  token: string | null;
  /** Its name. */
  checkRun: string | null;
  comment: boolean;
  junit: string | null;
  report: string | null;
  state: string | null;
}

export type Read = { ok: true; given: Given } | { ok: false; says: string[] };

/** `said`: what stands there, without spaces round it; empty where nothing does. `now`: the moment that the event of the run says. */
export function readInputs(said: (name: InputName) => string, now: Moment | null): Read {
  const says: string[] = [];
  const wrong = (name: InputName, allowed: string, value: string) =>
    says.push(`${code(name)} has to be ${allowed}, not ${code(value, 40)}.`);
  const text = (name: InputName) => said(name) || inputs[name].default;
  const orNull = (name: InputName) => text(name) || null;

  const oneOf = <T extends string>(name: InputName, words: readonly T[]): T | null => {
    const value = text(name);
    const found = words.find(word => word === value);
    if (found !== undefined || value === '') return found ?? null;
    says.push(`${code(name)} cannot be ${code(value, 40)}; ${suggestion(value, [...words], 'words')}`);
    return null;
  };
  const flag = (name: InputName): boolean | null => {
    const value = text(name).toLowerCase();
    return value === 'true' ? true : value === 'false' ? false : null;
  };

  const parallel = /^\d{1,3}$/.test(text('parallel')) ? Number(text('parallel')) : 0;
  if (parallel < 1 || parallel > 100) wrong('parallel', 'a number from 1 to 100', text('parallel'));
  const comment = flag('comment');
  if (comment === null) wrong('comment', '`true` or `false`', text('comment'));
  if (said('checks') !== '' && text('config') !== inputs.config.default)
    says.push('`config` and `checks` are both given; keep the checks in one place.');
  const checkRun = flag('check-run');
  const when = oneOf('when', [...moments, 'none']);
  const only = text('only')
    .split(/[,\n]/)
    .map(word => word.trim())
    .filter(word => word !== '');
  // Another use on the same commit has another name: of two check runs with one name the later counts.
  const which = [text('environment'), when ?? '', ...only, text('config') === inputs.config.default ? '' : text('config')];
  const given: Given = {
    source: said('checks') === '' ? { kind: 'file', path: text('config') } : { kind: 'inline', text: said('checks') },
    only,
    environment: orNull('environment'),
    when: when === 'none' ? null : (when ?? now),
    variables: variablesIn(said('variables'), says),
    parallel,
    unknown: oneOf('unknown', ['fail', 'warn']) ?? 'fail',
    token: said('token') || null,
    checkRun: checkRun === null ? text('check-run').slice(0, 100) : checkRun ? nameFor(which) : null,
    comment: comment ?? false,
    junit: orNull('junit'),
    report: orNull('report'),
    state: orNull('state'),
  };
  return says.length > 0 ? { ok: false, says } : { ok: true, given };
}

function nameFor(which: string[]): string {
  const said = which.filter(word => word !== '' && word !== 'none').join(', ');
  return said === '' ? 'infrastructure' : `infrastructure (${plain(said)})`;
}

/** Says no line itself: what stands there may be a secret. */
function variablesIn(text: string, says: string[]): Record<string, string> {
  const variables = new Map<string, string>();
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [, name, value = ''] = /^\s*(\w{1,100})=(.*)$/.exec(line) ?? [];
    if (name === undefined)
      says.push(`Line ${place + 1} of \`variables\` has to be \`name=value\`, with letters, digits and \`_\` in its name.`);
    else if (variables.has(name)) says.push(`Line ${place + 1} of \`variables\` gives ${code(name)} once more; keep one.`);
    else variables.set(name, value.trim());
  }
  return Object.fromEntries(variables);
}
