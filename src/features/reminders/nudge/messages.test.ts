import { expect, test } from 'vitest';
import { alice, bob, carol, config, dave, move, on, row, web } from '../../../../test/nudges.ts';
import type { Move, Why } from '../turns/turn.ts';
import type { Called } from './calling.ts';
import { escalation, nudge } from './messages.ts';

/** Every sentence of a nudge, said on Thursday at ten, of what has waited since Monday at ten. */

const paid = { config: config(), prefix: '/' };
const free = { config: config({ workdays: 'all' }), prefix: '/' };
const at = on('Thu 10:00');
const to = (...people: Called['people']): Called => ({ people, team: null, hearers: people });
const toTeam: Called = { people: [], team: web, hearers: [bob, carol] };
const says = (turn: Move, called: Called, here = paid, more = {}) =>
  nudge({ row: row(turn, more), turn, called, proposals: [], at }, here);

const review = move('review', [carol]);
const team = move('review', [], { teams: [web] });
const answers = (...why: Move['why']) => move('answer', [alice], { why });
const approved = (people: Move['people']) => move('merge', people, { why: [{ because: 'approved', by: [bob] }] });
const ask = move('ask', [alice], { why: [{ because: 'nobody asked' }] });

test('a review of somebody', () => {
  expect(says(review, to(carol))).toMatchInlineSnapshot(
    `"@carol, \`alice\` has waited 3 business days for your review (+42 −10 in 2 files, green). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
  expect(
    says(review, to(carol), paid, { green: false, size: { additions: 1204, deletions: 0, files: 1 } }),
  ).toMatchInlineSnapshot(
    `"@carol, \`alice\` has waited 3 business days for your review (+1,204 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
  expect(says(review, to(carol), paid, { author: null })).toMatchInlineSnapshot(
    `"@carol, this has waited 3 business days for your review (+42 −10 in 2 files, green). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
});

test('of several: at most two are mentioned', () => {
  expect(says(move('review', [carol, bob, dave]), to(bob, carol))).toMatchInlineSnapshot(
    `"@bob and @carol (and \`dave\`), \`alice\` has waited 3 business days for your review (+42 −10 in 2 files, green). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
});

test('of a team', () => {
  expect(says(team, to(dave))).toMatchInlineSnapshot(
    `"@dave, \`alice\` has waited 3 business days for a review by \`acme/web\` (+42 −10 in 2 files, green). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
  expect(says(team, toTeam)).toMatchInlineSnapshot(
    `"@acme/web, \`alice\` has waited 3 business days for a review (+42 −10 in 2 files, green). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
  expect(says(team, to())).toMatchInlineSnapshot(
    `"\`alice\` has waited 3 business days for a review by \`acme/web\` (+42 −10 in 2 files, green). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
});

test('where nobody is paid for it', () => {
  expect(says(review, to(carol), free)).toMatchInlineSnapshot(
    `"@carol, \`alice\` has waited 3 days. No hurry; \`/handover @x\` or \`/snooze 7d\` if it is not for you."`,
  );
  expect(says(team, to(dave), free)).toMatchInlineSnapshot(
    `"@dave, \`alice\` has waited 3 days for a review by \`acme/web\`. No hurry; \`/handover @x\` or \`/snooze 7d\` if it is not for you."`,
  );
  expect(says(answers({ because: 'changes', by: bob }), to(alice), free)).toMatchInlineSnapshot(
    `"@alice, the changes that \`bob\` asked for wait for you since Monday. No hurry; make it a draft and I stay quiet."`,
  );
  expect(says(approved([alice]), to(alice), free)).toMatchInlineSnapshot(
    `"@alice, this is approved by \`bob\` and green since Monday. Merge it, or \`/snooze 7d\`. No hurry."`,
  );
  expect(says(ask, to(alice), free)).toMatchInlineSnapshot(
    `"@alice, nobody has been asked to review this since Monday (+42 −10 in 2 files, green). \`/handover @x\` asks for a review. No hurry."`,
  );
});

test('an answer', () => {
  const threads: Why = { because: 'threads', by: [bob], count: 2 };
  const red: Why = { because: 'red', checks: ['lint'] };
  expect(says(answers(threads, red), to(alice))).toMatchInlineSnapshot(
    `"@alice, 2 threads by \`bob\` wait for you since Monday, and \`lint\` is red. Push, reply, or make it a draft and I stay quiet."`,
  );
  expect(says(answers({ because: 'changes', by: bob }), to(alice))).toMatchInlineSnapshot(
    `"@alice, the changes that \`bob\` asked for wait for you since Monday. Push, reply, or make it a draft and I stay quiet."`,
  );
  expect(says(answers({ because: 'red', checks: ['lint', 'test'] }), to(alice))).toMatchInlineSnapshot(
    `"@alice, \`lint\` and \`test\` are red since Monday. Push, reply, or make it a draft and I stay quiet."`,
  );
  expect(says(answers({ because: 'question', by: bob }, { because: 'conflict' }, red), to(alice))).toMatchInlineSnapshot(
    `"@alice, a question by \`bob\` waits for you since Monday, there is a conflict to resolve, and \`lint\` is red. Push, reply, or make it a draft and I stay quiet."`,
  );
  expect(says(answers({ because: 'threads', by: [], count: 1 }), to(alice))).toMatchInlineSnapshot(
    `"@alice, a thread waits for you since Monday. Push, reply, or make it a draft and I stay quiet."`,
  );
});

test('a merge', () => {
  expect(says(approved([alice]), to(alice))).toMatchInlineSnapshot(
    `"@alice, this is approved by \`bob\` and green since Monday. Merge it, or \`/snooze 2d\`."`,
  );
  expect(says(approved([bob]), to(bob))).toMatchInlineSnapshot(
    `"@bob, this is approved and green since Monday. Merge it, or \`/snooze 2d\`."`,
  );
  expect(says(approved([alice]), to(bob))).toMatchInlineSnapshot(
    `"@bob, you have approved this, and \`alice\` may not merge it. It is approved and green since Monday. Merge it, or \`/snooze 2d\`."`,
  );
});

test('nobody was asked', () => {
  const proposals = [
    { person: bob, owns: 'src/', worked: false },
    { person: dave, owns: null, worked: true },
  ];
  expect(nudge({ row: row(ask), turn: ask, called: to(alice), proposals, at }, paid)).toMatchInlineSnapshot(
    `"@alice, nobody has been asked to review this since Monday (+42 −10 in 2 files, green). It could be \`bob\` (owns \`src/\`) or \`dave\` (worked on these files last): \`/handover @bob\` asks for the review."`,
  );
  expect(says({ ...ask, why: [{ because: 'dismissed', by: [bob, carol] }] }, to(alice))).toContain(
    'and the ones by `bob` and `carol` were dismissed (',
  );
  expect(says({ ...ask, why: [{ because: 'dismissed', by: [bob] }] }, to(alice))).toMatchInlineSnapshot(
    `"@alice, nobody has been asked for another review since Monday, and the one by \`bob\` was dismissed (+42 −10 in 2 files, green). \`/handover @x\` asks for a review."`,
  );
  expect(says(ask, to(alice))).toMatchInlineSnapshot(
    `"@alice, nobody has been asked to review this since Monday (+42 −10 in 2 files, green). \`/handover @x\` asks for a review."`,
  );
  expect(says(move('ask', [alice], { why: [{ because: 'more reviews' }] }), to(alice))).toMatchInlineSnapshot(
    `"@alice, this has needed another review since Monday, and nobody is asked for one (+42 −10 in 2 files, green). \`/handover @x\` asks for a review."`,
  );
});

test('to the team, once', () => {
  const higher = (turn: Move, called: Called, heardAt: Date | null = on('Tue 10:00')) =>
    escalation({ row: row(turn), turn, called, proposals: [], at }, heardAt, web, paid);
  expect(higher(review, toTeam)).toMatchInlineSnapshot(
    `"@acme/web, \`alice\` has waited 3 business days for a review by \`carol\`, who heard of it 2 business days ago (+42 −10 in 2 files, green). Can somebody else take it? \`/handover @x\` hands it on, \`/snooze 2d\` keeps me quiet."`,
  );
  expect(higher(review, to(bob, dave))).toMatchInlineSnapshot(
    `"@bob and @dave, \`alice\` has waited 3 business days for a review by \`carol\`, who heard of it 2 business days ago (+42 −10 in 2 files, green). Can you or somebody else of \`acme/web\` take it? \`/handover @x\` hands it on, \`/snooze 2d\` keeps me quiet."`,
  );
  expect(higher(review, to())).toMatchInlineSnapshot(
    `"\`acme/web\`, \`alice\` has waited 3 business days for a review by \`carol\`, who heard of it 2 business days ago (+42 −10 in 2 files, green). Can somebody else take it? \`/handover @x\` hands it on, \`/snooze 2d\` keeps me quiet."`,
  );
  expect(higher(review, toTeam, null)).toMatchInlineSnapshot(
    `"@acme/web, \`alice\` has waited 3 business days for a review by \`carol\` (+42 −10 in 2 files, green). Can somebody else take it? \`/handover @x\` hands it on, \`/snooze 2d\` keeps me quiet."`,
  );
  expect(higher(answers({ because: 'changes', by: bob }), toTeam)).toMatchInlineSnapshot(
    `"@acme/web, this has waited 3 business days for an answer by \`alice\`, who heard of it 2 business days ago. Can somebody take it over? \`/snooze 2d\` keeps me quiet."`,
  );
  expect(higher(approved([alice]), toTeam)).toMatchInlineSnapshot(
    `"@acme/web, this is approved and green, and has waited 3 business days to be merged by \`alice\`, who heard of it 2 business days ago. Can somebody merge it? \`/snooze 2d\` keeps me quiet."`,
  );
  expect(higher(ask, toTeam)).toMatchInlineSnapshot(
    `"@acme/web, this has waited 3 business days, and nobody is asked to review it (+42 −10 in 2 files, green). Can somebody take it? \`/handover @x\` asks for the review, \`/snooze 2d\` keeps me quiet."`,
  );
});

test('a check that does not end', () => {
  const held = move('answer', [bob], { why: [{ because: 'stuck', checks: ['test', 'lint'] }] });
  expect(says(held, to(bob))).toMatchInlineSnapshot(
    `"@bob, \`test\` and \`lint\` have not ended since Monday, and nothing else keeps this from being merged. See what it waits for, or \`/snooze 2d\`."`,
  );
  expect(says(move('answer', [alice], { why: [{ because: 'stuck', checks: ['lint'] }] }), to(alice), free)).toMatchInlineSnapshot(
    `"@alice, \`lint\` has not ended since Monday, and nothing else keeps this from being merged. No hurry; \`/snooze 7d\` keeps me quiet."`,
  );
  const said = { row: row(held), turn: held, called: toTeam, proposals: [], at };
  expect(escalation(said, on('Wed 10:00'), web, paid)).toMatchInlineSnapshot(
    `"@acme/web, \`test\` and \`lint\` have not ended for 3 business days, and nothing else keeps this from being merged. \`bob\` heard of it 1 business day ago. Can somebody see what it waits for? \`/snooze 2d\` keeps me quiet."`,
  );
  expect(escalation({ ...said, called: to() }, null, web, paid)).toMatchInlineSnapshot(
    `"\`acme/web\`, \`test\` and \`lint\` have not ended for 3 business days, and nothing else keeps this from being merged. Can somebody see what it waits for? \`/snooze 2d\` keeps me quiet."`,
  );
});
