import { describe, expect, test } from 'vitest';
import { dayOf, told } from '../../../../test/pull-story.ts';
import type { Rest, Turn, Why } from './turn.ts';
import { episodeOf, isGreen, movedAtOf, redNow, tendedAtOf, turnOf } from './turn-of.ts';

const turnIn = (story: string) => {
  const { pull, around } = told(story);
  return turnOf(pull, around);
};

const dayIn = (time: Date): number => Math.round((time.getTime() - dayOf(0).getTime()) / 86_400_000);

/** `bob to review since day 1: asked by alice`, or `nobody: draft`. */
function said(turn: Turn): string {
  if (turn.of === 'nobody') return `nobody: ${turn.why.map(restSaid).join(', ')}`;
  const names = [...turn.people.map(one => one.login), ...turn.teams.map(one => `@${one.organisation}/${one.slug}`)];
  return `${names.join(' and ')} to ${turn.of} since day ${dayIn(turn.since)}: ${turn.why.map(whySaid).join(', ')}`;
}

const restSaid = (rest: Rest): string => (rest.because === 'label' ? `label ${rest.label}` : rest.because);

function whySaid(why: Why): string {
  const count = why.because === 'threads' ? `${why.count} ` : '';
  const checks = why.because === 'red' || why.because === 'stuck' ? ` ${why.checks.join(' and ')}` : '';
  if (!('by' in why)) return `${why.because}${checks}`;
  const by = Array.isArray(why.by) ? why.by.map(one => one.login).join(' and ') : (why.by?.login ?? 'somebody gone');
  return `${count}${why.because} by ${by}`;
}

type Row = [story: string, turn: string];
const tells = (rows: Row[]) => test.each(rows)('%s: %s', (story, turn) => expect(said(turnIn(story))).toBe(turn));

describe('reviewers', () => {
  tells([
    ['alice opens it and asks bob', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, a day passes, a day passes', 'bob to review since day 1: asked by alice'],
    ['alice opens it, alice asks bob', 'bob to review since day 2: asked by alice'],
    ['alice opens it and asks bob and carol', 'bob and carol to review since day 1: asked by alice'],
    ['alice opens it and asks @acme/web', '@acme/web to review since day 1: asked by alice'],
    ['alice opens it and asks bob and @acme/web', 'bob and @acme/web to review since day 1: asked by alice'],
    ['alice opens it and asks bob, carol asks dave', 'bob and dave to review since day 2: asked by carol, asked by alice'],
    ['alice opens it, linter asks bob', 'bob to review since day 2: asked by linter'],
    ['alice opens it and asks bob and linter', 'bob to review since day 1: asked by alice'],
    ['alice opens it as a draft and asks bob, alice makes it ready', 'bob to review since day 2: ready, asked by alice'],
    ['alice opens it as a draft, alice makes it ready, alice asks bob', 'bob to review since day 3: asked by alice'],
    ['alice opens it and asks bob, alice closes it, alice reopens it', 'bob to review since day 3: ready, asked by alice'],
    [
      'alice opens it and asks bob, carol labels it blocked, carol takes blocked off',
      'bob to review since day 3: ready, asked by alice',
    ],
    ['alice opens it and asks bob, alice pushes', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, alice comments', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, bob comments', 'bob to review since day 2: asked by alice'],
    ['alice opens it and asks bob, carol comments', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob and carol, bob approves, two have to approve', 'carol to review since day 1: asked by alice'],
    ['alice opens it and asks bob and carol, bob reviews', 'carol to review since day 1: asked by alice'],
    ['alice opens it and asks bob, bob wants changes, alice pushes', 'bob to review since day 3: answered by alice'],
    ['alice opens it and asks bob, bob wants changes, linter asks carol', 'carol to review since day 3: asked by linter'],
    ['alice opens it and asks bob, bob wants changes, alice asks carol', 'alice to answer since day 3: changes by bob'],
    [
      'alice opens it and asks bob, bob begins a thread, bob reviews, linter asks carol',
      'carol to review since day 4: asked by linter',
    ],
    ['alice opens it and asks bob, bob wants changes, alice comments', 'bob to review since day 3: answered by alice'],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes, alice pushes',
      'bob to review since day 3: answered by alice',
    ],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes, alice asks bob',
      'bob to review since day 4: asked again by alice',
    ],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes, bob comments',
      'bob to review since day 4: answered by alice',
    ],
    [
      'alice opens it and asks bob, bob begins a thread, bob wants changes, alice pushes',
      'bob to review since day 4: answered by alice',
    ],
    [
      'alice opens it and asks bob, bob reviews, bob begins a thread, alice asks bob',
      'bob to review since day 4: asked again by alice',
    ],
    ['alice opens it as a draft and asks bob, bob reviews, alice makes it ready', 'bob to review since day 3: ready'],
    [
      'alice opens it as a draft and asks bob, bob wants changes, alice makes it ready',
      'alice to answer since day 3: changes by bob',
    ],
    ['alice opens it and asks bob, bob approves, alice asks @acme/web', '@acme/web to review since day 3: asked by alice'],
    ['alice opens it and asks @acme/web, bob approves', 'alice to merge since day 2: approved by bob'],
    ['alice opens it and asks bob, bob reviews, alice pushes', 'bob to review since day 3: answered by alice'],
    [
      'alice opens it and asks bob, bob reviews, alice comments, bob reviews, alice comments',
      'bob to review since day 5: answered by alice',
    ],
    [
      'alice opens it and asks bob and carol, bob wants changes, alice pushes',
      'bob and carol to review since day 3: answered by alice, asked by alice',
    ],
    [
      'alice opens it and asks bob and carol, two have to approve, bob wants changes, alice pushes, bob approves',
      'carol to review since day 3: answered by alice, asked by alice',
    ],
    [
      'alice opens it and asks bob, bob approves, alice pushes, alice asks bob',
      'bob to review since day 4: asked again by alice',
    ],
    ['alice opens it and asks bob, bob approves, alice asks carol', 'carol to review since day 3: asked by alice'],
    [
      'alice opens it and asks bob, mallory wants changes, alice pushes',
      'bob to review since day 3: answered by alice, asked by alice',
    ],
    ['alice opens it and asks bob, alice lets it merge itself, one has to approve', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, lint runs', 'bob to review since day 1: asked by alice'],
  ]);
});

describe('the author', () => {
  tells([
    [
      'alice opens it and asks bob, bob wants changes, carol labels it blocked, carol takes blocked off',
      'alice to answer since day 4: changes by bob',
    ],
    ['alice opens it and asks bob, bob begins a thread, alice comments', 'alice to answer since day 3: 1 threads by bob'],
    ['alice opens it and asks bob, bob wants changes', 'alice to answer since day 2: changes by bob'],
    ['alice opens it and asks bob, bob wants changes, bob pushes', 'alice to answer since day 2: changes by bob'],
    ['alice opens it and asks bob, bob wants changes, alice labels it web', 'alice to answer since day 3: changes by bob'],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes, bob wants changes',
      'alice to answer since day 4: changes by bob',
    ],
    ['alice opens it and asks bob, bob wants changes, alice pushes, bob reviews', 'alice to answer since day 4: changes by bob'],
    ['alice opens it and asks bob and carol, bob wants changes', 'alice to answer since day 2: changes by bob'],
    ['alice opens it and asks bob, bob wants changes, alice asks carol', 'alice to answer since day 3: changes by bob'],
    [
      'alice opens it and asks bob and carol, bob wants changes, carol wants changes',
      'alice to answer since day 2: changes by bob, changes by carol',
    ],
    ['alice opens it and asks bob, bob begins a thread', 'alice to answer since day 2: 1 threads by bob'],
    [
      'alice opens it and asks bob, bob begins a thread, carol begins a thread',
      'alice to answer since day 2: 2 threads by bob and carol',
    ],
    [
      'alice opens it and asks bob, bob begins a thread, alice replies',
      'bob to review since day 3: answered by alice, asked by alice',
    ],
    [
      'alice opens it and asks bob, bob begins a thread, alice replies, bob replies',
      'alice to answer since day 4: 1 threads by bob',
    ],
    ['alice opens it and asks bob, bob begins a thread, alice resolves all', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, bob begins a thread, alice pushes', 'alice to answer since day 3: 1 threads by bob'],
    ['alice opens it and asks bob, alice begins a thread', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, linter begins a thread', 'bob to review since day 1: asked by alice'],
    [
      'alice opens it and asks bob and mallory, mallory reviews, mallory begins a thread, bob approves',
      'alice to answer since day 3: 1 threads by mallory',
    ],
    ['alice opens it and asks bob, bob approves, bob begins a thread', 'alice to answer since day 3: 1 threads by bob'],
    ['alice opens it and asks bob, bob reviews', 'alice to answer since day 2: question by bob'],
    ['alice opens it and asks bob, bob reviews, alice comments, bob comments', 'alice to answer since day 4: question by bob'],
    ['alice opens it, lint fails', 'alice to answer since day 2: red lint'],
    ['alice opens it and asks bob, lint fails', 'alice to answer since day 2: red lint'],
    ['alice opens it and asks bob, lint fails, alice pushes', 'alice to answer since day 3: red lint'],
    [
      'alice opens it and asks bob, the branch demands test, test passes, lint fails',
      'bob to review since day 1: asked by alice',
    ],
    ['alice opens it and asks bob, the branch demands test, test fails, lint fails', 'alice to answer since day 2: red test'],
    ['alice opens it and asks bob, a day passes, it conflicts', 'alice to answer since day 2: conflict'],
    [
      'alice opens it and asks bob, a day passes, it conflicts, alice pushes, it conflicts no more',
      'bob to review since day 3: ready, asked by alice',
    ],
    ['alice opens it and asks bob, alice pushes, it conflicts since nobody knows when', 'alice to answer since day 2: conflict'],
    [
      'alice opens it and asks bob, a day passes, it conflicts, nobody knows whether it still conflicts',
      'alice to answer since day 2: conflict',
    ],
    [
      'alice opens it and asks bob, bob wants changes, lint fails, bob begins a thread',
      'alice to answer since day 2: changes by bob, red lint, 1 threads by bob',
    ],
    ['alice opens it, one has to approve', 'alice to ask since day 1: nobody asked'],
    ['alice opens it', 'alice to ask since day 1: nobody asked'],
    ['alice opens it as a draft, alice makes it ready', 'alice to ask since day 2: nobody asked'],
    ['alice opens it and asks bob, bob asks no bob any more', 'alice to ask since day 2: nobody asked'],
    ['alice opens it and asks bob, two have to approve, bob approves', 'alice to ask since day 2: more reviews'],
    [
      'alice opens it and asks bob, bob approves, carol dismisses the review of bob',
      'alice to ask since day 3: dismissed by bob',
    ],
    [
      'alice opens it and asks bob, bob approves, alice dismisses the review of bob, alice asks carol, carol approves',
      'alice to merge since day 5: approved by carol',
    ],
    ['alice opens it, one has to approve, mallory approves', 'alice to ask since day 2: more reviews'],
    ['alice opens it, mallory reviews, alice comments', 'alice to ask since day 3: more reviews'],
    ['alice opens it, mallory reviews', 'alice to answer since day 2: question by mallory'],
    ['alice opens it and asks linter', 'alice to ask since day 1: nobody asked'],
    ['alice opens it, linter wants changes', 'alice to ask since day 1: nobody asked'],
    [
      'alice opens it and asks bob, bob begins a thread, bob approves, alice lets it merge itself',
      'alice to answer since day 2: 1 threads by bob',
    ],
    [
      'alice opens it and asks bob, bob approves, alice lets it merge itself, it conflicts',
      'alice to answer since day 3: conflict',
    ],
    [
      'alice opens it and asks bob, bob approves, alice lets it merge itself, the branch demands test, test fails',
      'alice to answer since day 4: red test',
    ],
    [
      'mallory opens it and asks bob, bob approves, two have to approve, carol approves, the account of bob goes',
      'mallory to ask since day 3: more reviews',
    ],
  ]);
});

describe('whoever may merge', () => {
  tells([
    ['alice opens it and asks bob, bob approves', 'alice to merge since day 2: approved by bob'],
    [
      'alice opens it and asks bob and carol, bob approves, carol approves',
      'alice to merge since day 3: approved by bob and carol',
    ],
    ['alice opens it and asks bob and carol, bob approves', 'alice to merge since day 2: approved by bob'],
    ['mallory opens it and asks bob, bob approves', 'bob to merge since day 2: approved by bob'],
    ['mallory opens it and asks bob, bob approves, bob comments', 'bob to merge since day 3: approved by bob'],
    ['alice opens it and asks bob, bob approves, lint passes', 'alice to merge since day 3: approved by bob'],
    ['alice opens it and asks bob, lint passes, bob approves', 'alice to merge since day 3: approved by bob'],
    ['alice opens it and asks bob, GitHub counts no reviews, bob approves', 'alice to merge since day 2: approved by bob'],
    [
      'alice opens it and asks bob and carol, GitHub counts no reviews, bob approves',
      'carol to review since day 1: asked by alice',
    ],
    [
      'alice opens it and asks bob, bob approves, mallory reviews, mallory begins a thread',
      'alice to merge since day 2: approved by bob',
    ],
    ['alice opens it and asks bob, bob approves, mallory wants changes', 'alice to merge since day 2: approved by bob'],
    ['alice opens it and asks bob, bob wants changes, alice pushes, bob approves', 'alice to merge since day 4: approved by bob'],
    [
      'alice opens it and asks bob, bob approves, alice makes it a draft, alice makes it ready',
      'alice to merge since day 4: approved by bob',
    ],
    ['renovate opens it and asks bob, turns of bots are wanted, bob approves', 'bob to merge since day 2: approved by bob'],
    ['alice opens it and asks bob, bob approves, the account of alice goes', 'bob to merge since day 2: approved by bob'],
    ['alice opens it and asks bob, lint runs, that is long ago, bob approves', 'alice to answer since day 3: stuck lint'],
    [
      'mallory opens it and asks bob, the branch demands test, that is long ago, bob approves',
      'bob to answer since day 2: stuck test',
    ],
    ['alice opens it, lint runs, that is long ago, alice lets it merge itself', 'alice to answer since day 2: stuck lint'],
    ['alice opens it and asks bob, lint runs, that is long ago', 'bob to review since day 1: asked by alice'],
  ]);
});

describe('nobody', () => {
  tells([
    ['alice opens it and asks bob, bob merges it', 'nobody: merged'],
    ['alice opens it and asks bob, alice closes it', 'nobody: closed'],
    ['alice opens it as a draft and asks bob', 'nobody: draft'],
    ['alice opens it and asks bob, alice makes it a draft', 'nobody: draft'],
    ['alice opens it and asks bob, carol labels it BLOCKED', 'nobody: label BLOCKED'],
    ['alice opens it as a draft, carol labels it blocked', 'nobody: draft, label blocked'],
    ['alice opens it and asks bob, carol locks it', 'nobody: locked'],
    ['alice opens it and asks bob, bob approves, alice lets it merge itself', 'nobody: merges itself'],
    ['alice opens it, alice lets it merge itself', 'nobody: merges itself'],
    ['alice opens it, bob approves, bob reviews, alice lets it merge itself', 'nobody: merges itself'],
    ['alice opens it and asks bob, bob approves, lint runs', 'nobody: checks run'],
    ['alice opens it and asks bob, bob approves, the branch demands test', 'nobody: checks run'],
    ['mallory opens it, lint runs, that is long ago, mallory lets it merge itself', 'nobody: checks run'],
    ['alice opens it and asks bob, bob approves, the place is frozen', 'nobody: frozen'],
    ['renovate opens it', 'nobody: bot'],
    ['renovate opens it, lint fails, turns of bots are wanted', 'nobody: bot'],
    ['alice opens it, the account of alice goes', 'nobody: ghost'],
    ['alice opens it and asks bob, bob wants changes, the account of alice goes', 'nobody: ghost'],
    ['mallory opens it and asks bob, GitHub calls it approved, bob asks no bob any more', 'nobody: unknown'],
  ]);
});

describe('who is gone, is none, or lives in another time', () => {
  tells([
    ['alice opens it and asks bob, the account of alice goes', 'bob to review since day 1: asked by somebody gone'],
    ['alice opens it and asks bob, lint fails, the account of alice goes', 'bob to review since day 1: asked by somebody gone'],
    [
      'alice opens it and asks bob and carol, bob approves, lint fails, the account of alice goes',
      'carol to review since day 1: asked by somebody gone',
    ],
    ['alice opens it and asks bob, somebody gone comments', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, somebody gone begins a thread', 'bob to review since day 1: asked by alice'],
    ['alice opens it and asks bob, bob wants changes, somebody gone pushes', 'bob to review since day 3: answered by alice'],
    ['alice opens it and asks bob, bob wants changes, linter pushes', 'alice to answer since day 2: changes by bob'],
    ['alice opens it and asks bob, bob wants changes, the account of bob goes', 'alice to ask since day 1: nobody asked'],
    ['renovate opens it, carol is assigned, turns of bots are wanted, lint fails', 'carol to answer since day 2: red lint'],
    ['renovate opens it and asks bob, turns of bots are wanted', 'bob to review since day 1: asked by renovate'],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes with a clock 300 days slow',
      'alice to answer since day 2: changes by bob',
    ],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes with a clock 300 days fast',
      'bob to review since day 2: answered by alice',
    ],
    [
      'alice opens it and asks bob, alice pushes with a clock 300 days fast, bob wants changes',
      'alice to answer since day 3: changes by bob',
    ],
    [
      'alice opens it and asks bob, alice comments, all but the last deed is cut off',
      'bob to review since day 2: asked by somebody gone',
    ],
    [
      'alice opens it and asks bob, bob wants changes, alice pushes, all but the last deed is cut off',
      'bob to review since day 3: answered by alice',
    ],
  ]);
});

test.each([
  ['alice opens it, bob comments, alice makes it a draft, bob comments', 3],
  ['alice opens it as a draft, carol comments', 1],
  ['alice opens it, carol labels it blocked, bob comments, carol labels it blocked', 4],
  ['alice opens it, carol labels it blocked, alice makes it a draft', 2],
  ['alice opens it, bob approves, lint passes, the place is frozen', 3],
])('%s: nobody has the move since day %i', (story, day) => {
  expect(turnIn(story)).toMatchObject({ of: 'nobody', since: dayOf(day) });
});

test.each([
  ['alice opens it', 1],
  ['alice opens it, bob comments, linter comments', 2],
  ['alice opens it, alice pushes with a clock 300 days slow', 1],
  ['alice opens it, bob comments, alice pushes with a clock 300 days fast', 2],
  ['alice opens it, bob begins a thread', 2],
  ['alice opens it, bob approves, lint passes', 2],
])('%s: the last deed of a person was on day %i', (story, day) => {
  const moved = movedAtOf(told(story).pull).getTime();
  expect(moved - (moved % 1000)).toBe(dayOf(day).getTime());
});

test.each([
  ['alice opens it, bob gives a command', null, 2],
  ['alice opens it, linter gives a command', null, 1],
  ['alice opens it, bob comments, linter comments, all but the last deed is cut off', null, 3],
  ['alice opens it, bob comments, linter comments, all but the last deed is cut off', 2, 3],
  ['alice opens it, linter comments, linter comments, all but the last deed is cut off', 3, 1],
  ['alice opens it, bob comments, linter comments, all but the last 2 deeds is cut off', null, 2],
])('%s, read on day %s: somebody was there last on day %i', (story, read, day) => {
  expect(tendedAtOf(told(story).pull, read === null ? null : dayOf(read))).toEqual(dayOf(day));
});

test.each<[string, string[], boolean]>([
  ['alice opens it', [], true],
  ['alice opens it, lint runs', [], false],
  ['alice opens it, test fails, lint fails', ['lint', 'test'], false],
  ['alice opens it, lint fails, the branch demands test', [], false],
  ['alice opens it, lint fails, test passes, the branch demands test', [], true],
])('%s: red is %j, and green is %j', (story, red, green) => {
  const { pull } = told(story);
  expect([redNow(pull), isGreen(pull)]).toEqual([red, green]);
});

test('an episode has another name for another task, other people and another time, and the same for the same', () => {
  const stories = [
    'alice opens it and asks bob',
    'alice opens it and asks carol',
    'alice opens it and asks bob and carol',
    'alice opens it and asks @acme/web',
    'alice opens it, alice asks bob',
    'alice opens it, bob approves',
    'alice opens it',
    'alice opens it as a draft',
  ];
  expect(new Set(stories.map(story => episodeOf(turnIn(story)))).size).toBe(stories.length);
  expect(episodeOf(turnIn('alice opens it and asks carol and bob, linter comments, alice pushes'))).toBe(
    episodeOf(turnIn('alice opens it and asks bob and carol')),
  );
  expect(episodeOf(turnIn('alice opens it and asks bob and @acme/web'))).toMatchInlineSnapshot(
    `"review 2+team-103 2026-11-01T12:00:00.000Z"`,
  );
});
