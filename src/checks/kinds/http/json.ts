/** Holds what stands at paths of a JSON text against what should stand there. */
import { isDeepStrictEqual } from 'node:util';
import { type Found, follow, stepsOf } from '../../json-path.ts';
import { quoted } from '../../quoted.ts';
import { type Finding, fail, pass } from '../../verdict.ts';
import type { Wanted } from './wants.ts';

export function jsonFindings(text: string, wanted: Readonly<Record<string, Wanted>>): Finding[] {
  const read = parsed(text);
  if (!read) return [fail(`its body is no JSON; it ${text === '' ? 'is empty' : `begins ${quoted(text, 60)}`}`)];
  return Object.entries(wanted).map(([path, one]) => finding(path, follow(read.value, stepsOf(path) ?? []), one));
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

function finding(path: string, found: Found[], wanted: Wanted): Finding {
  if (found.length === 0) return fail(`\`${path}\` leads to an empty list, so nothing was held against anything`);
  const wrong = found.map(one => complaint(one, wanted)).filter(one => one !== null);
  if (wrong.length === 0) return pass(praise(path, found, wanted));
  const more = wrong.length > 3 ? `, and ${wrong.length - 3} more` : '';
  return fail(`${wrong.slice(0, 3).join('; ')}${more}`);
}

function complaint({ at, value }: Found, wanted: Wanted): string | null {
  const place = `\`${at}\``;
  const absent = value === undefined;
  if (typeof wanted !== 'object') return differs(place, value, wanted);
  if ('exists' in wanted) {
    if (wanted.exists !== absent) return null;
    return absent ? `there is no ${place}` : `there is ${place}, which is ${shown(value)}`;
  }
  if ('equals' in wanted) return differs(place, value, wanted.equals);
  if (absent) return `there is no ${place}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return new RegExp(wanted.matches, 'u').test(text)
    ? null
    : `${place} is ${shown(value)}, which does not match ${quoted(wanted.matches)}`;
}

function differs(place: string, value: unknown, wanted: unknown): string | null {
  if (value === undefined) return `there is no ${place}, which should be ${shown(wanted)}`;
  return isDeepStrictEqual(value, wanted) ? null : `${place} is ${shown(value)}, not ${shown(wanted)}`;
}

function praise(path: string, found: Found[], wanted: Wanted): string {
  if (found.length > 1) return `\`${path}\` is as it should be, all ${found.length} of them`;
  const [one] = found;
  const absent = one?.value === undefined;
  return absent
    ? `there is no \`${path}\``
    : `\`${path}\` is ${typeof wanted === 'object' && 'exists' in wanted ? 'there' : shown(one.value)}`;
}

/** As JSON, so that `5` and `"5"` can be told apart. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
