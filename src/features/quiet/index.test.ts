import { expect, test } from 'vitest';
import { askOf } from '../../../test/asking.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { prefix, timezone } from '../../config/sections.ts';
import type { Invocation, Outcome } from '../../core/command.ts';
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
    ...{ changes: [{ what: how.kind, write: async () => {} }], raises: [] },
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

interface Saying {
  file?: string;
  role?: Invocation['role'];
  open?: boolean;
}

async function done(
  things: Hushable[],
  name: string,
  args: Record<string, unknown> = {},
  { file = 'timezone: Europe/Berlin\n', role = 'write', open = false }: Saying = {},
): Promise<Outcome> {
  const found = quiet(things).commands?.find(one => one.name === name);
  if (!found) throw new Error(name);
  const given = invocation(file);
  const ready = await found.prepare(
    { invocation: { ...given, role, repository: { ...repository, private: !open } }, args, more: {} },
    askOf(repository, { peek: read => read(session) }),
  );
  expect(ready.locks).toEqual(things.flatMap(one => one.locks(repository)));
  return ready.decide(session, now);
}
const said = async (...given: Parameters<typeof done>) => (await done(...given)).reply?.says;
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

test('a day begins on the clock of the thing itself, where it has one', async () => {
  const there: Hushable = { ...pull(true), here: async () => ({ ...hushed('it', false), timezone: 'Asia/Kolkata' }) };
  expect(await said([there], 'snooze', until('2026-12-01'))).toContain('1 Dec 2026 09:00 (Asia/Kolkata)');
});

test('whoever passes by has the quiet they may have, and makes us write nothing', async () => {
  const waits = (isQuiet: boolean): Hushable[] => [
    { ...pull(true), here: async () => ({ ...hushed('the pull request', isQuiet), waitsFor: () => true }) },
  ];
  const passing = { role: 'read', open: true } as const;
  const said = [
    await done(waits(false), 'snooze', until('2026-12-01'), passing),
    await done(waits(false), 'snooze', until('2026-11-01'), passing),
    await done(waits(false), 'mute', {}, passing),
    await done(waits(true), 'unmute', {}, passing),
    await done(waits(false), 'unmute', {}, passing),
    await done([issue(false), pull(true)], 'mute', me, passing),
    await done([issue(false), pull(false)], 'mute', {}, passing),
  ];
  expect(said.map(({ reply }) => reply)).toEqual([null, null, null, null, null, null, null]);
  expect(said.map(({ changes = [] }) => changes.map(({ what }) => what).join())).toEqual([
    ...['until', '', 'for good', 'over', '', 'for good', ''],
  ]);
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
