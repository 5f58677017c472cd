/** `${{ … }}` as workflows use it: literals, contexts, comparisons, and the functions that names of runs and jobs are made with. */
type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
export type Contexts = Record<string, Value>;

const token = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(==|!=|<=|>=|&&|\|\||[!<>()[\].,*]))/y;
type Part = { kind: 'text'; value: string } | { kind: 'number'; value: number } | { kind: 'name' | 'sign'; value: string };

function split(source: string): Part[] {
  const parts: Part[] = [];
  token.lastIndex = 0;
  while (source.slice(token.lastIndex).trim() !== '') {
    const found = token.exec(source);
    if (!found) throw new Error(`Unexpected symbol in the expression: ${source.trim()}`);
    const [, text, number, name, sign] = found;
    if (text !== undefined) parts.push({ kind: 'text', value: text.replaceAll("''", "'") });
    else if (number !== undefined) parts.push({ kind: 'number', value: Number(number) });
    else if (name !== undefined) parts.push({ kind: 'name', value: name });
    else parts.push({ kind: 'sign', value: sign ?? '' });
  }
  return parts;
}

/** All `${{ }}` in a text put in; what this GitHub cannot work out (outputs of jobs, hashes of files) stays as it is written. */
export function fill(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{([\s\S]*?)\}\}/g, (written: string, inside: string) => {
    try {
      return shown(evaluate(inside, contexts));
    } catch {
      return written;
    }
  });
}

export function evaluate(source: string, contexts: Contexts): Value {
  const reader = new Reader(split(source), contexts);
  return reader.all();
}

export const truthy = (value: Value): boolean => value !== null && value !== false && value !== 0 && value !== '';

function shown(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

class Reader {
  readonly #parts: Part[];
  readonly #contexts: Contexts;
  #at = 0;

  constructor(parts: Part[], contexts: Contexts) {
    this.#parts = parts;
    this.#contexts = contexts;
  }

  all(): Value {
    const value = this.#or();
    const left = this.#parts[this.#at];
    if (left) throw new Error(`Unexpected symbol in the expression: ${left.value}`);
    return value;
  }

  #or(): Value {
    let left = this.#and();
    while (this.#took('||')) {
      const right = this.#and();
      left = truthy(left) ? left : right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#compared();
    while (this.#took('&&')) {
      const right = this.#compared();
      left = truthy(left) ? right : left;
    }
    return left;
  }

  #compared(): Value {
    const left = this.#unary();
    for (const sign of ['==', '!=', '<=', '>=', '<', '>']) if (this.#took(sign)) return compare(sign, left, this.#unary());
    return left;
  }

  #unary(): Value {
    return this.#took('!') ? !truthy(this.#unary()) : this.#path();
  }

  #path(): Value {
    let value = this.#primary();
    for (;;) {
      if (this.#took('.')) {
        const name = this.#parts[this.#at];
        this.#at += 1;
        value = member(value, String(name?.value ?? ''));
      } else if (this.#took('[')) {
        const key = this.#or();
        this.#expect(']');
        value = member(value, shown(key));
      } else return value;
    }
  }

  #primary(): Value {
    const part = this.#parts[this.#at];
    this.#at += 1;
    if (part?.kind === 'text' || part?.kind === 'number') return part.value;
    if (part?.kind === 'sign' && part.value === '(') {
      const value = this.#or();
      this.#expect(')');
      return value;
    }
    if (part?.kind !== 'name') throw new Error('The expression ends too early.');
    if (this.#took('(')) return call(part.value, this.#arguments());
    if (part.value === 'true' || part.value === 'false') return part.value === 'true';
    return part.value === 'null' ? null : member(this.#contexts, part.value);
  }

  #arguments(): Value[] {
    const values: Value[] = [];
    if (this.#took(')')) return values;
    do values.push(this.#or());
    while (this.#took(','));
    this.#expect(')');
    return values;
  }

  #took(sign: string): boolean {
    const part = this.#parts[this.#at];
    if (part?.kind !== 'sign' || part.value !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#took(sign)) throw new Error(`The expression lacks ${sign}.`);
  }
}

/** Names differ by more than their case nowhere in Actions. */
function member(value: Value, name: string): Value {
  if (Array.isArray(value)) return value[Number(name)] ?? null;
  if (value === null || typeof value !== 'object') return null;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

function compare(sign: string, left: Value, right: Value): boolean {
  const texts = typeof left === 'string' && typeof right === 'string';
  const [a, b] = texts ? [left.toLowerCase(), right.toLowerCase()] : [number(left), number(right)];
  if (sign === '==') return typeof left === 'object' && left !== null ? left === right : a === b;
  if (sign === '!=') return a !== b;
  if (sign === '<') return a < b;
  if (sign === '>') return a > b;
  return sign === '<=' ? a <= b : a >= b;
}

const number = (value: Value): number => (value === null || value === '' ? 0 : Number(value));

function call(name: string, given: Value[]): Value {
  const [first = null, second = null] = given;
  const text = (value: Value) => shown(value).toLowerCase();
  switch (name.toLowerCase()) {
    case 'format':
      return shown(first).replaceAll(/\{(\d+)\}/g, (_, place: string) => shown(given[Number(place) + 1] ?? null));
    case 'contains':
      return Array.isArray(first) ? first.some(one => text(one) === text(second)) : text(first).includes(text(second));
    case 'startswith':
      return text(first).startsWith(text(second));
    case 'endswith':
      return text(first).endsWith(text(second));
    case 'join':
      return Array.isArray(first) ? first.map(shown).join(second === null ? ',' : shown(second)) : shown(first);
    case 'tojson':
      return JSON.stringify(first, null, 2);
    case 'fromjson':
      return JSON.parse(shown(first));
    case 'success':
    case 'always':
      return true;
    case 'failure':
    case 'cancelled':
      return false;
    default:
      throw new Error(`Unrecognized function: ${name}`);
  }
}
