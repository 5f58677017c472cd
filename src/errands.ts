import type { FileReader } from './config/reading.ts';
import type { Due, Repository } from './core/event.ts';
import type { Errand } from './engine/due.ts';
import type { Log } from './engine/log.ts';
import { missedDeliveries, readMissed } from './engine/missed.ts';
import { adoptOurs, hearUnheard } from './engine/unheard.ts';
import { askSources, lostLetters } from './features/errors/asking.ts';
import { homeRead, homesToRead, looksLost, scansLost, whoseErrors } from './features/errors/homes.ts';
import { forgetLogged } from './features/errors/logged/store.ts';
import { forgetGroups, notRead } from './features/errors/store.ts';
import { looksLate } from './features/reminders/file.ts';
import { forgetHeard } from './features/reminders/store.ts';
import { type Trouble, troubleOf } from './github/trouble.ts';
import { timeOf } from './store/audit.ts';
import type { Tx } from './store/connection.ts';
import { forgetBodies, forgetLetters } from './store/deliveries.ts';
import { raise } from './store/raised.ts';
import { sessionOn } from './store/session.ts';

/** THE list of the house's own chores: what is looked after by the clock, because nobody says it. */

export type House = Parameters<typeof readMissed>[0] & Omit<Parameters<typeof askSources>[0], 'warn' | 'stopping'> & { log: Log };

export function errands(house: House, files: FileReader, { polls }: { polls: boolean }): Errand[] {
  const { store } = house;
  return [
    {
      name: missedDeliveries,
      everySeconds: polls ? 10 : 300,
      atStart: true,
      run: async note => ({ ...(await readMissed(house, note)).stand }),
    },
    {
      name: 'unheard comments',
      everySeconds: 300,
      atStart: true,
      run: async () => {
        const now = await timeOf(store.db);
        const parts = await Promise.allSettled([adoptOurs(house, now), hearUnheard(house, now)]);
        for (const part of parts) if (part.status === 'rejected') throw part.reason;
        return {};
      },
    },
    {
      name: whoseErrors,
      everySeconds: 300,
      run: async (_, stopping) => {
        await readHomes(house, files, stopping);
        await store.db.transaction().execute(async tx => {
          const now = await timeOf(tx);
          await raiseAll(tx, [...(await looksLost(sessionOn(tx), now)), ...(await scansLost(sessionOn(tx), now))]);
          await forgetGroups(sessionOn(tx));
          await forgetLogged(sessionOn(tx));
        });
        return {};
      },
    },
    {
      name: 'late looks',
      // Each time an operator reads of it.
      everySeconds: 3_600,
      run: async () => {
        await store.db.transaction().execute(async tx => {
          const { late, lost } = await looksLate(sessionOn(tx), await timeOf(tx));
          for (const { repository, since, read } of late)
            house.log.warn(
              { repository: repository.id, since, read },
              'a look at pull requests is late, and goes on where it stopped',
            );
          await raiseAll(tx, lost);
          await forgetHeard(sessionOn(tx));
        });
        return {};
      },
    },
    {
      name: lostLetters,
      everySeconds: 300,
      run: async (_, stopping) => {
        await askSources({ ...house, stopping, warn: (about, says) => house.log.warn(about, says) });
        return {};
      },
    },
    {
      name: 'old bodies',
      everySeconds: 3_600,
      run: async () => {
        while ((await forgetLetters(store.db)) > 0);
        while ((await forgetBodies(store.db)) > 0);
        return {};
      },
    },
  ];
}

async function raiseAll(tx: Tx, all: Due[]): Promise<void> {
  for (const due of all)
    await raise(tx, due, { guid: `${due.of}/${due.repository.id}/${due.id}/${due.at.getTime()}`, key: null });
}

/** One that is gone, or no longer ours, does not keep the others waiting, and neither does an installation that GitHub lets ask nothing now. */
async function readHomes(house: House, files: FileReader, stopping: AbortSignal): Promise<void> {
  const homes = await house.store.db.transaction().execute(tx => homesToRead(sessionOn(tx)));
  const limited = new Set<number>();
  for (const repository of homes) {
    if (stopping.aborted) return;
    const { installation } = repository;
    const kind = limited.has(installation) ? 'limited' : await readHome(house, files, repository);
    if (kind === 'limited') limited.add(installation);
    if (kind !== null) await house.store.db.transaction().execute(tx => notRead(sessionOn(tx), repository, kind === 'refused'));
  }
}

/** Null: it is read. */
async function readHome({ store, log }: House, files: FileReader, repository: Repository): Promise<Trouble['kind'] | null> {
  try {
    const file = await files.fileFor(repository);
    await store.db.transaction().execute(async tx => {
      const now = await timeOf(tx);
      await raiseAll(tx, await homeRead(sessionOn(tx), repository, file, now));
    });
    return null;
  } catch (error) {
    const { kind, says } = troubleOf(error);
    if (kind !== 'refused') log.warn({ repository: repository.id, reason: says }, 'a file is read again later');
    return kind;
  }
}
