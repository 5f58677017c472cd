import { receiving } from './app.ts';
import { among } from './chat/may.ts';
import type { Settings } from './config/env.ts';
import { filePath } from './config/file.ts';
import { type FileReader, fileReader } from './config/reading.ts';
import type { Repository } from './core/event.ts';
import { asking } from './engine/asking.ts';
import { bodies } from './engine/bodies.ts';
import { door } from './engine/door.ts';
import { due } from './engine/due.ts';
import { heap } from './engine/heap.ts';
import { hookDoor } from './engine/hook-door.ts';
import { hooksOn } from './engine/hooks.ts';
import { intake } from './engine/intake.ts';
import { keeping } from './engine/keeping.ts';
import { type Log, type Mask, masking, openLog } from './engine/log.ts';
import type { Loop } from './engine/loop.ts';
import { outside } from './engine/outside.ts';
import { running } from './engine/run.ts';
import { sender } from './engine/sender.ts';
import { serve } from './engine/serve.ts';
import { work } from './engine/work.ts';
import { errands, type House } from './errands.ts';
import { readHeap } from './features/errors/reading.ts';
import { sources } from './features/errors/sources/index.ts';
import { tellsWith } from './features/errors/telling.ts';
import { countLate } from './features/reminders/books/store.ts';
import { makeHandlers, sections, workflowsOf } from './features.ts';
import { connect } from './github/client.ts';
import { organisationRepository } from './github/organisation.ts';
import { readsOn } from './github/reads.ts';
import { routeOf } from './github/route.ts';
import { caller } from './outside/caller.ts';
import { bornAt } from './store/audit.ts';
import type { Store } from './store/connection.ts';
import { keep, type Taken } from './store/deliveries.ts';
import { fileRows } from './store/files.ts';
import { newHolder, releaseDead } from './store/holder.ts';
import { speaking } from './store/hooks.ts';
import { type Database, openDatabase } from './store/open.ts';
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
    loops.push(
      await due({ store, holder, log, mask, errands: errands(house, files, { polls: settings.deliveries === 'poll' }) }),
    );
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
