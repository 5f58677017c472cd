import { fullFormats } from 'ajv-formats/dist/formats.js';
import { type Fields, fields, isFields, type Json, list } from './cut.ts';
import type { Extract } from './extracted.ts';
import { strict } from './strict.ts';

/**
 * Reads a value along a schema and says what is wrong. Ajv would need 200 ms to compile what one test's first webhook needs, in each
 * file of tests anew, and this needs none; `test/contract/spec.test.ts` holds it to the verdict of Ajv.
 */

export interface Wrong {
  /** As a path: `/comment/user/id`. */
  at: string;
  what: string;
  /** It is another kind of value altogether, so that this alternative was not meant. */
  otherKind?: boolean;
}

type Say = (what: string, more?: Pick<Wrong, 'otherKind'>) => void;

export class Checker {
  readonly #extract: Extract;
  readonly #strict = new Map<Json, Json>();

  constructor(extract: Extract) {
    this.#extract = extract;
  }

  check(schema: Json, value: unknown): Wrong[] {
    const wrong: Wrong[] = [];
    this.#walk(this.#known(schema), value, [], wrong);
    return wrong;
  }

  #known(schema: Json): Json {
    const known = this.#strict.get(schema);
    if (known !== undefined) return known;
    const made = strict(this.#extract, schema);
    this.#strict.set(schema, made);
    return made;
  }

  #walk(schema: Json, value: unknown, path: string[], wrong: Wrong[]): void {
    if (isFields(schema) && typeof schema.$ref === 'string')
      this.#walk(this.#known(this.#extract.of(schema.$ref)), value, path, wrong);
    else {
      const say: Say = (what, more) => void wrong.push({ at: path.map(step => `/${step}`).join(''), what, ...more });
      if (schema === false) say('is there, which GitHub does not name');
      else if (isFields(schema) && hasKind(schema, value, say)) {
        if (schema.anyOf) this.#alternatives(list(schema.anyOf), value, path, wrong);
        ofItself(schema, value, say);
        if (isFields(value)) this.#properties(schema, value, path, wrong, say);
        else if (Array.isArray(value) && schema.items !== undefined)
          for (const [place, item] of value.entries()) this.#step(schema.items, item, String(place), path, wrong);
      }
    }
  }

  #step(schema: Json, value: unknown, name: string, path: string[], wrong: Wrong[]): void {
    path.push(name);
    this.#walk(schema, value, path, wrong);
    path.pop();
  }

  /** Of alternatives none of which fits, only what is wrong with the nearest is of use to anybody. */
  #alternatives(alternatives: Json[], value: unknown, path: string[], wrong: Wrong[]): void {
    let nearest: Wrong[] | null = null;
    const at = path.map(step => `/${step}`).join('');
    for (const alternative of alternatives) {
      const here: Wrong[] = [];
      this.#walk(alternative, value, path, here);
      if (here.length === 0) return;
      if (!nearest || distance(here, at) < distance(nearest, at)) nearest = here;
    }
    wrong.push(...(nearest ?? []));
  }

  #properties(schema: Fields, value: Fields, path: string[], wrong: Wrong[], say: Say): void {
    const { properties, required, additionalProperties = true } = schema;
    if (Array.isArray(required)) for (const name of required) if (value[String(name)] === undefined) say(`lacks ${name}`);
    const patterns = Object.entries(fields(schema.patternProperties));
    for (const name of Object.keys(value)) {
      const inner = value[name];
      if (inner === undefined) continue;
      const said = isFields(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (said !== undefined) this.#step(said, inner, name, path, wrong);
      const like = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name));
      for (const [, one] of like) this.#step(one, inner, name, path, wrong);
      if (said === undefined && like.length === 0) this.#step(additionalProperties, inner, name, path, wrong);
    }
  }
}

const distance = (wrong: Wrong[], at: string): number =>
  wrong.length + (wrong.some(one => one.otherKind && one.at === at) ? 1000 : 0);

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'undefined';

function hasKind({ type }: Fields, value: unknown, say: Say): boolean {
  if (type === undefined) return true;
  const kinds = [type].flat();
  if (kinds.some(kind => isKind(kind, value))) return true;
  say(`should be ${kinds.join(' or ')} and is ${shown(value)}`, { otherKind: true });
  return false;
}

function isKind(kind: Json, value: unknown): boolean {
  if (kind === 'integer') return Number.isInteger(value);
  if (kind === 'null') return value === null;
  if (kind === 'array') return Array.isArray(value);
  if (kind === 'object') return isFields(value);
  return typeof value === kind;
}

/** What the value itself has wrong, whatever it holds. */
function ofItself(schema: Fields, value: unknown, say: Say): void {
  if (schema.const !== undefined && schema.const !== value) say(`should be ${shown(schema.const)} and is ${shown(value)}`);
  if (Array.isArray(schema.enum) && !schema.enum.some(one => one === value))
    say(`should be one of ${schema.enum.map(shown).join(', ')} and is ${shown(value)}`);
  if (typeof value === 'string') {
    within(value.length, schema.minLength, schema.maxLength);
    if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(value))
      say(`should match ${schema.pattern} and is ${shown(value)}`);
    if (typeof schema.format === 'string' && !hasFormat(schema.format, value))
      say(`should be a ${schema.format} and is ${shown(value)}`);
  } else if (typeof value === 'number') within(value, schema.minimum, schema.maximum);
  else if (Array.isArray(value)) within(value.length, schema.minItems, schema.maxItems);
  else if (isFields(value) && (schema.minProperties || schema.maxProperties))
    within(Object.keys(value).length, schema.minProperties, schema.maxProperties);

  function within(size: number, least: Json | undefined, most: Json | undefined): void {
    if (typeof least === 'number' && size < least) say(`is less than ${least}: ${shown(value)}`);
    if (typeof most === 'number' && size > most) say(`is more than ${most}: ${shown(value)}`);
  }
}

const known = new Map<string, unknown>(Object.entries(fullFormats));

/** GitHub names formats of its own, which say nothing that could be checked. */
function hasFormat(format: string, value: string): boolean {
  const test = known.get(format);
  const validate = isFields(test) && 'validate' in test ? test.validate : test;
  if (validate instanceof RegExp) return validate.test(value);
  return typeof validate === 'function' ? validate(value) === true : true;
}
