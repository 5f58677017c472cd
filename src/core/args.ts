/** Typed arguments of a command: one value feeds the parser, `/help`, the question that is asked when one is missing, and later a form. */
import { nearest } from '../text/nearest.ts';

/** What the words of this repository are, where an argument is one of them. */
export interface Vocabulary {
  environments: string[];
}

/** `says` goes on after the word: "`prdo` is no environment here"; `near` is the valid word that was probably meant. */
export type Reading<T> = { ok: true; value: T } | { ok: false; says: string; near?: string | null };

interface Parts<T> {
  /** How it stands in the usage line: `env`, `ref|@sha`, `2h`. */
  shape: string;
  /** By its place or its name, only as `name=value`, as `--name`, all that is left of the line as it is written, or all behind `--name`. */
  how?: 'place' | 'name' | 'flag' | 'rest' | 'tail';
  /** A word that cannot be meant for it goes to the next one, when this one may be missing. */
  mayBe?(word: string): boolean;
  read(word: string, known: Vocabulary): Reading<T>;
  /** The words it may be, where these are few: for `/help`, the nearest one, and a question with boxes. */
  choices?(known: Vocabulary): string[];
}

export interface Arg<T = unknown> extends Required<Omit<Parts<T>, 'choices'>> {
  choices(known: Vocabulary): string[] | null;
  required: boolean;
  about: string | null;
}

export type Args = Record<string, Arg>;
export type Values<A extends Args> = { [K in keyof A]: A[K] extends Arg<infer T> ? T : never };

interface Built<T> extends Arg<T> {
  optional(): Built<T | undefined>;
  named(): Built<T>;
  says(about: string): Built<T>;
}

function build<T>(parts: Parts<T>, more: Partial<Arg<T>> = {}): Built<T> {
  const one: Arg<T> = {
    how: 'place',
    mayBe: () => true,
    required: true,
    about: null,
    ...parts,
    choices: known => parts.choices?.(known) ?? null,
    ...more,
  };
  return {
    ...one,
    optional: () => build<T | undefined>(parts, { ...more, required: false }),
    named: () => build(parts, { ...more, how: 'name' }),
    says: about => build(parts, { ...more, about }),
  };
}

const good = <T>(value: T): Reading<T> => ({ ok: true, value });
const bad = (says: string, near: string | null = null): Reading<never> => ({ ok: false, says, near });

function among(word: string, choices: string[], says: string): Reading<string> {
  const same = choices.find(one => one === word) ?? choices.find(one => one.toLowerCase() === word.toLowerCase());
  return same === undefined ? bad(says, nearest(word, choices)) : good(same);
}

/** A ref as somebody typed it; what it stands for, GitHub has to say. */
export type Ref = { kind: 'sha'; sha: string } | { kind: 'name'; name: string };

const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function milliseconds(word: string): number | null {
  const whole = /^(?:\d{1,4}[smhdw])+$/i.test(word);
  if (!whole) return null;
  return [...word.toLowerCase().matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, letter]) => sum + Number(count) * (letter && letter in unit ? unit[letter as keyof typeof unit] : 0),
    0,
  );
}

/** A day that there is: not 31 November. */
export const isDate = (word: string): boolean => {
  const time = Date.parse(`${word}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(word) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(word);
};

/** Until when something goes on: so many milliseconds from now, or a day, `2026-12-01`. */
export type Term = { kind: 'for'; milliseconds: number } | { kind: 'until'; date: string };

const terms = 'write `30m`, `2h` or `3d`, or `until 2026-12-01`';
function termOf(word: string): Reading<Term> {
  const [, until, said = '', more] = /^(until\s+)?(\S*)(\s.*)?$/is.exec(word.trim()) ?? [];
  const time = until === undefined ? milliseconds(said) : null;
  const isTime = isDate(said) || (time !== null && time !== 0);
  // Only its first word is shown with this.
  if (!isTime) return bad(`is no time; ${terms}`);
  if (more !== undefined) return bad(`has words after it that say nothing here; ${terms}`);
  return time === null ? good({ kind: 'until', date: said }) : good({ kind: 'for', milliseconds: time });
}

/** Git's own rules for names, as far as they matter to somebody who reads the name in a sentence. */
const refName = /^(?![-./])(?!.*(?:\.\.|@\{|\/\/|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]{1,200}(?<![./])$/u;
const login = /^@?([a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38})$/i;
const team = /^@?([a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38})\/([a-z\d][a-z\d_-]{0,99})$/i;

/** Seven are read, so that whoever decides knows which commit is meant and can show the digits to copy; twelve are what is wanted. */
const noCommit = 'is no commit; write `@` and at least 12 of its digits';

export const arg = {
  environment: () =>
    build<string>({
      shape: 'env',
      mayBe: word => !word.startsWith('@'),
      choices: known => known.environments,
      read: (word, known) => among(word, known.environments, 'is no environment here'),
    }),
  sha: () =>
    build<string>({
      shape: '@sha',
      mayBe: word => word.startsWith('@'),
      read: word => (/^@?[\da-f]{7,40}$/i.test(word) ? good(word.replace('@', '').toLowerCase()) : bad(noCommit)),
    }),
  branch: () =>
    build<string>({ shape: 'branch', read: word => (refName.test(word) ? good(word) : bad('cannot be the name of a branch')) }),
  tag: () =>
    build<string>({ shape: 'tag', read: word => (refName.test(word) ? good(word) : bad('cannot be the name of a tag')) }),
  /** A branch, a tag, or a commit behind `@`. */
  ref: () =>
    build<Ref>({
      shape: 'ref|@sha',
      read(word) {
        if (/^@[\da-f]{7,40}$/i.test(word)) return good({ kind: 'sha', sha: word.slice(1).toLowerCase() });
        if (word.startsWith('@')) return bad(noCommit);
        return refName.test(word) ? good({ kind: 'name', name: word }) : bad('cannot be a branch, a tag or a commit');
      },
    }),
  /** A login, with or without `@`. */
  person: () =>
    build<string>({
      shape: '@person',
      mayBe: word => word.startsWith('@'),
      read(word) {
        const name = login.exec(word)?.[1];
        return name === undefined ? bad('is no name of an account') : good(name);
      },
    }),
  team: () =>
    build<{ organisation: string; slug: string }>({
      shape: '@org/team',
      mayBe: word => word.startsWith('@'),
      read(word) {
        const [, organisation, slug] = team.exec(word) ?? [];
        return organisation === undefined || slug === undefined
          ? bad('is no team; write `@organisation/team`')
          : good({ organisation, slug: slug.toLowerCase() });
      },
    }),
  /** In milliseconds. */
  duration: () =>
    build<number>({
      shape: '2h',
      mayBe: word => /^\d/.test(word),
      read(word) {
        const time = milliseconds(word);
        return time === null || time === 0 ? bad('is no time; write `30m`, `2h` or `3d`') : good(time);
      },
    }),
  /** As it is written, `2026-12-01`: which moment of it is meant, and where, whoever asks knows. */
  date: () =>
    build<string>({
      shape: '2026-12-01',
      mayBe: word => /^\d{4}-/.test(word),
      read: word => (isDate(word) ? good(word) : bad('is no day; write it as `2026-12-01`')),
    }),
  term: () => build<Term>({ shape: '2d|until 2026-12-01', how: 'rest', read: termOf }),
  flag: () => build<boolean>({ shape: '', how: 'flag', read: () => good(true) }, { required: false }),
  choice: (...words: string[]) =>
    build<string>({ shape: words.join('|'), choices: () => words, read: word => among(word, words, 'is not among its choices') }),
  number: () =>
    build<number>({
      shape: 'number',
      mayBe: word => /^[-+.\d]/.test(word),
      read: word => (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(word) ? good(Number(word)) : bad('is no number')),
    }),
  text: () => build<string>({ shape: 'text', read: word => good(word) }),
  yesNo: () =>
    build<boolean>({
      shape: 'true|false',
      choices: () => ['true', 'false'],
      read(word) {
        const read = among(word, ['true', 'false', 'yes', 'no', 'on', 'off'], 'is neither `true` nor `false`');
        return read.ok ? good(['true', 'yes', 'on'].includes(read.value)) : read;
      },
    }),
  /** All that is left of the line, literally. */
  rest: () => build<string>({ shape: 'text …', how: 'rest', read: word => good(word) }),
  /** The same, and only behind its flag: `--override the site is down`. */
  tail: () => build<string>({ shape: 'text …', how: 'tail', read: word => good(word) }),
};
