/** A value as PostgreSQL's jsonb takes it: strangers' text may hold a null character, or half of one that somebody has cut in two. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_key, one) => (typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '\ufffd') : one));
