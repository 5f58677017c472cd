import { expect, test } from 'vitest';
import type { Hook } from '../../core/hook.ts';
import { claimOf, type Home, targetOf } from './claiming.ts';

const hook: Hook = { name: 'sentry', kind: 'sentry', owner: 'acme', repository: null, settings: {} };
const home = (id: number, name: string, parts: Partial<Home['settings']> & { public?: true; owner?: string } = {}): Home => ({
  ...{ id, name, owner: parts.owner ?? 'acme', private: parts.public !== true },
  settings: { from: parts.from ?? {}, elsewhere: parts.elsewhere ?? null, mayBePublic: parts.mayBePublic ?? false },
});
const whose = (from: string[], homes: Home[], parts: Partial<Hook> = {}) => {
  const claim = claimOf({ from }, { ...hook, ...parts }, homes);
  return 'home' in claim ? claim.home.name : claim.nobody;
};

test.each([
  [
    'by its project',
    ['web'],
    [home(1, 'api', { from: { sentry: ['api'] } }), home(2, 'web', { from: { sentry: ['Web'] } })],
    'web',
  ],
  [
    'by name before all',
    ['web'],
    [home(1, 'all', { from: { sentry: true } }), home(2, 'web', { from: { sentry: ['web'] } })],
    'web',
  ],
  [
    'whoever takes all',
    ['else'],
    [home(1, 'all', { from: { sentry: true } }), home(2, 'web', { from: { sentry: ['web'] } })],
    'all',
  ],
  ['of two the first', ['web'], [home(2, 'b', { from: { sentry: ['web'] } }), home(1, 'a', { from: { sentry: ['web'] } })], 'a'],
  [
    'of another owner',
    ['web'],
    [home(1, 'web', { owner: 'mallory', from: { sentry: ['web'] } })],
    'no file in acme claims web from sentry',
  ],
  ['of another hook', ['web'], [home(1, 'web', { from: { rollbar: ['web'] } })], 'no file in acme claims web from sentry'],
  [
    'nothing to claim it by',
    [],
    [home(1, 'web', { from: { sentry: ['web'] } })],
    'no file in acme claims what names nothing to claim it by from sentry',
  ],
  [
    'public',
    ['web'],
    [home(1, 'web', { public: true, from: { sentry: ['web'] } })],
    'acme/web is public: its file names a private repository, or says public: true',
  ],
  ['public, and wanted', ['web'], [home(1, 'web', { public: true, mayBePublic: true, from: { sentry: ['web'] } })], 'web'],
  [
    'sent to one that does not want them',
    ['web'],
    [home(1, 'web', { from: { sentry: ['web'] }, elsewhere: 'acme/incidents' })],
    'acme/web sends its errors to acme/incidents, whose file does not say errors: true',
  ],
  [
    'sent to one that does',
    ['web'],
    [home(1, 'web', { public: true, from: { sentry: ['web'] }, elsewhere: 'acme/Incidents' }), home(2, 'incidents')],
    'web',
  ],
  [
    'sent to a public one',
    ['web'],
    [home(1, 'web', { from: { sentry: ['web'] }, elsewhere: 'acme/open' }), home(2, 'open', { public: true, mayBePublic: true })],
    'acme/web sends its errors to acme/open, which is public, and not both files say public: true',
  ],
  [
    'sent to somebody else',
    ['web'],
    [home(1, 'web', { from: { sentry: ['web'] }, elsewhere: 'mallory/x' }), home(2, 'x', { owner: 'mallory' })],
    'acme/web sends its errors to mallory/x, which belongs to somebody else',
  ],
])('%s', (_what, from, homes, is) => {
  expect(whose(from, homes)).toBe(is);
});

test('a hook for one repository needs no claim, only a file that wants errors', () => {
  expect(whose([], [home(1, 'web')], { repository: 'acme/web' })).toBe('web');
  expect(whose([], [], { repository: 'acme/web' })).toBe('the file of acme/web has no errors section, or it was not read yet');
});

test('a hook is claimed by its own name, too', () => {
  expect(whose(['web'], [home(1, 'web', { from: { 'sentry-eu': ['web'] } })], { name: 'sentry-eu' })).toBe('web');
});

const web = home(1, 'web', { elsewhere: 'acme/Incidents' });
test.each([
  ['here', home(1, 'web'), [], 'web'],
  ['here, by its own name', home(1, 'web', { elsewhere: 'Acme/web' }), [], 'web'],
  ['elsewhere', web, [home(2, 'incidents')], 'incidents'],
  ['nowhere: it has another name', web, [home(2, 'alarms')], null],
  ['nowhere: everybody can read it', web, [home(2, 'incidents', { public: true, mayBePublic: true })], null],
  ['nowhere: everybody can read this one', home(1, 'web', { public: true }), [], null],
])('told %s', (_where, from, others, expected) => expect(targetOf(from, [from, ...others])?.name ?? null).toBe(expected));
