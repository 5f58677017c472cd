import type { Person, Repository, Subject } from './event.ts';

/** What one repository can be asked. Every answer is read anew: nothing here is a cache unless it says so. */
export interface Reads {
  readonly repository: Repository;
  /**
   * The comment or review as it is now, with our 👀 on it: sign and read are one request. The reaction is safe to repeat, so it is
   * the one write that may happen before a decision. Null when it is gone.
   */
  heard(node: string): Promise<Heard | null>;
  /** Fails closed: throws when GitHub does not answer. `none` is a person without access to a private repository. */
  role(person: Person): Promise<Role>;
  /** Null when there is no such file at that commit, branch or tag. */
  file(path: string, ref: string): Promise<{ blob: string; text: string } | null>;
  /** Whether the pull request changes this path; asks page by page until it knows. */
  touches(pullRequest: number, path: string): Promise<boolean>;
}

export const roles = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Heard {
  node: string;
  author: Person;
  body: string;
  createdAt: Date;
  edited: boolean;
  subject: Subject;
  /** Of an open pull request; null on issues and on closed ones. */
  head: string | null;
  /** The blob of `.github/shipmate.yml` on the default branch, as of this read; null when there is none. */
  fileBlob: string | null;
  /** Written by us. */
  ours: boolean;
}
