import { receiving } from './app.ts';
import { among } from './chat/may.ts';
import type { Settings } from './config/env.ts';
import { filePath } from './config/file.ts';
import { type FileReader, fileReader } from './config/reading.ts';
import type { Due, Repository } from './core/event.ts';
import { asking } from './engine/asking.ts';
import { bodies } from './engine/bodies.ts';
import { door } from './engine/door.ts';
import { due, type Errand } from './engine/due.ts';
import { heap } from './engine/heap.ts';
import { hookDoor } from './engine/hook-door.ts';
import { hooksOn } from './engine/hooks.ts';
import { intake } from './engine/intake.ts';
import { keeping } from './engine/keeping.ts';
import { type Log, type Mask, masking, openLog } from './engine/log.ts';
import type { Loop } from './engine/loop.ts';
import { missedDeliveries, readMissed } from './engine/missed.ts';
import { outside } from './engine/outside.ts';
import { running } from './engine/run.ts';
import { sender } from './engine/sender.ts';
import { serve } from './engine/serve.ts';
import { adoptOurs, hearUnheard } from './engine/unheard.ts';
import { work } from './engine/work.ts';
import { askSources, lostLetters } from './features/errors/asking.ts';
import { homeRead, homesToRead, looksLost, scansLost, whoseErrors } from './features/errors/homes.ts';
import { forgetLogged } from './features/errors/logged/store.ts';
import { readHeap } from './features/errors/reading.ts';
import { sources } from './features/errors/sources/index.ts';
import { forgetGroups, notRead } from './features/errors/store.ts';
import { tellsWith } from './features/errors/telling.ts';
import { countLate } from './features/reminders/books/store.ts';
import { looksLate } from './features/reminders/file.ts';
import { forgetHeard } from './features/reminders/store.ts';
import { makeHandlers, sections, workflowsOf } from './features.ts';
import { connect } from './github/client.ts';
import { organisationRepository } from './github/organisation.ts';
import { readsOn } from './github/reads.ts';
import { routeOf } from './github/route.ts';
import { type Trouble, troubleOf } from './github/trouble.ts';
import { caller } from './outside/caller.ts';
import { bornAt, timeOf } from './store/audit.ts';
import type { Store, Tx } from './store/connection.ts';
import { forgetBodies, forgetLetters, keep, type Taken } from './store/deliveries.ts';
import { fileRows } from './store/files.ts';
import { newHolder, releaseDead } from './store/holder.ts';
import { speaking } from './store/hooks.ts';
import { type Database, openDatabase } from './store/open.ts';
import { raise } from './store/raised.ts';
import { sessionOn } from './store/session.ts';

/** Composition root of the server: store → GitHub → features → door and workers. No logic. */

export interface Running {
  url: string;
  stop(): Promise<void>;
}

export async function start(settings: Settings, out?: { write(line: string): void }): Promise<Running> {
  const mask = masking([
    ...settings.webhook.secrets,
    settings.app.privateKey,
    settings.metrics.token ?? '',
    ...keysAsText(settings),
  ]);
  const log = openLog(settings.logLevel, mask, out);
  const database = await openDatabase(settings.store, { exclusive: true, log });
  const leave = async () => {
    await database.store.close();
    await database.stop();
  };
  try {
    const { url, stop } = await open(settings, database, { log, mask });
    return {
      url,
      async stop() {
        try {
          await stop();
        } finally {
          await leave();
        }
        log.info({}, 'stopped');
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function open(settings: Settings, { store, alone }: Database, { log, mask }: { log: Log; mask: Mask }): Promise<Running> {
  const github = connect(
    { appId: settings.app.id, privateKey: settings.app.privateKey, apiUrl: settings.githubApiUrl },
    lines(log),
  );
  const holder = newHolder();
  const kept = keeping({ log, mask });
  const keepOne = intake(group => kept.watch(keep(store.pool, group)));
  const takesWebhooks = settings.role !== 'worker';
  const hooks = takesWebhooks ? hooksOn({ store, keys: settings.secretsKeys, log, mask }) : null;
  const read = bodies();
  let stopping = false;

  // Before anything is read: what GitHub could not deliver until now stands in its log when that is read.
  const serving = await serve({
    listen: settings.listen,
    webhookPath: settings.webhook.path,
    door: takesWebhooks ? door({ secrets: settings.webhook.secrets, keep: keepOne, routeOf, read }) : null,
    hookDoor: hooks && hookDoor({ hooks, sources, keep: keepOne, read }),
    isReady: async () => !stopping && !kept.fails() && (await answers(store)),
    metrics: await metrics(settings, store),
  });

  if (hooks) await store.listen('hooks', hooks.refresh);
  const loops: Loop[] = [];
  if (settings.role !== 'web') {
    await releaseDead(store.db, alone);
    const birth = await bornAt(store.db);
    const outside = { caller: caller({ allowed: settings.outsideAllowed }), keys: settings.secretsKeys };
    const house = { store, github, keep: keepOne, birth, ...outside, log };
    const files = teamFiles(house);
    const worker = work({ store, holder, log, mask, handle: await handling(settings, house, files) });
    const tell = tellsWith({ ...outside, hookOf: name => speaking(store.db, name) });
    const sending = sender({ store, holder, github, tell, log, mask });
    const reading = heap({ store, read: readHeap, log, mask });
    loops.push(worker, sending, reading);
    loops.push(await due({ store, holder, log, mask, errands: errands(settings, house, files) }));
    await store.listen('deliveries', worker.wake);
    await store.listen('effects', sending.wake);
    await store.listen('heap', reading.wake);
    await store.listen('wake', () => {
      hooks?.refresh();
      for (const one of loops) one.wake();
    });
  }

  const proxy = takesWebhooks ? await proxied(settings, serving.url, log) : null;
  log.info({ url: serving.url, role: settings.role, deliveries: settings.deliveries }, 'ready');

  return {
    url: serving.url,
    async stop() {
      stopping = true;
      await proxy?.stop();
      // At once: whoever dawdles at the door must not use up the time that the work in hand has.
      await Promise.all([serving.stop(), ...loops.map(one => one.stop())]);
      await hooks?.stop();
    },
  };
}

/** What a worker does with a delivery: through Probot into our own words, and then through the features. */
async function handling(
  settings: Settings,
  { store, github, birth, caller, keys }: House,
  files: FileReader,
): Promise<(taken: Taken) => Promise<void>> {
  const reads = (repository: Repository) => readsOn(github.on(repository), repository, github.appId);
  const outsideOf = outside({ caller, store, keys });
  const run = running({
    store,
    handlers: makeHandlers(),
    birth,
    ask: repository => asking({ github: reads(repository), files, store, workflowsOf, among, outside: outsideOf(repository) }),
  });
  return receiving({ ...settings.app, secret: settings.webhook.secrets[0] ?? '' }, run);
}

type House = Parameters<typeof readMissed>[0] & Omit<Parameters<typeof askSources>[0], 'warn' | 'stopping'> & { log: Log };

function teamFiles({ store, github }: House): FileReader {
  const fileOf = (repository: Repository) =>
    readsOn(github.on(repository), repository, github.appId).file(filePath, repository.defaultBranch);
  return fileReader(sections, fileRows(store.db), {
    file: fileOf,
    async organisation(owner) {
      const repository = await organisationRepository(github, owner);
      return repository && { repository, file: await fileOf(repository) };
    },
  });
}

function errands(settings: Settings, house: House, files: FileReader): Errand[] {
  const { store } = house;
  return [
    {
      name: missedDeliveries,
      everySeconds: settings.deliveries === 'poll' ? 10 : 300,
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

async function metrics({ metrics: { token, port } }: Settings, store: Store) {
  if (!token && port === null) return null;
  const { meter } = await import('./engine/metrics.ts');
  const late = {
    name: 'shipmate_reminder_looks_late',
    help: 'Repositories whose pull requests should have been looked at an hour ago.',
    count: () => store.db.transaction().execute(tx => countLate(sessionOn(tx))),
  };
  return { read: meter(store, [late]), token, port };
}

async function proxied(settings: Settings, url: string, log: Log) {
  const { proxyUrl, path } = settings.webhook;
  if (!proxyUrl) return null;
  const { throughProxy } = await import('./engine/proxy.ts');
  return throughProxy({ source: proxyUrl, target: url + path, log });
}

const keysAsText = ({ secretsKeys }: Settings) => secretsKeys.flatMap(key => [key.toString('base64'), key.toString('hex')]);

async function answers(store: Store): Promise<boolean> {
  try {
    await store.pool.query('select 1');
    return true;
  } catch {
    return false;
  }
}

const lines = (log: Log) => ({ debug: (text: string) => log.debug({}, text), warn: (text: string) => log.warn({}, text) });
