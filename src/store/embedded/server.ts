import { readFile, realpath, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { Sentence } from '../../core/sentence.ts';
import { findBinaries } from './binaries.ts';
import { answers, type Connection, connectionTo, enter, isLastOne } from './entry.ts';
import { databaseIn, hasDatabase, lastLine, logIn, makeDatabase, openFolder, socketFolder } from './folder.ts';
import { chooseOwner, type Owner } from './owner.ts';
import { findRunning, isAlive, launch, type Running, shutDown } from './process.ts';
import { settingsFor } from './settings.ts';
import { knownTrouble, sayingTrouble } from './trouble.ts';

/**
 * PostgreSQL in the data folder, for whoever has no DATABASE_URL. It is a process of its own, so it outlives a killed one of ours;
 * the next start finds it and goes on with it.
 */

export interface Server {
  connection: Connection;
  /** It was running already. */
  adopted: boolean;
  /** Stops the server if this process serves from it, or started it and nobody else uses it; else only leaves it. */
  stop(): Promise<void>;
}

interface Options {
  folder: string;
  log: { info(text: string): void; warn(text: string): void };
  /** For the process that serves: there is one per data folder. Verbs of the command line share the server with it. */
  exclusive?: boolean;
  /** PostgreSQL's own settings, over ours. */
  settings?: Record<string, string>;
}

/** A server that was killed has to read its log again before it answers. */
const patienceForStart = 60_000;
/** Another process that is about to end, or to stop the server, needs a moment. */
const patienceForOthers = 2_000;

interface Ground {
  folder: string;
  postgres: string;
  owner: Owner;
  socket: string;
  options: Options;
}

interface Up {
  running: Running;
  connection: Connection;
  adopted: boolean;
  client: pg.Client;
}

export async function startServer(options: Options): Promise<Server> {
  const named = resolve(options.folder);
  return await sayingTrouble(named, async () => {
    const ground = await prepare(named, options);
    return keep(ground, await bringUp(ground));
  });
}

async function prepare(named: string, options: Options): Promise<Ground> {
  const { postgres, initdb } = await findBinaries();
  await openFolder(named);
  const folder = await realpath(named);
  const owner = await chooseOwner(databaseIn(folder), [folder, postgres, initdb]);
  if (!(await hasDatabase(folder))) {
    options.log.info(`making a database in ${folder}, once`);
    await makeDatabase(folder, initdb, owner);
  }
  return { folder, postgres, owner, options, socket: await socketFolder(folder, owner) };
}

/** Finds the server or starts it, and waits until it lets us in. */
async function bringUp(ground: Ground, signal?: AbortSignal): Promise<Up> {
  const { folder, options } = ground;
  const database = databaseIn(folder);
  const begun = Date.now();
  let blockedSince: number | null = null;
  let own: Running | null = null;
  for (;;) {
    let inTheWay: string | null = null;
    const found = await findRunning(database);
    if (found) {
      const connection = connectionTo(found.socketFolder);
      const entry = await enter(connection, options.exclusive ?? false);
      if ('client' in entry) {
        const started = own?.pid === found.pid ? own : null;
        return { running: started ?? found, connection, adopted: started === null, client: entry.client };
      }
      if (entry.waitFor === 'others') inTheWay = `Another Shipmate${entry.holder ? ` (${entry.holder})` : ''}`;
    } else if (own) {
      if (!isAlive(own.pid)) {
        await mustBeWorthAnotherTry(folder);
        own = null;
      }
    } else if (await answers(ground.socket)) {
      // Two servers on the same files would ruin them, and in another container PostgreSQL itself does not see the first.
      inTheWay = 'A PostgreSQL that cannot be seen from here (in another container?)';
    } else {
      const args = ['-D', database, ...settingsFor(ground.socket, options.settings ?? {})];
      own = await launch(ground.owner.command(ground.postgres, args), logIn(folder));
    }
    blockedSince = inTheWay ? (blockedSince ?? Date.now()) : null;
    if (blockedSince !== null && Date.now() - blockedSince > patienceForOthers) {
      throw new Sentence(`${inTheWay} already serves ${folder}. Stop it first, or point DATA_FOLDER to another folder.`);
    }
    if (Date.now() - begun > patienceForStart) {
      throw new Sentence(
        `PostgreSQL in ${folder} is still starting after a minute; after a crash it may have much to recover. ` +
          `It goes on with that: start Shipmate again in a while. Its log is ${logIn(folder)}.`,
      );
    }
    await wait(10, undefined, signal ? { signal } : {});
  }
}

/** The server ended before it let us in. Only when another start was in its way, or an old server still ends, is it worth trying again. */
async function mustBeWorthAnotherTry(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  // On a full disk the log stays empty too.
  const words = bavail * bsize < 1_000_000 ? 'No space left on device' : await readFile(logIn(folder), 'utf8');
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(words)) return;
  const reason = words.split('\n').filter(line => /FATAL|PANIC/.test(line) && !/is (starting up|shutting down)$/.test(line));
  throw (
    knownTrouble(words, folder) ??
    new Sentence(
      `The database in ${folder} does not start: ${lastLine(reason.join('\n') || words).replace(/^.*?(FATAL|PANIC):\s*/, '')}. ` +
        `The log is ${logIn(folder)}. If files are damaged, restore a backup into an empty data folder.`,
    )
  );
}

/** Brings the server back when it goes away under us, until `stop`. */
function keep(ground: Ground, first: Up): Server {
  const { log, exclusive = false } = ground.options;
  let up = first;
  const stopping = new AbortController();
  let mending = Promise.resolve();

  const watch = () => {
    up.client.once('end', () => {
      if (!stopping.signal.aborted) mending = mend();
    });
  };
  const mend = async () => {
    log.warn('the embedded database went away; bringing it back');
    while (!stopping.signal.aborted) {
      try {
        up = await bringUp(ground, stopping.signal);
        watch();
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn(error instanceof Error ? error.message : String(error));
        await wait(1_000, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };
  watch();

  return {
    connection: first.connection,
    adopted: first.adopted,
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await mending;
      const mayStop = exclusive || (!up.adopted && (await isLastOne(up.client).catch(() => false)));
      if (mayStop) await shutDown(up.running);
      await up.client.end().catch(() => {});
    },
  };
}
