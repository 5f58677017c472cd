import { expect, test } from 'vitest';
import type { Reads } from '../../core/reads.ts';
import { plainAlert } from './alert.ts';
import { fixesOf } from './deployed.ts';
import { folded } from './fold.ts';

const at = new Date('2026-11-20T12:00:00Z');
const happened = (print: string, release: string) =>
  folded(null, { alert: plainAlert({ title: 'boom', release }), print, hook: 'h', source: 'sentry', receivedAt: at });

/** Each by the commit that runs and the one that was to mend it; what it is called is its place. */
async function asked(all: [runs: string, mend: string][], id = 1) {
  const compared: string[] = [];
  const compare: Reads['compare'] = async (mend, runs) => {
    compared.push(`${mend}...${runs}`);
    return runs === 'gone' ? null : { ahead: 1, behind: runs === 'old' ? 1 : 0, commits: [] };
  };
  const mends = all.map(([runs, mend], place) => ({ group: happened(`${place}`, runs), mend }));
  const has = await fixesOf(
    { id },
    mends,
    { github: { compare }, peek: read => read({ transaction: Symbol() }) },
    {
      shippedTo: async () => null,
      shaOfRelease: async (_session, _home, release) => (release === 'unknown' ? null : release),
      returnsTo: async () => true,
    },
  );
  return { compared, has: Object.fromEntries(has) };
}

test('what runs is held against each mend, and the same two once', async () => {
  const all: [string, string][] = [
    ['new', 'a'],
    ['old', 'a'],
    ['new', 'a'],
    ['gone', 'b'],
    ['unknown', 'b'],
  ];
  expect(await asked(all)).toEqual({
    compared: ['a...new', 'a...old', 'b...gone'],
    has: { 0: true, 1: false, 2: true, 3: null, 4: null },
  });
  // The next look asks only what nobody could say.
  expect((await asked(all)).compared).toEqual(['b...gone']);
});

test('of very many some wait for the next look, and none that costs nothing', async () => {
  const many = Array.from({ length: 14 }, (_, place): [string, string] => ['new', `${place}`]);
  const { compared, has } = await asked([...many, ['unknown', 'a'], ['new', '3']], 2);
  expect(compared).toHaveLength(10);
  expect(Object.keys(has)).toEqual([...Array.from({ length: 10 }, (_, place) => `${place}`), '14', '15']);
});
