/**
 * What `npm pack` and `npm publish` run first: writes `dist`, which is `src` without its types. Node runs `src` as it is, but
 * strips no types from what is installed under `node_modules`.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const [from, to] = ['src', 'dist'].map(name => join(import.meta.dirname, '../..', name));
/** What makes files of the project, or proves them, is of no use without the project. */
const left = ['cli/prepack.ts', 'cli/generate.ts', 'cli/new.ts', 'cli/new/', '../../test/acme.ts', 'sandbox/github/spec/'];

if (from === undefined || to === undefined) throw new Error('There is nothing to pack.');
await rm(to, { recursive: true, force: true });
const entries = await readdir(from, { recursive: true, withFileTypes: true });
for (const entry of entries.filter(one => one.isFile())) {
  const path = join(entry.parentPath, entry.name).slice(from.length + 1);
  if (/\.test\.ts$/.test(path) || left.some(one => path.startsWith(one))) continue;
  const target = join(to, path.replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  if (!/\.(ts|cjs)$/.test(path)) await cp(join(from, path), target);
  else {
    const text = await readFile(join(from, path), 'utf8');
    await writeFile(target, published(path.endsWith('.ts') ? stripTypeScriptTypes(text) : text));
  }
}

/** Files are named by their new endings, and commands as they are said where there is no package.json of ours. */
function published(code: string): string {
  return code
    .replaceAll(/(['"`])(\.{1,2}\/[^'"`\n]*)\.ts\1/g, '$1$2.js$1')
    .replaceAll(/npm run shipmate --(?=[ '"`])/g, 'npx shipmate')
    .replaceAll(/npm run sandbox(?: --)?(?=[ '"`])/g, 'npx shipmate sandbox')
    .replaceAll(/npm start(?=['"`])/g, 'npx shipmate start');
}
