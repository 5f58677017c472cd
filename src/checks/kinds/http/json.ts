/** Holds what stands at paths of a JSON text against what should stand there. */
import { isDeepStrictEqual } from 'node:util';
import { type Found, follow, stepsOf } from '../../json-path.ts';
import type { Round } from '../../kind.ts';
import { beginningOf, quoted, quoting } from '../../quoted.ts';
import { type Finding, fail, pass } from '../../verdict.ts';
import type { Wanted } from './wants.ts';

type Show = (value: unknown) => string;

export function jsonFindings(text: string, wanted: Readonly<Record<string, Wanted>>, hide: Round['hide']): Finding[] {
  const read = parsed(text);
  if (!read) return [fail(`its body is no JSON; it ${text === '' ? 'is empty' : `begins ${quoting(hide)(text, 60)}`}`)];
  const show = showing(hide);
  return Object.entries(wanted).map(([path, one]) => finding(path, follow(read.value, stepsOf(path) ?? []), one, show));
}

export function parsed(text: string): { value: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    // Read, it may be nested deeper than anything else can follow; then it is as good as none.
    JSON.stringify(value);
    return { value };
  } catch {
    return null;
  }
}

function finding(path: string, found: Found[], wanted: Wanted, show: Show): Finding {
  if (found.length === 0) return fail(`\`${path}\` leads to an empty list, so nothing was held against anything`);
  const wrong = found.map(one => complaint(one, wanted, show)).filter(one => one !== null);
  if (wrong.length === 0) return pass(praise(path, found, wanted, show));
  const more = wrong.length > 3 ? `, and ${wrong.length - 3} more` : '';
  return fail(`${wrong.slice(0, 3).join('; ')}${more}`);
}

function complaint({ at, value }: Found, wanted: Wanted, show: Show): string | null {
  const place = `\`${at}\``;
  const absent = value === undefined;
  if (typeof wanted !== 'object') return differs(place, value, wanted, show);
  if ('exists' in wanted) {
    if (wanted.exists !== absent) return null;
    return absent ? `there is no ${place}` : `there is ${place}, which is ${show(value)}`;
  }
  if ('equals' in wanted) return differs(place, value, wanted.equals, show);
  if (absent) return `there is no ${place}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return new RegExp(wanted.matches, 'u').test(text)
    ? null
    : `${place} is ${show(value)}, which does not match ${quoted(wanted.matches)}`;
}

function differs(place: string, value: unknown, wanted: unknown, show: Show): string | null {
  if (value === undefined) return `there is no ${place}, which should be ${show(wanted)}`;
  return isDeepStrictEqual(value, wanted) ? null : `${place} is ${show(value)}, not ${show(wanted)}`;
}

function praise(path: string, found: Found[], wanted: Wanted, show: Show): string {
  if (found.length > 1) return `\`${path}\` is as it should be, all ${found.length} of them`;
  const [one] = found;
  const absent = one?.value === undefined;
  return absent
    ? `there is no \`${path}\``
    : `\`${path}\` is ${typeof wanted === 'object' && 'exists' in wanted ? 'there' : show(one.value)}`;
}

/** As JSON, so that `5` and `"5"` can be told apart. */
const showing =
  (hide: Round['hide']): Show =>
  value => {
    const whole = JSON.stringify(value);
    // Of what is not cut, whoever tells it takes out what is secret: there may be a hundred thousand of them.
    if (whole.length <= 60) return whole;
    const text = beginningOf(whole, hide);
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
  };
