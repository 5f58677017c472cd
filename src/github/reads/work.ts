/** Who knows files: what a pull request changes, and who changed the same of late. For whoever looks for a reviewer. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Person } from '../../core/event.ts';
import type { Reads } from '../../core/reads.ts';

const Files = z.array(z.object({ filename: z.string() }));

/** Of a commit only an account that is a person's can be its author here: bots have none, or are told by their name. */
const Author = z.object({ databaseId: z.nullable(z.number()), login: z.string() });
const Commits = z.object({ nodes: z.array(z.object({ author: z.nullable(z.object({ user: z.nullable(Author) })) })) });
const Worked = z.object({
  repository: z.object({
    defaultBranchRef: z.nullable(z.object({ target: z.nullable(z.record(z.string(), Commits)) })),
  }),
});

const mostPaths = 10;
const newest = 10;

export function workReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<Reads, 'changedFiles' | 'workedOn'> {
  return {
    async changedFiles(pull) {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
      const { data } = await octokit.request(route, { ...here, pull_number: pull, per_page: 100 });
      return z.parse(Files, data).map(one => one.filename);
    },

    async workedOn(paths) {
      const asked = paths.slice(0, mostPaths);
      if (asked.length === 0) return [];
      const names = asked.map((_, place) => `$p${place}: String!`).join(', ');
      const history = (place: number) =>
        `p${place}: history(first: ${newest}, path: $p${place}) { nodes { author { user { databaseId login } } } }`;
      const query = `query ($owner: String!, $repo: String!, ${names}) { repository(owner: $owner, name: $repo) {
        defaultBranchRef { target { ... on Commit { ${asked.map((_, place) => history(place)).join(' ')} } } } } }`;
      const given = Object.fromEntries(asked.map((path, place) => [`p${place}`, path]));
      const { defaultBranchRef } = z.parse(Worked, await octokit.graphql(query, { ...here, ...given })).repository;
      return asked.map((_, place) => peopleOf(defaultBranchRef?.target?.[`p${place}`]));
    },
  };
}

function peopleOf(commits: z.infer<typeof Commits> | undefined): Person[] {
  const people = new Map<number, Person>();
  for (const { author } of commits?.nodes ?? []) {
    const user = author?.user;
    if (user?.databaseId == null || user.login.endsWith('[bot]') || people.has(user.databaseId)) continue;
    people.set(user.databaseId, { id: user.databaseId, login: user.login, bot: false });
  }
  return [...people.values()];
}
