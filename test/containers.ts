import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Dockerfile and the file beside it that keeps things out, as far as ours go. */

export const root = join(import.meta.dirname, '..');
export const operations = join(root, '.github/operations');

export interface Instruction {
  word: string;
  rest: string;
}

export interface Stage {
  image: string;
  name: string | null;
  instructions: Instruction[];
}

export function stagesOf(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter(line => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, '')
    .split('\n')
    .filter(line => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, word, rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (word === undefined) throw new Error(`no instruction: ${line}`);
    const [, image, name = null] = word === 'FROM' ? (/^(\S+)(?: AS (\S+))?$/.exec(rest) ?? []) : [];
    if (image !== undefined) stages.push({ image, name, instructions: [] });
    else stages.at(-1)?.instructions.push({ word, rest });
  }
  return stages;
}

/** What stands after the options, as in `--from=build /app /app`, and the options. */
export function wordsOf(rest: string): { options: Record<string, string>; words: string[] } {
  const all = rest.split(/\s+/);
  const said = all.filter(word => word.startsWith('--')).map(word => word.slice(2).split('='));
  return {
    options: Object.fromEntries(said.map(([name = '', value = '']) => [name, value])),
    words: all.filter(word => !word.startsWith('--')),
  };
}

export const listOf = (rest: string): string[] => JSON.parse(rest.slice(rest.indexOf('[')));

/** Of HEALTHCHECK and CMD. */
export const commandOf = ({ instructions }: Stage, word: string): string[] =>
  listOf(instructions.findLast(one => one.word === word)?.rest ?? '[]');

export function variablesOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(one => one.word === 'ENV').flatMap(one => one.rest.trim().split(/\s+/));
  return Object.fromEntries(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

export const readStages = (): Stage[] => stagesOf(readFileSync(join(operations, 'Dockerfile'), 'utf8'));

/** Whether a path of the project reaches the builder: of the lines that fit it or a folder above it the last one counts. */
export function sent(ignore: string): (path: string) => boolean {
  const rules = ignore
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => ({ keeps: line.startsWith('!'), shape: shapeOf(line.replace(/^!/, '')) }));
  return path => {
    const parts = path.split('/');
    const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return rules.findLast(rule => above.some(one => rule.shape.test(one)))?.keeps ?? true;
  };
}

function shapeOf(pattern: string): RegExp {
  const source = pattern
    .split('/')
    .map(part => (part === '**' ? '**' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')))
    .join('/')
    .replaceAll('**/', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}

export const readIgnore = () => sent(readFileSync(join(operations, 'Dockerfile.dockerignore'), 'utf8'));
