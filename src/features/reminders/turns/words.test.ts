import { expect, test } from 'vitest';
import { dayOf, person, told } from '../../../../test/pull-story.ts';
import type { Move, Turn } from './turn.ts';
import { turnOf } from './turn-of.ts';
import { turnWords } from './words.ts';

const telling = { now: dayOf(9), timezone: 'Europe/Berlin' };
const says = (story: string): string => {
  const { pull, around } = told(story);
  return turnWords(turnOf(pull, around), telling);
};

test('reviewers', () => {
  expect(says('alice opens it and asks bob')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` to review for 8 days (since 1 Nov 2026 13:00):
    - \`alice\` asked for the review"
  `);
  expect(says('alice opens it and asks bob and @acme/web')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` and \`@acme/web\` to review for 8 days (since 1 Nov 2026 13:00):
    - \`alice\` asked for the review"
  `);
  expect(says('alice opens it and asks bob, the account of alice goes')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` to review for 8 days (since 1 Nov 2026 13:00):
    - somebody asked for the review"
  `);
  expect(says('alice opens it as a draft and asks bob, alice makes it ready')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` to review for 7 days (since 2 Nov 2026 13:00):
    - it has become ready for review
    - \`alice\` asked for the review"
  `);
  expect(says('alice opens it and asks bob, bob wants changes, alice pushes')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` to review for 6 days (since 3 Nov 2026 13:00):
    - \`alice\` has answered"
  `);
  expect(says('alice opens it and asks bob, bob wants changes, alice asks bob')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` to review for 6 days (since 3 Nov 2026 13:00):
    - \`alice\` asked for another look"
  `);
});

test('the author', () => {
  expect(says('alice opens it')).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to ask somebody for a review for 8 days (since 1 Nov 2026 13:00):
    - nobody is asked for a review"
  `);
  expect(says('alice opens it and asks bob, two have to approve, bob approves')).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to ask somebody for a review for 7 days (since 2 Nov 2026 13:00):
    - it needs more reviews than it has, and nobody is asked"
  `);
  expect(says('alice opens it and asks bob, bob reviews')).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to answer for 7 days (since 2 Nov 2026 13:00):
    - \`bob\` said something, and has neither approved nor asked for changes"
  `);
  expect(
    says('alice opens it and asks bob and carol, bob wants changes, carol begins a thread, lint fails, it conflicts'),
  ).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to answer for 7 days (since 2 Nov 2026 13:00):
    - \`bob\` asked for changes
    - a thread by \`carol\` waits for a word
    - it conflicts with its base
    - \`lint\` is red"
  `);
  expect(says('alice opens it, bob begins a thread, carol begins a thread, lint fails, test fails')).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to answer for 7 days (since 2 Nov 2026 13:00):
    - 2 threads by \`bob\` and \`carol\` wait for a word
    - \`lint\` and \`test\` are red"
  `);
});

test('whoever may merge', () => {
  expect(says('alice opens it and asks bob, bob approves')).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to merge for 7 days (since 2 Nov 2026 13:00):
    - it is approved by \`bob\`"
  `);
  expect(says('mallory opens it, bob approves, carol approves')).toMatchInlineSnapshot(`
    "It has been the turn of \`bob\` or \`carol\` to merge for 6 days (since 3 Nov 2026 13:00):
    - it is approved by \`bob\` and \`carol\`"
  `);
  expect(says('alice opens it, GitHub calls it approved')).toMatchInlineSnapshot(`
    "It has been the turn of \`alice\` to merge for 8 days (since 1 Nov 2026 13:00):
    - it is approved"
  `);
});

test('nobody', () => {
  expect(says('alice opens it as a draft, carol labels it blocked, carol locks it')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is a draft
    - the conversation is locked
    - it carries the label \`blocked\`"
  `);
  expect(says('alice opens it, bob merges it')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is merged"
  `);
  expect(says('alice opens it and asks bob, bob approves, alice dismisses the review of bob')).toContain(
    '- the review by `bob` was dismissed, and nobody is asked for another one',
  );
  expect(says('alice opens it, bob closes it')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is closed"
  `);
  expect(says('alice opens it, bob approves, alice lets it merge itself')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it merges by itself"
  `);
  expect(says('renovate opens it')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - a bot opened it"
  `);
  expect(says('alice opens it, bob approves, lint runs')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is approved, and its checks still run"
  `);
  expect(says('alice opens it, the account of alice goes')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - the account of its author is gone"
  `);
  expect(says('alice opens it, bob approves, the place is frozen')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is approved, and the place where a merge takes it is frozen"
  `);
  expect(
    turnWords({ of: 'nobody', since: dayOf(1), why: [{ because: 'frozen', until: dayOf(20) }] }, telling),
  ).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is approved, and the place where a merge takes it is frozen until 20 Nov 2026 13:00"
  `);
  expect(says('mallory opens it, GitHub calls it approved')).toMatchInlineSnapshot(`
    "It is nobody’s turn:
    - it is approved, and I know of nobody who may merge it"
  `);
});

test('what has only begun, by a clock that is behind', () => {
  const turn: Turn = { of: 'ask', people: [person('alice')], teams: [], since: dayOf(10), why: [{ because: 'nobody asked' }] };
  expect(turnWords(turn, telling)).toMatchInlineSnapshot(`
    "It has just become the turn of \`alice\` to ask somebody for a review (10 Nov 2026 13:00):
    - nobody is asked for a review"
  `);
});

test('names from outside mention nobody, and a crowd is counted', () => {
  const crowd = Array.from({ length: 9 }, (_, at) => ({ id: at, login: `\`@x${at}`, bot: false }));
  const why: Move['why'] = [
    { because: 'red', checks: ['@acme/web `rm` <!-- x -->', ...'abcdefg'] },
    { because: 'threads', by: crowd, count: 30 },
  ];
  expect(turnWords({ of: 'answer', people: crowd, teams: [], since: dayOf(1), why }, telling)).toMatchInlineSnapshot(`
    "It has been the turn of \`ˋ@x0\`, \`ˋ@x1\`, \`ˋ@x2\`, \`ˋ@x3\`, \`ˋ@x4\` and 4 more to answer for 8 days (since 1 Nov 2026 13:00):
    - \`@acme/web ˋrmˋ <​!-- x --​>\`, \`a\`, \`b\`, \`c\`, \`d\` and 3 more are red
    - 30 threads by \`ˋ@x0\`, \`ˋ@x1\`, \`ˋ@x2\`, \`ˋ@x3\`, \`ˋ@x4\` and 4 more wait for a word"
  `);
});
