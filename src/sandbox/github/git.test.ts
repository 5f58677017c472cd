import { expect, test } from 'vitest';
import { Git } from './git.ts';

const alice = { name: 'alice', email: 'alice@users.noreply.github.com', at: new Date('2026-01-02T03:04:05Z') };

test('the empty blob and the empty tree have the ids that every git gives them', () => {
  const git = new Git();
  expect(git.writeBlob(Buffer.alloc(0))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  expect(git.writeTree(new Map())).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
});

test('folders, sorting and commits come out as git writes them', () => {
  const git = new Git();
  const first = git.commitFiles(null, { 'a/b.txt': 'hello\n', 'a.txt': 'x\n', a0: 'y\n' }, alice, 'Begin\n');
  expect(git.at(first.sha, 'a/b.txt')?.sha).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  // From `git mktree` and `git commit-tree` with the same content.
  expect(first.tree).toBe('bf582dd4ac7c7cf3c561db840b87c5f167770467');
  expect(first.sha).toBe('dc88221c110fe78f9ec894037bff4dcf92d0b4ac');
});

test('a path of a commit leads to its blob, its folder, or nowhere', () => {
  const git = new Git();
  const first = git.commitFiles(null, { 'a/b.txt': 'hello\n' }, alice, 'Begin');
  expect(git.at(first.sha, 'a')?.mode).toBe('040000');
  expect(git.at(first.sha, 'a/c.txt')).toBeUndefined();
  const second = git.commitFiles(first.sha, { 'a/b.txt': null, 'c.txt': 'new\n' }, alice, 'Move');
  expect([...git.paths(second.sha).keys()]).toEqual(['c.txt']);
  expect(git.ancestors(second.sha)).toEqual([second.sha, first.sha]);
});

test('two branches meet where they parted', () => {
  const git = new Git();
  const root = git.commitFiles(null, { a: '1' }, alice, 'Begin');
  const left = git.commitFiles(root.sha, { a: '2' }, alice, 'Left');
  const right = git.commitFiles(root.sha, { b: '2' }, alice, 'Right');
  expect(git.mergeBase(left.sha, right.sha)).toBe(root.sha);
});

test('a branch that took in an older one is still ahead of where it stood', () => {
  const git = new Git();
  const root = git.commitFiles(null, { a: '1' }, alice, 'Begin');
  const old = git.commitFiles(root.sha, { b: '2' }, alice, 'Old');
  const before = git.commitFiles(git.commitFiles(root.sha, { a: '2' }, alice, 'More').sha, { a: '3' }, alice, 'Even more');
  const after = git.commitFiles(git.commitFiles(before.sha, { a: '4' }, alice, 'Later').sha, { a: '5' }, alice, 'Last');
  const merge = git.writeCommit({ tree: after.tree, parents: [after.sha, old.sha], author: alice, message: 'Take it in' });
  expect(git.mergeBase(merge.sha, before.sha)).toBe(before.sha);
  expect(git.mergeBase(before.sha, merge.sha)).toBe(before.sha);
});
