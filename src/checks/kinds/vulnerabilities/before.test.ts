import { expect, test } from 'vitest';
import { answering } from '../../../../test/answering.ts';
import { checked, told } from '../../../../test/checks.ts';
import { gitHub, tokenFor } from '../../../../test/dependency-review.ts';
import { osv } from '../../../../test/osv.ts';
import { commit, folderOf, gitIn, repository } from '../../../../test/repository.ts';
import { entry, lock, prototype, pulled } from '../../../../test/vulnerable.ts';

test('what came to the base since is not what the pull request adds, whether its head or its merge is checked out', async () => {
  const service = await osv([prototype]);
  const { folder, commits } = await repository({ 'package-lock.json': lock('ms@2.0.0') });
  await gitIn(folder, 'checkout', '--quiet', '-b', 'topic');
  const head = await commit(folder, { 'README.md': 'More.' });
  await gitIn(folder, 'checkout', '--quiet', 'main');
  const base = await commit(folder, { 'package-lock.json': lock('ms@2.0.0', 'lodash@4.17.20') });
  const look = async () => told(await checked(entry('', service), { folder, pull: { number: 42, base, head } }));
  await gitIn(folder, 'checkout', '--quiet', 'topic');
  expect(await look()).toEqual(['pass: no lock file changed']);
  await gitIn(folder, '-c', 'merge.autoStash=false', 'merge', '--quiet', '--no-edit', base);
  expect(await look()).toEqual(['pass: no lock file changed']);
  // Nor what both of them have added.
  await gitIn(folder, 'checkout', '--quiet', '--detach', head);
  await commit(folder, { 'package-lock.json': lock('ms@2.0.0', 'lodash@4.17.20', 'left-pad@1.0.0') });
  expect(await look()).toEqual(['pass: nothing is known against the package that package-lock.json adds']);
  // And what the base has got rid of, the head still has.
  const without = await (async () => {
    await gitIn(folder, 'checkout', '--quiet', '--detach', commits[0] ?? '');
    return commit(folder, { 'package-lock.json': lock('left-pad@1.0.0') });
  })();
  await gitIn(folder, 'checkout', '--quiet', '--detach', head);
  expect(told(await checked(entry('', service), { folder, pull: { number: 42, base: without, head } }))).toEqual([
    'pass: no lock file changed',
  ]);
});

test('a checkout of something else than the pull request is not held against the base', async () => {
  const service = await osv([prototype]);
  const { folder, commits } = await repository({ 'go.mod': 'module a' }, { 'package-lock.json': lock('lodash@4.17.20') });
  const [base = '', head = ''] = commits;
  await gitIn(folder, 'checkout', '--quiet', '--detach', base);
  const look = async (head: string, folder: string) =>
    told(await checked(entry('', service), { folder, pull: { number: 42, base, head } }));
  expect(await look(head, folder)).toEqual([expect.stringMatching(/^unknown: what is checked out is not the pull request/)]);
  expect(await look('f'.repeat(40), folder)).toEqual([expect.stringMatching(/^unknown: what is checked out is not/)]);
  // A merge is enough, also where it came alone.
  await gitIn(folder, 'merge', '--quiet', '--no-ff', '--no-edit', head);
  const alone = await folderOf({});
  await gitIn(alone, 'clone', '--quiet', '--depth=1', `file://${folder}`, '.');
  expect(await look(head, alone)).toEqual([expect.stringMatching(/^unknown: .* is not checked out, and there is no token/)]);
});

test('what is not checked out is asked of GitHub', async () => {
  const service = await osv([prototype]);
  const folder = await folderOf({ 'a b/package-lock.json': lock('lodash@4.17.20', 'ms@2.0.0', 'left-pad@1.0.0') });
  const pull = { number: 42, base: 'b'.repeat(40), head: 'c'.repeat(40) };
  const hub = await gitHub(null, {
    'b a b/package-lock.json': lock('lodash@4.17.20'),
    'f a b/package-lock.json': lock('ms@2.0.0'),
  });
  expect(told(await checked(entry('', service), { folder, pull, ...tokenFor(hub) }))).toEqual([
    'pass: nothing is known against the package that a b/package-lock.json adds',
  ]);
  expect(told(await checked(entry('', service), { folder, pull }))).toEqual([
    'unknown: `bbbbbbbbbbb…` is not checked out, and there is no token to ask GitHub with; `fetch-depth: 0` brings it',
  ]);
  const closed = await answering(() => ({ status: 404 }));
  expect(told(await checked(entry('', service), { folder, pull, ...tokenFor(closed) }))).toEqual([
    'unknown: GitHub does not say what the pull request began with (404); `fetch-depth: 0` brings it',
  ]);
});

test('where git says nothing, a run that has the base checked out knows nothing', async () => {
  const folder = await folderOf({ 'package-lock.json': lock('ms@2.0.0') });
  const hub = await gitHub(null, { 'b package-lock.json': lock('ms@2.0.0'), 'f package-lock.json': lock('ms@2.0.0') });
  const look = async (target: boolean) => {
    const pull = { number: 42, base: 'b'.repeat(40), head: 'c'.repeat(40), target };
    return told(await checked(entry('', await osv([])), { folder, pull, ...tokenFor(hub) }));
  };
  expect(await look(false)).toEqual(['pass: no lock file changed']);
  expect(await look(true)).toEqual([expect.stringMatching(/^unknown: what is checked out is not the pull request/)]);
});

test('a file that lay there, and that is taken in now, brings all of it', async () => {
  const service = await osv([{ ...prototype, in: ['PyPI jinja2 2.4.1'] }]);
  const old = { 'extra/old.txt': 'jinja2==2.4.1\n' };
  expect(
    await pulled(
      { ...old, 'requirements.txt': 'six==1.0\n' },
      { 'requirements.txt': 'six==1.0\n-r extra/old.txt\n' },
      '',
      service,
    ),
  ).toEqual([expect.stringMatching(/^fail: jinja2 2\.4\.1 \(extra\/old\.txt\)/)]);
  const taken = { ...old, 'requirements.txt': '-r extra/old.txt\n' };
  expect(await pulled(taken, { 'README.md': 'more' }, '', service)).toEqual(['pass: no lock file changed']);
});

test('a base that reads like an option is none', async () => {
  const { folder } = await repository({ 'go.mod': 'module a' });
  const pull = { number: 42, base: '--all', head: 'HEAD' };
  expect(told(await checked(entry('', await osv([])), { folder, pull }))).toEqual([
    expect.stringMatching(/^unknown: `--all` is not checked out/),
  ]);
});
