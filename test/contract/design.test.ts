import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The plan of the house names files; whoever moves one finds out here. */

const root = resolve(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
/** Each file and each folder, so that a name may begin anywhere in the path. */
const places = new Set(
  tracked.flatMap(file => {
    const parts = file.split('/');
    return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
  }),
);
const isThere = (name: string): boolean => [...places].some(place => place.endsWith(`/${name.replace(/\/$/, '')}`));

test.each(tracked.filter(file => file.endsWith('.md')))('what %s names is there', file => {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  const named = [...text.matchAll(/`((?:[\w@.-]+\/)*[\w-]+(?:\.test)?\.ts|(?:[\w-]+\/)+)`/g)].map(match => match[1] ?? '');
  expect(named.filter(name => !isThere(name))).toEqual([]);
});
