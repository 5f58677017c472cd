/** What an App is registered with. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const Manifest = z.object({
  name: z.string(),
  url: z.optional(z.string()),
  description: z.optional(z.string()),
  public: z.optional(z.boolean()),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

/** The project's own, from its `app.yml`. */
export function readManifest(): Manifest {
  return z.parse(Manifest, parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8')));
}
