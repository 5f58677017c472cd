/** Where in a piece of JSON something is: `data.items`, `hits.0.name`; `.` is all of it. */

export const isPath = (said: string): boolean => said === '.' || /^[\w@$-]{1,60}(?:\.[\w@$-]{1,60}){0,11}$/.test(said);

/** Undefined where there is nothing. A key that has dots itself is found too: `error.message`, as Elasticsearch may write it. */
export function partOf(value: unknown, path: string): unknown {
  if (path === '.') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return own(value, path);
  const dot = path.indexOf('.');
  return dot < 0 ? undefined : partOf(own(value, path.slice(0, dot)), path.slice(dot + 1));
}

/** What every object has by birth was not written by anybody. */
const own = (value: object, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;

/** What a person would read there; null where that is nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined || value === null ? null : JSON.stringify(value);
}
