/** What every room works with: the world, the App, what is written down, and who is told. */
import type { App, Tokens } from './app.ts';
import type { Delivery } from './deliveries.ts';
import type { Ledger } from './ledger.ts';
import type { Account, Repository } from './rows.ts';
import type { World } from './world.ts';

/** One thing that happened, as a webhook will tell it. `parts` is what stands beside the envelope. */
export interface News {
  event: string;
  action?: string;
  repository?: Repository;
  /** Only for news about the installation itself; otherwise it is the one that covers the repository. */
  installation?: number;
  /** Where it is about no repository. */
  organisation?: Account;
  sender: Account;
  parts: Record<string, unknown>;
}

export interface Site {
  world: World;
  app: App;
  tokens: Tokens;
  ledger: Ledger;
  deliveries: Delivery[];
  /** Where the API answers, and where people would look. */
  urls: { api: string; html: string };
  announce(news: News): void;
  redeliver(delivery: Delivery): void;
  hidesPayloads(): boolean;
  /** Codes of App manifests that wait for their one conversion. */
  manifestCodes: Set<string>;
  /** What callers were sent to fetch, by the key in the address. */
  handedOut: Map<string, { what: string; until: Date; bytes?: Buffer }>;
  /** Artifacts that runs have begun to upload, by the key in the address. */
  uploads: Map<string, { run: number; name: string; bytes: Buffer | null }>;
}
