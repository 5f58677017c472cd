/** Asks OSV: for many packages at once it answers names only, and what they mean one by one. */
import * as z from 'zod/mini';
import { ask, decoded } from '../../asking.ts';
import type { Round } from '../../kind.ts';
import type { Ecosystem } from '../../locks/lock-file.ts';
import { Unknown } from '../../verdict.ts';
import { type Advisory, nextOf, severityOf } from './advisory.ts';

export interface Asked {
  ecosystem: Ecosystem;
  name: string;
  version: string;
}

const atOnce = 1_000;
const mostPages = 50;
const abreast = 10;
/** It goes into an address. */
const id = z.string().check(z.regex(/^[\w.:-]{1,100}$/));
const named = z.object({ id, modified: z.string() });
type Named = z.infer<typeof named>;
const found = z.object({ vulns: z.optional(z.array(named)), next_page_token: z.optional(z.string()) });
const batch = z.object({ results: z.array(z.nullable(found)) });

const event = z.object({ fixed: z.optional(z.string()) });
const scored = z.optional(z.array(z.object({ score: z.string() })));
const detail = z.object({
  id,
  modified: z.string(),
  withdrawn: z.optional(z.string()),
  aliases: z.optional(z.array(z.string())),
  summary: z.optional(z.string()),
  severity: scored,
  database_specific: z.optional(z.object({ severity: z.catch(z.optional(z.string()), undefined) })),
  affected: z.optional(
    z.array(
      z.object({
        package: z.optional(z.object({ ecosystem: z.string(), name: z.string() })),
        severity: scored,
        ranges: z.optional(z.array(z.object({ type: z.string(), events: z.array(event) }))),
      }),
    ),
  ),
});
type Detail = z.infer<typeof detail>;

/** In the order of what was asked. Throws `Unknown` where OSV is away. */
export async function askOsv(base: string, all: Asked[], round: Pick<Round, 'signal' | 'kept'>): Promise<Advisory[][]> {
  const names: Named[][] = [];
  for (let at = 0; at < all.length; at += atOnce) names.push(...(await namesOf(base, all.slice(at, at + atOnce), round.signal)));
  const details = await detailsOf(base, names.flat(), round);
  return all.map((one, at) =>
    (names[at] ?? []).flatMap(({ id }) => {
      const said = details.get(id);
      return said && !said.withdrawn ? [advisoryOf(said, one)] : [];
    }),
  );
}

async function namesOf(base: string, asked: Asked[], signal: AbortSignal): Promise<Named[][]> {
  const names: Named[][] = asked.map(() => []);
  let waiting = asked.map((_, place) => ({ place, token: '' }));
  for (let page = 0; waiting.length > 0; page += 1) {
    if (page === mostPages) throw new Unknown(`OSV had not come to its end after ${mostPages} pages`);
    const queries = waiting.map(({ place, token }) => {
      const one = asked[place];
      return {
        package: { ecosystem: one?.ecosystem, name: one?.name },
        version: one?.version,
        ...(token && { page_token: token }),
      };
    });
    const reply = await ask({ who: 'OSV', url: `${base}/v1/querybatch`, body: JSON.stringify({ queries }) }, signal);
    if (reply.status !== 200) throw new Unknown(`OSV answered ${reply.status}`);
    const { results } = decoded(batch, reply.text, 'OSV');
    if (results.length !== waiting.length) throw new Unknown('OSV answered what nobody can read');
    const next: typeof waiting = [];
    for (const [at, result] of results.entries()) {
      const place = waiting[at]?.place ?? 0;
      names[place]?.push(...(result?.vulns ?? []));
      if (result?.next_page_token) next.push({ place, token: result.next_page_token });
    }
    waiting = next;
  }
  return names;
}

async function detailsOf(base: string, all: Named[], round: Pick<Round, 'signal' | 'kept'>): Promise<Map<string, Detail>> {
  const waiting = [...new Map(all.map(one => [one.id, one])).values()];
  const details = new Map<string, Detail>();
  const worker = async () => {
    for (let one = waiting.pop(); one; one = waiting.pop()) details.set(one.id, await detailOf(base, one, round));
  };
  await Promise.all(Array.from({ length: abreast }, worker));
  return details;
}

async function detailOf(
  base: string,
  { id, modified }: Named,
  { signal, kept }: Pick<Round, 'signal' | 'kept'>,
): Promise<Detail> {
  // Whoever writes a pull request may say who stands in for OSV: what that one answers is kept for itself.
  const place = kept(`osv/${base}/${id}/${modified}`);
  const known = readDetail((await place.read()) ?? '');
  if (known?.id === id && known.modified === modified) return known;
  const reply = await ask({ who: 'OSV', url: `${base}/v1/vulns/${encodeURIComponent(id)}` }, signal);
  if (reply.status !== 200) throw new Unknown(`OSV answered ${reply.status} for ${id}`);
  const told = decoded(detail, reply.text, 'OSV');
  if (told.id !== id) throw new Unknown(`OSV answered something else for ${id}`);
  // To keep it only saves time; what has changed meanwhile is asked for again.
  if (told.modified === modified) await place.write(JSON.stringify(told)).catch(() => undefined);
  return told;
}

function readDetail(text: string): Detail | null {
  try {
    return z.parse(detail, JSON.parse(text));
  } catch {
    return null;
  }
}

function advisoryOf(said: Detail, { ecosystem, name, version }: Asked): Advisory {
  const ours = (said.affected ?? []).filter(one => one.package?.name === name && one.package.ecosystem === ecosystem);
  const vectors = [...(said.severity ?? []), ...ours.flatMap(one => one.severity ?? [])].map(({ score }) => score);
  const fixed = ours
    .flatMap(one => one.ranges ?? [])
    .filter(({ type }) => type !== 'GIT')
    .flatMap(({ events }) => events.flatMap(one => one.fixed ?? []));
  return {
    ids: [said.id, ...(said.aliases ?? [])],
    summary: said.summary ?? '',
    // Malware is given no severity.
    severity: said.id.startsWith('MAL-') ? 'critical' : severityOf(said.database_specific?.severity, vectors),
    mended: nextOf(fixed, version),
  };
}
