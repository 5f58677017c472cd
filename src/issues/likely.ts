/** Changes that may have caused what an issue tells of. Pure. */
import * as z from 'zod/mini';
import type { BroughtCommit } from '../core/reads.ts';

export const changeSchema = z.object({
  sha: z.string(),
  title: z.string(),
  pull: z.nullable(z.number()),
  reasons: z.array(z.string()),
});
export type Change = z.infer<typeof changeSchema>;

const most = 5;

/** `ranked`: the likeliest first. Of one pull request its likeliest commit says enough. */
export const likeliest = (ranked: { commit: BroughtCommit; reasons: string[] }[]): Change[] =>
  ranked
    .filter(
      ({ commit: { pull } }, place, all) => !pull || all.findIndex(one => one.commit.pull?.number === pull.number) === place,
    )
    .slice(0, most)
    .map(({ commit: { sha, title, pull }, reasons }) => ({
      sha,
      title: pull?.title ?? title,
      pull: pull?.number ?? null,
      reasons,
    }));
