import { expect, test } from 'vitest';
import { openManifest, startAcme, web } from '../../../test/acme.ts';
import { patchOf } from './patch.ts';

const start = () => startAcme({ manifest: openManifest });
const numbered = (count: number) => Array.from({ length: count }, (_, line) => `line ${line + 1}\n`);

test('a patch has hunks with three lines round each, what they are in, and a word on a last line without an end', () => {
  const old = ['function one() {\n', ...numbered(20).map(line => `  ${line}`), '}\n'];
  const now = [...old.slice(0, 6), '  new\n', ...old.slice(6, 18), '  other\n', ...old.slice(19, 21), '}'];
  expect(patchOf(old.join(''), now.join(''))).toEqual({
    additions: 3,
    deletions: 2,
    text: `@@ -4,6 +4,7 @@ function one() {
   line 3
   line 4
   line 5
+  new
   line 6
   line 7
   line 8
@@ -16,7 +17,7 @@ function one() {
   line 15
   line 16
   line 17
-  line 18
+  other
   line 19
   line 20
-}
+}
\\ No newline at end of file`,
  });
  expect(patchOf('', 'a\nb\n').text).toBe('@@ -0,0 +1,2 @@\n+a\n+b');
  expect(patchOf('a\n', '').text).toBe('@@ -1 +0,0 @@\n-a');
});

test('files of a pull request, a comparison and a commit come with patches, counts and their old names', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  repository.push('main', { 'a.txt': 'one\ntwo\n', 'src/old.js': numbered(10).join(''), 'gone.txt': 'x' }, { by: alice });
  const files = {
    'a.txt': 'one\n2\n',
    'src/old.js': null,
    'src/new.js': numbered(10).join('').replace('line 4\n', 'line four\n'),
    'gone.txt': null,
    'logo.bin': 'PNG\0\n',
    'huge.txt': numbered(20_001).join(''),
  };
  const pull = repository.pullRequest({ by: alice, files });
  const asked = await octokit.rest.pulls.listFiles({ ...web, pull_number: pull.number });
  expect(asked.data).toMatchObject([
    { filename: 'a.txt', status: 'modified', additions: 1, deletions: 1, changes: 2, patch: '@@ -1,2 +1,2 @@\n one\n-two\n+2' },
    { filename: 'gone.txt', status: 'removed', deletions: 1, patch: '@@ -1 +0,0 @@\n-x\n\\ No newline at end of file' },
    { filename: 'huge.txt', status: 'added', additions: 20_001 },
    { filename: 'logo.bin', status: 'added', additions: 0, changes: 0 },
    { filename: 'src/new.js', previous_filename: 'src/old.js', status: 'renamed', additions: 1, deletions: 1 },
  ]);
  expect(asked.data.map(one => 'patch' in one)).toEqual([true, true, false, false, true]);
  const { data: compared } = await octokit.rest.repos.compareCommitsWithBasehead({ ...web, basehead: `main...${pull.head}` });
  expect(compared.files).toEqual(asked.data);
  const { data: commit } = await octokit.rest.repos.getCommit({ ...web, ref: pull.head });
  expect(commit).toMatchObject({ files: asked.data, stats: { additions: 20_003, deletions: 3 } });
  const { data: whole } = await octokit.rest.pulls.get({ ...web, pull_number: pull.number });
  expect(whole).toMatchObject({ changed_files: 5, additions: 20_003, deletions: 3 });
});

test('a renamed file that is otherwise the same has no patch', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  repository.push('main', { 'a.txt': 'one\n' }, { by: alice });
  const pull = repository.pullRequest({ by: alice, files: { 'a.txt': null, 'b.txt': 'one\n' } });
  const { data } = await octokit.rest.pulls.listFiles({ ...web, pull_number: pull.number });
  expect(data).toMatchObject([{ filename: 'b.txt', previous_filename: 'a.txt', status: 'renamed', changes: 0 }]);
  expect(data[0]).not.toHaveProperty('patch');
});

test('two sides of one file are merged line by line, and a rename takes along what the other side changed', async () => {
  const { box, alice, repository } = await start();
  await using _ = box;
  const text = (first: string, last: string) => [first, ...numbered(8), last].join('');
  repository.push('main', { 'app.js': text('a\n', 'z\n') }, { by: alice });
  const pull = repository.pullRequest({ by: alice, files: { 'app.js': text('mine\n', 'z\n') } });
  const moved = repository.pullRequest({ by: alice, files: { 'app.js': null, 'src/app.js': text('a\n', 'z\n') } });
  const dirty = repository.pullRequest({ by: alice, files: { 'app.js': text('a\n', 'other\n') } });
  repository.push('main', { 'app.js': text('a\n', 'theirs\n') }, { by: alice });
  expect([pull, moved, dirty].map(one => one.mergeable.state)).toEqual(['clean', 'clean', 'dirty']);
  const content = (path: string) => {
    const { git } = box.world;
    return git.blob(git.at(repository.head(), path)?.sha ?? '')?.toString();
  };
  pull.merge(alice);
  expect(content('app.js')).toBe(text('mine\n', 'theirs\n'));
  moved.merge(alice);
  expect(content('src/app.js')).toBe(text('mine\n', 'theirs\n'));
  expect(content('app.js')).toBe(undefined);
});
