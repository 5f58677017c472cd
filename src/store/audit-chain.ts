/** Whether the audit is what was written: every link made anew from its row and the link before, in node, so that no function of the database is believed. */
import { createHash } from 'node:crypto';
import type pg from 'pg';

/** The end of a repository's chain: whoever keeps it elsewhere knows later whether the chain still leads there. */
export interface End {
  /** `acme/web`; null for rows of no repository, or of one that nobody knows any more. */
  name: string | null;
  repository: number;
  links: number;
  hash: string;
}

/** The first row of a chain that does not fit, or one that is in no chain. */
export interface Misfit {
  name: string | null;
  repository: number;
  place: number | null;
  row: { seq: number; at: Date; about: string; actor: string | null } | null;
  why: 'changed' | 'gone' | 'links gone' | 'cut off' | 'longer' | 'no chain' | 'not linked' | 'not as kept';
}

export interface Verdict {
  ends: End[];
  rows: number;
  /** Rows older than the chain: nothing vouches for them. */
  older: number;
  misfits: Misfit[];
}

interface Head {
  repository: number;
  name: string | null;
  links: number;
  hash: Buffer;
}

interface Link {
  repository: number;
  place: number;
  hash: Buffer;
  seq: number | null;
  at: Date;
  about: string;
  actor: string | null;
  says: string;
}

const heads = `
  select c.repository_id as repository, c.links, c.hash, r.owner || '/' || r.name as name
  from audit_chains c left join repositories r on r.id = c.repository_id order by c.repository_id`;

/** What the hash is made of stands in the migration that chains the rows, in the same words. */
const links = `
  select l.repository_id as repository, l.place, l.hash, a.seq, a.at, a.about, a.actor,
    jsonb_build_array(coalesce(a.repository_id, 0), l.place, a.seq, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.delivery,
      a.scope, a.about, a.actor, a.outcome, a.reasons)::text as says
  from audit_links l left join audit a on a.seq = l.seq order by l.repository_id, l.place`;

const counts = `
  with begins as (select min(seq) as seq from audit_links)
  select count(*) filter (where a.seq >= begins.seq) as within, count(*) filter (where a.seq >= begins.seq is not true) as older
  from audit a, begins`;

const loose = `
  select a.seq, a.at, a.about, a.actor, coalesce(a.repository_id, 0) as repository, r.owner || '/' || r.name as name
  from audit a left join repositories r on r.id = a.repository_id
  where a.seq >= (select min(seq) from audit_links) and not exists (select from audit_links l where l.seq = a.seq)
  order by a.seq limit 1`;

const together = 1_000;

/** One moment, however long it takes and whatever is written meanwhile; as many rows in hand as one fetch brings. */
export async function verify(pool: pg.Pool, kept: Pick<End, 'repository' | 'links' | 'hash'>[] = []): Promise<Verdict> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await walk(client, kept);
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

async function walk(client: pg.ClientBase, kept: Pick<End, 'repository' | 'links' | 'hash'>[]): Promise<Verdict> {
  const known = new Map((await client.query<Head>(heads)).rows.map(head => [head.repository, head]));
  const misfits = new Map<number, Misfit>();
  const reached = new Map<number, { place: number; hash: Buffer }>();
  const unmet = new Map(kept.map(one => [one.repository, one]));
  let found = 0;
  await client.query(`declare links no scroll cursor for ${links}`);
  for (;;) {
    const { rows } = await client.query<Link>(`fetch ${together} from links`);
    for (const link of rows) {
      found += link.seq === null ? 0 : 1;
      if (misfits.has(link.repository)) continue;
      const before = reached.get(link.repository) ?? { place: 0, hash: Buffer.alloc(0) };
      const why = whyNot(link, before, known.get(link.repository)) ?? notKept(link, unmet.get(link.repository));
      if (why) misfits.set(link.repository, misfit(why, link, known.get(link.repository), before.place + 1));
      else reached.set(link.repository, { place: link.place, hash: link.hash });
      if (link.place === unmet.get(link.repository)?.links) unmet.delete(link.repository);
    }
    if (rows.length < together) break;
  }
  for (const head of known.values()) {
    const end = reached.get(head.repository) ?? { place: 0, hash: Buffer.alloc(0) };
    if (misfits.has(head.repository) || (end.place === head.links && end.hash.equals(head.hash))) continue;
    misfits.set(head.repository, misfit('cut off', null, head, end.place + 1));
  }
  for (const { repository } of unmet.values()) {
    const place = (reached.get(repository)?.place ?? 0) + 1;
    if (!misfits.has(repository)) misfits.set(repository, misfit('cut off', null, known.get(repository), place, repository));
  }
  const { rows } = await client.query<{ within: number; older: number }>(counts);
  const { within = 0, older = 0 } = rows[0] ?? {};
  const slippedIn = within > found ? (await client.query<Link & { name: string | null }>(loose)).rows : [];
  return {
    ends: [...known.values()].map(({ hash, ...end }) => ({ ...end, hash: hash.toString('hex') })),
    rows: found,
    older,
    misfits: [...misfits.values(), ...slippedIn.map(row => misfit('not linked', row, row, null))],
  };
}

function whyNot(link: Link, before: { place: number; hash: Buffer }, head: Head | undefined): Misfit['why'] | null {
  if (!head) return 'no chain';
  if (link.place !== before.place + 1) return 'links gone';
  if (link.seq === null) return 'gone';
  if (!createHash('sha256').update(before.hash).update(link.says).digest().equals(link.hash)) return 'changed';
  return link.place > head.links ? 'longer' : null;
}

const notKept = (link: Link, kept: Pick<End, 'links' | 'hash'> | undefined): Misfit['why'] | null =>
  kept?.links === link.place && kept.hash !== link.hash.toString('hex') ? 'not as kept' : null;

function misfit(
  why: Misfit['why'],
  link: Pick<Link, 'repository' | 'seq' | 'at' | 'about' | 'actor'> | null,
  chain: Pick<Head, 'name' | 'repository'> | undefined,
  place: number | null,
  repository = link?.repository ?? chain?.repository ?? 0,
): Misfit {
  const row = link && link.seq !== null ? { seq: link.seq, at: link.at, about: link.about, actor: link.actor } : null;
  return { name: chain?.name ?? null, repository, place, row, why };
}
