import { createHash } from 'node:crypto';

/** Cuts from one of GitHub's OpenAPI descriptions what a few of its schemas say and reach: no prose, nothing twice. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Fields = { [name: string]: Json };

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
export const fields = (value: unknown): Fields => (isFields(value) ? value : {});
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value : []);

/** Words that say which values are right. */
const kept = new Set([
  ...['type', 'enum', 'const', 'format', 'pattern', 'required', 'properties', 'additionalProperties', 'patternProperties'],
  ...['items', 'minItems', 'maxItems', 'minLength', 'maxLength', 'minimum', 'maximum', 'minProperties', 'maxProperties'],
  ...['oneOf', 'anyOf', 'allOf'],
]);
/** Prose and hints. A `oneOf` says by itself what its discriminator repeats. */
const left = new Set([
  ...['title', 'description', 'example', 'examples', 'default', 'deprecated', 'readOnly', 'writeOnly', 'externalDocs'],
  ...['discriminator', 'nullable'],
]);
const byName = ['properties', 'patternProperties'];
const several = ['oneOf', 'anyOf', 'allOf'];
const one = ['items', 'additionalProperties'];

/** What stands twice and is longer than this gets a line of its own. */
const worthALine = 150;

export class Cut {
  readonly #document: Fields;
  readonly #reached = new Map<string, Json>();

  constructor(document: unknown) {
    this.#document = fields(document);
  }

  /** What a `$ref` leads to, or the thing itself. */
  at(value: Json | undefined): Fields {
    const { $ref } = fields(value);
    if (typeof $ref !== 'string') return fields(value);
    const steps = $ref.slice(2).split('/');
    return this.at(steps.reduce<Json>((place, step) => fields(place)[step.replaceAll('~1', '/')] ?? null, this.#document));
  }

  /** A schema in the words of today's JSON Schema, its references kept for `lines`. */
  schema(value: Json | undefined): Json {
    if (!isFields(value)) return value ?? true;
    if (typeof value.$ref === 'string') return { $ref: this.#reach(value.$ref) };
    const plain: Fields = {};
    for (const [word, said] of Object.entries(value)) {
      if (left.has(word) || word.startsWith('x-')) continue;
      // What is nothing unless it is given is of no format then.
      if (word === 'format' && value.default === '') continue;
      if (!kept.has(word))
        throw new Error(`GitHub's description says \`${word}\`, which is not known here yet: ${JSON.stringify(value)}`);
      if (byName.includes(word))
        plain[word] = Object.fromEntries(Object.entries(fields(said)).map(([name, inner]) => [name, this.schema(inner)]));
      else if (several.includes(word)) plain[word] = list(said).map(inner => this.schema(inner));
      else if (one.includes(word)) plain[word] = this.schema(said);
      else plain[word] = said;
    }
    return value.nullable === true ? orNull(plain) : plain;
  }

  #reach(ref: string): string {
    const name = `#${ref.split('/').at(-1)}`;
    if (!this.#reached.has(name)) {
      this.#reached.set(name, null);
      this.#reached.set(name, this.schema(this.at({ $ref: ref })));
    }
    return name;
  }

  /** The extract: a name and what is said of it on each line, in the order of the names. */
  lines(roots: Map<string, Json>): string {
    const all = withoutTwins(new Map([...roots, ...this.#reached]));
    const names = [...all.keys()].sort();
    return names.map(name => `${JSON.stringify([name, all.get(name)])}\n`).join('');
  }
}

function orNull(schema: Fields): Json {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [schema.type, 'null'], ...(schema.enum ? { enum: [...list(schema.enum), null] } : {}) };
}

/** Objects that stand in several places are named by their content, said once, and referred to. */
function withoutTwins(all: Map<string, Json>): Map<string, Json> {
  const uses = new Map<string, number>();
  const count = (value: Json): void => {
    for (const inner of Object.values(isFields(value) || Array.isArray(value) ? value : [])) {
      const text = JSON.stringify(inner);
      if (text.length <= worthALine) continue;
      const before = uses.get(text) ?? 0;
      uses.set(text, before + 1);
      if (before === 0) count(inner);
    }
  };
  for (const value of all.values()) count(value);

  const said = new Map<string, Json>();
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(refer);
    return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, refer(inner)])) : value;
  };
  const refer = (value: Json): Json => {
    const text = isFields(value) && isSchema(value) ? JSON.stringify(value) : '';
    if ((uses.get(text) ?? 0) < 2) return within(value);
    const name = `#~${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
    if (!said.has(name)) {
      said.set(name, null);
      said.set(name, within(value));
    }
    return { $ref: name };
  };
  const roots = [...all].map(([name, value]): [string, Json] => [name, within(value)]);
  return new Map([...roots, ...said]);
}

/** A list of properties by name is none, though one of them may be called `type`. */
const isSchema = (value: Fields): boolean =>
  typeof value.type === 'string' || Array.isArray(value.type) || several.some(word => Array.isArray(value[word]));
