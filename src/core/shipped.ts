import type { Repository } from './event.ts';
import type { Ask } from './feature.ts';
import type { Session } from './session.ts';

/** A deploy, as far as it matters to whoever asks what ran somewhere. */
export interface Shipped {
  environment: string;
  sha: string;
  tree: string | null;
  /** When it began to change something. */
  startedAt: Date;
  /** Null while it runs. */
  endedAt: Date | null;
  /** What ran there before it; null when nothing did, or nobody knows. */
  before: string | null;
  by: { id: number; login: string } | null;
  /** Whose work it brought. */
  pull: number | null;
  /** Where it was asked for, and has its comment. */
  thread: number | null;
  /** Asked for, gone by itself, started past us, or gone back. */
  kind: 'asked' | 'auto' | 'hand' | 'rollback';
}

/** What ran in an environment at that time; null when nobody knows. While a deploy runs, that one: it is what changes things. */
export type ShippedTo = (
  session: Session,
  repository: Pick<Repository, 'id'>,
  environment: string,
  at: Date,
) => Promise<Shipped | null>;

/** Whether `/rollback` could go to that commit. */
export type ReturnsTo = (ask: Ask, environment: string, sha: string) => Promise<boolean>;

/** The whole commit that a release is named by, if a deploy carried it and no other begins like it. */
export type ShaOfRelease = (session: Session, repository: Pick<Repository, 'id'>, release: string) => Promise<string | null>;

/** The digits of a commit at the end of a release's name: `abc1234`, `web@1.2.3+abc1234`, and `v1.2.3-4-gabc1234` as git describes it. */
export function digitsIn(release: string): string | null {
  const [, digits] = /(?:^|[^\da-z])g?([\da-f]{7,40})$/i.exec(release.trim()) ?? [];
  return digits?.toLowerCase() ?? null;
}
