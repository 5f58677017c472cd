/** OSV as it answers: names for a batch, in pages; what they mean one by one. */
import { answering, type Reply, type Request, type Server } from './answering.ts';

export interface Vulnerability {
  id: string;
  aliases?: string[];
  withdrawn?: string;
  summary?: string;
  /** GitHub's word. */
  word?: string;
  vector?: { type: 'CVSS_V3' | 'CVSS_V4'; score: string };
  /** "npm lodash 4.17.20" */
  in: string[];
  fixed?: string[];
}

interface Given {
  page?: number;
  /** Answers instead, where it does. */
  first?(request: Request, asked: number): Reply | null;
}

interface Query {
  package: { ecosystem: string; name: string };
  version: string;
  page_token?: string;
}

const modified = '2026-01-02T03:04:05.678Z';

export const osv = (all: Vulnerability[], { page = 1_000, first = () => null }: Given = {}): Promise<Server> =>
  answering((request, { requests }) => {
    const instead = first(request, requests.length);
    if (instead) return instead;
    const [, id] = /^\/v1\/vulns\/(.+)$/.exec(request.path) ?? [];
    const known = all.find(one => one.id === id);
    if (known) return { body: detailOf(known) };
    if (request.path !== '/v1/querybatch') return { status: 404, body: { code: 5, message: 'Bug not found.' } };
    const { queries }: { queries: Query[] } = JSON.parse(request.body);
    if (queries.length > 1_000) return { status: 400, body: { code: 3, message: 'Too many queries.' } };
    return { body: { results: queries.map(query => namesOf(all, query, page)) } };
  });

function namesOf(all: Vulnerability[], { package: { ecosystem, name }, version, page_token = '0' }: Query, page: number) {
  const names = all.filter(one => one.in.includes(`${ecosystem} ${name} ${version}`)).map(({ id }) => ({ id, modified }));
  if (names.length === 0) return {};
  const end = Number(page_token) + page;
  return { vulns: names.slice(Number(page_token), end), ...(end < names.length && { next_page_token: String(end) }) };
}

function detailOf({ id, aliases, withdrawn, summary, word, vector, in: affected, fixed = [] }: Vulnerability) {
  return {
    ...{ schema_version: '1.7.3', id, modified, aliases, withdrawn, summary, details: 'Long words.\n\nMore of them.' },
    ...(vector && { severity: [vector] }),
    ...(word && { database_specific: { severity: word, cwe_ids: ['CWE-1321'], github_reviewed: true } }),
    affected: affected.map(one => {
      const [ecosystem, name] = one.split(' ');
      const events = fixed.flatMap(version => [{ introduced: '0' }, { fixed: version }]);
      return { package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events }], versions: [] };
    }),
  };
}
