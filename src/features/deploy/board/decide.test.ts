import { expect, test } from 'vitest';
import { environment } from '../../../../test/policy.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { type Facts, type Rows, visit } from './decide.ts';
import { type BoardRow, noBoard } from './store.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };
const now = new Date('2026-11-20T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const facts: Facts = {
  wanted: true,
  environments: { prod: environment({}) },
  timezone: 'UTC',
  prefix: '/',
  main: 'a'.repeat(40),
  drift: {},
};
const done: Outcome = { state: 'done', remoteId: '5/I_5', error: null, unsure: false, settledAt: null };
const kept: BoardRow = { ...noBoard, state: 'kept', issue: 'board:7:0', says: 'older', edits: 3, shownAt: ago(61), visit: 8 };

/** What is written on GitHub, and how it is kept from then on. */
function visited(row: Partial<BoardRow>, more: Partial<Rows> = {}, wanted = true) {
  const rows: Rows = { board: { ...kept, ...row }, standings: [], opening: done, edit: done, ...more };
  const decision = visit(repository, { ...facts, wanted }, rows, now);
  const changes = decision.changes.map(one => one.what.replace('the status board is ', ''));
  return { writes: decision.effects.map(({ kind, key }) => `${kind} ${key}`), changes, says: decision.reasons.says };
}
const [, hourly] = visited({}).changes;
const says = (() => {
  const decision = visit(repository, facts, { board: kept, standings: [], opening: done, edit: done }, now);
  const edit = decision.effects.find(one => one.kind === 'issue-edit');
  return edit?.body ?? '';
})();

test('the next look is at the full hour', () => expect(hourly).toBe('looked at again at 2026-11-20T11:00:00.000Z'));

const lost = (parts: Partial<Outcome>): Outcome => ({ ...done, state: 'failed', error: 'no', ...parts });
test.each<[string, Partial<BoardRow>, Partial<Rows>, boolean, string[], string]>([
  ['something changed', {}, {}, true, ['pin board:7:0:pinned', 'issue-edit board:7:0:edit:4'], 'kept'],
  ['nothing changed', { says }, {}, true, ['pin board:7:0:pinned'], 'kept'],
  ['a minute has not passed', { shownAt: ago(59) }, {}, true, ['pin board:7:0:pinned'], 'kept'],
  [
    'it is not there yet',
    { edits: 0 },
    { opening: { ...done, state: 'sent' }, edit: null },
    true,
    ['issue-edit board:7:0:edit:1'],
    'kept',
  ],
  ['the file asks for the first time', noBoard, { opening: null, edit: null }, true, ['issue board:7:0'], 'kept'],
  ['the file asks again', { ...noBoard, round: 2 }, { opening: null, edit: null }, true, ['issue board:7:2'], 'kept'],
  ['its issue was refused', {}, { opening: lost({}), edit: null }, true, [], 'left'],
  ['nobody knows whether it was opened', {}, { opening: lost({ unsure: true }), edit: null }, true, [], 'left'],
  ['somebody closed it', {}, { edit: { ...done, state: 'dropped', error: 'somebody closed the issue' } }, true, [], 'left'],
  [
    'an edit was given up',
    { says },
    { edit: lost({ unsure: true }) },
    true,
    ['pin board:7:0:pinned', 'issue-edit board:7:0:edit:4'],
    'kept',
  ],
  ['it was left', { state: 'left', why: 'closed' }, {}, true, [], 'left'],
  [
    'nobody asks any more',
    {},
    {},
    false,
    ['issue-edit board:7:0:edit:4', 'pin board:7:0:unpinned', 'issue-state board:7:0:closed'],
    'off',
  ],
  ['nobody asks any more for one that was left', { state: 'left' }, {}, false, [], 'off'],
  ['nobody asks any more for one that was closed just now', {}, { edit: { ...done, state: 'dropped' } }, false, [], 'off'],
  ['nobody ever asked', noBoard, { opening: null, edit: null }, false, [], 'off'],
])('%s', (_, row, more, wanted, writes, state) => {
  const { writes: made, changes } = visited(row, more, wanted);
  expect(made).toEqual(writes);
  expect(changes[0]).toBe(state);
  expect(changes.slice(1, 2)).toEqual(state === 'kept' ? [hourly] : []);
});

test('within the minute it is looked at again when that is over', () => {
  expect(visited({ shownAt: ago(59) }).changes.at(-1)).toBe('looked at again at 2026-11-20T10:00:01.000Z');
});

test('only the first of a database takes over another one', () => {
  const opened = (round: number) => {
    const rows: Rows = { board: { ...noBoard, round }, standings: [], opening: null, edit: null };
    return visit(repository, facts, rows, now).effects.flatMap(one => (one.kind === 'issue' ? [one.adopts ?? null] : []));
  };
  expect([opened(0), opened(1)]).toEqual([['board:7:'], [null]]);
});
