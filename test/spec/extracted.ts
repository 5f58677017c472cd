import { readFileSync } from 'node:fs';
import { type Fields, fields, type Json } from './cut.ts';
import { type Exception, exceptions } from './exceptions.ts';

/** One of the committed extracts. A line is parsed when somebody asks for it. */
export class Extract {
  readonly #lines: Map<string, string>;
  readonly #parsed = new Map<string, Json>();

  readonly #exceptions: readonly Exception[];

  constructor(file: 'api' | 'webhooks', excepted: readonly Exception[] = exceptions) {
    this.#exceptions = excepted.filter(one => one.in === file);
    const text = readFileSync(extractFile(file), 'utf8');
    this.#lines = new Map(text.split('\n').map(line => [line.slice(2, line.indexOf('"', 2)), line]));
    this.#lines.delete('');
  }

  /** The operations, or the webhooks. */
  get names(): string[] {
    return [...this.#lines.keys()].filter(name => !/^[#@]/.test(name));
  }

  has(name: string): boolean {
    return this.#lines.has(name);
  }

  of(name: string): Json {
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const line = this.#lines.get(name);
    if (!line) throw new Error(`The extract has no ${name}. \`npm run spec\` cuts it anew.`);
    const [, said] = JSON.parse(line);
    const right = this.#exceptions.filter(one => one.line === name).reduce((all, one) => put(all, one.at, one.is), said);
    this.#parsed.set(name, right);
    return right;
  }

  /** What a reference leads to, or the thing itself. */
  at(value: Json | undefined): Fields {
    const { $ref } = fields(value);
    return typeof $ref === 'string' ? this.at(this.of($ref)) : fields(value);
  }
}

export const extractFile = (file: 'api' | 'webhooks'): URL =>
  new URL(`../../src/sandbox/github/spec/${file}.jsonl`, import.meta.url);

/** The same with another value at a place; undefined takes it away. */
function put(all: Json, [step, ...rest]: Exception['at'], value: Json | undefined): Json {
  if (step === undefined) return value ?? null;
  const { [step]: there, ...others } = fields(all);
  return rest.length === 0 && value === undefined ? others : { ...others, [step]: put(there ?? {}, rest, value) };
}
