import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages of this project, as far as tests judge them. */

export const root = join(import.meta.dirname, '..');

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

export const pages: string[] = [
  'README.md',
  ...['.github', 'action', 'src', 'test'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.md'))
      .map(path => join(folder, path)),
  ),
].toSorted();

/** What stands between fences, in a list too, without what it is indented by. */
export function blocks(text: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, 'gms');
  return [...text.matchAll(fence)].map(([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** The text round all fences. */
export const prose = (text: string): string => text.replaceAll(/^( *)```.*?^\1```$/gms, '');

/** What is written as code within a sentence. */
export const spans = (text: string): string[] =>
  [...prose(text).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, span = '']) => span);
