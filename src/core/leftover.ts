/** What lies around in a repository: branches, artifacts, caches, environments. Words for what a monthly look reads, no I/O. */

export interface Branch {
  name: string;
  /** Its last commit, and when that was made, by whoever made it. */
  head: string;
  committedAt: Date;
  isProtected: boolean;
  /** It is the head of one. */
  hasOpenPull: boolean;
  /** Pull requests of it that were merged, and where it stood then; the newest three. */
  merged: { number: number; head: string; at: Date }[];
}

export interface Artifact {
  id: number;
  name: string;
  /** In bytes. */
  size: number;
  createdAt: Date;
  expired: boolean;
}

export interface Cache {
  id: number;
  key: string;
  ref: string;
  size: number;
  createdAt: Date;
  usedAt: Date;
}

export interface UsedEnvironment {
  name: string;
  madeAt: Date;
  /** When somebody deployed there last; null: nobody did. */
  deployedAt: Date | null;
}

/** As much as is read at once. */
export interface Some<T> {
  all: T[];
  /** There is more than was read. */
  cut: boolean;
}

/** Each throws when GitHub does not answer: what is listed was read to its end, or says where it was cut. */
export interface LeftoverReads {
  /** At most a thousand, and no more than can be read in half a minute. */
  branches(): Promise<Some<Branch>>;
  /** Those of them that an open pull request would be merged into, or another one was: what lives on, such as `develop`. `unasked`: there was no time for these. */
  basesAmong(branches: string[]): Promise<{ bases: Set<string>; unasked: string[] }>;
  /** The oldest thousand; of one name, where it is given. */
  artifacts(name?: string): Promise<Some<Artifact>>;
  /** The five hundred that nobody has used for the longest time; those of a ref whose keys begin so, where that is given. */
  caches(of?: Pick<Cache, 'key' | 'ref'>): Promise<Some<Cache>>;
  /** The first hundred environments by their names. */
  environmentsUsed(): Promise<Some<UsedEnvironment>>;
  /** When somebody but us pushed last, or wrote in an issue or a pull request. */
  activeAt(): Promise<Date>;
}
