/** The `.github` folder of somebody's real checkout, to be tried out here. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Sentence } from '../core/sentence.ts';

const mostFiles = 500;
const mostBytes = 1_000_000;

export function checkoutFiles(path: string): Record<string, string> {
  const folder = join(path, '.github');
  const names = listed(folder);
  if (!names) throw new Sentence(`${path} has no folder .github. Name the root of a checkout, as in --repo ../web.`);
  if (names.length > mostFiles)
    throw new Sentence(`${folder} holds ${names.length} files, and ${mostFiles} are the most that fit here.`);
  const paths = names.map(name => join(folder, name)).filter(file => statSync(file).isFile() && statSync(file).size <= mostBytes);
  if (paths.length === 0) throw new Sentence(`${folder} is empty. Write ${join(folder, 'shipmate.yml')} first.`);
  return Object.fromEntries(paths.map(file => [relative(path, file).split(sep).join('/'), readFileSync(file, 'utf8')]));
}

function listed(folder: string): string[] | null {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return null;
  }
}
