import type { ZodMiniType } from 'zod/mini';

/** One top-level key of a team's `.github/shipmate.yml`. A feature brings its own; its presence in the file turns the feature on. */
export interface Section<T = unknown> {
  key: string;
  /** One line for the reference table. */
  about: string;
  schema: ZodMiniType<T>;
  /** Two lines to paste that switch it on; `key: true` when there are none. */
  example?: string;
  /** What an organisation enforces of it is a floor under what its repositories say; without, an enforced section counts whole. */
  floor?: Floor<T>;
}

export interface Floor<T> {
  /** What stands under `enforced`. */
  schema: ZodMiniType;
  /** As strict as both, and where the repository's own is not: keys from the top of the section, in its own file and under `enforced`. */
  raise(enforced: unknown, own: T): { value: T; raised: { own: string[]; enforced: string[] }[] };
}

/** One mistake, where it is and what is allowed there. Lines and columns count from 1. */
export interface Problem {
  line: number;
  column: number;
  message: string;
  /** It switches nothing off: what the organisation enforces counts in its place. */
  replaced?: true;
}

/** The file as it stands in one place: what git calls its content, and the content. */
export interface SeenFile {
  blob: string;
  text: string;
}

/** The file as it counts for one repository: its own, on top of its organisation's. */
export interface TeamFile {
  /** Undefined when the file does not have the section or the section is broken (then `problems` is not empty). */
  read<T>(section: Section<T>): T | undefined;
  /** What is wrong, and in which file: a broken file switches off what depends on it. */
  problems: (Problem & { path: string })[];
  /** False when neither the repository nor its organisation has a file. */
  present: boolean;
}
