import type { GitHub } from '../github/client.ts';
import { type LogRow, logPages, payloadOf, redeliver } from '../github/delivery-log.ts';
import { routeOf } from '../github/route.ts';
import type { Store } from '../store/connection.ts';
import { markSeen, unknownOf } from '../store/deliveries.ts';
import { forEachOf } from './each.ts';
import type { Keep } from './intake.ts';

/**
 * GitHub's delivery log against what we kept. GitHub never sends twice by itself, and what was acknowledged may still have been lost,
 * so the difference of the two sets is what counts, not the status in the log.
 */

/** The chore that makes a pass, and keeps where it stopped. */
export const missedDeliveries = 'missed deliveries';

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

/** A delivery that we do not have, by the attempts of GitHub that the log shows. */
export interface Missing {
  guid: string;
  event: string;
  first: LogRow;
  /** GitHub forgets payloads; the newest attempt's is the likeliest to be there. */
  newest: LogRow;
  attempts: number;
}

/** What the log shows. Nothing has happened yet. */
export interface Compared {
  stand: Stand;
  pages: number;
  compared: number;
  /** The oldest first: what was said first is done first. */
  missing: Missing[];
  /** Older than this database: not to be handled, only to be known. */
  old: LogRow[];
}

/** What a pass cost and found. */
export interface Pass extends Pick<Compared, 'stand' | 'pages' | 'compared'> {
  kept: number;
  asked: number;
}

/** Rows may appear in the log after newer ones. */
const overlap = 15 * 60_000;
/** What came to nothing so often is not coming: each time we ask is a new row of the log, and would be found again for ever. */
const mostAttempts = 4;

export async function readMissed(house: MissedOptions, stand: Stand): Promise<Pass> {
  const { missing, old, ...read } = await compareLog(house, stand);
  await markSeen(house.store.db, old);
  return { ...read, ...(await fetchMissing(house, missing)) };
}

export async function compareLog({ github, store, birth }: Omit<MissedOptions, 'keep'>, stand: Stand): Promise<Compared> {
  const read: Compared = { stand, pages: 0, compared: 0, missing: [], old: [] };
  const horizon = stand.newest ? Date.parse(stand.newest) - overlap : birth.getTime();
  const missing = new Map<string, Missing>();
  for await (const rows of logPages(github.app)) {
    read.pages += 1;
    read.compared += rows.length;
    const [newest] = rows;
    if (read.pages === 1 && newest) read.stand = { newest: newest.delivered_at };
    const unknown = await unknownOf(store.db, [...new Set(rows.map(row => row.guid))]);
    for (const row of rows.filter(one => unknown.has(one.guid))) {
      if (sentAt(row) < birth.getTime()) read.old.push(row);
      else {
        const later = missing.get(row.guid);
        missing.set(row.guid, {
          guid: row.guid,
          event: row.event,
          first: row,
          newest: later?.newest ?? row,
          attempts: (later?.attempts ?? 0) + 1,
        });
      }
    }
    const oldest = rows.at(-1);
    if (!oldest || sentAt(oldest) < horizon) break;
  }
  read.missing = [...missing.values()].toSorted((a, b) => sentAt(a.first) - sentAt(b.first) || a.first.id - b.first.id);
  // Asked for again after our birth, first sent before it.
  read.old = read.old.filter(row => !missing.has(row.guid));
  return read;
}

const sentAt = (row: LogRow) => Date.parse(row.delivered_at);

async function fetchMissing({ github, keep }: MissedOptions, missing: Missing[]): Promise<Pick<Pass, 'kept' | 'asked'>> {
  const done = { kept: 0, asked: 0 };
  await forEachOf(missing, async ({ guid, event, newest, attempts }) => {
    const payload = await payloadOf(github.app, newest.id);
    if (payload) {
      await keep({
        guid,
        source: 'github',
        name: event,
        ...routeOf(guid, event, payload),
        body: Buffer.from(JSON.stringify(payload)),
      });
      done.kept += 1;
    } else if (attempts < mostAttempts) {
      await redeliver(github.app, newest.id);
      done.asked += 1;
    }
  });
  return done;
}
