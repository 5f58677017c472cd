import { expect, test } from 'vitest';
import { alice, bob, carol, dave, move, nudged, on, person, pull, round, row, web } from '../../../../test/nudges.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import type { Acted, Given } from '../act.ts';
import { hiddenKey, type Row } from '../row.ts';
import { nudgeAct } from './act.ts';
import { gistOf } from './gist.ts';
import { type Help, noHelp, type TeamHelp } from './help.ts';
import { hides, putAway } from './put-away.ts';

/** Who hears what at a look. Carol has the move since Monday, 10:00; the team works Mon-Fri 09:00-17:00 in UTC. */

const review = move('review', [carol]);
const ofTeam = move('review', [], { teams: [web] });
const team = (members: TeamHelp['members'], knowing: TeamHelp['knowing'] = []): TeamHelp => ({
  team: web,
  members,
  size: (members ?? []).length,
  knowing,
});
const asked = (help: TeamHelp): Partial<Help> => ({ teams: new Map([[web.id, help]]) });
const outcome = (state: Outcome['state'], more: Partial<Outcome> = {}): Outcome => ({
  ...{ state, remoteId: null, error: null, unsure: false, settledAt: null },
  ...more,
});
const many = Array.from({ length: 11 }, (_, place) => ({ id: 100 + place, login: `user${place}`, bot: false }));

interface Case {
  now: string;
  row?: Row;
  round?: Parameters<typeof round>[1];
  help?: Partial<Help> | null;
  outcomes?: [string, Outcome][];
  pull?: Given['pull'];
}

const act = ({ now, row: of = row(review), help = {}, outcomes = [], ...more }: Case): Acted =>
  nudgeAct({
    ...{ round: round(on(now), more.round), row: of, pull: more.pull ?? pull(), outcomes: new Map(outcomes) },
    help: help && { ...noHelp, ...help },
  });

/** `nudge to carol; next Wed 10:00`. */
function story({ effects, heard, row: { nudge, dueAt } }: Acted): string {
  const told = effects.map(effect => {
    if (effect.kind !== 'comment' && effect.kind !== 'edit') return effect.kind;
    const live = effect.body.replaceAll(/`[^`]*`/g, '').match(/@[\w/-]+/g) ?? [];
    return `${effect.kind} ${live.join(' ') || 'to nobody'}`;
  });
  const names = heard.map(({ person, what }) => `${person?.login ?? 'nobody'} hears of ${what === 'nudge' ? 'it' : 'all'}`);
  const next = dueAt ? [`next ${dueAt.toUTCString().replace(/^(\w{3}), (\d\d) \w+ \d+ (\d\d:\d\d).*/, '$1 $2 $3')}`] : [];
  return [...told, ...names, ...(nudge?.stands === 'gone' ? ['never again'] : []), ...next].join('; ');
}

const at = 'Tue 10:00';
const tokyo = { people: { carol: { timezone: 'Asia/Tokyo' } } };
const holiday = { people: { carol: { holidays: ['2026-11-01 - 2026-11-30'] } } };
const heard = (...people: (typeof carol)[]) => ({ hasHeard: ({ id }: typeof carol) => people.some(one => one.id === id) });
const once = 'comment @carol; carol hears of it; next Tue 03 10:15';
const said = (more = {}) => row(review, { nudge: nudged(more) });
const late = { file: { escalate_after: '1d' } };

test.each<[what: string, given: Case, story: string]>([
  ['after a day she is told', { now: at }, once],
  ['not before', { now: 'Tue 09:59' }, 'next Tue 03 10:00'],
  ['not after work', { now: 'Tue 17:00' }, 'next Wed 04 09:00'],
  ['nor at her night', { now: 'Wed 12:00', round: { file: tokyo } }, 'next Thu 05 00:00'],
  ['who has heard something today waits for tomorrow', { now: at, round: heard(carol) }, 'next Wed 04 09:00'],
  ['when so many are told a day, the rest waits', { now: at, round: { left: 0 } }, 'next Wed 04 09:00'],
  ['nobody knew that she would be called: soon', { now: at, help: null }, 'next Tue 03 10:00'],
  ['muted', { now: at, row: row(review, { muted: true }) }, ''],
  ['snoozed', { now: at, row: row(review, { snoozedUntil: on('Wed 12:00') }) }, 'next Wed 04 12:00'],
  [
    'of three two are mentioned, those asked first',
    {
      now: at,
      row: row(move('review', [bob, carol, dave])),
      pull: pull({
        deeds: [dave, carol, bob].map((one, place) => ({
          ...{ at: new Date(on('Mon 10:00').getTime() + place), by: alice, what: 'asked' as const, person: one, team: null },
        })),
      }),
    },
    'comment @dave @carol; dave hears of it; carol hears of it; next Tue 03 10:15',
  ],
  [
    'of two the one who may be called',
    { now: at, row: row(move('review', [bob, carol])), round: heard(bob) },
    'comment @carol; carol hears of it; next Tue 03 10:15',
  ],
  [
    'a team that nobody may see: by its name only',
    { now: at, row: row(ofTeam), round: { left: 9 }, help: asked(team(null)) },
    'comment to nobody; nobody hears of it; next Tue 03 10:15',
  ],
  [
    'of a team whoever knows the files',
    { now: at, row: row(ofTeam), help: asked(team([bob, dave], [dave, bob])) },
    'comment @dave; dave hears of it; next Tue 03 10:15',
  ],
  [
    'once they may be called',
    { now: at, row: row(ofTeam), round: heard(dave), help: asked(team([bob, dave], [dave])) },
    'next Wed 04 09:00',
  ],
  [
    'who was asked with it does not want it: the team all the same',
    {
      ...{ now: at, row: row(move('review', [carol], { teams: [web] })), round: { optedOut: new Set([carol.id]) } },
      help: asked(team([bob, dave], [dave])),
    },
    'comment @dave; dave hears of it; next Tue 03 10:15',
  ],
  [
    'not who may not read here any more',
    { now: at, row: row(move('review', [bob, carol])), help: { lost: [bob] } },
    'comment @carol; carol hears of it; next Tue 03 10:15',
  ],
  ['though there is nobody else', { now: at, help: { lost: [carol] } }, 'never again'],
  [
    'who knows them is away for weeks: others of the team',
    { now: at, row: row(ofTeam), round: { file: holiday }, help: asked(team([bob, carol], [carol])) },
    'comment @bob; bob hears of it; next Tue 03 10:15',
  ],
  [
    'she is away for weeks: the team above',
    { now: 'Wed 10:00', round: { file: { ...holiday, ...late.file } }, help: { higher: team([bob]) } },
    'comment @acme/web; bob hears of all; next Wed 04 10:15',
  ],
  [
    'nobody knows them: all of a small team',
    { now: at, row: row(ofTeam), help: asked(team([bob, dave])) },
    'comment @acme/web; bob hears of it; dave hears of it; next Tue 03 10:15',
  ],
  [
    'if one of it does not want it: the others',
    { now: at, row: row(ofTeam), round: { optedOut: new Set([bob.id]) }, help: asked(team([bob, dave])) },
    'comment @dave; dave hears of it; next Tue 03 10:15',
  ],
  [
    'of a team that has eleven with its author nobody',
    { now: at, row: row(ofTeam), help: asked({ ...team(many.slice(1)), size: 11 }) },
    'comment to nobody; nobody hears of it; next Tue 03 10:15',
  ],
  [
    'of a large team nobody',
    { now: at, row: row(ofTeam), help: asked(team(many)) },
    'comment to nobody; nobody hears of it; next Tue 03 10:15',
  ],
  [
    'whoever approved, where the author may not merge',
    { now: at, row: row(move('merge', [alice], { why: [{ because: 'approved', by: [bob] }] })), help: { mergers: [bob] } },
    'comment @bob; bob hears of it; next Tue 03 10:15',
  ],
  ['said once: quiet', { now: 'Fri 10:00', row: said() }, ''],
  ['it got there', { now: 'Tue 10:15', row: said({ stands: 'leaving' }), outcomes: [['nudge:7:42:x', outcome('done')]] }, ''],
  [
    'it has not left yet',
    { now: 'Tue 10:20', row: said({ stands: 'leaving' }), outcomes: [['nudge:7:42:x', outcome('planned')]] },
    'next Tue 03 10:35',
  ],
  [
    'it never got there: again',
    { now: 'Tue 10:15', row: said({ stands: 'leaving' }), outcomes: [['nudge:7:42:x', outcome('failed')]] },
    'comment @carol; carol hears of it; next Tue 03 10:30',
  ],
  [
    'it was too late to leave: again',
    { now: 'Wed 09:00', row: said({ stands: 'leaving' }), outcomes: [['nudge:7:42:x', outcome('dropped')]] },
    'comment @carol; carol hears of it; next Wed 04 09:15',
  ],
  [
    'it could not be said three times: never again',
    { now: 'Tue 10:15', row: said({ stands: 'leaving', tries: 3 }), outcomes: [['nudge:7:42:x', outcome('failed')]] },
    'never again',
  ],
  [
    'what could not be said yesterday',
    { now: 'Wed 09:00', row: said({ stands: 'failed' }) },
    'comment @carol; carol hears of it; next Wed 04 09:15',
  ],
  [
    'what could not be said is said anew when she may hear it',
    {
      ...{ now: 'Tue 10:15', row: said({ stands: 'leaving' }), outcomes: [['nudge:7:42:x', outcome('failed')]] },
      round: heard(carol),
    },
    'next Wed 04 09:00',
  ],
  [
    'too late to leave a third time is no refusal',
    { now: 'Wed 09:00', row: said({ stands: 'leaving', tries: 3 }), outcomes: [['nudge:7:42:x', outcome('dropped')]] },
    'comment @carol; carol hears of it; next Wed 04 09:15',
  ],
  [
    'nobody knows whether it got there: not again',
    { now: 'Tue 10:15', row: said({ stands: 'leaving' }), outcomes: [['nudge:7:42:x', outcome('failed', { unsure: true })]] },
    '',
  ],
  ['lint is red now: the text says so', { now: 'Tue 11:00', row: { ...said(), green: false } }, 'edit @carol'],
  [
    'one of two has come: the text is for the other one',
    {
      now: 'Tue 11:00',
      row: row(review, { nudge: nudged({ to: [bob, carol], hearers: [bob, carol] }) }),
    },
    'edit @carol',
  ],
  [
    'who was called before is not called because another one did something',
    { now: at, row: row(move('review', [bob, carol]), { called: [{ person: bob, at: on('Mon 12:00') }] }) },
    'comment @carol; carol hears of it; next Tue 03 10:15',
  ],
  [
    'nor who was lent the merge',
    {
      ...{ now: at, help: { mergers: [bob, carol] } },
      row: row(move('merge', [alice], { why: [{ because: 'approved', by: [bob, carol] }] }), {
        called: [{ person: bob, at: on('Mon 12:00') }],
      }),
    },
    'comment @carol; carol hears of it; next Tue 03 10:15',
  ],
  ['at most once an hour', { now: 'Tue 10:30', row: { ...said(), green: false } }, 'next Tue 03 11:00'],
  [
    'somebody deleted it: it stays deleted',
    {
      now: 'Thu 10:00',
      row: { ...said({ edits: 1 }), green: false },
      round: late,
      outcomes: [['nudge:7:42:x:edit:1', outcome('dropped')]],
    },
    'never again',
  ],
  [
    'later the team hears of it',
    { now: 'Wed 10:00', row: said(), round: late, help: { higher: team([carol, bob]) } },
    'comment @bob; bob hears of all',
  ],
  [
    'whole, if she is none of it',
    { now: 'Wed 10:00', row: said(), round: late, help: { higher: team([bob, dave]) } },
    'comment @acme/web; bob hears of all; dave hears of all',
  ],
  [
    'not whole, if she has gone quiet since, and is one of it',
    {
      ...{ now: 'Wed 10:00', row: said(), round: { ...late, optedOut: new Set([carol.id]) } },
      help: { higher: team([carol, bob, dave]) },
    },
    'comment @bob @dave; bob hears of all; dave hears of all',
  ],
  [
    'all of it has heard already: nobody is called twice',
    {
      ...{ now: 'Wed 10:00', row: row(ofTeam, { nudge: nudged({ to: [], hearers: [bob, dave] }) }), round: late },
      help: { higher: team([bob, dave]) },
    },
    '',
  ],
  [
    'one of it has heard: the others',
    {
      ...{ now: 'Wed 10:00', row: row(ofTeam, { nudge: nudged({ to: [dave], hearers: [dave] }) }), round: late },
      help: { higher: team([bob, dave], [dave]) },
    },
    'comment @bob; bob hears of all',
  ],
  [
    'of a large one two',
    { now: 'Wed 10:00', row: said(), round: late, help: { higher: team([carol, ...many], [carol, ...many.slice(2, 5)]) } },
    'comment @user2 @user3; user2 hears of all; user3 hears of all',
  ],
  [
    'whoever knows the files is one of two, and not both',
    {
      ...{ now: 'Wed 10:00', row: said(), round: { ...late, hasHeard: ({ id }: typeof carol) => id === dave.id } },
      help: { higher: team([carol, bob, dave], [{ ...bob }]) },
    },
    'comment @bob; bob hears of all',
  ],
  ['not at night', { now: 'Wed 20:00', row: said(), round: late, help: { higher: team([carol, bob]) } }, 'next Thu 05 09:00'],
  ['there is nobody to tell', { now: 'Wed 10:00', row: said(), round: late }, ''],
  [
    'once',
    {
      now: 'Fri 10:00',
      row: said({ escalated: { comment: 'x', at: on('Wed 10:00') } }),
      round: late,
      help: { higher: team([bob]) },
    },
    '',
  ],
  [
    'she wants no reminders: the team, a day later',
    { now: 'Wed 10:00', round: { ...late, optedOut: new Set([carol.id]) }, help: { higher: team([bob]) } },
    'comment @acme/web; bob hears of all; next Wed 04 10:15',
  ],
  [
    'those who could merge do not want it',
    { now: at, row: row(move('merge', [alice])), round: { optedOut: new Set([bob.id]) }, help: { mergers: [bob] } },
    'never again',
  ],
])('%s', (_, given, expected) => {
  expect(story(act(given))).toBe(expected);
});

test('the same wait has the same name, whoever forgot it; each further try, and the same wait once it goes on, has its own', () => {
  const key = ({ effects: [effect] }: Acted): string => effect?.key ?? '';
  const first = key(act({ now: at }));
  expect(key(act({ now: 'Wed 10:00' }))).toBe(first);
  const later = `${first}:${on('Wed 10:00').getTime()}`;
  expect(key(act({ now: 'Wed 10:00', row: act({ now: at }).row, outcomes: [[first, outcome('failed')]] }))).toBe(later);
  expect(key(act({ now: 'Wed 10:00', outcomes: [[hiddenKey(first), outcome('done')]] }))).toBe(later);
});

test('it leaves before her work ends, or not at all', () => {
  expect(act({ now: 'Tue 16:30' }).effects[0]?.leaveBy).toEqual(on('Tue 17:00'));
});

test('the turn has passed: both comments are folded away, and the row forgets them', () => {
  const before = row(review, {
    nudge: nudged({ episode: 'older', escalated: { comment: 'nudge:7:42:x:team', at: on('Wed 10:00') } }),
  });
  const away = putAway({ row: before, round: round(on('Thu 10:00')) });
  expect(away.effects.map(effect => [effect.kind, 'comment' in effect && effect.comment])).toEqual([
    ['hide', 'nudge:7:42:x'],
    ['hide', 'nudge:7:42:x:team'],
  ]);
  expect(away.row.nudge).toBe(null);
  expect(putAway({ row: said(), round: round(on('Thu 10:00')) }).effects).toEqual([]);
  expect(hides(round(on(at)).repository, said({ stands: 'gone' }))).toEqual([]);
});

test('the team reads who heard of it only where all of them have', () => {
  const two = (nudge: Parameters<typeof nudged>[0], called: Row['called'] = []): string => {
    const of = row(move('review', [bob, carol]), { nudge: nudged(nudge), called });
    const { effects } = act({
      now: 'Wed 10:00',
      row: { ...of, nudge: nudged({ ...nudge, says: gistOf(of, nudge?.to ?? []) ?? '' }) },
      round: late,
      help: { higher: team([dave]) },
    });
    return effects.map(one => ('body' in one ? one.body : '')).join();
  };
  expect(two({ to: [bob, carol], hearers: [bob, carol] })).toContain('by `bob` and `carol`, who heard of it 1 business day ago');
  expect(two({ to: [carol], hearers: [carol] })).not.toContain('heard of it');
  expect(two({ to: [carol], hearers: [carol] }, [{ person: bob, at: on('Mon 12:00') }])).toContain('who heard of it');
});

test('a bot is never called', () => {
  expect(story(act({ now: at, row: row(move('review', [person('robot[bot]'), carol])) }))).toBe(once);
});
