import { afterAll, beforeAll, beforeEach } from 'vitest';
import { answering } from '../src/chat/answering.ts';
import { lapsing } from '../src/chat/lapsing.ts';
import { registries } from '../src/chat/registry.ts';
import { ticking } from '../src/chat/ticking.ts';
import { unpinning } from '../src/chat/unpinning.ts';
import type { Decision } from '../src/core/decision.ts';
import type { Event, Person } from '../src/core/event.ts';
import type { Feature, Handler, Prepared } from '../src/core/feature.ts';
import type { Section, TeamFile } from '../src/core/file.ts';
import type { Heard, Place, Reads, Role } from '../src/core/reads.ts';
import type { Session } from '../src/core/session.ts';
import { lock } from '../src/store/audit.ts';
import { openStore, type Store } from '../src/store/connection.ts';
import { plan } from '../src/store/effects.ts';
import { sessionOn } from '../src/store/session.ts';
import { askOf } from './asking.ts';
import { type Database, freshDatabase } from './database.ts';

/** The command engine on a database, with GitHub's side of a thread as a few values: for what needs no delivery and no write to leave. */

export const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
export const began = new Date('2026-11-20T09:00:00Z');
export const place: Place = {
  subject: { kind: 'pull_request', number: 42 },
  node: 'PR_42',
  author: null,
  pull: null,
  asked: [],
  main: null,
  fileBlob: null,
  workflows: [],
};

/** One database for all tests of a file: nothing here depends on its time, and nobody else is in it. */
export function aDatabase(): { store: Store; forget(): Promise<unknown> } {
  let database: Database;
  const held: { store?: Store } = {};
  const own = {
    get store(): Store {
      if (!held.store) throw new Error('the database is not open yet');
      return held.store;
    },
    forget: () => own.store.pool.query('truncate commands, pins, questions, question_options, effects'),
  };
  beforeAll(async () => {
    database = await freshDatabase();
    held.store = openStore(database.config, { warn() {} });
  });
  beforeEach(() => own.forget());
  afterAll(async () => {
    await own.store.close();
    await database.drop();
  });
  return own;
}

export interface Chat {
  /** What GitHub was asked. */
  calls: string[];
  /** Role by login; whoever is not listed has `write`. */
  roles: Record<string, Role>;
  /** By `organisation/slug`: the id of the team, and who is an active member. */
  teams: Record<string, { id: number; members: string[] }>;
  file: { said: Record<string, unknown> | null; problems: TeamFile['problems'] };
  /** Happens once, between the next event's facts and its decision. */
  meanwhile: (() => Promise<unknown>) | null;
  /** False: our edits are still on their way. */
  arrives: boolean;
  /** The text of the comment that asks, and all edits of it. */
  edits: { at: Date; editor: Person; body: string }[];
  person(login: string): Person;
  /** Minutes after `began`, until the next is said. */
  later(minutes: number): void;
  comment(login: string, body: string, now?: Partial<Heard>): Promise<Decision | null>;
  /** Edits our comment, and lets the webhook of it arrive. */
  edit(login: string, body: string): Promise<Decision | null>;
  happened(event: Event): Promise<Decision | null>;
}

export function chat({ store, features, reads = {} }: { store: () => Store; features: Feature[]; reads?: Partial<Reads> }): Chat {
  const commands = registries(features);
  const handlers: Handler[] = [answering(commands), ticking(commands), lapsing, unpinning(commands)];
  let minutes = 0;
  let said = 0;
  const ids = new Map<string, number>();
  const heard = new Map<string, Heard>();
  const read = new WeakMap<object, TeamFile>();
  const time = () => new Date(began.getTime() + minutes * 60_000);
  const inTransaction = <T>(work: (session: Session) => Promise<T>) =>
    store()
      .db.transaction()
      .execute(tx => work(sessionOn(tx)));
  const fileOf = (given: Chat['file']['said']): TeamFile => {
    const sections = given ?? {};
    return {
      present: given !== null,
      problems: self.file.problems,
      read: <T>(section: Section<T>) => (section.key in sections ? section.schema.parse(sections[section.key]) : undefined),
    };
  };
  const github: Partial<Reads> = {
    async heard(node) {
      self.calls.push('heard');
      return heard.get(node) ?? null;
    },
    async ticked(node) {
      self.calls.push('ticked');
      return { node, place, edits: self.edits, body: self.edits.at(-1)?.body ?? '' };
    },
    async role(person) {
      self.calls.push(`role of ${person.login}`);
      return self.roles[person.login] ?? 'write';
    },
    async member({ organisation, slug }, person) {
      self.calls.push(`team ${slug}`);
      const team = self.teams[`${organisation}/${slug}`];
      return team ? { team: team.id, active: team.members.includes(person.login) } : null;
    },
    file: async () => ({ blob: 'b', text: JSON.stringify(self.file.said) }),
    ...reads,
  };
  const ask = askOf(repository, {
    began,
    github,
    peek: inTransaction,
    async file(own) {
      if (typeof own === 'string') return fileOf(JSON.parse(own));
      const key = self.file.said ?? self.file;
      const known = read.get(key) ?? fileOf(self.file.said);
      read.set(key, known);
      return known;
    },
  });

  const self: Chat = {
    calls: [],
    roles: {},
    teams: {},
    file: { said: {}, problems: [] },
    meanwhile: null,
    arrives: true,
    edits: [],
    person(login) {
      const id = ids.get(login) ?? ids.size + 1;
      ids.set(login, id);
      return { id, login, bot: login.endsWith('[bot]') };
    },
    later(more) {
      minutes += more;
    },
    comment(login, body, now = {}) {
      said += 1;
      const node = `IC_${said}`;
      const author = self.person(login);
      heard.set(node, { node, author, body, createdAt: time(), edited: false, ours: false, place, ...now });
      return self.happened({
        type: 'CommentPosted',
        at: time(),
        repository,
        subject: place.subject,
        channel: 'comment',
        node,
        author,
        body,
        throughApp: null,
        stranger: false,
      });
    },
    edit(login, body) {
      self.edits.push({ at: time(), editor: self.person(login), body });
      return self.happened({
        type: 'CommentEdited',
        at: time(),
        repository,
        subject: place.subject,
        node: 'IC_ours',
        by: self.person(login),
      });
    },
    async happened(event) {
      const concerned = handlers.filter(one => one.on === event.type);
      const prepared = (await Promise.all(concerned.map(one => one.prepare(event, ask)))).filter(
        (one): one is Prepared => one !== null,
      );
      const [only] = prepared;
      if (!only) return null;
      const { meanwhile } = self;
      self.meanwhile = null;
      await meanwhile?.();
      return store()
        .db.transaction()
        .execute(async tx => {
          await lock(tx, [only.scope, ...(only.locks ?? [])]);
          const session = sessionOn(tx);
          const decision = await only.decide(session, time());
          for (const change of decision.changes) await change.write(session);
          await plan(tx, decision.effects, null);
          // As if the write had left: its comment is then known by its node.
          for (const effect of decision.effects) {
            if (effect.kind === 'edit' && self.arrives)
              self.edits.push({ at: time(), editor: self.person('shipmate[bot]'), body: effect.body });
            if (effect.kind !== 'comment' || !effect.key.startsWith('question:')) continue;
            self.edits = [{ at: time(), editor: self.person('shipmate[bot]'), body: effect.body }];
            await tx.updateTable('effects').set({ remote_id: 'IC_ours', state: 'done' }).where('key', '=', effect.key).execute();
          }
          return decision;
        });
    },
  };
  return self;
}

/** What people get to read of a decision. */
export const wordsOf = (decision: Decision | null): string =>
  decision?.effects.flatMap(one => (one.kind === 'comment' || one.kind === 'edit' ? [one.body] : [])).join('\n---\n') ?? '';
