import pg from 'pg';

/** What went wrong between us and the database, as far as those who read nothing of PostgreSQL have to know. */

/** Two that waited for each other: whoever says it again gets through. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');

/** It was about the database, which comes back, and not about what was asked of it: gone, full, stopping, or nobody answers. */
export function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(?:08|53|57P|58)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  return (
    'syscall' in error || /connection terminated|timeout exceeded when trying to connect|query read timeout/i.test(error.message)
  );
}
