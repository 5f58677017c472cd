import type { Decision } from './decision.ts';
import type { Person, Subject } from './event.ts';
import type { TeamFile } from './file.ts';
import type { Heard, Reads, Role } from './reads.ts';
import type { Session } from './session.ts';

/** Who may use a command: everybody with at least this role in the repository. */
export type Who = Exclude<Role, 'none'>;

/** A command as somebody gave it; it does not know whether it came from a comment, a tick, a page or a command line. */
export interface Invocation {
  /** `channel:id:place`, once for ever. */
  id: string;
  actor: Person;
  role: Role;
  subject: Subject;
  heard: Heard;
  file: TeamFile;
}

/** What the person gets to read. `refuse` and `answer` are all a command needs to say anything. */
export type Reply = { says: string; refused: boolean };

interface CommandParts<R> {
  name: string;
  summary: string;
  who: Who;
  examples: string[];
  /** True for whatever changes more than the thread: too late is then worse than not at all. */
  acts: boolean;
  rows?(session: Session, invocation: Invocation): Promise<R>;
  decide(given: { invocation: Invocation; github: Pick<Reads, 'repository'>; rows: R; now: Date }): Outcome;
}

/** What a command decided: the sentence for the person, and the rest of the decision. */
export type Outcome = { reply: Reply } & Partial<Pick<Decision, 'reasons' | 'changes' | 'effects' | 'raises'>>;

export interface Command extends Omit<CommandParts<never>, 'rows' | 'decide'> {
  decide(session: Session, given: { invocation: Invocation; github: Pick<Reads, 'repository'>; now: Date }): Promise<Outcome>;
}

export function command<R = undefined>(parts: CommandParts<R>): Command;
export function command(parts: CommandParts<unknown>): Command {
  return {
    ...parts,
    decide: async (session, given) => parts.decide({ ...given, rows: await parts.rows?.(session, given.invocation) }),
  };
}

export const answer = (says: string): Reply => ({ says, refused: false });
export const refuse = (says: string): Reply => ({ says, refused: true });
