import { expect, test } from 'vitest';
import { askOf } from '../../../test/asking.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { prefix, timezone } from '../../config/sections.ts';
import type { Invocation } from '../../core/command.ts';
import type { Hushable, Hushed, Quiet } from '../../core/feature.ts';
import { quiet } from './index.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const now = new Date('2026-11-22T12:00:00Z');
const session = { transaction: Symbol('none') };

function invocation(file: string): Invocation {
  return {
    ...{ id: 'comment:1:0', actor: { id: 1, login: 'alice', bot: false }, role: 'write', repository, at: now },
    place: {
      subject: { kind: 'issue', number: 1 },
      node: 'I_1',
      author: null,
      pull: null,
      asked: [],
      main: null,
      fileBlob: null,
      workflows: [],
    },
    ...{ sign: null, comment: null, prefix: '/' },
    file: effective(loadFile([timezone, prefix], file, 'shipmate.yml', { organisation: false }), null),
  };
}

/** Says what it was asked to become. */
const hushed = (name: string, isQuiet: boolean): Hushed => ({
  isQuiet: () => isQuiet,
  become: (how: Quiet) => ({
    says: `${name} is quiet: ${how.kind === 'until' ? how.clock : how.kind}.`,
    ...{ changes: [], raises: [] },
  }),
});
const issue = (isHere: boolean, isQuiet = false): Hushable => ({
  ...{ sections: [timezone], which: 'issues of mine', locks: () => ['issues/7'] },
  here: async () => (isHere ? hushed('the issue', isQuiet) : null),
});
const pull = (isHere: boolean, isQuiet = false): Hushable => ({
  ...{ sections: [timezone], which: 'pull requests', locks: () => ['reminders/7'] },
  here: async () => (isHere ? hushed('the pull request', isQuiet) : null),
  actor: async () => hushed('alice', isQuiet),
});

async function said(
  things: Hushable[],
  name: string,
  args: Record<string, unknown> = {},
  { file = 'timezone: Europe/Berlin\n', role = 'write' }: { file?: string; role?: Invocation['role'] } = {},
) {
  const found = quiet(things).commands?.find(one => one.name === name);
  if (!found) throw new Error(name);
  const ready = await found.prepare(
    { invocation: { ...invocation(file), role }, args, more: {} },
    askOf(repository, { peek: read => read(session) }),
  );
  expect(ready.locks).toEqual(things.flatMap(one => one.locks(repository)));
  return (await ready.decide(session, now)).reply?.says;
}
const until = (date: string) => ({ time: { kind: 'until', date } });
const me = { me: 'me' };

test('each thing answers for its own threads, with what ends it', async () => {
  expect([
    await said([issue(true), pull(false)], 'snooze', until('2026-12-01')),
    await said([issue(false), pull(true)], 'snooze', { time: { kind: 'for', milliseconds: 86_400_000 } }),
    await said([issue(false), pull(true)], 'mute'),
    await said([issue(false), pull(true, true)], 'unmute'),
    await said([issue(true), pull(false)], 'mute', me),
    await said([issue(true), pull(false, true)], 'unmute', me),
  ]).toMatchInlineSnapshot(`
    [
      "the issue is quiet: 1 Dec 2026 09:00 (Europe/Berlin). \`/unmute\` ends that.",
      "the pull request is quiet: 23 Nov 2026 13:00 (Europe/Berlin). \`/unmute\` ends that.",
      "the pull request is quiet: for good. \`/unmute\` ends that.",
      "the pull request is quiet: over.",
      "alice is quiet: for good. \`/unmute me\` ends that.",
      "alice is quiet: over.",
    ]
  `);
});

test('what is in the way is said', async () => {
  expect([
    await said([issue(false), pull(false)], 'snooze', until('2026-12-01')),
    await said([issue(true)], 'snooze', until('2026-11-22')),
    await said([issue(true)], 'snooze', until('2027-03-01')),
    await said([issue(true)], 'unmute'),
    await said([issue(true), pull(true)], 'unmute', me),
    await said([issue(true)], 'mute', me),
    await said([issue(true), pull(true)], 'mute', me, { file: 'prefix: "!"\n' }),
  ]).toMatchInlineSnapshot(`
    [
      "😕 \`/snooze\` is for issues of mine, and for pull requests, and this is none of them.",
      "😕 22 Nov 2026 09:00 (Europe/Berlin) is over already. Name a later day, or say how long: \`/snooze 2d\`.",
      "😕 A quarter of a year is the longest; \`/mute\` is for good.",
      "😕 Nobody asked me to be quiet here, so there is nothing to end.",
      "😕 You did not ask me to be quiet, so there is nothing to end.",
      "😕 I remind nobody in this repository, so there is nothing to be quiet about.",
      "😕 I remind nobody in this repository, so there is nothing to be quiet about.",
    ]
  `);
});

test.each([
  ['somebody with triage', 'triage', false, 'the pull request is quiet: for good. `/unmute` ends that.'],
  ['whoever it waits for', 'read', true, 'the pull request is quiet: for good. `/unmute` ends that.'],
  ['anybody else', 'read', false, '😕 `/mute` is for whoever this thread waits for, and for people with the role `triage`.'],
] as const)('a thread is hushed by %s', async (_, role, waits, expected) => {
  const things: Hushable[] = [
    { ...pull(true), here: async () => ({ ...hushed('the pull request', false), waitsFor: () => waits }) },
  ];
  expect(await said(things, 'mute', {}, { role })).toBe(expected);
  expect(await said(things, 'mute', me, { role })).toContain('alice is quiet');
});
