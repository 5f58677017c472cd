/**
 * Makes typed arguments of the words of a line: by place, as `name=value`, `--name value` or `--name`. What does not fit is said with the
 * word that is in the way; what is missing is named, so that it can be asked for.
 */
import type { Arg, Args, Vocabulary } from '../core/args.ts';
import { nearest } from '../text/nearest.ts';
import type { Line } from './lex.ts';
import type { Word } from './words.ts';

export interface Grammar {
  args: Args;
  /** Arguments that only this repository has. */
  more: Args;
  known: Vocabulary;
}

interface Filled {
  args: Record<string, unknown>;
  more: Record<string, unknown>;
}

/** `says` goes on after the word; `near` is what may stand there instead of it and was probably meant. */
export interface Mistake {
  kind: 'mistake';
  word: Word;
  says: string;
  near: string | null;
  /** What is allowed there, where that is few words. */
  allowed: string[];
  /** A value that its argument does not take: no further argument would change that. */
  certain: boolean;
}

export type Parsed = (Filled & { kind: 'values' }) | Mistake | (Filled & { kind: 'missing'; argument: string; arg: Arg });

/** `given`: words for arguments that were asked for and answered, by the argument's name. */
export function parse(line: Line, grammar: Grammar, given: Record<string, string> = {}): Parsed {
  const fitting = new Fitting(line, grammar);
  for (const [name, says] of Object.entries(given)) {
    const found = fitting.named(name);
    const mistake = found && fitting.fill(found, { says, at: 0, length: line.text.length, quoted: true }, says);
    if (mistake) return mistake;
  }
  return fitting.all();
}

type Slot = readonly [name: string, arg: Arg];

/** What goes with a name in front of it: `--name`, or `name=value` with dashes or without. */
const flag = /^--([\p{L}\d][\p{L}\d_-]*)$/u;
const pair = /^(?:--)?([\p{L}][\p{L}\d_-]*)=(.*)$/su;

const plain = (name: string) => name.toLowerCase().replace(/[-_]/g, '');

class Fitting {
  readonly #line: Line;
  readonly #words: Word[];
  readonly #grammar: Grammar;
  readonly #slots: Slot[];
  /** Those that take a word by its place, in order; what takes the rest of the line comes last. */
  readonly #places: Slot[];
  readonly #values = new Map<string, unknown>();
  #at = 0;

  constructor(line: Line, grammar: Grammar) {
    this.#line = line;
    this.#words = line.words.slice(1);
    this.#grammar = grammar;
    const own = Object.entries(grammar.args);
    const more = Object.entries(grammar.more).filter(([name]) => !Object.hasOwn(grammar.args, name));
    this.#slots = [...own, ...more];
    const how = (wanted: Arg['how']) => this.#slots.filter(([, arg]) => arg.how === wanted);
    this.#places = [...how('place'), ...how('rest')];
  }

  /** Also by the word that stands for it in the usage line, where that is one argument's only. */
  named(name: string): Slot | undefined {
    const exact = this.#slots.find(([own]) => own === name) ?? this.#slots.find(([own]) => plain(own) === plain(name));
    const [shaped, ...others] = this.#slots.filter(([, { shape }]) => shape === plain(name));
    return exact ?? (others.length === 0 ? shaped : undefined);
  }

  all(): Parsed {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at];
      this.#at += 1;
      const mistake = word && this.#take(word);
      if (mistake) return mistake;
    }
    return this.#result();
  }

  fill([name, arg]: Slot, word: Word, says: string): Mistake | null {
    if (this.#values.has(name)) return this.#wrong(word, `says ${name} a second time`);
    const read = arg.read(says, this.#grammar.known);
    if (!read.ok) {
      const allowed = arg.choices(this.#grammar.known) ?? [];
      return { kind: 'mistake', word, says: read.says, near: read.near ?? null, allowed, certain: true };
    }
    this.#values.set(name, read.value);
    return null;
  }

  #take(word: Word): Mistake | null {
    const [, flagged] = (!word.quoted && flag.exec(word.says)) || [];
    if (flagged !== undefined) return this.#takeFlag(word, flagged);
    const [, name, value] = (!word.quoted && pair.exec(word.says)) || [];
    if (name === undefined || value === undefined) return this.#takePlace(word);
    const slot = this.named(name);
    if (slot) return this.#takePair(slot, word, value);
    const rest = !word.says.startsWith('--') && this.#near(name) === null && this.#next(word)?.[1].how === 'rest';
    return rest ? this.#takePlace(word) : this.#unknown(word, name, near => `${near}=${value}`);
  }

  #takeFlag(word: Word, name: string): Mistake | null {
    const slot = this.named(name);
    if (!slot) return this.#unknown(word, name, near => `--${near}`, this.#meant(name));
    const [, arg] = slot;
    if (arg.how === 'flag') return this.fill(slot, word, 'true');
    if (isTail(arg)) return this.#takeRest(slot, this.#words[this.#at] ?? word, this.#words[this.#at]?.at ?? null);
    const next = this.#words[this.#at];
    // `--force` is how people say that something is true, whatever stands after it.
    if (isYesNo(arg) && !(next && arg.read(next.says, this.#grammar.known).ok)) return this.fill(slot, word, 'true');
    if (!next || (!next.quoted && flag.test(next.says))) return this.#wrong(word, 'has no value after it');
    this.#at += 1;
    return this.fill(slot, next, next.says);
  }

  #takePair(slot: Slot, word: Word, value: string): Mistake | null {
    const [, arg] = slot;
    const start = word.at + this.#line.text.slice(word.at).indexOf('=') + 1;
    if (isTail(arg) && !/^["“”„‟«»＂]/.test(this.#line.text.slice(start))) return this.#takeRest(slot, word, start);
    if (arg.how === 'flag') {
      if (/^(?:true|yes|on)$/i.test(value)) return this.fill(slot, word, value);
      return /^(?:false|no|off)$/i.test(value) ? null : this.#wrong(word, 'is said without a value');
    }
    if (value === '' && !word.says.includes('"')) return this.#wrong(word, 'has nothing after it');
    const mistake = this.fill(slot, word, value);
    const before = word.says.slice(0, word.says.indexOf('=') + 1);
    return mistake?.near ? { ...mistake, near: before + mistake.near } : mistake;
  }

  /** Literally, as it was typed, to the end of the line. */
  #takeRest(slot: Slot, word: Word, from: number | null): Mistake | null {
    this.#at = this.#words.length;
    const says = from === null ? '' : this.#line.text.slice(from);
    return says === '' ? this.#wrong(word, 'has nothing after it') : this.fill(slot, word, says);
  }

  #takePlace(word: Word): Mistake | null {
    const slot = this.#next(word);
    if (!slot) return this.#wrong(word, 'is one word too many');
    if (slot[1].how === 'rest') return this.#takeRest(slot, word, word.at);
    return this.fill(slot, word, word.says);
  }

  /** The first place that is free and that this word can be meant for; else the first that is free, which will say why not. */
  #next(word: Word): Slot | undefined {
    const free = this.#places.filter(([name]) => !this.#values.has(name));
    const passed = free.findIndex(([, arg]) => arg.how === 'rest' || arg.mayBe(word.says));
    return passed < 0 ? free[0] : free[passed];
  }

  #unknown(word: Word, name: string, as: (near: string) => string, meant: string | null = null): Mistake {
    const near = this.#near(name);
    const says = word.says.startsWith('--') ? 'is no flag here' : 'is no argument here';
    return { ...this.#wrong(word, says), near: meant ?? (near && as(near)) };
  }

  /** A dash too many: `—prod` from a phone. */
  #meant(name: string): string | null {
    const free = this.#places.filter(([own, arg]) => arg.how === 'place' && !this.#values.has(own));
    const choices = free.flatMap(([, arg]) => arg.choices(this.#grammar.known) ?? []);
    return choices.find(one => one.toLowerCase() === name.toLowerCase()) ?? null;
  }

  #near(name: string): string | null {
    return nearest(
      name,
      this.#slots.map(([own]) => own),
    );
  }

  #wrong(word: Word, says: string): Mistake {
    return { kind: 'mistake', word, says, near: null, allowed: [], certain: false };
  }

  #result(): Parsed {
    const filled: Filled = { args: this.#valuesOf(this.#grammar.args), more: this.#valuesOf(this.#grammar.more) };
    const missing = this.#slots.find(([name, arg]) => arg.required && !this.#values.has(name));
    return missing ? { ...filled, kind: 'missing', argument: missing[0], arg: missing[1] } : { ...filled, kind: 'values' };
  }

  #valuesOf(args: Args): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(args).flatMap(([name, arg]) => {
        const value = this.#values.has(name) ? this.#values.get(name) : arg.how === 'flag' ? false : undefined;
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }
}

const isTail = ({ how }: Arg) => how === 'rest' || how === 'tail';
const isYesNo = (arg: Arg) => arg.choices({ environments: [] })?.join() === 'true,false';
