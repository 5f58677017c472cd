/**
 * Fields of what strangers send. What is missing or of another kind is null, what is too long is cut: one odd field of a letter
 * must not cost an alert. Each schema answers with a value that a row of ours can hold.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { Unreadable } from './source.ts';

export const longest = { title: 500, line: 300, name: 200, url: 2_000, frames: 50, members: 200, from: 50 };

/** An absent key is read like null, whatever it should have been. */
const read = <T>(reading: (value: unknown) => T) => z.pipe(z.optional(z.unknown()), z.transform(reading));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One line of text. Numbers count as text, as some senders quote them and some do not. */
export const line = (most = longest.line) => read(value => lineOf(value, most));
export const title = () => line(longest.title);
export const id = () => read(idOf);
export const count = () => read(countOf);
export const link = () => read(linkOf);
export const moment = () => read(momentOf);
export const labels = (most = longest.name) => read(value => labelsOf(value, most));
export const flag = () => read(value => value === true);
export const anything = () => read(value => value);

/** An object; anything else is one without any fields. */
export const part = <S extends z.core.$ZodShape>(shape: S) =>
  z.pipe(
    read((value): Record<string, unknown> => (isRecord(value) ? value : {})),
    z.object(shape),
  );

/** At most so many, from the end where the end matters; anything else is none. */
export const list = <T extends z.core.$ZodType>(of: T, most: number, kept: 'first' | 'last' = 'first') =>
  z.pipe(
    read((value): unknown[] => (!Array.isArray(value) ? [] : kept === 'first' ? value.slice(0, most) : value.slice(-most))),
    z.array(of),
  );

/** Without controls, which a row cannot hold all of, and without lone halves; null when nothing is left. */
export function lineOf(value: unknown, most = longest.line): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const whole = String(value);
  // Enough for any result, so that a megabyte is not walked for one line.
  const start = whole.slice(0, most * 2 + 100);
  const text = start
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (text === '') return null;
  return text.length > most || start.length < whole.length ? `${cut(text, most - 1)}…` : text;
}

const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, '');

/** Two long names that begin alike are still two. */
export function idOf(value: unknown): string | null {
  const text = lineOf(value, longest.name);
  if (text === null || String(value) === text) return text;
  const digest = createHash('sha256').update(String(value)).digest('hex').slice(0, 32);
  return `${cut(text, longest.name - 33)}-${digest}`;
}

/** More than rows count to is no count of anything. */
const highest = 2_147_483_647;

export function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 ? Math.min(Math.trunc(number), highest) : null;
}

/** Of the web alone, without anybody's password, and nothing in it ends a link of Markdown or a cell of a table. */
export function linkOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > longest.url || !URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.username = '';
  url.password = '';
  const { href } = url;
  const text = href.replace(/[()|`<>\\]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return text.length > longest.url ? null : text;
}

/** Written like a log or like a mail; of anything else `Date` makes a day that nobody meant. */
const dated = /^(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2}, \d|\d{9,13}(?:\.\d+)?$)/;
const countedSeconds = /^\d{9,13}(?:\.\d+)?$/;
const zoneless = /^[\d-]{10}[T ][\d:]{5,8}(?:\.\d+)?$/;
const [earliest, latest] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

/** Written out, or counted since 1970 in seconds or milliseconds. The year 1 is how some say "not yet". */
export function momentOf(value: unknown): Date | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 40) return null;
  if (!dated.test(text)) return null;
  const counted = countedSeconds.test(text) ? Number(text) : null;
  const at = counted === null ? Date.parse(zoneless.test(text) ? `${text}Z` : text) : counted < 1e11 ? counted * 1000 : counted;
  return at >= earliest && at < latest ? new Date(Math.trunc(at)) : null;
}

const mostLabels = 100;

/** In the order of their names, so that what is made of them stays the same. */
export function labelsOf(value: unknown, most = longest.name): Map<string, string> {
  const all = isRecord(value) ? Object.entries(value).slice(0, mostLabels) : [];
  const read = all.flatMap(([key, said]): [string, string][] => {
    const [name, text] = [lineOf(key, longest.name), lineOf(said, most)];
    return name === null || text === null ? [] : [[name, text]];
  });
  return new Map(read.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
}

/** What a repository may claim it by: each once, none without a word. */
export const claims = (...all: (string | null)[]): string[] =>
  [...new Set(all.flatMap(one => lineOf(one, longest.line) ?? []))].slice(0, longest.from);

/** The object that it is; who sends something else has been given a wrong address. */
export function objectIn(text: string, sender: string): Record<string, unknown> {
  const value = parsed(text);
  if (value === undefined) throw new Unreadable(`What came is no JSON, and ${sender} sends JSON.`);
  if (!isRecord(value)) throw new Unreadable(`What came is JSON but no object, which ${sender} sends.`);
  return value;
}

/** Bytes that are no UTF-8 are marked as such and spoil nothing else. */
export const textOf = (body: Buffer): string => new TextDecoder().decode(body);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
