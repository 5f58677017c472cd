/** Files of the repository, and what it has on GitHub: workflows and environments. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Reads } from '../../core/reads.ts';
import { isNotFound } from '../trouble.ts';
import { Around, workflowFiles } from './place.ts';

const Content = z.nullable(
  z.object({ oid: z.string(), text: z.optional(z.nullable(z.string())), isTruncated: z.optional(z.nullable(z.boolean())) }),
);
const Blob = z.object({ repository: z.object({ object: Content }) });
const Texts = z.object({ repository: z.record(z.string(), z.unknown()) });

/** Null is a binary file. Neither that nor half a file is a file we can read, and both must be said. */
const textOf = ({ text, isTruncated }: NonNullable<z.infer<typeof Content>>): string =>
  text == null || isTruncated ? '\0' : text;

const Folder = z.object({ repository: z.pick(Around, { workflows: true }) });
const Environments = z.object({ environments: z.optional(z.array(z.object({ name: z.string() }))) });

export function fileReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'file' | 'touches' | 'workflows' | 'workflowsAt' | 'environments'> {
  return {
    async file(path, ref) {
      const answer = await octokit.graphql(
        `query ($owner: String!, $repo: String!, $at: String!) {
          repository(owner: $owner, name: $repo) { object(expression: $at) { oid ... on Blob { text isTruncated } } } }`,
        { ...here, at: `${ref}:${path}` },
      );
      const { object } = z.parse(Blob, answer).repository;
      if (!object) return null;
      return { blob: object.oid, text: textOf(object) };
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

    async workflowsAt(ref, files) {
      const names = files.map((_, place) => `$f${place}: String!`).join(', ');
      const texts = files.map((_, place) => `f${place}: object(expression: $f${place}) { oid ... on Blob { text isTruncated } }`);
      const query = `query ($owner: String!, $repo: String!, $folder: String!, ${names}) { repository(owner: $owner, name: $repo) {
        workflows: object(expression: $folder) { ... on Tree { entries { name oid type } } } ${texts.join(' ')} } }`;
      const folder = `${ref}:.github/workflows`;
      const expressions = files.map((file, place) => [`f${place}`, `${folder}/${file}`]);
      const answer = await octokit.graphql(query, { ...here, folder, ...Object.fromEntries(expressions) });
      const { repository } = z.parse(Texts, answer);
      const there = new Map<string, string | null>(
        workflowFiles(z.parse(Folder, answer).repository).map(({ file }) => [file, null]),
      );
      for (const [place, file] of files.entries()) {
        const object = z.parse(Content, repository[`f${place}`]);
        if (object && there.has(file)) there.set(file, textOf(object));
      }
      return there;
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
