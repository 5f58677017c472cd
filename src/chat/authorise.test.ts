import { expect, test } from 'vitest';
import type { Who } from '../core/command.ts';
import type { Role } from '../core/reads.ts';
import { authorise, isHeard, isStranger } from './authorise.ts';
import { strangers } from './strangers.ts';

const alice = { id: 1, login: 'alice', bot: false };
const renovate = { id: 2, login: 'renovate[bot]', bot: true };

test.each<[role: Role, where: 'public' | 'private', stranger: boolean]>([
  ['none', 'public', true],
  ['read', 'public', true],
  ['triage', 'public', false],
  ['admin', 'public', false],
  ['none', 'private', true],
  ['read', 'private', false],
])('somebody with %s in a %s repository is a stranger: %s', (role, where, stranger) => {
  expect(isStranger(role, { private: where === 'private' })).toBe(stranger);
});

test.each<[role: Role, who: Who, may: boolean]>([
  ['read', 'read', true],
  ['read', 'triage', false],
  ['triage', 'write', false],
  ['write', 'write', true],
  ['maintain', 'write', true],
  ['maintain', 'admin', false],
  ['admin', 'admin', true],
  ['none', 'read', false],
])('with %s, what needs %s is allowed: %s', (role, who, may) => {
  expect(authorise({ actor: alice, throughApp: null, role }, [], { typed: '/deploy', who: [who], standings: [] }).may).toBe(may);
});

test.each<[what: string, throughApp: string | null, apps: string[], may: boolean]>([
  ['by hand', null, [], true],
  ['through an App that nobody listed', 'slack', [], false],
  ['through an App that is listed', 'slack', ['slack'], true],
  ['through another App than the listed one', 'slack', ['renovate'], false],
])('written %s', (_, throughApp, apps, may) => {
  expect(
    authorise({ actor: alice, throughApp, role: 'admin' }, apps, { typed: '/deploy', who: ['write'], standings: [] }).may,
  ).toBe(may);
});

test('Apps that write as themselves are heard only when listed', () => {
  expect(isHeard(alice, [])).toBe(true);
  expect(isHeard(renovate, [])).toBe(false);
  expect(isHeard(renovate, ['slack'])).toBe(false);
  expect(isHeard(renovate, ['renovate'])).toBe(true);
});

test('a stranger is known for ten minutes, in that repository only', () => {
  const here = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 9, minutes));
  const known = strangers();
  known.add({ at: at(0), author: alice, repository: here }, []);
  expect(known.knows({ at: at(9), author: alice, repository: here }, [])).toBe(true);
  expect(known.knows({ at: at(10), author: alice, repository: here }, [])).toBe(false);
  expect(known.knows({ at: at(1), author: alice, repository: { ...here, id: 8 } }, [])).toBe(false);
  expect(known.knows({ at: at(1), author: renovate, repository: here }, [])).toBe(false);
});

test('a crowd of strangers does not fill the memory: the first are forgotten', () => {
  const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
  const said = (id: number) => ({ at: new Date(0), author: { ...alice, id }, repository });
  const known = strangers();
  for (let id = 0; id <= 10_000; id++) known.add(said(id), []);
  expect(known.knows(said(0), [])).toBe(false);
  expect(known.knows(said(1), [])).toBe(true);
});

test('who is none of the people named here may be one of those named there', () => {
  const here = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
  const said = { at: new Date(0), author: alice, repository: here };
  const known = strangers();
  known.add(said, ['@bob', '@acme/web']);
  expect(known.knows(said, ['@Acme/Web', '@bob'])).toBe(true);
  expect(known.knows(said, ['@bob'])).toBe(false);
  expect(known.knows(said, [])).toBe(false);
});

test.each<[role: Role, who: Who[], names: string[], may: boolean]>([
  ['write', ['@acme/web & maintain'], ['@acme/web'], false],
  ['maintain', ['@acme/web & maintain'], ['@acme/web'], true],
  ['admin', ['@acme/web & maintain'], [], false],
  ['write', ['@acme/web & maintain', '@alice'], ['@acme/web', '@alice'], true],
  ['write', ['@acme/web & maintain', 'write'], [], true],
])('with %s, of %j, as %j: %s', (role, who, names, may) => {
  const standings = names.map(name => ({ name, id: 7, is: true, pinned: null }));
  expect(authorise({ actor: alice, role, throughApp: null }, [], { typed: '/deploy', who, standings }).may).toBe(may);
});
