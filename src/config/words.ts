import * as z from 'zod/mini';
import type { Section } from '../core/file.ts';
import { code } from '../text/inert.ts';

/**
 * What a schema allows, in words: made from its JSON Schema, so that messages, the reference table and editors say the same. A schema
 * names itself with `z.meta({ title: 'a time such as `2h`', description: 'how long a deploy keeps it' })`.
 */

export type Schema = z.core.JSONSchema.JSONSchema;

const known = new WeakMap<object, Schema>();

/** The JSON Schema of what a team writes in this section. */
export function schemaOf(section: Section): Schema {
  let schema = known.get(section.schema);
  if (!schema) {
    schema = z.toJSONSchema(section.schema, { io: 'input', unrepresentable: 'any' });
    known.set(section.schema, schema);
  }
  return schema;
}

/** The same without alternatives: a list of schemas of which one has to hold. */
export function alternatives(schema: Schema): Schema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  return choices && !schema.title ? asSchemas(choices).flatMap(alternatives) : [schema];
}

/** What may stand at this path; empty when nothing may. A schema with a title is still looked into. */
export function schemasAt(schema: Schema, path: readonly PropertyKey[]): Schema[] {
  return path.reduce<Schema[]>((all, step) => all.flatMap(one => stepInto(one, step)), [schema]).flatMap(alternatives);
}

function stepInto(schema: Schema, step: PropertyKey): Schema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return asSchemas(choices).flatMap(one => stepInto(one, step));
  if (typeof step === 'number') return asSchemas([schema.prefixItems?.[step] ?? schema.items].flat());
  return asSchemas([schema.properties?.[String(step)] ?? schema.additionalProperties]);
}

const asSchemas = (some: readonly (Schema | boolean | undefined)[]): Schema[] => some.filter(one => typeof one === 'object');

/** The settings that a map at this place has by name. */
export function settingsOf(schemas: Schema[]): string[] {
  const inner = (schema: Schema): Schema[] => asSchemas(schema.anyOf ?? schema.oneOf ?? [schema]);
  return [...new Set(schemas.flatMap(inner).flatMap(schema => Object.keys(schema.properties ?? {})))];
}

/** The words that may stand here, where only certain ones may. */
export function choicesOf(schemas: Schema[]): string[] {
  return schemas
    .flatMap(alternatives)
    .flatMap<unknown>(schema => {
      if (schema.type === 'boolean' && schema.enum === undefined && schema.const === undefined) return [true, false];
      return schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
    })
    .map(String);
}

export const allows = (schemas: Schema[], type: string): boolean =>
  schemas.flatMap(one => asSchemas(one.anyOf ?? one.oneOf ?? [one])).some(schema => typeOf(schema) === type);

/** Text of one's own, and not only one of a few words. */
export const takesText = (schemas: Schema[]): boolean =>
  schemas
    .flatMap(one => asSchemas(one.anyOf ?? one.oneOf ?? [one]))
    .some(schema => schema.type === 'string' && schema.enum === undefined && schema.const === undefined);

/** `"main"` is a string even where the schema only lists words. */
function typeOf(schema: Schema): unknown {
  const [value] = schema.enum ?? [schema.const];
  return schema.type ?? (value === undefined || value === null ? undefined : typeof value);
}

export function words(schemas: Schema[]): string {
  const each = schemas.flatMap(alternatives).filter(schema => schema.type !== 'null');
  const single = each.filter(schema => !isChoice(schema)).map(wordsOf);
  const choices = [...new Set(choicesOf(each.filter(isChoice)))].map(choice => code(choice));
  return list([...new Set([...choices, ...single])], 'or') || 'something else';
}

const isChoice = (schema: Schema): boolean =>
  !schema.title && (schema.type === 'boolean' || schema.enum !== undefined || schema.const !== undefined);

function wordsOf(schema: Schema): string {
  if (schema.title) return schema.title;
  switch (schema.type) {
    case 'string':
      if (schema.format === 'uri') return 'a URL';
      return schema.pattern
        ? `text of the form ${code(schema.pattern)}`
        : `text${range(schema.minLength, schema.maxLength, 'character')}`;
    case 'integer':
      return `a whole number${range(bound(schema, 'minimum'), bound(schema, 'maximum'))}`;
    case 'number':
      return `a number${range(bound(schema, 'minimum'), bound(schema, 'maximum'))}`;
    case 'array': {
      const items = asSchemas([schema.items].flat());
      const size = range(schema.minItems, schema.maxItems, 'entry');
      return items.length > 0 ? `a list${size}, each entry ${words(items)}` : `a list${size}`;
    }
    case 'object': {
      const keys = Object.keys(schema.properties ?? {});
      if (keys.length === 0) return schema.additionalProperties ? 'a map with names of your own' : '`true`';
      const map = `a map with ${list(
        keys.map(key => code(key)),
        'and',
      )}`;
      return schema.required?.length ? map : `\`true\` or ${map}`;
    }
    default:
      return 'something else';
  }
}

/** Bounds that only say how far a computer counts are none. */
function bound(schema: Schema, which: 'minimum' | 'maximum'): number | undefined {
  const value = schema[which];
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

function range(from: number | undefined, to: number | undefined, unit?: 'character' | 'entry'): string {
  const of = unit ? ' of' : '';
  const counted = (count: number) =>
    unit ? `${count} ${count === 1 ? unit : { character: 'characters', entry: 'entries' }[unit]}` : `${count}`;
  if (from !== undefined && to !== undefined) return from === to ? `${of} ${counted(from)}` : ` from ${from} to ${counted(to)}`;
  if (from !== undefined) return `${of || ','} at least ${counted(from)}`;
  return to === undefined ? '' : `${of || ','} at most ${counted(to)}`;
}

/** `a`, `a and b`, `a, b and c`; long ones are cut. */
export function list(items: string[], joint: 'and' | 'or', most = 12): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${joint} ${shown.at(-1)}`;
}
