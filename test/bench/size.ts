import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { Figure } from './main.ts';

/** What an installation weighs: what serves, without development parts and beside the runtime, and all of it. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const Lock = z.object({
  packages: z.record(z.string(), z.object({ dev: z.optional(z.boolean()), devOptional: z.optional(z.boolean()) })),
});

/** A package within a package has an entry of its own. */
function bytesIn(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += entry.name === 'node_modules' ? 0 : bytesIn(path);
    else sum += lstatSync(path).size;
  }
  return sum;
}

export async function bench(): Promise<Figure[]> {
  const { packages } = z.parse(Lock, JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const megabytes = { serving: bytesIn(join(root, 'src')), runtime: 0, development: 0 };
  for (const [path, { dev, devOptional }] of Object.entries(packages)) {
    if (!path.startsWith('node_modules/') || !existsSync(join(root, path))) continue;
    const kind = dev || devOptional ? 'development' : /^node_modules\/node-/.test(path) ? 'runtime' : 'serving';
    megabytes[kind] += bytesIn(join(root, path));
  }
  const { serving, runtime, development } = megabytes;
  return [
    { name: 'size.serving_mb', value: serving / 1e6, bound: { most: 250 } },
    { name: 'size.runtime_mb', value: runtime / 1e6, bound: null },
    { name: 'size.whole_mb', value: (serving + runtime + development) / 1e6, bound: { most: 1_000 } },
  ];
}
