import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Section } from '../core/file.ts';
import { effective } from './effective.ts';
import { loadFile } from './file.ts';

const words = (key: string): Section<{ word: string }> => ({
  key,
  about: '',
  schema: z.strictObject({ word: z._default(z.enum(['own', 'theirs', 'default']), 'default') }),
});
const builds = words('builds');
const reminders = words('reminders');
const sections = [builds, reminders];

/** What counts for `builds` and `reminders`, and what is wrong in which file. */
function counts(own: string | null, organisation: string | null) {
  const file = effective(
    own === null ? null : loadFile(sections, own, 'own', { organisation: false }),
    organisation === null ? null : loadFile(sections, organisation, 'org', { organisation: true }),
  );
  const [b, r] = sections.map(section => file.read(section)?.word ?? null);
  return { builds: b, reminders: r, problems: file.problems.map(({ path, line, message }) => `${path}:${line} ${message}`) };
}

describe('without anything wrong', () => {
  test.each<[string, string | null, string | null, string | null, string | null]>([
    ['no file at all', null, null, null, null],
    ['an own file', 'builds: {word: own}', null, 'own', null],
    ['an organisation’s file', null, 'builds: {word: theirs}', 'theirs', null],
    ['the own section before theirs', 'builds: {word: own}', 'builds: {word: theirs}', 'own', null],
    ['a section whole: no half of theirs', 'builds: true', 'builds: {word: theirs}', 'default', null],
    ['each section for itself', 'builds: {word: own}', 'reminders: {word: theirs}', 'own', 'theirs'],
    ['own off before theirs on', 'builds: false', 'builds: true\nreminders: true', null, 'default'],
    ['enforced before nothing', '', 'enforced: {builds: {word: theirs}}', 'theirs', null],
    ['enforced before their own', null, 'builds: {word: own}\nenforced: {builds: {word: theirs}}', 'theirs', null],
    ['the same as enforced', 'builds: {word: theirs}', 'enforced: {builds: {word: theirs}}', 'theirs', null],
    ['enforced off, own off', 'builds: false', 'enforced: {builds: false}', null, null],
  ])('%s', (_, own, organisation, b, r) => {
    expect(counts(own, organisation)).toEqual({ builds: b, reminders: r, problems: [] });
  });
});

describe('what is enforced cannot be changed below', () => {
  const told = 'own:2 `builds` is enforced by org, line 1, and this says something else; remove it here.';
  test.each<[string, string, string, string | null]>([
    ['another word', '\nbuilds: {word: own}', 'enforced: {builds: {word: theirs}}', 'theirs'],
    ['off', '\nbuilds: false', 'enforced: {builds: {word: theirs}}', 'theirs'],
    ['on', '\nbuilds: {word: own}', 'enforced: {builds: false}', null],
  ])('%s', (_, own, organisation, b) => {
    expect(counts(own, organisation)).toEqual({ builds: b, reminders: null, problems: [told] });
  });
});

describe('what cannot be understood opens nothing', () => {
  test('a broken own section is off, and theirs does not step in', () => {
    expect(counts('builds: {wrod: own}', 'builds: {word: theirs}')).toEqual({
      builds: null,
      reminders: null,
      problems: ['own:1 `builds.wrod` is not a setting; did you mean `word`?'],
    });
  });

  test('a broken enforced section is off, whatever stands below', () => {
    expect(counts('builds: {word: own}\nreminders: true', 'enforced: {builds: {word: thiers}}')).toEqual({
      builds: null,
      reminders: 'default',
      problems: expect.arrayContaining([
        'org:1 `enforced.builds.word` has to be `own`, `theirs` or `default`, not `thiers`; did you mean `theirs`?',
      ]),
    });
  });

  test('an own file that is no YAML leaves what is enforced', () => {
    expect(counts('builds: [', 'reminders: true\nenforced: {builds: {word: theirs}}')).toMatchObject({
      builds: 'theirs',
      reminders: null,
    });
  });

  test.each(['builds: [', 'enforced: {bilds: {word: theirs}}', 'enforced: yes'])('%j above leaves nothing', organisation => {
    expect(counts('builds: {word: own}', organisation)).toMatchObject({
      builds: null,
      reminders: null,
      problems: [expect.any(String)],
    });
  });
});

test('a file is present when either has one, even if it says nothing', () => {
  const empty = loadFile(sections, '', 'own', { organisation: false });
  expect([effective(null, null), effective(empty, null), effective(null, empty)].map(file => file.present)).toEqual([
    false,
    true,
    true,
  ]);
});

test('a section is read as its schema makes it', () => {
  const days: Section<number> = {
    key: 'days',
    about: '',
    schema: z.pipe(
      z.string(),
      z.transform(said => Number.parseInt(said, 10)),
    ),
  };
  expect(effective(loadFile([days], 'days: 7d', 'own', { organisation: false }), null).read(days)).toBe(7);
});
