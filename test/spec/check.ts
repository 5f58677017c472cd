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

export class Checker {
  readonly #extract: Extract;
  readonly #strict = new Map<Json, Json>();

  constructor(extract: Extract) {
    this.#extract = extract;
  }

  check(schema: Json, value: unknown): Wrong[] {
    const known = this.#strict.get(schema) ?? strict(this.#extract, schema);
    this.#strict.set(schema, known);
    return this.#walk(known, value, '');
  }

  #walk(schema: Json, value: unknown, at: string): Wrong[] {
    if (schema === false) return [{ at, what: 'is there, which GitHub does not name' }];
    if (!isFields(schema)) return [];
    if (typeof schema.$ref === 'string')
      return this.check(this.#extract.of(schema.$ref), value).map(one => ({ ...one, at: at + one.at }));
    const kinds = [schema.type ?? []].flat();
    if (kinds.length > 0 && !kinds.some(kind => isKind(kind, value)))
      return [{ at, what: `should be ${kinds.join(' or ')} and is ${shown(value)}`, otherKind: true }];
    return [
      ...this.#alternatives(list(schema.anyOf), value, at),
      ...ofItself(schema, value).map(what => ({ at, what })),
      ...(isFields(value) ? this.#properties(schema, value, at) : []),
      ...(Array.isArray(value) && schema.items !== undefined
        ? value.flatMap((item, place) => this.#walk(schema.items ?? true, item, `${at}/${place}`))
        : []),
    ];
  }

  /** Of alternatives none of which fits, only what is wrong with the nearest is of use to anybody. */
  #alternatives(alternatives: Json[], value: unknown, at: string): Wrong[] {
    let nearest: Wrong[] | null = null;
    for (const alternative of alternatives) {
      const wrong = this.#walk(alternative, value, at);
      if (wrong.length === 0) return [];
      if (!nearest || distance(wrong, at) < distance(nearest, at)) nearest = wrong;
    }
    return nearest ?? [];
  }

  #properties(schema: Fields, value: Fields, at: string): Wrong[] {
    const named = fields(schema.properties);
    const patterns = Object.entries(fields(schema.patternProperties));
    const missing = list(schema.required).filter(name => value[String(name)] === undefined);
    return [
      ...missing.map(name => ({ at, what: `lacks ${name}` })),
      ...Object.entries(value).flatMap(([name, inner]) => {
        if (inner === undefined) return [];
        const like = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name)).map(([, said]) => said);
        const own = Object.hasOwn(named, name) ? [named[name] ?? true] : [];
        const said = [...own, ...like];
        const all = said.length > 0 ? said : [schema.additionalProperties ?? true];
        return all.flatMap(one => this.#walk(one, inner, `${at}/${name}`));
      }),
    ];
  }
}

const distance = (wrong: Wrong[], at: string): number =>
  wrong.length + (wrong.some(one => one.otherKind && one.at === at) ? 1000 : 0);

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'undefined';

function isKind(kind: Json, value: unknown): boolean {
  if (kind === 'integer') return Number.isInteger(value);
  if (kind === 'null') return value === null;
  if (kind === 'array') return Array.isArray(value);
  if (kind === 'object') return isFields(value);
  return typeof value === kind;
}

/** What the value itself has wrong, whatever it holds. */
function ofItself(schema: Fields, value: unknown): string[] {
  const wrong: string[] = [];
  const size =
    typeof value === 'string'
      ? [...value].length
      : Array.isArray(value)
        ? value.length
        : isFields(value)
          ? Object.keys(value).length
          : value;
  const kind = typeof value === 'string' ? 'Length' : Array.isArray(value) ? 'Items' : isFields(value) ? 'Properties' : 'imum';
  const [least, most] = [schema[`min${kind}`], schema[`max${kind}`]];
  if (typeof size === 'number' && typeof least === 'number' && size < least) wrong.push(`is less than ${least}: ${shown(value)}`);
  if (typeof size === 'number' && typeof most === 'number' && size > most) wrong.push(`is more than ${most}: ${shown(value)}`);
  if (Array.isArray(schema.enum) && !schema.enum.some(one => one === value))
    wrong.push(`should be one of ${schema.enum.map(shown).join(', ')} and is ${shown(value)}`);
  if (schema.const !== undefined && schema.const !== value) wrong.push(`should be ${shown(schema.const)} and is ${shown(value)}`);
  if (typeof value === 'string') {
    if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(value))
      wrong.push(`should match ${schema.pattern} and is ${shown(value)}`);
    if (typeof schema.format === 'string' && !hasFormat(schema.format, value))
      wrong.push(`should be a ${schema.format} and is ${shown(value)}`);
  }
  return wrong;
}

const known = new Map<string, unknown>(Object.entries(fullFormats));

/** GitHub names formats of its own, which say nothing that could be checked. */
function hasFormat(format: string, value: string): boolean {
  const test = known.get(format);
  const validate = isFields(test) ? test.validate : test;
  if (validate instanceof RegExp) return validate.test(value);
  return typeof validate === 'function' ? validate(value) === true : true;
}
