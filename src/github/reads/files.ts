/** Files of the repository, and what it has on GitHub: workflows and environments. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Reads } from '../../core/reads.ts';
import { isNotFound } from '../trouble.ts';
import { Around, workflowFiles } from './place.ts';

const Blob = z.object({
  repository: z.object({
    object: z.nullable(
      z.object({ oid: z.string(), text: z.optional(z.nullable(z.string())), isTruncated: z.optional(z.nullable(z.boolean())) }),
    ),
  }),
});

const Folder = z.object({ repository: z.pick(Around, { workflows: true }) });
const Environments = z.object({ environments: z.optional(z.array(z.object({ name: z.string() }))) });

export function fileReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'file' | 'touches' | 'workflows' | 'environments'> {
  return {
    async file(path, ref) {
      const answer = await octokit.graphql(
        `query ($owner: String!, $repo: String!, $at: String!) {
          repository(owner: $owner, name: $repo) { object(expression: $at) { oid ... on Blob { text isTruncated } } } }`,
        { ...here, at: `${ref}:${path}` },
      );
      const { object } = z.parse(Blob, answer).repository;
      if (!object) return null;
      // Null is a binary file. Neither that nor half a file is a file we can read, and both must be said.
      return { blob: object.oid, text: object.text == null || object.isTruncated ? '\0' : object.text };
    },

    async touches(pullRequest, path) {
      const pages = octokit.paginate.iterator('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
        ...here,
        pull_number: pullRequest,
        per_page: 100,
      });
      for await (const { data } of pages) {
        if (data.some(file => file.filename === path || file.previous_filename === path)) return true;
      }
      return false;
    },

    async workflows() {
      const query = `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) {
        workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name oid type } } } } }`;
      return workflowFiles(z.parse(Folder, await octokit.graphql(query, here)).repository);
    },

    async environments() {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/environments', { ...here, per_page: 100 });
        return (z.parse(Environments, data).environments ?? []).map(one => one.name);
      } catch (error) {
        // Where the plan of a private repository has no environments there are none.
        if (isNotFound(error)) return [];
        throw error;
      }
    },
  };
}
