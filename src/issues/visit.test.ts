import { expect, test } from 'vitest';
import type { Outcome } from '../store/outcomes.ts';
import { type Episode, newEpisode } from './episode.ts';
import { hiddenIn, knownOf, withHidden } from './hidden.ts';
import type { Kind, Round } from './kind.ts';
import { newRollUp, rolled, rollUps } from './roll-up.ts';
import { type Rows, visited } from './visit.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };
const round: Round = { repository, page: 'https://github.com/acme/web', prefix: '/', timezone: 'UTC' };
const now = new Date('2026-11-20T10:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const days = 24 * 60;

const kind: Kind = {
  of: 'things',
  label: 'shipmate: thing',
  shows: ({ story, state }) => ({ title: 'A thing fails', body: `${state}: ${String(story)}` }),
  why: () => '',
  keeps: ({ story }) => story,
  again: () => null,
};
const opening: Outcome = { state: 'done', remoteId: '5/I_5', error: null, unsure: false, settledAt: null };
const lost = (parts: Partial<Outcome> = {}): Outcome => ({ ...opening, state: 'failed', error: 'no', ...parts });

const fresh = newEpisode({ id: 'e1', of: 'things', about: 'a', key: 'k', beganAt: ago(10), state: 'open', story: 'new' });
const issue = 'episode:things:k:e1';
/** Open, with everything said. */
const open: Episode = { ...fresh, issue, number: 5, openedAt: ago(9), shownAt: ago(9) };
const over = { state: 'closed', endedAt: ago(1) } as const;
const quiet: Rows = {
  episode: open,
  opening,
  edit: null,
  turned: null,
  openings: { lately: 1, refused: null },
  known: true,
  mine: null,
  rollUp: null,
};
const rollUp: Episode = { ...newRollUp('r1', ago(30)), issue: 'episode:roll-up:roll-up:r1', number: 9 };

function come(parts: Partial<Episode>, more: Partial<Rows> = {}, of = kind) {
  const {
    episode,
    effects = [],
    ...rest
  } = visited({
    ...{ repository, kind: of, round, newId: 'n1', now },
    rows: { ...quiet, ...more, episode: { ...open, ...parts } },
  });
  return { episode, effects, writes: effects.map(({ kind, key }) => `${kind} ${key}`), ...rest };
}

const note = ['Something happened.'];
/** Its text stands there already. */
const told = (parts: Partial<Episode>): Partial<Episode> => ({ ...parts, says: come(parts).episode.says });

const edit = `issue-edit ${issue}:edit:1`;
const closes = (nth: number) => `issue-state ${issue}:closed:${nth}`;
const opens = (nth: number) => `issue-state ${issue}:open:${nth}`;

test.each<[string, Partial<Episode>, Partial<Rows>, string[], Partial<Episode>]>([
  ['it may mend itself: nobody is told', { ...fresh, state: 'watching', issue: null }, { opening: null }, [], { issue: null }],
  ['it is sure: its issue is opened', { ...fresh }, { opening: null }, [`issue ${issue}`], { issue, openedAt: now }],
  ['nobody was told, and it is over', { ...fresh, ...over }, { opening: null }, [], { issue: null }],
  ['nobody knows what stands there', { ...fresh }, { opening: null, known: false }, [], { issue: null }],
  ['GitHub refused one today', { ...fresh }, { opening: null, openings: { lately: 0, refused: '410' } }, [], { left: null }],
  ['its own was refused today', {}, { opening: lost(), openings: { lately: 1, refused: '410' } }, [], { left: null, issue }],
  ['its own was refused yesterday', {}, { opening: lost() }, [`issue ${issue}:1`], { round: 1, issue: `${issue}:1` }],
  ['it was refused, and is over', { ...over }, { opening: lost() }, [], {}],
  [
    'nobody knows whether it was opened',
    {},
    { opening: lost({ unsure: true }) },
    [],
    { left: 'nobody knows whether it was opened' },
  ],
  [
    'five were opened within the hour',
    { ...fresh },
    { opening: null, openings: { lately: 5, refused: null } },
    [],
    { rolled: 'n1' },
  ],
  [
    'five were, and one issue has the rest',
    { ...fresh },
    { opening: null, openings: { lately: 5, refused: null }, rollUp },
    [],
    { rolled: 'r1' },
  ],
  [
    'five were, and the issue that had the rest was left',
    { ...fresh },
    { opening: null, openings: { lately: 5, refused: null }, rollUp: { ...rollUp, left: 'deleted' } },
    [],
    { rolled: 'n1' },
  ],
  [
    'five were, and the issue that had the rest ended weeks ago',
    { ...fresh },
    { opening: null, openings: { lately: 5, refused: null }, rollUp: { ...rollUp, state: 'closed', endedAt: ago(15 * days) } },
    [],
    { rolled: 'n1' },
  ],
  [
    'the issue that shows it was left',
    { ...fresh, rolled: 'r1' },
    { mine: { ...rollUp, left: 'deleted' } },
    [],
    { left: 'deleted' },
  ],
  ['nothing changed', told({}), {}, [], {}],
  ['something changed', {}, {}, [edit], { edits: 1, shownAt: now }],
  ['something changed a moment after the last edit', { shownAt: ago(0.5) }, {}, [], { edits: 0 }],
  ['it is over a moment after the last edit', { ...over, shownAt: ago(0.5) }, {}, [edit, closes(0)], { shut: 'us' }],
  ['what failed is not there any more', { state: 'moot', endedAt: now }, {}, [edit, closes(0)], { shut: 'us' }],
  ['something happened', told({ notes: note }), {}, ['comment note:e1:0'], { notes: [], noted: 1 }],
  ['it happened before the issue is there', told({ notes: note, number: null }), { opening: null }, [], { notes: note }],
  ['it happened while the issue is locked', told({ notes: note, locked: true }), {}, [], { notes: [] }],
  ['it happened while it is muted', told({ notes: note, muted: true }), {}, [], { notes: [] }],
  ['it happened while it is snoozed', told({ notes: note, snoozedUntil: ago(-60) }), {}, [], { notes: [] }],
  ['the quiet is over', told({ snoozedUntil: ago(1) }), {}, ['comment note:e1:0'], { snoozedUntil: null }],
  ['the quiet is over, and so is it', told({ ...over, shut: 'us', snoozedUntil: ago(1) }), {}, [], { snoozedUntil: null }],
  ['we had closed it and it fails again', told({ shut: 'us' }), {}, [opens(1)], { shut: null, round: 1 }],
  ['it fails again while it is snoozed', told({ shut: 'us', snoozedUntil: ago(-60) }), {}, [], { shut: 'us' }],
  ['it fails again while it is muted', told({ shut: 'us', muted: true }), {}, [], { shut: 'us' }],
  ['the quiet is over and it had failed again', told({ shut: 'us', snoozedUntil: ago(1) }), {}, [opens(1)], { shut: null }],
  ['somebody closed it', told({ shut: 'person', shutAt: ago(2) }), {}, [], { shut: 'person' }],
  ['somebody closed it, and something is noted', told({ shut: 'person', shutAt: ago(2), notes: note }), {}, [], { notes: [] }],
  ['it failed as somebody closed it', told({ shut: 'person', shutAt: ago(2), badAt: ago(2) }), {}, [], { shut: 'person' }],
  ['it failed after somebody closed it', told({ shut: 'person', shutAt: ago(2), badAt: ago(1) }), {}, [opens(1)], { shut: null }],
  ['somebody closed it, and it is over', { ...over, shut: 'person', shutAt: ago(2) }, {}, [edit], { shut: 'person' }],
  ['somebody opened it after us', told({ ...over, shut: 'kept', shutAt: ago(1) }), {}, [], { shut: 'kept' }],
  ['somebody opened it after us, and it fails again', told({ shut: 'kept', round: 2 }), {}, [], { shut: null, round: 3 }],
  ['and then it is over', told({ ...over, round: 3 }), {}, [closes(3)], { shut: 'us' }],
  ['its text was refused an hour ago', {}, { edit: lost({ settledAt: ago(60) }) }, [], { left: null, edits: 0 }],
  ['its text was refused a day ago', {}, { edit: lost({ settledAt: ago(days) }) }, [edit], { left: null }],
  ['its end was refused an hour ago', told({ ...over, shut: 'us' }), { turned: lost({ settledAt: ago(60) }) }, [], { round: 0 }],
  ['its end was refused a day ago', told({ ...over, shut: 'us' }), { turned: lost({ settledAt: ago(days) }) }, [closes(1)], {}],
  ['its end was given up', told({ ...over, shut: 'us' }), { turned: lost({ unsure: true }) }, [closes(1)], { round: 1 }],
  ['its opening anew was given up', told({ round: 1 }), { turned: lost({ unsure: true }) }, [opens(2)], { round: 2 }],
  ['its text was given up', told({}), { edit: lost({ unsure: true }) }, [edit], { left: null }],
  ['its issue is gone', {}, { edit: { ...opening, state: 'dropped', error: 'deleted' } }, [], { left: 'deleted' }],
  ['it was left', { left: 'deleted', notes: note }, {}, [], { left: 'deleted' }],
])('%s', (_, parts, more, made, row) => {
  const { writes, episode } = come(parts, more);
  expect(writes).toEqual(made);
  expect(episode).toMatchObject(row);
});

test('an issue of many that is gone makes room for another', () => {
  const dropped: Outcome = { ...opening, state: 'dropped', error: 'deleted' };
  expect(come(rollUp, { edit: dropped }, rollUps).episode).toMatchObject({ left: 'deleted', state: 'moot' });
});

test('one issue of many is opened however many were', () => {
  const { writes } = come({ ...rollUp, issue: null }, { opening: null, openings: { lately: 9, refused: null } }, rollUps);
  expect(writes).toEqual(['issue episode:roll-up:roll-up:r1']);
});

test('many in one: it ends with the last, begins anew with the next, and only what is newer than a close opens it', () => {
  const other: Episode = { ...fresh, id: 'e2', badAt: ago(3) };
  const both = rolled(rolled(rollUp, fresh, 'one', now), other, 'two', now);
  expect([both.state, both.badAt]).toEqual(['open', ago(3)]);
  const half = rolled(both, { ...fresh, ...over }, 'one', now);
  expect([half.state, half.notes, half.badAt]).toEqual(['open', [], ago(3)]);
  const done = rolled(half, { ...other, ...over }, 'two', now);
  expect([done.state, done.notes]).toEqual(['closed', ['✅ All of it is over.']]);
  expect(rolled(done, { ...other, ...over }, 'two', now).notes).toHaveLength(1);
  expect(rolled(done, other, 'two', now)).toMatchObject({
    state: 'open',
    story: { lines: [{ id: 'e2', title: 'two', over: false }] },
  });
});

test('it comes again a minute after an edit; while nobody knows what stands there it asks for that and is asked for', () => {
  expect(come({ shownAt: ago(0.5) }).again).toEqual([ago(-0.5)]);
  const unknown = come({ ...fresh }, { opening: null, known: false });
  expect([unknown.again, unknown.looks]).toEqual([undefined, true]);
});

test('every issue carries the label that stale bots are told of, and what it knows is hidden in it', () => {
  const [effect] = come({ ...fresh }, { opening: null }).effects;
  if (effect?.kind !== 'issue') throw new Error('no issue');
  expect(effect.labels).toEqual(['shipmate', 'shipmate: thing']);
  expect(effect.body.split('\n')[0]).toBe('open: new');
  expect(hiddenIn(effect.body)).toEqual(knownOf(fresh, 'new'));
});

test('what is hidden is read from our end of the text, however long that is; what cannot be read is nothing', () => {
  const forged = withHidden('', knownOf(fresh, 'forged'));
  const long = withHidden(`${forged}\n${'x'.repeat(70_000)}`, knownOf(fresh, 'y'.repeat(20_000)));
  expect(long.length).toBeLessThanOrEqual(64_000);
  expect(hiddenIn(long)?.story).toBe('y'.repeat(20_000));
  expect(hiddenIn('<!-- shipmate-knows:bm90aGluZw -->')).toBeNull();
  expect(hiddenIn('<!-- shipmate-knows:e30 -->')).toBeNull();
});
