/** What came between two commits: who wrote it, by way of which pull request, and which files it touches. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Brought, BroughtCommit, Reads } from '../../core/reads.ts';
import { personOf, User } from '../answers.ts';
import { orNull } from '../trouble.ts';
import { Who, whoFields, whoOf } from './place.ts';

const pageSize = 100;
/** Each costs GitHub a pull request with its files. */
const mostPulls = 20;
const mostFiles = 300;

const Compared = z.object({
  ahead_by: z.number(),
  behind_by: z.number(),
  commits: z.array(
    z.object({
      sha: z.string(),
      commit: z.object({ message: z.string() }),
      // An address that belongs to nobody on GitHub: null, or an object with nothing in it.
      author: z.optional(z.nullable(z.partial(User))),
    }),
  ),
  files: z.optional(z.array(z.object({ filename: z.string(), previous_filename: z.optional(z.string()) }))),
});
type Compared = z.infer<typeof Compared>;

const pullFields = `associatedPullRequests(first: 1) { nodes {
  number title authorAssociation author { ${whoFields} } repository { databaseId } files(first: 100) { nodes { path } } } }`;
const Pull = z.object({
  number: z.number(),
  title: z.string(),
  authorAssociation: z.string(),
  author: z.nullable(Who),
  repository: z.object({ databaseId: z.nullable(z.number()) }),
  files: z.nullable(z.object({ nodes: z.nullable(z.array(z.nullable(z.object({ path: z.string() })))) })),
});
type Pull = z.infer<typeof Pull>;
const WithPull = z.nullable(
  z.object({ associatedPullRequests: z.optional(z.nullable(z.object({ nodes: z.nullable(z.array(z.nullable(Pull))) }))) }),
);
const WithPulls = z.object({ repository: z.record(z.string(), WithPull) });

const newcomers = ['FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'NONE'];

export function broughtReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  repositoryId: number,
): Pick<Reads, 'brought'> {
  async function compared(basehead: string, page: number, size = pageSize): Promise<Compared | null> {
    const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
    const answer = await orNull(octokit.request(route, { ...here, basehead, page, per_page: size }));
    return answer && z.parse(Compared, answer.data);
  }

  /** Pages are counted from the oldest. Beyond two of them a few less than a hundred have to do: one request more, and no third. */
  async function newest(basehead: string, { ahead_by: ahead, commits }: Compared): Promise<Compared['commits']> {
    if (ahead <= pageSize) return commits;
    if (ahead <= 2 * pageSize) return [...commits, ...((await compared(basehead, 2))?.commits ?? [])].slice(-pageSize);
    const size = fullest(ahead);
    return (await compared(basehead, Math.ceil(ahead / size), size))?.commits ?? [];
  }

  async function pullsOf(commits: Compared['commits']): Promise<Map<string, Pull>> {
    if (commits.length === 0) return new Map();
    const names = commits.map((_, place) => `$c${place}: GitObjectID!`).join(', ');
    const fields = commits.map((_, place) => `c${place}: object(oid: $c${place}) { ... on Commit { ${pullFields} } }`).join(' ');
    const query = `query ($owner: String!, $repo: String!, ${names}) { repository(owner: $owner, name: $repo) { ${fields} } }`;
    const oids = Object.fromEntries(commits.map(({ sha }, place) => [`c${place}`, sha]));
    const { repository } = z.parse(WithPulls, await octokit.graphql(query, { ...here, ...oids }));
    return new Map(
      commits.flatMap(({ sha }, place) => {
        const pull = repository[`c${place}`]?.associatedPullRequests?.nodes?.[0];
        // A number means something else in another repository.
        return pull?.repository.databaseId === repositoryId ? [[sha, pull] as const] : [];
      }),
    );
  }

  return {
    async brought(base, head): Promise<Brought | null> {
      const basehead = `${base}...${head}`;
      const first = await compared(basehead, 1);
      if (!first) return null;
      const commits = await newest(basehead, first);
      const pulls = await pullsOf(commits.slice(-mostPulls));
      const files = filesOf(first);
      return {
        ahead: first.ahead_by,
        behind: first.behind_by,
        commits: commits.map(one => commitOf(one, pulls.get(one.sha), commits.length === 1 ? files : null)),
        files,
      };
    },
  };
}

/** Of so many commits, the size of a page that leaves most of them on the last. */
function fullest(ahead: number): number {
  const last = (size: number) => ((ahead - 1) % size) + 1;
  let best = pageSize;
  for (let size = pageSize; size > pageSize / 2; size--) if (last(size) > last(best)) best = size;
  return best;
}

/** Whoever moved a file touched both places. */
function filesOf({ files = [] }: Compared): string[] {
  const paths = files.flatMap(one => [one.filename, ...(one.previous_filename === undefined ? [] : [one.previous_filename])]);
  return [...new Set(paths)].slice(0, mostFiles);
}

function commitOf(
  { sha, commit, author }: Compared['commits'][number],
  pull: Pull | undefined,
  own: string[] | null,
): BroughtCommit {
  const user = z.safeParse(User, author);
  return {
    sha,
    title: commit.message.split('\n', 1)[0] ?? '',
    author: user.success ? personOf(user.data) : null,
    pull: pull
      ? {
          number: pull.number,
          title: pull.title,
          author: pull.author && whoOf(pull.author),
          firstTime: newcomers.includes(pull.authorAssociation),
        }
      : null,
    files: own ?? pull?.files?.nodes?.flatMap(file => (file ? [file.path] : [])) ?? null,
  };
}
