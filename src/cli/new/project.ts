/** The files of the project: read, put into our form, and written all or not at all. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text as textFrom } from 'node:stream/consumers';
import { Sentence } from '../../core/sentence.ts';
import { mistakeIn } from './editing.ts';

export interface Change {
  /** From the top of the repository. */
  path: string;
  /** As it was read; null: there is none yet, and whatever is there stays. */
  before: string | null;
  after: string;
}

export interface Project {
  /** Null: there is no such file. */
  text(path: string): Promise<string | null>;
  /** Either all of it, or it throws and nothing has changed. */
  write(changes: Change[]): Promise<void>;
  /** Runs one of our scripts to its end; false: it did not go well, and has said why. */
  run(script: string): Promise<boolean>;
}

const scripts = new Map([
  ['generate', 'src/cli/generate.ts'],
  ['bundle', 'action/bundle.ts'],
]);

export function projectIn(root: string): Project {
  const text = (path: string) => textAt(join(root, path));
  return {
    text,
    async write(changes) {
      for (const { path, before } of changes)
        if ((await text(path)) !== before)
          throw new Sentence(`${path} was written just now, by somebody else. Nothing was changed; say it again.`);
      const tidied = await Promise.all(changes.map(async one => ({ ...one, after: await tidy(root, one) })));
      await all(tidied.map(one => () => put(join(root, one.path), one)));
    },
    async run(script) {
      const file = scripts.get(script) ?? script;
      const child = spawn(process.execPath, ['--require', './src/runtime.cjs', file], { cwd: root, stdio: 'inherit' });
      const [code] = await once(child, 'exit');
      return code === 0;
    },
  };
}

async function textAt(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

/** As `npm run lint` wants it, so that whoever makes a list here needs to know neither its order nor its lines. */
async function tidy(root: string, { path, after }: Change): Promise<string> {
  if (!/\.(?:ts|json)$/.test(path)) return after;
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  if ((await textAt(biome)) === null)
    throw new Sentence('There is no Biome here, which puts files into our form; run "npm ci" first.');
  const child = spawn(process.execPath, [biome, 'check', '--write', `--stdin-file-path=${path}`], { cwd: root });
  const ended = once(child, 'close');
  child.stdin.on('error', () => undefined).end(after);
  const [tidied, errors] = await Promise.all([textFrom(child.stdout), textFrom(child.stderr)]);
  const [code] = await ended;
  // Biome hands back what it does not understand, and says that all is well.
  const wrong = code === 0 ? mistakeIn(path, tidied) : errors;
  if (wrong !== null) throw new Error(`What would be written to ${path} is no code: ${wrong}`);
  return tidied;
}

type Undo = () => Promise<void>;

/** What was done before the one that failed is undone, the last first. */
async function all(steps: (() => Promise<Undo>)[]): Promise<void> {
  const done: Undo[] = [];
  try {
    for (const step of steps) done.unshift(await step());
  } catch (error) {
    for (const undo of done) await undo();
    throw error;
  }
}

/** Under another name first, so that whoever reads it meanwhile reads the whole of it, the old one or the new one. */
async function put(path: string, { before, after }: Change): Promise<Undo> {
  if (before !== null) {
    await replace(path, after);
    return () => replace(path, before);
  }
  const made = await mkdir(dirname(path), { recursive: true });
  const undo = () => rm(made ?? path, { recursive: true, force: true });
  try {
    await writeFile(path, after, { flag: 'wx' });
  } catch (error) {
    // What came in between is somebody else's.
    if (codeOf(error) !== 'EEXIST') await undo();
    throw error;
  }
  return undo;
}

async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
