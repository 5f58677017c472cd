/** Something that went wrong in production, in our own words, whoever told us. What it says was written by strangers. */

export const levels = ['info', 'warning', 'error', 'critical'] as const;
export type Level = (typeof levels)[number];

export interface Frame {
  file: string;
  function: string | null;
  line: number | null;
  /** Of the team's own code, as far as the source knows. */
  own: boolean;
}

/** One of many that a source groups. */
export interface Member {
  /** What tells it from the others: `instance=web-1, job=api`. */
  name: string;
  firing: boolean;
  since: Date | null;
}

export interface Alert {
  status: 'firing' | 'resolved' | 'acknowledged';
  /** The source's own name for the thing; null: one is made of what it says. */
  id: string | null;
  /** That name is one that we gave, as the source had none: two letters with the same words are two. */
  idIsOurs: boolean;
  title: string;
  /** The class of an exception. */
  type: string | null;
  /** Where in the code, or what it concerns. */
  culprit: string | null;
  level: Level;
  environment: string | null;
  release: string | null;
  /** How often it has happened by the source's own count; null: once. */
  count: number | null;
  users: number | null;
  /** The innermost first. */
  frames: Frame[];
  /** Its page at the source. */
  url: string | null;
  runbook: string | null;
  /** Where people silence it at the source. */
  silence: string | null;
  /** By the source's clock. */
  at: Date | null;
  /** What a repository may claim it by: a project, a service, a label such as `team=web`. */
  from: string[];
  /** Of a group; empty otherwise. */
  members: Member[];
  /** Who acknowledged or resolved it at the source. */
  by: string | null;
}

/** What most alerts do not know. */
export const plainAlert = (parts: Pick<Alert, 'title'> & Partial<Alert>): Alert => ({
  status: 'firing',
  id: null,
  idIsOurs: false,
  type: null,
  culprit: null,
  level: 'error',
  environment: null,
  release: null,
  count: null,
  users: null,
  frames: [],
  url: null,
  runbook: null,
  silence: null,
  at: null,
  from: [],
  members: [],
  by: null,
  ...parts,
});
