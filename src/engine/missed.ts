import type { GitHub } from '../github/client.ts';
import { type LogRow, logPages, payloadOf, redeliver } from '../github/delivery-log.ts';
import { routeOf } from '../github/route.ts';
import type { Store } from '../store/connection.ts';
import { markSeen, unknownOf } from '../store/deliveries.ts';
import type { Keep } from './intake.ts';

/**
 * GitHub's delivery log against what we kept. GitHub never sends twice by itself, and what was acknowledged may still have been lost,
 * so the difference of the two sets is what counts, not the status in the log.
 */

export interface MissedOptions {
  github: GitHub;
  store: Store;
  keep: Keep;
  birth: Date;
}

/** Where the last pass stopped: the newest delivery it saw, by GitHub's time. */
export interface Stand {
  newest?: string;
}

/** What a pass cost and found. */
export interface Pass {
  stand: Stand;
  pages: number;
  compared: number;
  kept: number;
  asked: number;
}

/** Rows may appear in the log after newer ones. */
const overlap = 15 * 60_000;

export async function readMissed({ github, store, keep, birth }: MissedOptions, stand: Stand): Promise<Pass> {
  const pass: Pass = { stand, pages: 0, compared: 0, kept: 0, asked: 0 };
  const horizon = stand.newest ? Date.parse(stand.newest) - overlap : birth.getTime();
  const missing = new Map<string, LogRow>();
  for await (const rows of logPages(github.app)) {
    pass.pages += 1;
    pass.compared += rows.length;
    const newest = rows[0]?.delivered_at;
    if (pass.pages === 1 && newest) pass.stand = { newest };
    const wanted = rows.filter(row => Date.parse(row.delivered_at) >= birth.getTime());
    await markSeen(store.db, rows.filter(row => !wanted.includes(row)));
    const unknown = await unknownOf(store.db, wanted.map(row => row.guid));
    for (const row of wanted) if (unknown.has(row.guid)) missing.set(row.guid, row);
    const oldest = rows.at(-1)?.delivered_at;
    if (!oldest || Date.parse(oldest) < horizon) break;
  }
  // The oldest first: what was said first is done first.
  for (const row of [...missing.values()].reverse()) {
    const payload = await payloadOf(github.app, row.id);
    if (payload) {
      await keep({
        guid: row.guid,
        source: 'github',
        name: row.event,
        ...routeOf(row.guid, row.event, payload),
        body: Buffer.from(JSON.stringify(payload)),
      });
      pass.kept += 1;
    } else {
      await redeliver(github.app, row.id);
      pass.asked += 1;
    }
  }
  return pass;
}
