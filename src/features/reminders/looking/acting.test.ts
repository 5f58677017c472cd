import { expect, test } from 'vitest';
import { alice, bob, config, on, pull, row, web } from '../../../../test/nudges.ts';
import type { OpenPull } from '../../../core/open-pull.ts';
import type { Books } from '../books/books.ts';
import { noHelp } from '../nudge/help.ts';
import type { Row } from '../row.ts';
import { acted, type Done } from './acting.ts';
import type { Facts } from './facts.ts';
import type { Rows } from './rows.ts';

/** What one look does with a page. The team works Mon-Fri 09:00-17:00 in UTC. */

const repository = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };
const books = (more: Partial<Books> = {}): Books => ({
  ...{ state: 'on', beganAt: null, nextAt: on('Mon 09:00'), sweep: null, sweptAt: on('Mon 09:00'), news: null },
  ...{ newsAt: on('Mon 09:00'), plan: null, issuesAt: null },
  ...more,
});

interface Look {
  now: string;
  file?: object;
  rows: [Row, OpenPull][];
  books?: Partial<Books>;
  facts?: Partial<Facts>;
}

function look({ now: at, file, rows: given, ...more }: Look): Done {
  const now = on(at);
  const numbers = given.map(([one]) => one.number);
  const read = { pulls: given.map(([, one]) => one), next: null, size: 100, votes: [], seen: new Map(), unread: [] };
  const facts: Facts & { config: ReturnType<typeof config> } = {
    ...{ broken: false, page: 'https://github.com/acme/web', prefix: '/', timezone: 'UTC', frozen: () => null },
    ...{
      books: books(more.books),
      now,
      errand: { what: 'named', numbers, which: { numbers } },
      marks: new Map(),
      marksWait: false,
      read,
    },
    ...{
      votes: [],
      seen: new Map(),
      answered: [],
      answeredIssue: false,
      help: new Map(),
      keys: [],
      people: [],
      holders: [],
      ...more.facts,
      config: config(file),
    },
  };
  const rows: Rows & { books: Books } = {
    ...{ books: books(more.books), rows: new Map(given.map(([one]) => [one.number, one])), closed: new Map() },
    ...{
      outcomes: new Map(),
      optedOut: new Set(),
      peace: new Map(),
      lately: { them: [], here: [] },
      heardMore: false,
      firstDue: null,
    },
    ...{ asksAgain: [], others: [], plan: null, opening: null, hides: [], over: [] },
    ...{ digests: new Map(), cleanupAt: null },
  };
  return acted(repository, facts, rows, now);
}

const draft = row({ of: 'nobody', since: on('Mon 10:00'), why: [{ because: 'draft' }] }, { dueAt: on('Wed 10:00') });

test('whether to close is not asked at night, and not looked at each hour until the morning', () => {
  const file = { stale_after: '2d' };
  const asks = (now: string) => look({ now, file, rows: [[draft, pull({ draft: true })]] });
  expect(asks('Wed 20:00')).toMatchObject({ effects: [], rows: [{ dueAt: on('Thu 09:00') }] });
  expect(asks('Thu 09:00').effects).toMatchObject([{ kind: 'comment', on: 42 }]);
});

test('on a page that others follow nobody is told anything', () => {
  const which = { order: 'oldest', after: null, size: 100 } as const;
  const page = (next: string | null) => {
    const read = { pulls: [pull({ draft: true })], next, size: 100, votes: [], seen: new Map(), unread: [] };
    const facts: Partial<Facts> = { errand: { what: 'sweep', stand: null, which }, read };
    return look({ now: 'Wed 10:00', file: { stale_after: '2d' }, rows: [[draft, pull({ draft: true })]], facts }).effects;
  };
  expect(page('more')).toEqual([]);
  expect(page(null)).toHaveLength(1);
});

test('what calls nobody counts among those of a day, too: a backlog of a team that nobody may see is no flood', () => {
  const ofTeam = (number: number): [Row, OpenPull] => {
    const deeds: OpenPull['deeds'] = [{ at: on('Mon 10:00'), by: alice, what: 'asked', person: null, team: web }];
    return [row(draft.turn, { number }), pull({ number, asked: { people: [], teams: [web] }, deeds })];
  };
  const help = { ...noHelp, teams: new Map([[web.id, { team: web, members: null, knowing: [], size: 0 }]]) };
  const helps = new Map([42, 43, 44].map(number => [number, help]));
  const file = { most_a_day: 2, stale_after: '1d' };
  const done = look({ now: 'Tue 12:00', file, rows: [42, 43, 44].map(ofTeam), facts: { help: helps } });
  expect(done.effects).toMatchObject([{ kind: 'comment' }, { kind: 'comment' }]);
  expect(done.heard.map(({ person, what }) => [person, what])).toEqual([
    [null, 'nudge'],
    [null, 'nudge'],
  ]);
});

test('what is frozen is looked at when that ends', () => {
  const review = { by: bob, state: 'approved', at: on('Mon 11:00'), writer: true } as const;
  const approved = pull({ decision: 'approved', reviews: [review] });
  const facts: Partial<Facts> = { frozen: () => ({ until: on('Thu 12:00') }) };
  expect(look({ now: 'Wed 10:00', rows: [[draft, approved]], facts }).rows).toMatchObject([{ dueAt: on('Thu 12:00') }]);
});
