import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alice, bob, carol, dave, move, on, person, pull, round, row, web } from '../../../../test/nudges.ts';
import type { Effect } from '../../../core/effect.ts';
import { isWorking } from '../../../time/work-time.ts';
import type { Acted, Round } from '../act.ts';
import type { Row } from '../row.ts';
import { nudgeAct } from './act.ts';
import { type Help, noHelp } from './help.ts';

/** Whatever the hour, whoever is asked, whoever has heard what: what never happens. */

const everybody = [bob, carol, dave, person('mallory')];
const some = fc.subarray(everybody);
const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/Los_Angeles', 'Australia/Lord_Howe');
const month = { min: on('Mon 10:00'), max: new Date('2026-12-20T00:00:00Z'), noInvalidDate: true };

const look = fc.record({
  now: fc.date(month),
  asked: some,
  byTeam: fc.boolean(),
  heard: some,
  out: some,
  silent: some,
  zones: fc.tuple(zones, zones, zones, zones),
  left: fc.nat(2),
  knowing: some,
});
type Look = typeof look extends fc.Arbitrary<infer T> ? T : never;

function roundOf(given: Look): Round {
  const people = Object.fromEntries(
    everybody.map((one, place) => [one.login, { timezone: given.zones[place], remind: !given.silent.includes(one) }]),
  );
  return round(given.now, {
    file: { people, escalate_after: '1d' },
    hasHeard: one => given.heard.some(({ id }) => id === one.id),
    optedOut: new Set(given.out.map(({ id }) => id)),
    left: given.left,
  });
}

function acted(given: Look, of: Row): Acted {
  const team = { team: web, members: everybody, size: everybody.length, knowing: given.knowing };
  const help: Help = { ...noHelp, teams: new Map([[web.id, team]]), higher: team };
  return nudgeAct({ round: roundOf(given), row: of, pull: pull(), outcomes: new Map(), help });
}

const rowOf = ({ asked, byTeam }: Look): Row => {
  const people = asked.length === 0 && !byTeam ? [alice] : asked;
  return row(move('review', people, { teams: byTeam ? [web] : [] }));
};
const mentions = (effects: Effect[]): string[] =>
  effects.flatMap(effect => ('body' in effect ? (effect.body.replaceAll(/`[^`]*`/g, '').match(/@[\w/-]+/g) ?? []) : []));

test('nobody hears outside their work, twice a day, or against their will; at most two are mentioned', () => {
  fc.assert(
    fc.property(look, given => {
      const { effects, heard } = acted(given, rowOf(given));
      const { config } = roundOf(given);
      for (const one of heard.flatMap(({ person }) => person ?? [])) {
        expect(isWorking(config.calendarOf(one.login), given.now)).toBe(true);
        expect([...given.heard, ...given.out, ...given.silent].map(({ id }) => id)).not.toContain(one.id);
      }
      expect(mentions(effects).length).toBeLessThanOrEqual(2);
      // Whoever is mentioned is known to have heard.
      for (const name of mentions(effects).filter(all => !all.includes('/')))
        expect(heard.map(one => `@${one.person?.login}`)).toContain(name);
      if (given.left === 0) expect(effects).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('said once, it calls nobody again before the team, and the team once', () => {
  fc.assert(
    fc.property(look, fc.array(fc.date(month), { maxLength: 5 }), (given, later) => {
      let now = rowOf(given);
      const comments: string[] = [];
      for (const time of [given.now, ...later].toSorted((a, b) => a.getTime() - b.getTime())) {
        const { row: next, effects } = acted({ ...given, now: time }, now);
        comments.push(...effects.filter(({ kind }) => kind === 'comment').map(({ key }) => key));
        now = {
          ...next,
          nudge: next.nudge && { ...next.nudge, stands: next.nudge.stands === 'leaving' ? 'there' : next.nudge.stands },
        };
      }
      expect(comments.length).toBeLessThanOrEqual(2);
      expect(new Set(comments).size).toBe(comments.length);
    }),
    { numRuns: 200 },
  );
});

test('what could not be said now is said later', () => {
  fc.assert(
    fc.property(look, given => {
      const { row: next, effects } = acted(given, rowOf(given));
      const isOver = next.nudge?.stands === 'gone';
      if (effects.length === 0 && !isOver) expect(next.dueAt?.getTime() ?? 0).toBeGreaterThan(given.now.getTime());
    }),
    { numRuns: 400 },
  );
});
