/** One kind of check: what may be said of it in the file, and how it looks. One file each below `kinds/`. */
import * as z from 'zod/mini';
import type { Answer } from './verdict.ts';

export const moments = ['before-deploy', 'after-deploy', 'schedule', 'pull-request'] as const;
export type Moment = (typeof moments)[number];

/** What a check is given besides its settings. */
export interface Round {
  /** What tells this check from all others of its file. */
  check: string;
  /** Over when its time is. Whoever leaves something running behind ends it then. */
  signal: AbortSignal;
  /** A variable of the environment that the file names. What it holds is masked from then on, wherever it turns up. */
  env(name: string): string | undefined;
  /** Masks what was made of such a variable, too. */
  mask(value: string): void;
  /** Takes out what is secret. Only whoever cuts a text short needs it, before that: nobody knows the half of one again. */
  hide(text: string): string;
  /** What a program needs to find others and to speak. Not masked: paths and a language are in everything that anybody prints. */
  usual: Readonly<Record<string, string>>;
  /** What was given to be filled in. A command gets them as variables of its environment, never as text of its own. */
  variables: Readonly<Record<string, string>>;
  /** Where the repository was checked out. */
  folder: string;
  /** Null: this is no run for one. `target`: a run that has its base checked out, unless somebody asked for its head. */
  pull: { number: number; base: string; head: string; target?: boolean } | null;
  /** Null without a token. */
  github: { api: string; repository: string; token: string } | null;
  /** What this machine keeps from one run to the next under this name: a cursor, an answer that does not change. */
  kept(name: string): Kept;
}

export interface Kept {
  read(): Promise<string | null>;
  /** Whole or not at all. */
  write(text: string): Promise<void>;
}

/** A check with its settings sealed in. */
export interface Probe {
  /** What it looks at, in a few words: its name, where nobody gave it one. */
  says: string;
  run(round: Round): Promise<Answer>;
}

export interface Kind {
  /** The key under which it stands. */
  name: string;
  /** One line for the reference table. */
  about: string;
  schema: z.ZodMiniType<Probe>;
  /** How long it may take, where nobody says: in milliseconds. */
  within: number;
  /** When it runs, where nobody says. Empty: always, but for pull requests. */
  when: readonly Moment[];
  /** What is said of it goes to a shell, so nothing is filled in: whoever names a branch could write a command. */
  shell: boolean;
}

interface Parts<S> {
  name: string;
  about: string;
  schema: z.ZodMiniType<S>;
  within: number;
  when?: readonly Moment[];
  shell?: boolean;
  says(settings: S): string;
  /** Throws `Unknown` where nobody can know. Whatever else it throws is unknown, too. */
  look(settings: S, round: Round): Promise<Answer>;
}

export const kind = <S>({ name, about, schema, within, when = [], shell = false, says, look }: Parts<S>): Kind => ({
  name,
  about,
  within,
  when,
  shell,
  schema: z.pipe(
    schema,
    z.transform((settings: S): Probe => ({ says: says(settings), run: round => look(settings, round) })),
  ),
});
