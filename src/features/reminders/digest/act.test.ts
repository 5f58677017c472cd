import { expect, test } from 'vitest';
import { ago, alice, bob, carol, move, now, row as pull, utc } from '../../../../test/digest.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { digestAct, digestMoved, isDue } from './act.ts';
import { awaited, type DigestGiven } from './given.ts';
import { type DigestRow, newDigest } from './row.ts';
import { type Wanted, wantedOf, wishOf } from './wanted.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };
const team = { organisation: 'acme', slug: 'web' };
const hour = 3_600_000;
const at = (clock: number, days: number[] | null = null) => ({ days, clock: clock * hour });
const daily: Wanted = { name: 'acme/web', team, ats: [at(10)] };
const due = now;
const next = '2026-11-23T10:00:00.000Z';
const issue = 'digest:7:acme/web:0';
const edit = `${issue}:edit:${due.toISOString()}`;
const list = `${issue}:list:${due.toISOString()}`;
const yesterday = `${issue}:list:${ago(1).toISOString()}`;

const done: Outcome = { state: 'done', remoteId: '5/I_5', error: null, unsure: false, settledAt: null };
const lost = (parts: Partial<Outcome> = {}): Outcome => ({ ...done, state: 'failed', remoteId: null, error: 'no', ...parts });
const gone = lost({ state: 'dropped', error: 'somebody closed the issue' });

/** Asked for, with nothing posted yet. */
const fresh: DigestRow = { ...newDigest('acme/web', ago(1)), wish: wishOf(daily), nextAt: due };
/** With the list of yesterday, of the same rows. */
const kept: DigestRow = { ...fresh, issue, number: 5, comment: yesterday, says: '41 review, 42 answer, 0', sentAt: ago(1) };
const waiting = [pull(41, move('review', 3, [carol])), pull(42, move('answer', 2, [bob]), { author: bob })];

interface Seen extends Partial<Omit<DigestGiven, 'row' | 'outcomes'>> {
  outcomes?: Record<string, Outcome>;
}
function look(row: DigestRow, { outcomes = {}, ...seen }: Seen = {}) {
  const acted = digestAct({
    ...{ repository, row, page: 'https://github.test/acme/web', calendar: utc, wanted: daily, now },
    ...{ rows: waiting, members: [alice, bob, carol] },
    ...seen,
    outcomes: new Map(Object.entries(outcomes)),
  });
  return { ...acted, writes: acted.effects.map(({ kind, key }) => `${kind} ${key}`) };
}
const bodies = (effects: Effect[]) => effects.flatMap(one => ('body' in one ? [one.body] : []));

const opened = { [issue]: done };
const stands = { ...opened, [edit]: { ...done, remoteId: null } };
const later = (hours: number) => new Date(due.getTime() + hours * hour);

test.each<[string, DigestRow, Seen, string[], Partial<DigestRow>]>([
  ['it is the first time: the issue is opened', fresh, {}, [`issue ${issue}`], { issue, nextAt: due, sentAt: null }],
  [
    'the issue is on its way',
    { ...fresh, issue },
    { outcomes: { [issue]: { ...done, state: 'sent', remoteId: null } } },
    [],
    { nextAt: due },
  ],
  [
    'the issue is there: is it still?',
    { ...fresh, issue },
    { outcomes: opened },
    [`issue-edit ${edit}`],
    { number: 5, nextAt: due },
  ],
  [
    'GitHub was asked whether it is',
    { ...fresh, issue },
    { outcomes: { ...opened, [edit]: { ...done, state: 'planned' } } },
    [],
    { nextAt: due },
  ],
  [
    'it is: the list is posted',
    { ...fresh, issue },
    { outcomes: stands },
    [`comment ${list}`],
    { comment: list, sentAt: now, number: 5 },
  ],
  [
    'the one of yesterday is folded, though the same rows wait',
    kept,
    { outcomes: stands },
    [`comment ${list}`, `hide hide:${yesterday}`],
    { comment: list },
  ],
  [
    'the very same was posted today',
    { ...kept, sentAt: later(-1) },
    { outcomes: stands },
    [],
    { comment: yesterday, left: null },
  ],
  [
    'something else waits than this morning',
    { ...kept, sentAt: later(-1), says: '41 review, 0' },
    { outcomes: stands },
    [`comment ${list}`, `hide hide:${yesterday}`],
    { comment: list },
  ],
  ['nothing waits, and nothing was said', fresh, { rows: [] }, [], { issue: null, left: null }],
  [
    'nothing waits any more: the one of yesterday is folded',
    kept,
    { rows: [], outcomes: opened },
    [`hide hide:${yesterday}`],
    { comment: null, says: null },
  ],
  ['what waits is not theirs', fresh, { members: [] }, [], { issue: null }],
  ['its hour has not come', { ...fresh, after: ago(1) }, { now: later(-1) }, [], { nextAt: due }],
  [
    'we were away, and they are at work still',
    kept,
    { now: later(6), outcomes: stands },
    [`comment ${list}`, `hide hide:${yesterday}`],
    { comment: list },
  ],
  ['we were away until they had gone', kept, { now: later(8), outcomes: stands }, [], { comment: yesterday }],
  [
    'we were away over the weekend, and come back on Monday after the hour: the one of Monday is posted',
    kept,
    { now: later(73), outcomes: opened },
    [`issue-edit ${issue}:edit:${next}`],
    { nextAt: new Date(next) },
  ],
  ['we were away over the weekend', kept, { now: later(71), outcomes: stands }, [], { nextAt: new Date(next) }],
])('%s', (_, row, seen, writes, parts) => {
  const { writes: made, row: after } = look(row, seen);
  expect(made).toEqual(writes);
  expect(after).toMatchObject(parts);
  // Whatever was dealt with is due again on Monday.
  if (!('nextAt' in parts)) expect(after.nextAt?.toISOString()).toBe(next);
});

test.each<[string, DigestRow, Record<string, Outcome>, Partial<DigestRow>]>([
  [
    'opening was refused: another try with the next list',
    { ...fresh, issue },
    { [issue]: lost() },
    { issue: null, round: 1, left: null },
  ],
  ['opening came too late', { ...fresh, issue }, { [issue]: lost({ state: 'dropped' }) }, { issue: null, round: 1, left: null }],
  [
    'nobody knows whether it was opened',
    { ...fresh, issue },
    { [issue]: lost({ unsure: true }) },
    { left: 'nobody knows whether it was opened', nextAt: null },
  ],
  [
    'somebody closed it, and we did not hear of it',
    kept,
    { ...opened, [edit]: gone },
    { left: 'somebody closed the issue', nextAt: null },
  ],
  [
    'GitHub would not write in it today',
    kept,
    { ...opened, [edit]: lost() },
    { left: null, nextAt: new Date(next), comment: yesterday },
  ],
  ['it was left alone before', { ...kept, left: 'somebody closed the issue', nextAt: null }, stands, { nextAt: null }],
])('nothing is posted: %s', (_, row, outcomes, parts) => {
  const { writes, row: after } = look(row, { outcomes });
  expect(writes).toEqual([]);
  expect(after).toMatchObject(parts);
});

test('from the first look to the second list', () => {
  const outcomes: Record<string, Outcome> = {};
  const story: string[] = [];
  let row = newDigest('acme/web', ago(1));
  for (const time of [ago(0.5), due, due, due, due, new Date(next), new Date(next), new Date(next)]) {
    const seen = look(row, { now: time, outcomes });
    for (const one of seen.effects) outcomes[one.key] = one.kind === 'issue' ? done : { ...done, remoteId: 'IC_1' };
    story.push(seen.writes.join(' + ') || 'nothing');
    row = seen.row;
    expect(awaited(row).every(key => key.startsWith('digest:7:'))).toBe(true);
  }
  expect(story).toMatchInlineSnapshot(`
    [
      "nothing",
      "issue digest:7:acme/web:0",
      "issue-edit digest:7:acme/web:0:edit:2026-11-20T10:00:00.000Z",
      "comment digest:7:acme/web:0:list:2026-11-20T10:00:00.000Z",
      "nothing",
      "issue-edit digest:7:acme/web:0:edit:2026-11-23T10:00:00.000Z",
      "comment digest:7:acme/web:0:list:2026-11-23T10:00:00.000Z + hide hide:digest:7:acme/web:0:list:2026-11-20T10:00:00.000Z",
      "nothing",
    ]
  `);
});

test('two replicas, or the same look twice, write the same', () => {
  expect(look(kept, { outcomes: stands }).effects).toEqual(look(kept, { outcomes: stands }).effects);
});

test('a list that could not leave in time does not', () => {
  const [list] = look(kept, { outcomes: stands }).effects;
  expect(list?.leaveBy).toEqual(new Date('2026-11-20T17:00:00Z'));
});

test('a team that cannot be seen is said once', () => {
  const first = look(fresh, { members: null });
  const second = look({ ...first.row, after: ago(1), nextAt: due }, { members: null });
  const back = look({ ...second.row, after: ago(1), nextAt: due });
  expect([first.says, first.writes, second.says]).toEqual(['the team acme/web is not there, or cannot be seen', [], null]);
  expect(back.row.unseen).toBe(false);
});

test('a list of all that is here asks for no team', () => {
  const all: Wanted = { ...daily, name: '*', team: null };
  const { effects } = look({ ...fresh, name: '*' }, { wanted: all, members: null });
  expect(effects).toMatchObject([{ key: 'digest:7:*:0', title: 'Pull requests that wait', adopts: 'digest:7:*:' }]);
});

test('only the first of a database takes over another one', () => {
  const adopts = (round: number) => look({ ...fresh, round }).effects.map(one => one.kind === 'issue' && one.adopts);
  expect([adopts(0), adopts(1)]).toEqual([['digest:7:acme/web:'], [undefined]]);
});

test('a name that people gave the issue stays', () => {
  const [effect] = look(kept, { outcomes: opened }).effects;
  expect(effect).not.toHaveProperty('title');
});

const left: DigestRow = { ...kept, left: 'somebody closed the issue', nextAt: null };
const atNine: Wanted = { ...daily, ats: [at(9)] };

test.each<[string, DigestRow, Wanted | null, Partial<DigestRow>, string[]]>([
  [
    'another hour, and that of today is past',
    kept,
    atNine,
    { issue, comment: yesterday, nextAt: new Date('2026-11-23T09:00:00Z') },
    [],
  ],
  [
    'another hour after people closed the issue: another issue',
    left,
    atNine,
    { issue: null, round: 1, left: null, comment: null },
    [],
  ],
  ['the same after people closed the issue', left, daily, { issue, left: 'somebody closed the issue', nextAt: null }, []],
  [
    'none any more',
    kept,
    null,
    { issue: null, round: 1, wish: null, nextAt: null },
    [`hide hide:${yesterday}`, `issue-edit ${issue}:ends`, `issue-state ${issue}:closed`],
  ],
  ['none any more, of an issue that people closed', left, null, { issue: null, round: 1, left: null }, []],
  ['none any more, and there never was one', fresh, null, { issue: null, wish: null }, []],
  ['none, as before', newDigest('acme/web', ago(9)), null, { round: 0, after: ago(9) }, []],
])('the file asks for %s', (_, row, wanted, parts, writes) => {
  const seen = look(row, { wanted, outcomes: stands });
  expect(seen.writes).toEqual(writes);
  expect(seen.row).toMatchObject(parts);
});

test('its last words', () => {
  expect(bodies(look(kept, { wanted: null }).effects)).toEqual([
    '⏹️ `.github/shipmate.yml` asks for no list here any more, so none comes.',
  ]);
});

test('a team that is named twice has both hours, and one issue', () => {
  const twice = wantedOf([
    { team: null, at: at(8) },
    { team, at: at(9, [0]) },
    { team: { ...team, organisation: 'Acme' }, at: at(15, [3]) },
  ]);
  expect(twice.map(({ name, ats }) => [name, ats.length])).toEqual([
    ['*', 1],
    ['acme/web', 2],
  ]);
});

test.each<[string, Wanted, Date, boolean]>([
  ['at its hour', daily, due, true],
  ['a moment before', daily, new Date(due.getTime() - 1), false],
  ['the file asks for another hour since', atNine, due, false],
])('members are asked for only when it is due: %s', (_, wanted, time, isIt) => {
  expect(isDue({ ...kept, after: ago(0.5) }, wanted, utc, time)).toBe(isIt);
});

test.each<[string, Parameters<typeof digestMoved>[1], string | null]>([
  ['closed', { number: 5, how: 'closed', label: null }, 'somebody closed the issue'],
  ['deleted', { number: 5, how: 'deleted', label: null }, 'somebody deleted the issue'],
  ['moved', { number: 5, how: 'moved', label: null }, 'somebody moved the issue to another repository'],
  ['rid of our label', { number: 5, how: 'unlabelled', label: 'shipmate: digest' }, 'somebody took its label away'],
  ['rid of another label', { number: 5, how: 'unlabelled', label: 'chores' }, null],
  ['locked: we may write all the same', { number: 5, how: 'locked', label: null }, null],
  ['another one that is closed', { number: 6, how: 'closed', label: null }, null],
])('an issue that people have %s', (_, event, why) => {
  expect(digestMoved(kept, event)?.row.left ?? null).toBe(why);
});
