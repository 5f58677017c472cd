/** The `[[package]]` tables of a lock file in TOML, and of these only what is text: keys `name`, `source.type`. */
import { code } from '../../text/inert.ts';
import { linesOf, Unreadable } from './lock-file.ts';

export type Table = Map<string, string>;

const text = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'`;
const pair = new RegExp(String.raw`^\s*([\w-]+|${text})((?:\.(?:[\w-]+|${text}))*)\s*=\s*(.*)$`);
/** Of a table in one line the first key says what it is. */
const inner = new RegExp(String.raw`^\{\s*([\w-]+)\s*=\s*(${text})`);
const whole = new RegExp(String.raw`^(${text})\s*(?:#.*)?$`);

/** What says which package it is has to be read; of anything else it is enough where it ends. */
const telling = ['name', 'version', 'source'];

export function packageTables(said: string): Table[] {
  const tables: Table[] = [];
  /** What is said belongs to this one, under these keys; null: to no package. */
  let under: string | null = null;
  let isTop = true;
  const lines = linesOf(said);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(line)) continue;
    const unread = () => new Unreadable(`has a line ${at + 1} that cannot be read: ${code(line.trim(), 60)}`);
    const [, header] = /^\s*(\[{1,2}[^[\]]+\]{1,2})\s*(?:#.*)?$/.exec(line) ?? [];
    if (header) {
      const plain = header.replace(/[\s"']/g, '');
      if (plain.includes('\\')) throw unread();
      if (plain === '[[package]]') tables.push(new Map());
      under = plain === '[[package]]' ? '' : plain === '[package.source]' ? 'source.' : null;
      isTop = false;
      continue;
    }
    const [, called = '', more, value] = pair.exec(line) ?? [];
    const key = called.replace(/["']/g, '');
    if (value === undefined || key.includes('\\')) throw unread();
    if (isTop && key === 'package') throw new Unreadable('has its packages in no tables of their own');
    at = lastLineOf(lines, at, value);
    const table = tables.at(-1);
    if (under === null || !table || more) continue;
    const [, quoted] = whole.exec(value) ?? [];
    const [, inside, its] = inner.exec(value) ?? [];
    const found = quoted ?? its;
    if (under === '' && telling.includes(key) && (found === undefined || found.includes('\\'))) throw unread();
    if (found !== undefined) table.set(`${under}${key}${inside === undefined ? '' : `.${inside}`}`, found.slice(1, -1));
  }
  return tables;
}

/** Text that does not end takes the rest of its line with it: to look for its end once more from each quote in it takes forever. */
const outside = /"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*(?:'|$)|#.*|[[\]{}]/g;

/** Lists go over several lines, and text in three quotes. */
function lastLineOf(lines: string[], first: number, value: string): number {
  const [quotes] = /^(?:"""|''')/.exec(value) ?? [];
  if (quotes) {
    for (let at = first, rest = value.slice(3); at < lines.length; at += 1, rest = lines[at] ?? '')
      if (rest.includes(quotes)) return at;
    throw new Unreadable(`has text that never ends, from line ${first + 1}`);
  }
  let open = 0;
  for (let at = first, rest = value; at < lines.length; at += 1, rest = lines[at] ?? '') {
    for (const [sign] of rest.matchAll(outside)) open += sign === '[' || sign === '{' ? 1 : sign === ']' || sign === '}' ? -1 : 0;
    if (open === 0) return at;
    if (open < 0) break;
  }
  throw new Unreadable(`has brackets that do not match, from line ${first + 1}`);
}

/** Says which package it is, or that it is none. */
export function named(table: Table): { name: string; version: string | undefined } {
  const name = table.get('name');
  if (!name) throw new Unreadable('has a package without a name');
  return { name, version: table.get('version') };
}
