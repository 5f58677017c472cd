import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blank, dayOf, person, quietly, team } from '../../../../test/pull-story.ts';
import type { Person } from '../../../core/event.ts';
import type { Deed, OpenPull } from '../../../core/open-pull.ts';
import type { Around } from './turn.ts';
import { episodeOf, isGreen, movedAtOf, redNow, turnOf } from './turn-of.ts';

/** Anything that GitHub could say, and much that it never would. */
const days = fc.integer({ min: 1, max: 20 }).map(dayOf);
const clocks = fc.integer({ min: -300, max: 300 }).map(dayOf);
const human = fc.constantFrom('alice', 'bob', 'carol', 'dave', 'mallory').map(person);
const bot = fc.constantFrom('renovate', 'linter').map(person);
const anybody: fc.Arbitrary<Person | null> = fc.option(fc.oneof(human, bot));
const anyone = fc.oneof(human, bot);
const state = fc.constantFrom('approved', 'changes', 'commented');
const label = fc.constantFrom('blocked', 'web');
const bodies = fc.oneof(
  fc.record({ what: fc.constant('reviewed'), state }),
  fc.record({ what: fc.constantFrom('drafted', 'dismissed', 'retargeted') }),
  fc.record({ what: fc.constant('commented'), node: fc.constant('IC_1') }),
  fc.record({ what: fc.constantFrom('labelled', 'unlabelled'), label }),
);
const opening = fc.record({ what: fc.constantFrom('readied', 'reopened') });
const asking = fc.record({ what: fc.constantFrom('asked', 'unasked'), person: fc.option(anyone), team: fc.constant(null) });
const deedOf = (by: fc.Arbitrary<Person | null>): fc.Arbitrary<Deed> =>
  fc.oneof(
    fc.tuple(by, days, fc.oneof(bodies, opening, asking)).map(([by, at, body]) => ({ by, at, ...body })),
    fc.record({ by, at: clocks, what: fc.constant('pushed') }),
  );
/** What bots say and push; whom they ask and what they open again is asked and open. */
const botDeed: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(bot, days, bodies).map(([by, at, body]) => ({ by, at, ...body })),
  fc.record({ by: bot, at: clocks, what: fc.constant('pushed') }),
);

const unique = { selector: (one: { id: number }) => one.id, maxLength: 3 };
const reviews = fc.uniqueArray(fc.record({ by: anyone, state, at: days, writer: fc.boolean() }), {
  selector: one => one.by.id,
  maxLength: 4,
});
const threads = fc.array(fc.record({ by: anybody, last: fc.record({ by: anybody, at: days }) }), { maxLength: 3 });
const checks = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('lint', 'test', 'e2e'),
    state: fc.constantFrom('success', 'running', 'failure'),
    at: fc.option(days),
  }),
  { selector: one => one.name, maxLength: 3 },
);
const rarely = fc.integer({ min: 0, max: 9 }).map(dice => dice === 0);
const pulls: fc.Arbitrary<OpenPull> = fc
  .record({
    author: fc.option(fc.oneof(human, human, human, bot), { freq: 8 }),
    insider: fc.boolean(),
    state: fc.constantFrom('open', 'open', 'open', 'open', 'closed', 'merged'),
    draft: rarely,
    locked: rarely,
    mergesItself: rarely,
    labels: fc.uniqueArray(label, { maxLength: 1 }),
    assignees: fc.uniqueArray(anyone, unique),
    conflict: fc.constantFrom(false, false, false, true, null),
    decision: fc.constantFrom('approved', 'changes', 'required', null),
    demanded: fc.uniqueArray(fc.constantFrom('lint', 'deploy'), { maxLength: 2 }),
    checks,
    asked: fc.record({
      people: fc.uniqueArray(anyone, unique),
      teams: fc.uniqueArray(fc.constantFrom('web', 'release').map(team), unique),
    }),
    reviews,
    threads,
    deeds: fc.array(deedOf(anybody), { maxLength: 12 }),
    deedsCut: fc.boolean(),
  })
  .map(part => ({ ...blank(), ...part, updatedAt: dayOf(21) }));
const arounds: fc.Arbitrary<Around> = fc.record({
  bots: fc.boolean(),
  conflictSince: fc.option(days),
  redSince: fc.option(days),
  clearSince: fc.option(days),
  greenSince: fc.option(days),
  stuckSince: fc.option(days),
  redAgain: fc.uniqueArray(fc.constantFrom('lint', 'test'), { maxLength: 1 }),
  frozen: fc.option(fc.constant({ until: null }), { freq: 1 }),
  quietLabels: fc.constantFrom([], quietly.quietLabels),
});

const holds = (rule: (pull: OpenPull, around: Around) => void) =>
  fc.assert(fc.property(pulls, arounds, rule), { numRuns: 2_000 });

test('somebody has the move, or there is a reason why nobody has', () => {
  holds((pull, around) => {
    const turn = turnOf(pull, around);
    expect(turn.why.length).toBeGreaterThan(0);
    if (turn.of === 'nobody') return;
    expect(turn.people.length + turn.teams.length).toBeGreaterThan(0);
    expect(turn.people.filter(one => one.bot)).toEqual([]);
    expect(new Set(turn.people.map(one => one.id)).size).toBe(turn.people.length);
    expect(new Set(turn.why.map(one => JSON.stringify(one))).size).toBe(turn.why.length);
  });
});

test('what a bot says, pushes or labels changes nothing, wherever it stands', () => {
  fc.assert(
    fc.property(pulls, arounds, botDeed, fc.nat(12), (pull, around, deed, place) => {
      const withBot = { ...pull, deeds: pull.deeds.toSpliced(place, 0, deed) };
      expect(turnOf(withBot, around)).toEqual(turnOf(pull, around));
      expect(movedAtOf(withBot)).toEqual(movedAtOf(pull));
    }),
    { numRuns: 2_000 },
  );
});

test('whoever only gives us a command changes nothing, wherever it stands', () => {
  fc.assert(
    fc.property(pulls, arounds, human, days, fc.nat(12), (pull, around, by, at, place) => {
      const withCommand = { ...pull, deeds: pull.deeds.toSpliced(place, 0, { by, at, what: 'commanded' }) };
      expect(turnOf(withCommand, around)).toEqual(turnOf(pull, around));
    }),
    { numRuns: 1_000 },
  );
});

test('a bot that reviews or begins a thread changes nothing', () => {
  fc.assert(
    fc.property(pulls, arounds, bot, days, state, (pull, around, by, at, says) => {
      const { reviews } = pull;
      const loud = {
        ...pull,
        reviews: [...reviews.filter(one => one.by.id !== by.id), { by, at, state: says, writer: true }],
        threads: [...pull.threads, { by, last: { by, at } }],
      };
      expect(turnOf(loud, around)).toEqual(turnOf(pull, around));
    }),
    { numRuns: 2_000 },
  );
});

test('nobody waits since later than anything that is known, nor since before it was opened', () => {
  holds((pull, around) => {
    const { since } = turnOf(pull, around);
    expect(since <= dayOf(21)).toBe(true);
    expect(since >= pull.openedAt).toBe(true);
    expect(movedAtOf(pull) <= dayOf(21)).toBe(true);
  });
});

test('it does not matter in which order things are listed', () => {
  fc.assert(
    fc.property(pulls, arounds, fc.infiniteStream(fc.nat()), (pull, around, dice) => {
      const shuffled = <T>(all: T[]): T[] => {
        const drawn = all.map(one => ({ one, at: dice.next().value ?? 0 }));
        return drawn.toSorted((a, b) => a.at - b.at).map(({ one }) => one);
      };
      const { asked, reviews, threads, checks, labels, demanded, deeds, assignees } = pull;
      const other: OpenPull = {
        ...pull,
        ...{ asked: { people: shuffled(asked.people), teams: shuffled(asked.teams) }, reviews: shuffled(reviews) },
        ...{ threads: shuffled(threads), checks: shuffled(checks), labels: shuffled(labels), demanded: shuffled(demanded) },
        ...{ deeds: shuffled(deeds), assignees: shuffled(assignees) },
      };
      expect(turnOf(other, around)).toEqual(turnOf(pull, around));
      expect(episodeOf(turnOf(other, around))).toBe(episodeOf(turnOf(pull, around)));
    }),
    { numRuns: 2_000 },
  );
});

test('a draft is nobody’s', () => {
  holds((pull, around) => {
    const turn = turnOf({ ...pull, draft: true }, around);
    expect(turn.of).toBe('nobody');
    if (pull.state === 'open') expect(turn.why).toContainEqual({ because: 'draft' });
  });
});

test('nothing that is red, in conflict, or has never been green is to be merged', () => {
  holds((pull, around) => {
    if (turnOf(pull, around).of !== 'merge') return;
    expect([isGreen(pull) || around.greenSince !== null, redNow(pull), pull.conflict === true]).toEqual([true, [], false]);
  });
});

test('our own comment makes no new episode, whatever clocks say', () => {
  fc.assert(
    fc.property(pulls, arounds, fc.integer({ min: 22, max: 40 }), (pull, around, day) => {
      const ahead = pull.deeds.some(deed => deed.what === 'pushed' && deed.at > pull.updatedAt && deed.at <= dayOf(day));
      fc.pre(!ahead);
      expect(turnOf({ ...pull, updatedAt: dayOf(day) }, around)).toEqual(turnOf(pull, around));
    }),
    { numRuns: 2_000 },
  );
});
