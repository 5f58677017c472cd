/** A pull request told in a sentence, `alice opens it and asks bob, bob wants changes, alice pushes`: after each comma a day has passed. */
import type { Person } from '../src/core/event.ts';
import type { Deed, OpenPull } from '../src/core/open-pull.ts';
import type { Around } from '../src/features/reminders/turns/turn.ts';

export const dayOf = (day: number): Date => new Date(Date.UTC(2026, 10, day, 12));

const people = ['alice', 'bob', 'carol', 'dave', 'mallory', 'renovate', 'linter'];
const bots = ['renovate', 'linter'];
export const person = (login: string): Person => ({ id: people.indexOf(login) + 1, login, bot: bots.includes(login) });
export const team = (slug: string) => ({ id: 100 + slug.length, organisation: 'acme', slug });
const who = (login: string): Person | null => (login === 'somebody gone' ? null : person(login));

export const quietly: Around = {
  quietLabels: ['Blocked'],
  bots: false,
  conflictSince: null,
  redSince: null,
  clearSince: null,
  greenSince: null,
  stuckSince: null,
  redAgain: [],
  frozen: null,
};

export interface Told {
  pull: OpenPull;
  around: Around;
}

interface Telling extends Told {
  day: number;
  /** How many must say yes; null: GitHub counts no reviews here. */
  needed: number | null;
  called: OpenPull['decision'];
}

type Step = [RegExp, (told: Telling, ...words: string[]) => void];

const named = (words: string): string[] => words.split(' and ');

function did(told: Telling, by: string, what: DeedBody): void {
  told.pull.deeds.push({ at: dayOf(told.day), by: who(by), ...what });
}
type DeedBody = Deed extends infer One ? (One extends Deed ? Omit<One, 'at' | 'by'> : never) : never;

function asks(told: Telling, by: string, whom: string): void {
  for (const name of named(whom)) {
    const isTeam = name.startsWith('@acme/');
    const asked = isTeam ? { person: null, team: team(name.slice(6)) } : { person: person(name), team: null };
    did(told, by, { what: 'asked', ...asked });
    if (asked.team) told.pull.asked.teams.push(asked.team);
    if (asked.person) told.pull.asked.people.push(asked.person);
  }
}

function reviews(told: Telling, by: string, state: 'approved' | 'changes' | 'commented'): void {
  const { pull } = told;
  did(told, by, { what: 'reviewed', state });
  pull.asked.people = pull.asked.people.filter(one => one.login !== by);
  const before = pull.reviews.find(one => one.by.login === by);
  if (state === 'commented' && before && before.state !== 'commented') return;
  const review = { by: person(by), state, at: dayOf(told.day), writer: by !== 'mallory' };
  pull.reviews = [...pull.reviews.filter(one => one !== before), review];
}

const check = (told: Telling, name: string, state: 'success' | 'running' | 'failure'): void => {
  const others = told.pull.checks.filter(one => one.name !== name);
  told.pull.checks = [...others, { name, state, at: state === 'running' ? null : dayOf(told.day) }];
};

const becomes =
  (part: Partial<OpenPull>) =>
  (told: Telling): void =>
    void Object.assign(told.pull, part);
const given =
  (part: Partial<Around>) =>
  (told: Telling): void =>
    void Object.assign(told.around, part);
const needs =
  (needed: Telling['needed']) =>
  (told: Telling): void =>
    void Object.assign(told, { needed });

const steps: Step[] = [
  [/^(\w+|somebody gone) opens it(?: as (a draft))?(?: and asks (.+))?$/, opens],
  [/^(\w+) asks no (\w+) any more$/, (told, by, whom) => unasks(told, by, whom)],
  [/^(\S+) asks (.+)$/, (told, by, whom) => asks(told, by, whom)],
  [/^(\w+) approves$/, (told, by) => reviews(told, by, 'approved')],
  [/^(\w+) wants changes$/, (told, by) => reviews(told, by, 'changes')],
  [/^(\w+) reviews$/, (told, by) => reviews(told, by, 'commented')],
  [/^(\w+|somebody gone) comments$/, (told, by) => did(told, by, { what: 'commented', node: `IC_${told.day}` })],
  [/^(\w+) gives a command$/, (told, by) => did(told, by, { what: 'commanded' })],
  [/^(\w+|somebody gone) pushes$/, (told, by) => did(told, by, { what: 'pushed' })],
  [
    /^(\w+) pushes with a clock (\d+) days (fast|slow)$/,
    (told, by, days, which) => {
      const off = Number(days) * (which === 'fast' ? 1 : -1);
      told.pull.deeds.push({ at: dayOf(told.day + off), by: person(by), what: 'pushed' });
    },
  ],
  [
    /^(\w+|somebody gone) begins a thread$/,
    (told, by) => {
      told.pull.threads.push({ by: who(by), last: { by: who(by), at: dayOf(told.day) } });
    },
  ],
  [
    /^(\w+) replies$/,
    (told, by) => {
      told.pull.threads = told.pull.threads.map(one => ({ ...one, last: { by: person(by), at: dayOf(told.day) } }));
    },
  ],
  [
    /^(\w+) resolves all$/,
    told => {
      told.pull.threads = [];
    },
  ],
  [
    /^(\w+) dismisses the review of (\w+)$/,
    (told, by, whom) => {
      did(told, by, { what: 'dismissed' });
      told.pull.reviews = told.pull.reviews.filter(one => one.by.login !== whom);
    },
  ],
  [
    /^(\w+) makes it a draft$/,
    (told, by) => {
      did(told, by, { what: 'drafted' });
      told.pull.draft = true;
    },
  ],
  [
    /^(\w+) makes it ready$/,
    (told, by) => {
      did(told, by, { what: 'readied' });
      told.pull.draft = false;
    },
  ],
  [
    /^(\w+) labels it (\w+)$/,
    (told, by, label) => {
      did(told, by, { what: 'labelled', label });
      told.pull.labels.push(label);
    },
  ],
  [
    /^(\w+) takes (\w+) off$/,
    (told, by, label) => {
      did(told, by, { what: 'unlabelled', label });
      told.pull.labels = told.pull.labels.filter(one => one !== label);
    },
  ],
  [/^(\w+) locks it$/, becomes({ locked: true })],
  [/^(\w+) merges it$/, becomes({ state: 'merged' })],
  [/^(\w+) closes it$/, becomes({ state: 'closed' })],
  [
    /^(\w+) reopens it$/,
    (told, by) => {
      did(told, by, { what: 'reopened' });
      told.pull.state = 'open';
    },
  ],
  [/^(\w+) lets it merge itself$/, becomes({ mergesItself: true })],
  [/^(\w+) is assigned$/, (told, name) => void told.pull.assignees.push(person(name))],
  [
    /^it conflicts$/,
    told => {
      told.pull.conflict = true;
      told.around.conflictSince = dayOf(told.day);
    },
  ],
  [
    /^it conflicts no more$/,
    told => {
      told.pull.conflict = false;
      Object.assign(told.around, { conflictSince: null, clearSince: dayOf(told.day) });
    },
  ],
  [/^nobody knows whether it still conflicts$/, becomes({ conflict: null })],
  [/^it conflicts since nobody knows when$/, becomes({ conflict: true })],
  [/^(\w+) fails$/, (told, name) => check(told, name, 'failure')],
  [/^(\w+) passes$/, (told, name) => check(told, name, 'success')],
  [/^(\w+) runs$/, (told, name) => check(told, name, 'running')],
  [/^the branch demands (\w+)$/, (told, name) => void told.pull.demanded.push(name)],
  [/^two have to approve$/, needs(2)],
  [/^one has to approve$/, needs(1)],
  [/^GitHub counts no reviews$/, needs(null)],
  [/^GitHub calls it approved$/, told => void Object.assign(told, { called: 'approved' })],
  [/^that is long ago$/, told => void Object.assign(told.around, { stuckSince: dayOf(told.day) })],
  [/^the place is frozen$/, given({ frozen: { until: null } })],
  [/^turns of bots are wanted$/, given({ bots: true })],
  [/^the account of (\w+) goes$/, (told, name) => forgets(told, name)],
  [
    /^all but the last (?:deed|(\d+) deeds) is cut off$/,
    (told, count = '1') => {
      told.pull.deeds = told.pull.deeds.slice(-Number(count));
      told.pull.deedsCut = true;
    },
  ],
  [/^a day passes$/, () => undefined],
];

function opens(told: Telling, by: string, draft: string | undefined, whom: string | undefined): void {
  Object.assign(told.pull, { author: who(by), insider: !['mallory', 'renovate'].includes(by), draft: draft !== undefined });
  if (whom) asks(told, by, whom);
}

function unasks(told: Telling, by: string, whom: string): void {
  did(told, by, { what: 'unasked', person: person(whom), team: null });
  told.pull.asked.people = told.pull.asked.people.filter(one => one.login !== whom);
}

/** GitHub shows a ghost in place of whoever deleted their account. */
function forgets({ pull }: Telling, name: string): void {
  const gone = (one: Person | null): Person | null => (one?.login === name ? null : one);
  pull.author = gone(pull.author);
  pull.deeds = pull.deeds.map(deed => ({ ...deed, by: gone(deed.by) }));
  pull.threads = pull.threads.map(one => ({ by: gone(one.by), last: { ...one.last, by: gone(one.last.by) } }));
  pull.reviews = pull.reviews.filter(one => one.by.login !== name);
  pull.asked.people = pull.asked.people.filter(one => one.login !== name);
}

/** What is so without anybody doing it takes no day. */
const takesNoDay =
  /^(it |nobody |GitHub |the branch |the place |that is |turns |two |one |all but |the account |\w+ is assigned)/;

export function told(story: string): Told {
  const telling: Telling = { pull: blank(), around: { ...quietly }, day: 0, needed: 0, called: null };
  for (const sentence of story.split(', ')) {
    if (!takesNoDay.test(sentence)) telling.day += 1;
    const [step, match] =
      steps.flatMap(([form, step]) => {
        const match = form.exec(sentence);
        return match ? [[step, match] as const] : [];
      })[0] ?? [];
    if (!step || !match) throw new Error(`No story has the sentence: ${sentence}`);
    step(telling, ...match.slice(1));
  }
  const { pull, around, day } = telling;
  return { pull: { ...pull, updatedAt: dayOf(Math.max(1, day)), decision: decisionOf(telling) }, around };
}

function decisionOf({ pull, needed, called }: Telling): OpenPull['decision'] {
  if (called !== null) return called;
  if (needed === null) return null;
  const states = pull.reviews.filter(one => one.writer).map(one => one.state);
  if (states.includes('changes')) return 'changes';
  const yes = states.filter(state => state === 'approved').length;
  return yes >= Math.max(1, needed) ? 'approved' : needed === 0 ? null : 'required';
}

export function blank(): OpenPull {
  return {
    ...{ number: 7, node: 'PR_7', title: 'Add a door', author: person('alice'), insider: true, state: 'open', draft: false },
    ...{ locked: false, mergesItself: false, fork: false, head: 'a1b2c3d', branch: 'door', base: 'main', labels: [] },
    ...{ milestone: null, assignees: [], openedAt: dayOf(1), updatedAt: dayOf(1), committedAt: dayOf(1) },
    ...{ size: { additions: 42, deletions: 10, files: 2 }, conflict: false, decision: null, demanded: [], checks: [] },
    ...{ asked: { people: [], teams: [] }, reviews: [], threads: [], deeds: [], deedsCut: false },
  };
}
