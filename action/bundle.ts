/** `npm run bundle`: makes of `src` the one file that GitHub runs, and says whose work is in it. What is committed has to be what this makes. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const folder = join(import.meta.dirname, 'dist');
export const bundlePath = join(folder, 'index.cjs');

const alias = { undici: join(import.meta.dirname, 'src/undici.ts') };

/** By the name of each file in `dist`. */
export async function bundled(): Promise<Record<string, string>> {
  const input = join(import.meta.dirname, 'src/main.ts');
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn', resolve: { alias } });
  try {
    const { output } = await build.generate({ format: 'cjs', minify: true, codeSplitting: false });
    const [{ code, moduleIds }] = output;
    // No module of today: those read all that Node brings before they begin, a tenth of a second on a busy machine.
    return { 'index.cjs': code, 'licenses.txt': await licences(moduleIds) };
  } finally {
    await build.close();
  }
}

/** Most licences ask that their words go along with the code. */
async function licences(modules: string[]): Promise<string> {
  const packages = modules.flatMap(id => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []);
  const parts = [...new Set(packages)].map(async path => {
    const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    const file = (await readdir(path)).find(one => /^licen[cs]e(?:\.|$)/i.test(one));
    if (!file) throw new Error(`${name} brings no text of its licence`);
    const text = (await readFile(join(path, file), 'utf8')).replaceAll('\r\n', '\n').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return (await Promise.all(parts)).sort().join(`\n${'-'.repeat(80)}\n\n`);
}

if (import.meta.main) {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(await bundled())) await writeFile(join(folder, name), text);
}
