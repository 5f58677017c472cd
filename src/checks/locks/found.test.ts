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

test('what a file takes in is read with it, once, or named', async () => {
  const folder = await folderOf({
    'api/requirements.txt':
      '-r base/all.txt\n-c../constraints.txt\n-r https://secret@example.org/more.txt\n-r gone.txt\n-r ../../x.txt',
    'api/base/all.txt': '--requirement=../requirements.txt\nflask==2.0',
    'constraints.txt': 'django==4.0\njinja2==2.4.1',
  });
  const all = [
    'api/requirements.txt: 0',
    'api/base/all.txt: 1',
    'constraints.txt: 2',
    'warn: api/requirements.txt takes in a file of example.org, which was not read',
    'fail: api/gone.txt is not there',
    'fail: ../x.txt is not there',
  ];
  expect(await look(folder)).toEqual(all);
  expect(await look(folder, ['api/requirements.txt'])).toEqual(all);
});

test('more folders than anybody wants to wait for are said to be there', async () => {
  const folder = await folderOf({ 'go.mod': 'module a', 'a/go.mod': 'module a', 'b/go.mod': 'module b' });
  const found = async (most: number) => {
    const { all, findings } = await locked(folder, undefined, most);
    return [all.length, ...findings.map(({ says }) => says)];
  };
  expect(await found(3)).toEqual([3]);
  expect(await found(2)).toEqual([2, 'lock files were looked for in 2 folders only, and there are more']);
});

test('binary garbage is refused in one line of text', async () => {
  const folder = await folderOf({ 'yarn.lock': `\u0000\u001b[31m${'\ufffd'.repeat(500)}` });
  const [line = ''] = await look(folder);
  expect(line).toMatch(/^fail: yarn\.lock has a line that cannot be read: `⟨U\+0000⟩⟨U\+001B⟩\[31m/);
  expect(line.length).toBeLessThan(150);
});
