import type { Repository } from './event.ts';

/**
 * Which writes go first when GitHub's budget is short: answers to people, then how things ended, then how they go on,
 * then book-keeping.
 */
export const lanes = ['answer', 'ending', 'progress', 'bookkeeping'] as const;
export type Lane = (typeof lanes)[number];

interface Planned {
  /** Unique for ever: the same thing decided twice is one effect. */
  key: string;
  repository: Repository;
  lane: Lane;
  /** After this it must not leave any more: a deploy that starts an hour late is worse than none. */
  leaveBy?: Date;
}

export interface PostComment extends Planned {
  kind: 'comment';
  on: number;
  body: string;
}

/** A new text for a comment of ours, named by the key of the effect that posted it. Texts that wait are merged: the newest leaves. */
export interface EditComment extends Planned {
  kind: 'edit';
  comment: string;
  body: string;
}

export type Reaction = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface React extends Planned {
  kind: 'react';
  node: string;
  content: Reaction;
}

export interface Annotation {
  path: string;
  line: number;
  level: 'notice' | 'warning' | 'failure';
  message: string;
}

export interface ReportCheck extends Planned {
  kind: 'check';
  name: string;
  head: string;
  conclusion: 'success' | 'failure' | 'neutral';
  title: string;
  summary: string;
  annotations: Annotation[];
}

/** One write to GitHub. */
export type Effect = PostComment | EditComment | React | ReportCheck;
