import * as z from 'zod/mini';

/** As GitHub lists artifacts, of a run and of a repository. */
export const Artifacts = z.object({
  total_count: z.number(),
  artifacts: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      expired: z.boolean(),
      size_in_bytes: z.number(),
      created_at: z.nullable(z.string()),
    }),
  ),
});
