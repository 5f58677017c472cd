import type { Who } from './command.ts';
import type { Section } from './file.ts';

/** A command that starts a workflow of the team's: one that its file makes, or one that a feature has ready. */
export interface Offer {
  name: string;
  /** Below `.github/workflows`. */
  workflow: string;
  who: Who[];
  about: string;
  examples: string[];
  /** What switches it on. */
  needs: Section;
  /** Where the file asks for it, as keys from the top: `commands`, `restart`. */
  path: string[];
  /** The file does not name the workflow: where it is not there, nobody lacks it before somebody says the command. */
  implied: boolean;
  /** Then whether a workflow that has that name is this one, by its text: a team may have called anything so. */
  isMeant?: ((workflow: string) => boolean) | undefined;
  /** Why a workflow of that name, by its text, is nothing to start, going on after its name; null: it may be started. Asked where it is implied. */
  unfit?: ((workflow: string) => string | null) | undefined;
  /** Inputs that it should have; where these are some of a few words that the workflow does not name itself, these. */
  inputs: Record<string, string[]>;
  /** What to do where the workflow is not there, in Markdown; empty where only the team can know. */
  otherwise: string;
}
