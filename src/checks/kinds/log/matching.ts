/** Which of what was logged is an error, and what it is called. Pure. */
import { masked } from '../../../text/fingerprint.ts';
import { longestLine } from './lines.ts';
import type { Level, Logged } from './records.ts';
import { timeIn, timeOf, withoutTime } from './time.ts';

export interface Wanted {
  /** Null: what most programs call an error. */
  pattern: string | null;
  ignore: string[];
  /** What makes two of them the same, with groups of the pattern in braces; null: what it says. */
  print: string | null;
}

export interface Found {
  /** What those that are one error have in common. */
  same: string;
  /** It and the sample are longer than what is shown, and may hold what is secret. */
  title: string;
  level: Level;
  at: Date | null;
  sample: string;
}

/** In longer text an expression might never come to its end, so it is looked through in pieces. */
const longest = 4_000;
/** What stands across the end of a piece stands in the next one. */
const overlap = 400;
export const longestSample = longest;
export const longestTitle = 200;

const usual = new RegExp(
  [
    String.raw`\b(?:ERROR|FATAL|CRITICAL|CRIT|SEVERE|EMERG|EMERGENCY|ALERT|PANIC)\b`,
    '(?:Error|Exception)(?::|$)',
    String.raw`\[(?:error|fatal|crit|alert|emerg)\]`,
    String.raw`\b(?:level|lvl|severity)"?[=:] ?"?(?:(?i:error|err|fatal|crit|critical|alert|emerg|panic)\b|[56]0\b)`,
    String.raw`^(?:error|fatal|panic): |^Traceback \(most|\bsegfault at\b|\bSegmentation fault\b`,
  ].join('|'),
  'gmu',
);
const grave =
  /\b(?:FATAL|CRITICAL|CRIT|EMERG|EMERGENCY|ALERT|PANIC)\b|\[(?:crit|alert|emerg|fatal)\]|\b(?:level|lvl|severity)"?[=:] ?"?(?:(?i:fatal|crit|alert|emerg|panic)|60\b)|^(?:fatal|panic): /m;
const slight = /\bWARN(?:ING)?\b|\b(?:level|lvl|severity)"?[=:] ?"?(?:(?i:warn)|40\b)/;

export function matching({ pattern, ignore, print }: Wanted, now: Date): (logged: Logged) => Found | null {
  const wanted = pattern === null ? usual : new RegExp(pattern, 'gmu');
  const unwanted = ignore.map(one => new RegExp(one, 'gmu'));
  return ({ lines, at, level }) => {
    const text = lines.length === 1 ? (lines[0] ?? '') : lines.join('\n');
    const match = firstIn(text, wanted);
    if (!match && !(pattern === null && level !== null && level !== 'warning')) return null;
    if (unwanted.some(one => firstIn(text, one))) return null;
    const groups = groupsOf(match);
    const index = match?.index ?? 0;
    const line = tellingLine(text, index).slice(0, longestLine);
    const said = saidIn(line, now);
    const title = plain(groups.message?.trim() || said.message);
    return {
      same: (print === null ? null : filled(print, groups)) ?? sameOf(title.slice(0, longestTitle)),
      title,
      level: levelNamed(groups.level) ?? level ?? (grave.test(line) ? 'critical' : slight.test(line) ? 'warning' : 'error'),
      at: at ?? said.at ?? timeIn(text.slice(0, longest), now),
      sample: text
        .slice(index < longest ? 0 : lineAt(text, index))
        .slice(0, 2 * longestSample)
        .toWellFormed(),
    };
  };
}

/** `wanted`: sticks to no place of its own, and is told where to begin, so that the beginning of a piece is none of a line. */
function firstIn(text: string, wanted: RegExp): RegExpExecArray | null {
  for (let from = 0; ; ) {
    const end = pieceEnd(text, from);
    wanted.lastIndex = from;
    const match = wanted.exec(text.slice(0, end));
    if (match || end === text.length) return match;
    from = text[end] === '\n' ? end : end - overlap;
  }
}

/** With a line, if one ends in good time. */
function pieceEnd(text: string, from: number): number {
  if (text.length - from <= longest) return text.length;
  const line = text.lastIndexOf('\n', from + longest);
  return line > from + overlap ? line : from + longest;
}

/** In one line, wherever that is shown. */
const plain = (text: string): string =>
  text
    .slice(0, 2 * longestSample)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ');

type Groups = Partial<Record<string, string>>;

const groupsOf = (match: RegExpExecArray | null): Groups => ({
  ...match?.groups,
  ...Object.fromEntries(match?.entries() ?? []),
});

export const inBraces = /\{(\w{1,60})\}/g;

/** Null where it has nothing of what is asked for. */
function filled(template: string, groups: Groups): string | null {
  const names = [...template.matchAll(inBraces)].map(([, name = '']) => name);
  return names.every(name => !groups[name]) ? null : template.replace(inBraces, (_, name: string) => groups[name] ?? '');
}

/** The line that matched; of a trace of Python's the one that names the error, which stands below. */
function tellingLine(text: string, index: number): string {
  const end = text.indexOf('\n', index);
  const line = text.slice(lineAt(text, index), end < 0 ? text.length : end);
  if (!line.startsWith('Traceback (most')) return line;
  return text.split('\n').findLast(one => /^[^\s]/.test(one)) ?? line;
}

const lineAt = (text: string, index: number): number => (index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1);

const quoted = /(?<!\w)(["'`])[^"'`\n]{1,200}\1(?!\w)/g;

/** What stands in quotes is somebody's name as often as not; what stands there alone is all that there is. */
function sameOf(title: string): string {
  const without = title.replace(quoted, '<text>');
  return masked(/[a-z]/i.test(without.replaceAll('<text>', '')) ? without : title);
}

const messages = ['msg', 'message', 'error', 'err', 'event'];
const times = ['time', 'timestamp', '@timestamp', 'ts', 't', 'date'];

/** Of a line of JSON or of names and values, what a person would read. */
function saidIn(line: string, now: Date): { message: string; at: Date | null } {
  const fields = jsonOf(line);
  if (fields) {
    const message = messages.map(name => fields.get(name)).find(one => typeof one === 'string' && one.trim() !== '');
    const at = times.map(name => timeOf(fields.get(name), now)).find(one => one !== null) ?? null;
    return { message: typeof message === 'string' ? firstLine(message) : line, at };
  }
  const [, double, bare] = /\bmsg=(?:"((?:[^"\\]|\\.){1,4000})"|(\S{1,1000}))/.exec(line) ?? [];
  const [, time = null] = /\b(?:time|ts)="?([^\s"]{1,40})/.exec(line) ?? [];
  const message = double ?? bare;
  return message === undefined
    ? { message: withoutTime(line) || line.trim(), at: null }
    : { message, at: time === null ? null : timeOf(time, now) };
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? text;

function jsonOf(line: string): Map<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? new Map(Object.entries(read)) : null;
  } catch {
    return null;
  }
}

const words: Record<Level, RegExp> = {
  warning: /^(?:w|warn|warning|40)$/i,
  error: /^(?:e|err|error|severe|50)$/i,
  critical: /^(?:c|f|fatal|crit|critical|alert|emerg|emergency|panic|60)$/i,
};

function levelNamed(said: string | undefined): Level | null {
  if (said === undefined) return null;
  return words.warning.test(said) ? 'warning' : words.error.test(said) ? 'error' : words.critical.test(said) ? 'critical' : null;
}
