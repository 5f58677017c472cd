import type { Vocabulary } from './args.ts';
import type { Command, Invocation, Who } from './command.ts';
import type { Decision } from './decision.ts';
import type { Event, EventOf, Person, Repository } from './event.ts';
import type { Section, SeenFile, TeamFile } from './file.ts';
import type { Named } from './lack.ts';
import type { Answer, Question, Refusal } from './outside.ts';
import type { Reads } from './reads.ts';
import type { Session } from './session.ts';

/** What facts are made from: GitHub, for the repository in hand, and the team's file. */
export interface Ask {
  /** When the asking began, by the clock of this process: whatever happened before that, the answers know of. */
  began: Date;
  github: Reads;
  /** A workflow on the default branch; texts are kept by blob, so this is a request only when nobody has seen it. Null: there is none. */
  workflow(file: string): Promise<SeenFile | null>;
  /**
   * The workflows that the team's file has for us to start: what their runs report says nothing of a commit. One that it does not name is
   * read first, so whoever has only one in hand says which.
   */
  startedByUs(only?: string): Promise<string[]>;
  /** Whether somebody is one of these as of now. Fails closed, as each answer of GitHub's does. */
  among(who: Who[], person: Person): Promise<boolean>;
  /** Rows as they are now, all of one moment, to know what to ask GitHub; what is decided reads them again under the lock. */
  peek<T>(read: (session: Session) => Promise<T>): Promise<T>;
  /** As it counts now; with `own`, as it would count if that were the repository's own file (null: if it had none). */
  file(own?: string | null): Promise<TeamFile>;
  /** An address that the file names, as far as anybody may be sent there. Once, and within a third of a delivery's lease. */
  outside(question: Question): Promise<Answer | Refusal>;
}

/** How one feature answers one kind of event. Facts are read before the transaction, rows in it, and `decide` is pure. */
interface HandlerParts<K extends Event['type'], F, R> {
  on: K;
  /** Null: nothing of ours. */
  facts(event: EventOf<K>, ask: Ask): Promise<F | null>;
  /** What must not be decided twice at once: `deploy/17/prod`, `pull/17/42`. */
  scope(event: EventOf<K>, facts: F): string;
  /** What else must not be. */
  locks?(event: EventOf<K>, facts: F): string[];
  rows?(session: Session, event: EventOf<K>, facts: F): Promise<R>;
  decide(given: { event: EventOf<K>; facts: F; rows: R; now: Date }): Decision;
}

/** Facts in hand; what is left is to lock `scope` and `locks`, and decide in the transaction that writes. */
export interface Prepared {
  scope: string;
  locks?: string[];
  decide(session: Session, now: Date): Promise<Decision>;
}

/** A handler with the types of its facts and rows sealed in, so that a list can hold any of them. */
export interface Handler<K extends Event['type'] = Event['type']> {
  on: K;
  prepare(event: Event, ask: Ask): Promise<Prepared | null>;
}

function is<K extends Event['type']>(event: Event, type: K): event is EventOf<K> {
  return event.type === type;
}

export function handler<K extends Event['type'], F, R = undefined>(parts: HandlerParts<K, F, R>): Handler<K>;
export function handler<K extends Event['type'], F>(parts: HandlerParts<K, F, unknown>): Handler<K> {
  return {
    on: parts.on,
    async prepare(event, ask) {
      if (!is(event, parts.on)) return null;
      const facts = await parts.facts(event, ask);
      if (facts === null) return null;
      return {
        scope: parts.scope(event, facts),
        locks: parts.locks?.(event, facts) ?? [],
        decide: async (session, now) => parts.decide({ event, facts, now, rows: await parts.rows?.(session, event, facts) }),
      };
    },
  };
}

/** Something that a change of the file makes easier than it is. */
export interface Loosening {
  /** Where, as keys from the top: `environments`, `prod`. */
  path: string[];
  says: string;
}

/** What a feature adds to a command that is everybody's: `/status`, `/why`. Null where it has nothing to say. */
export interface Part {
  /** Switches the command on, too. */
  section: Section;
  says(session: Session, invocation: Invocation): Promise<string | null>;
}

/** One that asks GitHub first. */
export interface AskingPart {
  section: Section;
  asks(invocation: Invocation, ask: Ask): Promise<Part['says']>;
}

/** How quiet it is from then on. `clock` is that moment in words. */
export type Quiet = { kind: 'until'; at: Date; clock: string } | { kind: 'for good' } | { kind: 'over' };

/** Something of ours that people can have quiet, as its row stands. */
export interface Hushed {
  isQuiet(now: Date): boolean;
  /** Whoever it waits for may have it quiet, with whatever role. Left out by what waits for nobody. */
  waitsFor?(person: Person): boolean;
  /** On whose clock a day begins; left out where it is the file's. */
  timezone?: string;
  /** `says`: what becomes of it, for the person; how to end it is added. */
  become(quiet: Quiet, now: Date): { says: string } & Pick<Decision, 'changes' | 'raises'>;
}

/** What a feature has that is hushed with the commands of everybody: `/snooze`, `/mute`, `/unmute`. Null where it is none of its own. */
export interface Hushable {
  /** Any of them switches the commands on. */
  sections: Section[];
  /** Which threads, going on after "is for": "the issues that I open myself". */
  which: string;
  /** Who hushes a thread holds these. */
  locks(repository: Repository): string[];
  here(session: Session, invocation: Invocation): Promise<Hushed | null>;
  /** Whoever says `/mute me`. Never asked for a time. Left out by what calls nobody. */
  actor?(session: Session, invocation: Invocation): Promise<Hushed>;
}

/** One folder under `features/`: what it adds to the file, to the commands and to the events. */
export interface Feature {
  name: string;
  sections?: Section[];
  commands?: Command[];
  /** Commands that only this repository has, as its file says. */
  commandsOf?(file: TeamFile): Command[];
  /** What the arguments of all commands may name, as this repository's file says. */
  vocabulary?(file: TeamFile): Partial<Vocabulary>;
  /** The workflows that this repository's file names for it, and what each lacks. */
  workflows?(file: TeamFile): Named[];
  /** What would be easier if the second file counted instead of the first. */
  loosens?(before: TeamFile, after: TeamFile, round: { now: Date; defaultBranch: string }): Loosening[];
  handlers?: Handler[];
}
