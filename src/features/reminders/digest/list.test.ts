import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ago, alice, bob, carol, dave, move, now, row, utc, web } from '../../../../test/digest.ts';
import type { Person } from '../../../core/event.ts';
import type { Row } from '../row.ts';
import { listed } from './list.ts';

const ofWeb = { team: { organisation: 'acme', slug: 'web' } };
const ofAll = { team: null };
const api = { id: 71, organisation: 'acme', slug: 'api' };
const review = move('review', 3, [carol]);

/** `41 review`, and in whose hands it is. */
const shown = (rows: Row[], team: typeof ofWeb | typeof ofAll = ofAll, members: Person[] | null = null) =>
  listed(rows, team, members, now, utc).lines.map(({ number, kind, who }) => `${number} ${kind}: ${who.join(' ')}`);

test.each<[string, Row, string[]]>([
  ['a reviewer has the move', row(1, review), ['1 review: carol']],
  ['a team was asked', row(1, move('review', 3, [bob], [web])), ['1 review: bob @acme/web']],
  ['nobody was asked, so its author has to', row(1, move('ask', 3, [alice])), ['1 review: alice']],
  ['its author owes an answer', row(1, move('answer', 3, [alice])), ['1 answer: alice']],
  ['it could be merged', row(1, move('merge', 3, [alice, bob])), ['1 merge: alice bob']],
  ['it is red since yesterday', row(1, move('answer', 3, [alice]), { redSince: ago(1) }), ['1 answer: alice']],
  ['it is red for two working days', row(1, move('answer', 3, [alice]), { redSince: ago(2) }), ['1 red: alice']],
  ['it is red for long, whatever else it waits for', row(1, review, { redSince: ago(9) }), ['1 red: carol']],
  ['it is nobody’s turn', row(1, { of: 'nobody', since: ago(9), why: [{ because: 'draft' }] }), []],
  ['it is nobody’s turn, and red', row(1, { of: 'nobody', since: ago(9), why: [{ because: 'bot' }] }, { redSince: ago(9) }), []],
  ['somebody muted it', row(1, review, { muted: true }), []],
  ['somebody snoozed it', row(1, review, { snoozedUntil: new Date(now.getTime() + 1) }), []],
  ['the snooze is over', row(1, review, { snoozedUntil: now }), ['1 review: carol']],
])('without a team: %s', (_, one, lines) => {
  expect(shown([one])).toEqual(lines);
});

test.each<[string, Row, Person[], boolean]>([
  ['a member has the move', row(1, review), [carol], true],
  ['a member wrote it', row(1, review), [alice], true],
  ['a member renamed the account', row(1, review), [{ ...carol, login: 'caroline' }], true],
  ['the team was asked, nobody in it by name', row(1, move('review', 3, [], [web]), { author: null }), [dave], true],
  ['another team was asked', row(1, move('review', 3, [], [api])), [dave], false],
  ['the team is named in other letters', row(1, move('review', 3, [], [{ ...web, organisation: 'Acme' }])), [dave], true],
  ['none of them has to do with it', row(1, review), [dave], false],
  ['the team is empty', row(1, review), [], false],
])('of a team: %s', (_, one, members, isThere) => {
  expect(shown([one], ofWeb, members)).toHaveLength(isThere ? 1 : 0);
});

test('the oldest come first, whatever they wait for', () => {
  const rows = [row(1, move('review', 1, [bob])), row(2, move('merge', 5, [bob])), row(3, move('answer', 3, [alice]))];
  expect(shown(rows)).toEqual(['2 merge: bob', '3 answer: alice', '1 review: bob']);
});

test('what is red counts from when it got so', () => {
  const rows = [row(1, move('answer', 30, [alice]), { redSince: ago(3) }), row(2, move('review', 8, [bob]))];
  expect(shown(rows)).toEqual(['2 review: bob', '1 red: alice']);
});

test('ten at most, none newer than one that is left out, and the others are counted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 40 }), days => {
      const rows = days.map((day, at) => row(at + 1, move('review', day, [carol])));
      const { lines, more } = listed(rows, ofAll, null, now, utc);
      expect(lines.length + more).toBe(rows.length);
      expect(lines.length).toBe(Math.min(10, rows.length));
      const oldest = days.toSorted((a, b) => b - a).slice(0, 10);
      expect(lines.map(({ since }) => since)).toEqual(oldest.map(ago));
    }),
  );
});
