/** `npm run bundle`: makes of `src` the one file that GitHub runs. What is committed has to be what this makes. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

export const bundlePath = join(import.meta.dirname, 'dist/index.mjs');

/** Both packages of GitHub's bring the same undici, each its own copy: half of everything. */
const github = createRequire(new URL('../node_modules/@actions/github/', import.meta.url));
const alias = { undici: github.resolve('undici') };

export async function bundled(): Promise<string> {
  const input = join(import.meta.dirname, 'src/main.ts');
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn', resolve: { alias } });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

if (import.meta.main) await writeFile(bundlePath, await bundled());
