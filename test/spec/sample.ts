import { type Fields, fields, isFields, type Json, list } from './cut.ts';
import type { Extract } from './extracted.ts';
import { strict } from './strict.ts';

/** Values that a schema allows, as `strict` reads it: the same ones each time. */

export interface How {
  /** Also what may be left out. */
  full: boolean;
  /** Which of several values or alternatives: the first, the second … */
  choice: number;
}

/** Deeper than this nothing is said that may be left out, since some schemas hold themselves. */
const deepest = 4;

const texts: Record<string, string> = {
  'date-time': '2026-11-21T02:00:00Z',
  date: '2026-11-21',
  email: 'alice@example.org',
  uri: 'https://example.org/a',
  'uri-template': 'https://example.org/a{/b}',
  uuid: '11111111-2222-4333-8444-555555555555',
};

export function sample(extract: Extract, schema: Json, how: How, depth = 0): Json {
  if (!isFields(schema)) return null;
  const { $ref, anyOf, ...own } = schema;
  const within = (value: Json | undefined) => sample(extract, value ?? true, how, depth + 1);
  if (typeof $ref === 'string') return sample(extract, strict(extract, extract.of($ref)), how, depth);
  if (anyOf) return sample(extract, pick(list(anyOf), how), how, depth);
  if (own.const !== undefined) return own.const;
  if (own.enum) return pick(list(own.enum), how);
  const kind = Array.isArray(own.type) ? pick(own.type, how) : own.type;
  if (kind === 'null' || kind === undefined) return null;
  if (kind === 'string')
    return (typeof own.format === 'string' && texts[own.format]) || 'text'.padEnd(Number(own.minLength ?? 0), 't');
  if (kind === 'integer' || kind === 'number') return own.minimum ?? 1;
  if (kind === 'boolean') return how.choice % 2 === 0;
  if (kind === 'array') return own.minItems || (how.full && depth < deepest) ? [within(own.items)] : [];
  return objectOf(own, how, depth, within);
}

const pick = (all: Json[], { choice }: How): Json => all[choice % all.length] ?? null;

function objectOf(schema: Fields, { full }: How, depth: number, within: (value: Json | undefined) => Json): Json {
  const required = list(schema.required);
  const said = Object.entries(fields(schema.properties)).filter(([name]) => required.includes(name) || (full && depth < deepest));
  return Object.fromEntries(said.map(([name, value]) => [name, within(value)]));
}
