/** The `.github` folder of somebody's real checkout, to be tried out here. */
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Sentence } from '../core/sentence.ts';
import { readWorkflow } from './github/actions/workflow-file.ts';

const mostFiles = 500;
const mostBytes = 1_000_000;

export interface Checkout {
  /** Texts by their paths: `.github/workflows/ci.yml`. */
  files: Record<string, string>;
  /** What was left out, and what GitHub would not take: a sentence each. */
  notes: string[];
}

export function readCheckout(path: string): Checkout {
  const root = folderAt(path, `There is no folder ${path}.`);
  const folder = folderAt(join(path, '.github'), `${path} has no folder .github.`);
  if (!within(root, folder))
    throw new Sentence(`${join(path, '.github')} leads out of the checkout. Name the checkout it leads to.`);
  const entries = listed(folder);
  if (entries.length > mostFiles)
    throw new Sentence(`${folder} holds ${entries.length} files, and ${mostFiles} are the most that fit here.`);
  const files: Record<string, string> = {};
  const notes: string[] = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const name = ['.github', ...relative(folder, file).split(sep)].join('/');
    const read = contentOf(root, file);
    if (typeof read === 'string') notes.push(`${name} is left out: ${read}.`);
    else files[name] = read.text;
  }
  if (Object.keys(files).length === 0)
    throw new Sentence(`${folder} has no file to try out. Write ${join(path, '.github/shipmate.yml')} first.`);
  const broken = Object.keys(files).filter(
    name => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(name) && !readWorkflow(files[name] ?? ''),
  );
  return {
    files,
    notes: [...notes, ...broken.map(name => `GitHub would not run ${name}: it is no sound YAML, or lacks "on" or "jobs".`)],
  };
}

const advice = 'Name the root of a checkout, as in --repo ../web.';

/** Where it really is. */
function folderAt(path: string, missing: string): string {
  const found = attempt(path, () => {
    const real = realpathSync(path);
    return { real, folder: statSync(real).isDirectory() };
  });
  if (!found) throw new Sentence(`${missing} ${advice}`);
  if (!found.folder) throw new Sentence(`${path} is a file. ${advice}`);
  return found.real;
}

/** Everything below that is no folder. Walked by hand: Node's own recursion goes through links, and round in circles. */
function listed(folder: string): Dirent[] {
  const here = attempt(folder, () => readdirSync(folder, { withFileTypes: true })) ?? [];
  return here.flatMap(entry => (entry.isDirectory() ? listed(join(folder, entry.name)) : entry));
}

/** Null when there is nothing; what may not be read is a sentence. */
function attempt<T>(path: string, look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES' || code === 'EPERM') throw new Sentence(`${path} may not be read by whoever runs this.`);
    if (code === 'ELOOP') throw new Sentence(`${path} is a link that leads back to itself.`);
    throw error;
  }
}

/** Its text, or why it stays out. */
function contentOf(root: string, file: string): { text: string } | string {
  try {
    const real = realpathSync(file);
    if (!within(root, real)) return 'it is a link that leads out of the checkout';
    const { size } = statSync(real);
    if (!statSync(real).isFile()) return 'it is no file';
    if (size > mostBytes) return `it has more than ${mostBytes / 1_000_000} MB`;
    const bytes = readFileSync(real);
    return bytes.includes(0) ? 'it is no text' : { text: bytes.toString('utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ELOOP') return 'it is a link that leads nowhere';
    if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by whoever runs this';
    throw error;
  }
}

const within = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
