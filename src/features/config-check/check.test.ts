import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { askOf } from '../../../test/asking.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import type { Decision } from '../../core/decision.ts';
import type { ReportCheck } from '../../core/effect.ts';
import type { BranchPushed, HeadMoved, Repository } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import type { Section } from '../../core/file.ts';
import { checkBranch, checkHead } from './decide.ts';
import { branchFacts, headFacts } from './facts.ts';

const section = (key: string): Section => ({ key, about: '', schema: z.strictObject({ word: z.optional(z.enum(['good'])) }) });
const sections = [section('builds'), section('reminders')];
const repository: Repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const at = new Date('2026-11-20T10:00:00Z');
const moved: HeadMoved = {
  type: 'HeadMoved',
  at,
  repository,
  number: 7,
  how: 'opened',
  before: null,
  head: 'abc',
  base: 'main',
  by: { id: 2, login: 'bob', bot: false },
};
const pushed: BranchPushed = { type: 'BranchPushed', at, repository, branch: 'main', head: 'def' };

/** A repository in which each ref has a file or none; what the pull request changes is said apart. */
function asking(
  files: Record<string, string>,
  { touches = true, organisation }: { touches?: boolean; organisation?: string } = {},
): Ask {
  const load = (text: string | null | undefined, path: string, above: boolean) =>
    text === null || text === undefined ? null : loadFile(sections, text, path, { organisation: above });
  return askOf(repository, {
    github: {
      file: async (_, ref) => (files[ref] === undefined ? null : { blob: `blob of ${files[ref]}`, text: files[ref] }),
      touches: async () => touches,
    },
    file: async own =>
      effective(load(own, '.github/shipmate.yml', false), load(organisation, 'acme/.github: .github/shipmate.yml', true)),
  });
}

async function onPullRequest(...given: Parameters<typeof asking>): Promise<ReportCheck | null> {
  const facts = await headFacts(moved, asking(...given), { sections, workflows: () => [], loosened: () => [] });
  return facts && reportOf(checkHead(moved, facts));
}

const reportOf = ({ effects }: Decision): ReportCheck | null => effects.find(effect => effect.kind === 'check') ?? null;
const spoken = (report: ReportCheck | null) => report && `${report.conclusion}: ${report.title}\n\n${report.summary}`;

test('a pull request that adds a sound file hears what it switches on', async () => {
  const report = await onPullRequest({ abc: 'builds: true\nreminders:\n' });
  expect(spoken(report)).toMatchInlineSnapshot(`
    "success: The file is sound

    Switched on: \`builds\` and \`reminders\`."
  `);
  expect(report).toMatchObject({ key: 'config-check:17:abc', name: 'shipmate.yml', head: 'abc', annotations: [] });
});

test('a mistake stands at its line', async () => {
  const report = await onPullRequest({ main: 'builds: true', abc: '# now\nbuilds: {word: god}\nreminders: true' });
  expect(spoken(report)).toMatchInlineSnapshot(`
    "failure: 1 problem in the file

    What has a problem in it stays off if this is merged.

    - line 2: \`builds.word\` has to be \`good\`, not \`god\`; did you mean \`good\`?

    Switched on: \`reminders\`.

    The same is said offline by \`npm run shipmate -- validate .github/shipmate.yml\`."
  `);
  expect(report?.annotations).toMatchInlineSnapshot(`
    [
      {
        "level": "failure",
        "line": 2,
        "message": "\`builds.word\` has to be \`good\`, not \`god\`; did you mean \`good\`?",
        "path": ".github/shipmate.yml",
      },
    ]
  `);
});

test('many mistakes are listed up to twenty, and all annotated', async () => {
  const report = await onPullRequest({ abc: Array.from({ length: 25 }, (_, line) => `dance${line}: true`).join('\n') });
  expect(report?.title).toBe('25 problems in the file');
  expect(report?.annotations).toHaveLength(25);
  expect(report?.summary.match(/^- .*/gm)).toHaveLength(21);
  expect(report?.summary).toContain('- and 5 more, at their lines');
});

test('a file that switches nothing on says so', async () => {
  expect(spoken(await onPullRequest({ abc: 'builds: false' }))).toMatchInlineSnapshot(`
    "success: The file is sound

    Nothing is switched on."
  `);
});

test('a deleted file is a goodbye', async () => {
  expect(spoken(await onPullRequest({ main: 'builds: true' }))).toMatchInlineSnapshot(`
    "success: Shipmate goes quiet here

    The file is deleted. Once this is merged, nothing is switched on in this repository."
  `);
});

test('where the organisation has a file, a deleted one leaves that', async () => {
  expect(spoken(await onPullRequest({ main: 'builds: true' }, { organisation: 'reminders: true' }))).toMatchInlineSnapshot(`
    "success: Only the organisation’s file is left

    The file is deleted. Once this is merged, the organisation’s file alone counts. Switched on: \`reminders\`."
  `);
});

test('what the organisation enforces is a problem at the own line', async () => {
  const report = await onPullRequest({ abc: 'reminders: true\nbuilds: false' }, { organisation: 'enforced: {builds: true}' });
  expect(report?.annotations).toMatchInlineSnapshot(`
    [
      {
        "level": "failure",
        "line": 2,
        "message": "\`builds\` is enforced by acme/.github: .github/shipmate.yml, line 1, and this says something else; remove it here.",
        "path": ".github/shipmate.yml",
      },
    ]
  `);
});

test('a problem of the organisation’s own file is said without what is in it', async () => {
  const report = await onPullRequest({ abc: 'reminders: true' }, { organisation: 'builds: {word: secret}' });
  expect(spoken(report)).toMatchInlineSnapshot(`
    "success: The file is sound

    Switched on: \`reminders\`.

    The organisation’s own file has a problem, and what depends on that is off; its \`.github\` repository shows which."
  `);
});

test.each([
  ['the same file', { main: 'builds: true', abc: 'builds: true' }, true],
  ['no file on either side', {}, true],
  ['a file that only the default branch changed', { main: 'builds: true', abc: 'builds: false' }, false],
])('a pull request with %s gets no check', async (_, files, touches) => {
  expect(await onPullRequest(files, { touches })).toBe(null);
});

async function onBranch(
  files: Record<string, string>,
  known: string | null | undefined,
  event = pushed,
): Promise<Decision | null> {
  const facts = await branchFacts(event, asking(files), { sections, workflows: () => [], loosened: () => [] });
  return facts && checkBranch(event, facts, known);
}

test('a broken file on the default branch is a red check on that commit, each time', async () => {
  for (const known of [undefined, null, 'blob of builds: {word: god}']) {
    const decision = await onBranch({ main: 'builds: {word: god}' }, known);
    expect(decision).toMatchObject({ outcome: 'done', reasons: { holds: false } });
    expect(decision && reportOf(decision)).toMatchObject({ head: 'def', conclusion: 'failure', annotations: [{ line: 1 }] });
  }
  const decision = await onBranch({ main: 'builds: {word: god}' }, undefined);
  expect(decision && reportOf(decision)?.summary.split('\n')[0]).toMatchInlineSnapshot(
    `"This is the file that counts now, and what has a problem in it is off."`,
  );
});

test('a sound file on the default branch is remembered, and nobody is told', async () => {
  const decision = await onBranch({ main: 'builds: true' }, 'another blob');
  expect(decision).toMatchObject({
    outcome: 'done',
    effects: [],
    changes: [{ what: 'the file of acme/web is blob of builds: true' }],
  });
  expect(await onBranch({ main: 'builds: true' }, 'blob of builds: true')).toMatchObject({ outcome: 'ignored', effects: [] });
});

test('that the file is gone is remembered too', async () => {
  expect(await onBranch({}, 'a blob')).toMatchObject({
    outcome: 'done',
    effects: [],
    changes: [{ what: 'the file of acme/web is gone' }],
  });
});

test.each([
  ['another branch', { ...pushed, branch: 'feature' }],
  ['a deleted branch', { ...pushed, head: null }],
])('%s is none of our business', async (_, event) => {
  expect(await onBranch({ main: 'builds: {word: god}' }, undefined, event)).toBe(null);
});
