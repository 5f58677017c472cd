import { expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import { alice, bob, carol, config, dave, move, nudged, on, person, pull, round, row, web } from '../../../../test/nudges.ts';
import type { Person } from '../../../core/event.ts';
import type { Reads, Role } from '../../../core/reads.ts';
import { type Help, type Helping, helpFor } from './help.ts';

/** Who is asked about before somebody is called, and with how many questions. What is not answered here must not be asked. */

const mallory = person('mallory');
const everybody = [alice, bob, carol, dave, mallory];

interface World {
  given?: Partial<Helping>;
  owners?: string;
  worked?: Person[][];
  roles?: Record<string, Role>;
  members?: Person[] | null;
  outside?: string[];
}

async function helped({
  given = {},
  owners,
  worked = [],
  roles = {},
  members,
  outside = [],
}: World): Promise<{ help: Help; asked: string[] }> {
  const asked: string[] = [];
  const answers = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return Promise.resolve(value);
  };
  const github: Partial<Reads> = {
    changedFiles: () => answers('files', ['src/a.js', 'src/b.js', 'docs/c.md']),
    workedOn: () => answers('work', worked),
    file: path => answers(path, path === 'CODEOWNERS' && owners ? { blob: 'x', text: owners } : null),
    account: login => answers(`account ${login}`, everybody.find(one => one.login === login) ?? null),
    collaborator: ({ login }) => answers(`whether ${login} belongs here`, !outside.includes(login)),
    role: ({ login }) => answers(`role of ${login}`, roles[login] ?? 'write'),
    ...(members === undefined ? {} : { teamMembers: ({ slug }) => answers(`team ${slug}`, members) }),
  };
  const helping = { pull: pull(), row: row(ask), config: config(), loads: new Map(), optedOut: new Set<number>(), ...given };
  return { help: await helpFor(helping, askOf(round(on('Tue 10:00')).repository, { github })), asked };
}

const ask = move('ask', [alice], { why: [{ because: 'nobody asked' }] });
const proposed = async (world: World): Promise<string[]> =>
  (await helped(world)).help.proposals.map(
    ({ person: { login }, owns, worked }) => `${login}${owns ? ` owns ${owns}` : ''}${worked ? ' worked' : ''}`,
  );

const loads = new Map([
  [bob.id, 3],
  [carol.id, 1],
]);
const gone = [11, 12, 13, 14].map(id => ({ id, login: `gone-${id}`, bot: false }));
const owned = 'src/ @bob @carol\ndocs/ @dave\n';

test.each<[what: string, world: World, proposed: string[]]>([
  ['who owns the most', { owners: owned }, ['bob owns src/', 'carol owns src/']],
  ['the least loaded first', { owners: owned, given: { loads } }, ['dave owns docs/', 'carol owns src/']],
  ['who worked on them', { worked: [[mallory], [mallory, dave]] }, ['mallory worked', 'dave worked']],
  ['both reasons are said', { owners: 'src/ @bob', worked: [[bob]] }, ['bob owns src/ worked']],
  ['not the author', { owners: 'src/ @alice @bob' }, ['bob owns src/']],
  [
    'not who wants no reminders',
    { owners: owned, given: { optedOut: new Set([bob.id]) } },
    ['carol owns src/', 'dave owns docs/'],
  ],
  [
    'not whom the file leaves alone',
    { owners: 'src/ @bob', given: { config: config({ people: { bob: { remind: false } } }) } },
    [],
  ],
  ['not who is asked already', { owners: 'src/ @bob', given: { pull: pull({ asked: { people: [bob], teams: [] } }) } }, []],
  [
    'not who has reviewed',
    {
      owners: 'src/ @bob',
      given: { pull: pull({ reviews: [{ by: bob, state: 'approved', at: on('Mon 12:00'), writer: true }] }) },
    },
    [],
  ],
  ['not who cannot be asked', { owners: owned, outside: ['bob'] }, ['carol owns src/', 'dave owns docs/']],
  [
    'four who are gone do not stand in the way',
    { worked: [[...gone, dave]], outside: gone.map(({ login }) => login) },
    ['dave worked'],
  ],
  ['not a name that nobody has', { owners: 'src/ @nobody' }, []],
  [
    'of a team whoever worked on the files',
    { owners: 'src/ @acme/web', members: [bob, dave], worked: [[dave]] },
    ['dave owns src/ worked'],
  ],
  ['of a team anybody', { owners: 'src/ @acme/web', members: [bob, dave] }, ['bob owns src/', 'dave owns src/']],
  [
    'whose review was dismissed comes first, whatever else they have to do',
    {
      owners: owned,
      given: { loads, row: row(move('ask', [alice], { why: [{ because: 'dismissed', by: [bob] }] })) },
    },
    ['bob owns src/', 'dave owns docs/'],
  ],
  ['nobody is known', {}, []],
])('proposed: %s', async (_, world, names) => {
  expect(await proposed(world)).toEqual(names);
});

const late = { config: config({ escalate_after: '1d' }) };
const files = ['files', 'work'];
const places = ['.github/CODEOWNERS', 'CODEOWNERS'];
const merge = move('merge', [alice]);
const approvedBy = (...people: Person[]) =>
  pull({ reviews: people.map(by => ({ by, state: 'approved' as const, at: on('Mon 12:00'), writer: true })) });

test.each<[what: string, world: World, asked: string[]]>([
  ['a review of a person', { given: { row: row(move('review', [carol])) } }, ['role of carol']],
  ['an answer', { given: { row: row(move('answer', [alice])) } }, []],
  ['nobody’s turn', { given: { row: row({ of: 'nobody', since: on('Mon 10:00'), why: [{ because: 'draft' }] }) } }, []],
  ['what is muted', { given: { row: row(ask, { muted: true }) } }, []],
  ['what was said', { given: { row: row(ask, { nudge: nudged() }) } }, []],
  ['what somebody deleted', { given: { ...late, row: row(ask, { nudge: nudged({ stands: 'gone' }) }) } }, []],
  ['nobody was asked', { owners: 'src/ @bob' }, ['files', ...places, 'work', 'account bob', 'whether bob belongs here']],
  [
    'whoever worked there needs no looking up',
    { owners: 'src/ @bob', worked: [[bob]] },
    ['files', ...places, 'work', 'whether bob belongs here'],
  ],
  ['a team', { given: { row: row(move('review', [], { teams: [web] })) }, members: [] }, [...files, 'team web']],
  [
    'a team, where who was asked with it wants no reminders',
    {
      given: { row: row(move('review', [carol], { teams: [web] })), optedOut: new Set([carol.id]) },
      members: [],
    },
    [...files, 'team web'],
  ],
  ['a merge that others may make', { given: { row: row(merge), pull: approvedBy(bob) } }, ['role of alice']],
  ['a merge by whoever approved', { given: { row: row(move('merge', [bob])), pull: approvedBy(bob) } }, []],
  [
    'the team that was asked',
    { given: { ...late, row: row(move('review', [], { teams: [web] }), { nudge: nudged() }) }, members: [] },
    [...files, 'team web'],
  ],
  [
    'the team that owns the files',
    { given: { ...late, row: row(ask, { nudge: nudged() }) }, owners: '* @acme/all', members: [] },
    ['files', ...places, 'work', 'team all'],
  ],
])('asked for %s', async (_, world, asked) => {
  expect((await helped(world)).asked).toEqual(asked);
});

test('who was asked and may not read here any more is not called, but their team is', async () => {
  const given = { row: row(move('review', [carol], { teams: [web] })) };
  const { help } = await helped({ given, roles: { carol: 'none' }, members: [bob] });
  expect([help.lost, help.teams.get(web.id)?.members]).toEqual([[carol], [bob]]);
});

test('who may not read here any more and was the only one: the team above is told at once', async () => {
  const given = { row: row(move('review', [carol])), config: config({ escalate_after: '1d', escalate_to: '@acme/web' }) };
  expect((await helped({ given, roles: { carol: 'none' }, members: [bob] })).help.higher?.members).toEqual([bob]);
});

test('who may not merge leaves it to whoever approved', async () => {
  const given = { row: row(merge), pull: approvedBy(bob, dave) };
  expect((await helped({ given, roles: { alice: 'triage' } })).help.mergers).toEqual([bob, dave]);
  expect((await helped({ given, roles: { alice: 'write' } })).help.mergers).toBe(null);
});

test('of a team: who is in it besides the author, and who of them knows the files', async () => {
  const given = { row: row(move('review', [], { teams: [web] })), loads };
  const { help } = await helped({
    given,
    members: [alice, bob, carol, dave],
    worked: [
      [alice, bob],
      [bob, carol],
    ],
  });
  expect(help.teams.get(web.id)).toMatchObject({ members: [bob, carol, dave], size: 4, knowing: [carol, bob] });
});
