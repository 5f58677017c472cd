import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Who holds a lease, told so that a process that starts again on the same machine knows which holders are dead for sure and need
 * not be waited for. Replicas elsewhere wait until the lease has run out.
 */

/** This run of the kernel and this process namespace: within one of them, process ids mean something. */
function machine(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

const here = machine();

/** `machine process nonce`; a take appends its own number, so that no two takes are ever confused. */
export function newHolder(): string {
  return `${here ?? 'unknown'} ${process.pid} ${randomBytes(6).toString('base64url')}`;
}

function isDead(holder: string, alone: boolean): boolean {
  const [where, pid] = holder.split(' ');
  if (alone) return true;
  if (here === null || where !== here) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/**
 * Frees what dead holders left, at a start. `alone`: nobody else serves this database, so whoever holds something is dead. What was
 * already sent is looked at ten seconds after it left, not sooner: it may still be on its way through GitHub.
 */
export async function releaseDead(db: Kysely<Tables>, alone: boolean): Promise<number> {
  const { rows } = await sql<{ holder: string }>`
    select distinct holder from deliveries where state = 'taken'
    union select distinct holder from effects where state = 'sent'
    union select distinct holder from chores where holder is not null`.execute(db);
  const dead = rows.map(row => row.holder).filter(holder => isDead(holder, alone));
  if (dead.length === 0) return 0;
  await sql`update deliveries set lease_until = clock() where state = 'taken' and holder = any(${dead})`.execute(db);
  await sql`
    update effects set lease_until = greatest(clock(), sent_at + interval '10 seconds')
    where state = 'sent' and holder = any(${dead})`.execute(db);
  await sql`update chores set holder = null, lease_until = null where holder = any(${dead})`.execute(db);
  return dead.length;
}
