/** A door of its own for something outside that tells us things; and what came through it, read many at a time. */
import type { Due } from './event.ts';

export interface Hook {
  /** The last part of its address. */
  name: string;
  /** Which source speaks there. */
  kind: string;
  /** Whose repositories it may be about. */
  owner: string;
  /** The one that all of it is about, as `acme/web`; null: each repository's file claims its share. */
  repository: string | null;
  settings: Record<string, unknown>;
}

export interface Heaped {
  seq: number;
  hook: Hook;
  receivedAt: Date;
  body: Buffer;
}

/** What reading them came to; the rows are written by then. */
export interface HeapRead {
  raises: Due[];
  /** Genuine, and nobody can read it: kept for the operator. */
  spoilt: { seq: number; why: string }[];
  /** Of each hook that had any: how many were counted for a repository, and what of it nobody claims or may have. */
  heard: { hook: string; routed: number; unrouted: number; why: string | null }[];
}
