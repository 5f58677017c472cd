/** `npm run bundle`: makes of `src` the one file that GitHub runs. What is committed has to be what this makes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** No module of today: those read all that Node brings before they begin, a tenth of a second on a busy machine. */
export const bundlePath = join(import.meta.dirname, 'dist/index.cjs');

const alias = { undici: join(import.meta.dirname, 'src/undici.ts') };

export async function bundled(): Promise<string> {
  const input = join(import.meta.dirname, 'src/main.ts');
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn', resolve: { alias } });
  try {
    const { output } = await build.generate({ format: 'cjs', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

if (import.meta.main) {
  await mkdir(dirname(bundlePath), { recursive: true });
  await writeFile(bundlePath, await bundled());
}
