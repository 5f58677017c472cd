/** Asks GitHub's dependency review, which sees both sides of a pull request itself. It needs Advanced Security on private repositories. */
import * as z from 'zod/mini';
import { decoded } from '../../asking.ts';
import { askGitHub } from '../../github.ts';
import type { Round } from '../../kind.ts';
import { Unknown } from '../../verdict.ts';
import { type Advisory, nextOf, severityOf } from './advisory.ts';

type GitHub = NonNullable<Round['github']>;
type Pull = NonNullable<Round['pull']>;

const ghsa = z.string().check(z.regex(/^GHSA(?:-[\da-z]{4}){3}$/i));
const changes = z.array(
  z.object({
    change_type: z.string(),
    manifest: z.string(),
    name: z.string(),
    version: z.string(),
    vulnerabilities: z.array(z.object({ severity: z.string(), advisory_ghsa_id: ghsa, advisory_summary: z.string() })),
  }),
);
type Change = z.infer<typeof changes>[number];

const global = z.object({
  cve_id: z.nullable(z.string()),
  withdrawn_at: z.nullable(z.string()),
  vulnerabilities: z.nullable(
    z.array(
      z.object({
        package: z.nullable(z.object({ name: z.nullable(z.string()) })),
        first_patched_version: z.nullable(z.string()),
      }),
    ),
  ),
});
type Global = z.infer<typeof global>;

const mostPages = 100;

/** Null: GitHub does not know that this was added there. */
export type Reviewed = (path: string, name: string, version: string) => Advisory[] | null;

/** Null: it is not to be had here. */
export async function review(github: GitHub, { base, head }: Pull, signal: AbortSignal): Promise<Reviewed | null> {
  const added = await addedIn(github, `${encodeURIComponent(base)}...${encodeURIComponent(head)}`, signal);
  if (!added) return null;
  const ids = new Set(added.flatMap(({ vulnerabilities }) => vulnerabilities.map(one => one.advisory_ghsa_id)));
  const globals = new Map<string, Global>();
  for (const id of ids) {
    const { status, text } = await askGitHub(github, `/advisories/${id}`, signal);
    // It only adds the CVE and what mends it; an older server does not have it.
    if (status === 200) globals.set(id, decoded(global, text, 'GitHub'));
  }
  const known = new Map(added.map(change => [`${change.manifest} ${plain(change.name)} ${plain(change.version)}`, change]));
  return (path, name, version) => {
    const change = known.get(`${path} ${plain(name)} ${plain(version)}`);
    return change ? advisoriesOf(change, globals) : null;
  };
}

/** Go's versions have a letter before them there, and the names of Python's packages are written as somebody liked. */
const plain = (said: string): string =>
  said
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .replace(/[-_.]+/g, '-');

async function addedIn(github: GitHub, range: string, signal: AbortSignal): Promise<Change[] | null> {
  const all: Change[] = [];
  let next: string | null = `/{repo}/dependency-graph/compare/${range}`;
  for (let page = 0; next !== null; page += 1) {
    if (page === mostPages) throw new Unknown(`GitHub's dependency review had not come to its end after ${mostPages} pages`);
    const { status, text, headers } = await askGitHub(github, next, signal);
    if (status === 403 || status === 404) return null;
    if (status !== 200) throw new Unknown(`GitHub's dependency review answered ${status}`);
    all.push(...decoded(changes, text, 'GitHub').filter(one => one.change_type === 'added'));
    next = nextIn(headers.get('link') ?? '', github.api);
  }
  return all;
}

/** The token goes nowhere else. */
function nextIn(link: string, api: string): string | null {
  const [, url] = /<([^<>]+)>; rel="next"/.exec(link) ?? [];
  if (url === undefined) return null;
  if (!url.startsWith(`${api}/`)) throw new Unknown(`GitHub's dependency review goes on at another address than ${api}`);
  return url.slice(api.length);
}

function advisoriesOf({ name, version, vulnerabilities }: Change, globals: Map<string, Global>): Advisory[] {
  return vulnerabilities.flatMap(({ severity, advisory_ghsa_id: id, advisory_summary: summary }) => {
    const more = globals.get(id);
    if (more?.withdrawn_at) return [];
    const patched = (more?.vulnerabilities ?? []).filter(one => plain(one.package?.name ?? '') === plain(name));
    return [
      {
        ids: [id, ...(more?.cve_id ? [more.cve_id] : [])],
        summary,
        severity: severityOf(severity, []),
        mended: nextOf(
          patched.flatMap(one => one.first_patched_version ?? []),
          version.replace(/^v(?=\d)/, ''),
        ),
      },
    ];
  });
}
