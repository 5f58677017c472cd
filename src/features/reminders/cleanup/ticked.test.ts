import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import type { Artifact, Cache } from '../../../core/leftover.ts';
import type { Role } from '../../../core/reads.ts';
import { bodyOf } from './body.ts';
import type { ArtifactBox, CacheBox, Findings, List } from './list.ts';
import { goingKeys, judged, settled } from './ticked.ts';
import { artifactStand, cacheStand, verdictsOn } from './verdicts.ts';
import { asWritten } from './writing.ts';

const at = new Date('2026-11-02T09:00:00Z');
const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const page = { repository, page: 'https://github.test/acme/web' };
const alice = { id: 1, login: 'alice', bot: false };
const bob = { id: 2, login: 'bob', bot: false };
const bot = { id: 3, login: 'shipmate', bot: true };

const artifacts: ArtifactBox = {
  ...{ what: 'artifacts', name: 'dist', became: null },
  of: [1, 2].map(id => ({ id, size: 10, at: at.getTime() })),
};
const cache: CacheBox = {
  ...{ what: 'cache', id: 3, key: 'npm', ref: 'refs/heads/main', size: 10, became: null },
  ...{ at: at.getTime(), usedAt: at.getTime() },
};
const none = { count: 0, size: 0 };
const findings: Findings = {
  ...{ at: at.getTime(), zone: 'UTC', boxes: [artifacts, cache], merged: [], abandoned: [], environments: [], quietSince: null },
  ...{ rest: { artifacts: none, caches: none, merged: none, abandoned: none, environments: none }, cut: [] },
};
const list: List = asWritten(
  {
    ...{ issue: 'cleanup:7:2026-11', month: '2026-11', state: 'open', ending: null, findings, rewordedAt: null },
    ...{ edits: 0, written: [], judged: [] },
  },
  page,
);

const hour = 3_600_000;
const foundArtifact = (id: number, parts: Partial<Artifact> = {}): Artifact => ({
  ...{ id, name: 'dist', size: 10, createdAt: at, expired: false },
  ...parts,
});
const foundCache = (parts: Partial<Cache> = {}): Cache => ({
  ...{ id: 3, key: 'npm', ref: 'refs/heads/main', size: 10, createdAt: at, usedAt: at },
  ...parts,
});
const later = new Date(at.getTime() + hour);

describe('whether it is what was listed', () => {
  test.each<[what: string, found: Artifact[], stand: string]>([
    ['all of it', [foundArtifact(1), foundArtifact(2), foundArtifact(9)], 'same'],
    ['some are gone', [foundArtifact(2)], 'same'],
    ['all are gone', [foundArtifact(9)], 'gone'],
    ['all have expired', [foundArtifact(1, { expired: true }), foundArtifact(2, { expired: true })], 'gone'],
    ['one has another size', [foundArtifact(1), foundArtifact(2, { size: 11 })], 'changed'],
    ['one is younger', [foundArtifact(1, { createdAt: later }), foundArtifact(2)], 'changed'],
    ['one has another name', [foundArtifact(1, { name: 'dist-2' }), foundArtifact(2)], 'changed'],
  ])('artifacts: %s', (_, found, stand) => expect(artifactStand(artifacts, found)).toBe(stand));

  test.each<[what: string, found: Cache[], stand: string]>([
    ['it is there', [foundCache()], 'same'],
    ['it was used since', [foundCache({ usedAt: later })], 'changed'],
    ['it is gone', [], 'gone'],
    ['another one has its key', [foundCache({ id: 4 })], 'gone'],
    ['it has another key', [foundCache({ key: 'npm-2' })], 'changed'],
    ['it is of another ref', [foundCache({ ref: 'refs/heads/x' })], 'changed'],
    ['it has another size', [foundCache({ size: 11 })], 'changed'],
  ])('a cache: %s', (_, found, stand) => expect(cacheStand(cache, found)).toBe(stand));
});

/** The text with these boxes ticked. */
const text = (...places: number[]): string => {
  let place = -1;
  return bodyOf(list, page).replace(/\[ \]/g, () => {
    place += 1;
    return places.includes(place) ? '[x]' : '[ ]';
  });
};
type Edit = [editor: typeof alice, body: string];
async function becameOf(edits: Edit[], { role = 'write', cut = false }: { role?: Role; cut?: boolean } = {}) {
  const told = edits.map(([editor, body], place) => ({ at: new Date(at.getTime() + place * 1_000), editor, body }));
  const { github } = askOf(repository, {
    github: {
      role: async () => role,
      artifacts: async () => ({ all: [foundArtifact(1), foundArtifact(2)], cut: false }),
      caches: async () => ({ all: [foundCache({ usedAt: later })], cut: false }),
    },
  });
  const { verdicts, more } = await verdictsOn(list, { number: 1, body: '', open: true, edits: told, cut }, github);
  const next = judged(list, verdicts, page, at);
  const words = next.list.findings.boxes.map(({ became }) => became && `${became.is} by ${became.by}`);
  return { words, deletes: next.effects.map(({ kind }) => kind), next, verdicts, more };
}

test.each<[what: string, edits: Edit[], more: Parameters<typeof becameOf>[1], words: (string | null)[], deletes: number]>([
  ['one box', [[alice, text(0)]], {}, ['going by alice', null], 2],
  ['one that changed', [[alice, text(1)]], {}, [null, 'changed by alice'], 0],
  ['both at once', [[alice, text(0, 1)]], {}, ['going by alice', 'changed by alice'], 2],
  ['who may not', [[bob, text(0)]], { role: 'triage' }, ['refused by bob', null], 0],
  ['who has left', [[bob, text(0)]], { role: 'none' }, ['refused by bob', null], 0],
  ['an App', [[bot, text(0)]], {}, [null, null], 0],
  [
    'taken back at once',
    [
      [alice, text(0)],
      [alice, text()],
    ],
    {},
    [null, null],
    0,
  ],
  [
    'one of two taken back by somebody else',
    [
      [alice, text(0, 1)],
      [bob, text(1)],
    ],
    {},
    [null, 'changed by alice'],
    0,
  ],
  [
    'that a text of ours cleared before it was read',
    [
      [alice, text(0)],
      [bot, text()],
      [bob, text(1)],
    ],
    {},
    ['going by alice', 'changed by bob'],
    2,
  ],
  [
    'twice, by two',
    [
      [alice, text(0)],
      [bob, text()],
      [bob, text(0)],
    ],
    {},
    ['going by bob', null],
    2,
  ],
  ['in other words', [[alice, text(0).replace('dist', 'fresh')]], {}, [null, null], 0],
  ['with a box more', [[alice, `${text(0)}\n- [x] all`]], {}, [null, null], 0],
  [
    'before what is known',
    [
      [alice, text(0)],
      [bob, text(0, 1)],
    ],
    { cut: true },
    [null, 'changed by bob'],
    0,
  ],
])('a tick: %s', async (_, edits, more, words, deletes) => {
  const { words: became, deletes: effects } = await becameOf(edits, more);
  expect(became).toEqual(words);
  expect(effects).toHaveLength(deletes);
});

test('of very many ticks some have to wait for another turn', async () => {
  const edits = Array.from({ length: 30 }, (_, count): Edit => (count % 2 === 0 ? [alice, text(1)] : [bot, text()]));
  const { verdicts, more } = await becameOf(edits);
  expect([verdicts.length, more]).toEqual([10, true]);
  expect((await becameOf(edits.slice(0, 20))).more).toBe(false);
});

test('what is deleted was looked at within the hour, and nobody’s answer waits for it', async () => {
  const { next } = await becameOf([[alice, text(0)]]);
  const leaves = { lane: 'bookkeeping', leaveBy: new Date(at.getTime() + hour) };
  expect(next.effects).toMatchObject([leaves, leaves]);
});

test('whatever is ticked, and however often it is read, each thing is deleted once', async () => {
  const edit = fc.tuple(
    fc.constantFrom(alice, bob),
    fc.subarray([0, 1]).map(places => text(...places)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { maxLength: 6 }), async edits => {
      const { next, verdicts } = await becameOf(edits);
      const again = judged(next.list, verdicts, page, at);
      expect(again).toEqual({ list: next.list, effects: [] });
      expect(new Set(next.effects.map(({ key }) => key)).size).toBe(next.effects.length);
      expect(next.effects.length).toBe(edits.at(-1)?.[1].includes('[x] `dist`') ? 2 : 0);
    }),
    { numRuns: 50 },
  );
});

test.each<[what: string, states: ('sent' | 'done' | 'failed' | 'dropped')[], is: string]>([
  ['while one is on its way it goes', ['done', 'sent'], 'going'],
  ['with the last one it is deleted', ['done', 'done'], 'deleted'],
  ['where one failed it says so', ['failed', 'done'], 'failed'],
  ['where one was too late it says so', ['done', 'dropped'], 'failed'],
  ['what nobody knows of goes on', ['done'], 'going'],
])('%s', async (_, states, is) => {
  const { next } = await becameOf([[alice, text(0)]]);
  const outcome = { remoteId: null, error: 'no', unsure: false, settledAt: at };
  const outcomes = new Map(
    goingKeys(next.list).map((key, place) => [key, { ...outcome, state: states[place] ?? ('planned' as const) }]),
  );
  expect(settled(next.list, outcomes, at).findings.boxes[0]?.became?.is).toBe(is);
});
