/** Which lines a change touched. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Lines, Reads } from '../../core/reads.ts';
import { orNull } from '../trouble.ts';
import { linesIn } from './patch.ts';

const Compared = z.object({
  files: z.optional(
    z.array(z.object({ filename: z.string(), status: z.string(), changes: z.number(), patch: z.optional(z.string()) })),
  ),
});

const whole: Lines[] = [{ start: 1, end: Number.MAX_SAFE_INTEGER }];

export function patchReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<Reads, 'patch'> {
  return {
    async patch(base, head, files) {
      const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
      // All files come with the first page, however few of the commits do.
      const asked = { ...here, basehead: `${base}...${head}`, per_page: 1 };
      const answer = await orNull(octokit.request(route, asked));
      if (!answer) return null;
      const { files: touched = [] } = z.parse(Compared, answer.data);
      return new Map(
        touched
          .filter(({ filename, status, changes }) => files.includes(filename) && status !== 'removed' && changes > 0)
          // GitHub leaves out what is too long to show.
          .map(({ filename, patch }) => [filename, patch === undefined ? whole : linesIn(patch)]),
      );
    },
  };
}
