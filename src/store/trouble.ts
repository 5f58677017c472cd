import pg from 'pg';

/** What went wrong in the database, as far as those who read nothing of PostgreSQL have to know. */

const hasCode = (error: unknown, shape: RegExp): boolean => error instanceof pg.DatabaseError && shape.test(error.code ?? '');

/** Two that waited for each other: whoever says it again gets through. */
export const isDeadlock = (error: unknown): boolean => hasCode(error, /^40(?:P01|001)$/);

/** It is full, short of something, or stopping: not about what was asked of it. */
export const isUnwell = (error: unknown): boolean => hasCode(error, /^(?:08|53|57P|58)/);
