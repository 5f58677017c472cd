import type { Args, Values } from './args.ts';
import type { Decision } from './decision.ts';
import type { Person, Repository } from './event.ts';
import type { Ask } from './feature.ts';
import type { Section, TeamFile } from './file.ts';
import type { Place, Role } from './reads.ts';
import type { Session } from './session.ts';

/** Everybody with at least this role in the repository, one person, or the active members of a team; a name may go with a role (`core/who.ts`). */
export type Who = Exclude<Role, 'none'> | `@${string}`;

/** A command as somebody gave it; it does not know whether it came from a comment, a tick, a page or a command line. */
export interface Invocation {
  /** `channel:id:place`, once for ever. */
  id: string;
  /** Who gives it. */
  actor: Person;
  role: Role;
  repository: Repository;
  /** When it was said, by GitHub's clock. */
  at: Date;
  /** Where it was said, as of now. */
  place: Place;
  /** The node that reactions to it go on; null when it was said in no comment. */
  sign: string | null;
  /** A comment of ours, by the key of its effect, that this continues: the question that was answered. Its text is then this command's. */
  comment: string | null;
  file: TeamFile;
  prefix: string;
}

/** What the person gets to read. `refuse` and `answer` are all a simple command needs to say anything. */
export interface Reply {
  says: string;
  refused: boolean;
}

/** One of the words that a question offers, and what stands beside it. */
export interface Option {
  value: string;
  says: string;
}

/** What a command decided: the sentence for the person (null when its own comment says it all), and the rest of the decision. */
export type Outcome = { reply: Reply | null } & Partial<Pick<Decision, 'reasons' | 'changes' | 'effects' | 'raises'>>;

interface Given<A extends Args, F> {
  invocation: Invocation;
  args: Values<A>;
  /** Of the arguments that only this repository has. */
  more: Record<string, unknown>;
  facts: F;
}

interface CommandParts<A extends Args, F, R> {
  name: string;
  summary: string;
  /** Any of these; a function where the team's file says it, perhaps by argument. */
  who: Who | ((given: { file: TeamFile; args: Values<A> }) => Who[]);
  args?: A;
  /** Arguments that only this repository has, such as the inputs of its workflow; given as `name=value` unless they have a place. */
  more?(ask: Ask): Promise<Args>;
  examples: string[];
  /** Whoever opened the thread may give it there, too, with whatever role, and be it a stranger. */
  author?: true;
  /** So may whoever's review of the pull request is asked for. */
  asked?: true;
  /** True for whatever changes more than the thread: too late is then worse than not at all. */
  acts: boolean;
  /** A comment that is nothing but its name, without the prefix, is this command too; one that acts then asks first, whatever it knows. */
  alone?: true;
  /** Its facts ask what GitHub says of the head of a pull request: that then comes with what was said. */
  judges?: true;
  /** The section of the team's file that switches it on. */
  needs?: Section;
  /** Any of these does, too. */
  or?: Section[];
  /** Said to somebody who may write, instead of the command, while the repository has no file at all. */
  wayIn?(ask: Ask): Promise<string>;
  /** Read before the transaction: GitHub, and rows as they are now. */
  facts?(given: Omit<Given<A, unknown>, 'facts'>, ask: Ask): Promise<F>;
  /** What must not be decided twice at once, besides the thread. */
  locks?(given: Given<A, F>): string[];
  /** What stands beside each word when an argument is asked for. */
  options?(session: Session, given: { invocation: Invocation; argument: string; choices: string[] }): Promise<Option[]>;
  /** The heading of the question for an argument, when the usual one does not fit. */
  asks?: { [K in keyof A]?: string };
  rows?(session: Session, given: Given<A, F>): Promise<R>;
  decide(given: Given<A, F> & { rows: R; now: Date }): Outcome;
}

/** Facts in hand; what is left is to decide, in the transaction that writes. */
export interface ReadyCommand {
  locks: string[];
  decide(session: Session, now: Date): Promise<Outcome>;
}

type Spoken = { invocation: Invocation; args: Record<string, unknown>; more: Record<string, unknown> };

/** A command with the types of its arguments, facts and rows sealed in, so that a list can hold any of them. */
export interface Command
  extends Pick<
    CommandParts<Args, never, never>,
    | 'name'
    | 'summary'
    | 'examples'
    | 'author'
    | 'asked'
    | 'acts'
    | 'alone'
    | 'judges'
    | 'needs'
    | 'or'
    | 'wayIn'
    | 'more'
    | 'options'
  > {
  args: Args;
  asks: Record<string, string | undefined>;
  /** Who may use it with these arguments; with none, as far as the file says it for all of them. */
  allows(given: { file: TeamFile; args: Record<string, unknown> }): Who[];
  prepare(given: Spoken, ask: Ask): Promise<ReadyCommand>;
}

export function command<A extends Args = Record<never, never>, F = undefined, R = undefined>(
  parts: CommandParts<A, F, R>,
): Command;
export function command(parts: CommandParts<Args, unknown, unknown>): Command {
  const { who, args = {}, asks = {}, facts, locks, rows, decide, ...rest } = parts;
  return {
    ...rest,
    args,
    asks,
    allows: given => (typeof who === 'function' ? who(given) : [who]),
    async prepare(spoken, ask) {
      const given = { ...spoken, facts: await facts?.(spoken, ask) };
      return {
        locks: locks?.(given) ?? [],
        decide: async (session, now) => decide({ ...given, rows: await rows?.(session, given), now }),
      };
    },
  };
}

export const answer = (says: string): Reply => ({ says, refused: false });
export const refuse = (says: string): Reply => ({ says, refused: true });

/** Those that switch it on, any of them. */
export const sectionsOf = ({ needs, or = [] }: Pick<Command, 'needs' | 'or'>): Section[] => (needs ? [needs, ...or] : []);
