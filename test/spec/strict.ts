import { type Fields, fields, isFields, type Json, list } from './cut.ts';
import type { Extract } from './extracted.ts';

/**
 * A schema as we hold the box to it: an object has the properties that GitHub names and no others, unless GitHub says that it may.
 * Alternatives overlap in GitHub's description, so one of them is enough, and none may be the only one.
 */
export function strict(extract: Extract, schema: Json): Json {
  const within = (value: Json) => strict(extract, value);
  if (!isFields(schema)) return schema;
  if (typeof schema.$ref === 'string') return schema;
  const { oneOf, anyOf = oneOf, allOf, ...own } = schema;
  if (allOf)
    return within(
      list(allOf)
        .map(part => extract.at(part))
        .reduce<Fields>(merged, { ...own, ...(anyOf ? { anyOf } : {}) }),
    );
  if (anyOf && Object.keys(own).length > 0) return { anyOf: list(anyOf).map(part => within(merged(own, extract.at(part)))) };
  if (anyOf) return { anyOf: list(anyOf).map(within) };
  return {
    ...own,
    ...(own.items ? { items: within(own.items) } : {}),
    ...(own.properties ? { properties: each(own.properties, within) } : {}),
    ...(own.patternProperties ? { patternProperties: each(own.patternProperties, within) } : {}),
    ...(isFields(own.additionalProperties) ? { additionalProperties: within(own.additionalProperties) } : {}),
    ...(own.properties && own.additionalProperties === undefined ? { additionalProperties: false } : {}),
  };
}

const each = (properties: Json, change: (value: Json) => Json): Fields =>
  Object.fromEntries(Object.entries(fields(properties)).map(([name, value]) => [name, change(value)]));

/** Both at once: all that either asks for. */
function merged(a: Fields, b: Fields): Fields {
  const common = (word: 'type' | 'enum') => {
    if (!a[word] || !b[word]) return {};
    const [one, other] = [[a[word]].flat(), [b[word]].flat()];
    // A whole number is a number too.
    const both = [
      ...other.filter(value => one.includes(value) || (value === 'integer' && one.includes('number'))),
      ...one.filter(value => value === 'integer' && other.includes('number')),
    ];
    // Where it contradicts itself, as it does to say `or null`, it means either.
    return { [word]: both.length > 0 ? both : [...one, ...other] };
  };
  const [mine, theirs] = [fields(a.properties), fields(b.properties)];
  const shared = Object.keys(theirs).filter(name => Object.hasOwn(mine, name));
  const inBoth = Object.fromEntries(shared.map(name => [name, { allOf: [mine[name] ?? true, theirs[name] ?? true] }]));
  return {
    ...a,
    ...b,
    ...common('type'),
    ...common('enum'),
    ...(a.properties || b.properties ? { properties: { ...mine, ...theirs, ...inBoth } } : {}),
    ...(a.items && b.items ? { items: { allOf: [a.items, b.items] } } : {}),
    ...(a.required || b.required ? { required: [...new Set([...list(a.required), ...list(b.required)])] } : {}),
  };
}
