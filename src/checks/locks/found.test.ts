import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../../test/repository.ts';
import { locked } from './found.ts';

const look = async (folder: string, given?: string[]): Promise<string[]> => {
  const { all, findings } = await locked(folder, given);
  return [
    ...all.map(({ path, packages }) => `${path}: ${packages.length}`),
    ...findings.map(({ verdict, says }) => `${verdict}: ${says}`),
  ];
};

test('those at the top come first; what was installed and what git keeps is not looked into', async () => {
  const go = 'module a\nrequire b v1.0.0';
  const skipped = ['node_modules/a', 'web/node_modules/a', 'vendor/b', '.git', '.venv/lib'].map(folder => [
    `${folder}/go.mod`,
    go,
  ]);
  const folder = await folderOf({ 'a/deep/go.mod': go, 'z/go.mod': go, 'go.mod': go, ...Object.fromEntries(skipped) });
  expect(await look(folder)).toEqual(['go.mod: 1', 'z/go.mod: 1', 'a/deep/go.mod: 1']);
});

test('links are not followed, and lead nowhere else', async () => {
  const outside = await folderOf({ 'go.mod': 'module a' });
  const folder = await folderOf({ 'yarn.lock': '' });
  await symlink(outside, join(folder, 'linked'));
  await symlink(join(outside, 'go.mod'), join(folder, 'go.mod'));
  await symlink(folder, join(folder, 'again'));
  expect(await look(folder)).toEqual(['yarn.lock: 0']);
  expect(await look(folder, ['linked/go.mod', 'go.mod', 'again/yarn.lock'])).toEqual([
    'again/yarn.lock: 0',
    'fail: linked/go.mod leads out of the repository',
    'fail: go.mod is not there',
  ]);
});

test('binary garbage is refused in one line of text', async () => {
  const folder = await folderOf({ 'yarn.lock': `\u0000\u001b[31m${'\ufffd'.repeat(500)}` });
  const [line = ''] = await look(folder);
  expect(line).toMatch(/^fail: yarn\.lock has a line that cannot be read: `⟨U\+0000⟩⟨U\+001B⟩\[31m/);
  expect(line.length).toBeLessThan(150);
});
