/** The sandbox put together: a GitHub in this process, the bot as a process of its own, and the page on both. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bot } from './bot.ts';
import { readCheckout } from './checkout.ts';
import { type BotDatabase, openBotDatabase } from './database.ts';
import { type Box, startGitHub } from './github/index.ts';
import { Changes, type House } from './house.ts';
import { occupy } from './occupants.ts';
import type { Options } from './options.ts';
import { page } from './page/app.ts';
import { serve } from './page/serve.ts';
import { progressed } from './page/tour.ts';
import { hook, hookSecret, secretsKey } from './production.ts';
import { seed } from './seed.ts';
import { openState } from './state.ts';
import { storms } from './storms.ts';

export interface Sandbox {
  url: string;
  /** What is to be said beside the address: a sentence each. */
  notes: string[];
  house: House;
  stop(): Promise<void>;
}

/** How often the bot's audit is looked at while somebody looks. */
const audit = 1_000;
/** After a change the world is written down, at most so often. */
const rest = 500;

export async function startSandbox(folder: string, options: Omit<Options, 'help'>): Promise<Sandbox> {
  const checkout = options.repo === null ? null : readCheckout(options.repo);
  // Others may pass through, not look: started by root, the database runs as another user.
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const occupancy = occupy(folder);
  const state = openState(folder, options);
  const kept = state.read();
  mkdirSync(state.botFolder, { recursive: true, mode: 0o711 });

  let app: ReturnType<typeof page> | null = null;
  const serving = await serve(request => app?.fetch(request) ?? new Response(null, { status: 503 }), options.port);
  const url = `http://127.0.0.1:${serving.port}`;
  occupancy.at(url);
  const box = await startGitHub({ html: url, ...(kept ? { picture: kept.picture } : {}) });
  if (!kept) seed(box);
  if (checkout) take(box, checkout.files);
  if (options.seed !== null) storms(box, options.seed);

  const changes = new Changes();
  const bot = new Bot({
    githubUrl: box.url,
    credentials: box.credentials,
    folder: state.botFolder,
    listening: at => {
      box.webhooks.url = at;
    },
    changed: changes.happened,
    process: occupancy.bot,
  });
  const { progress, failing } = kept ?? { progress: [], failing: [] };
  const house: House = { box, bot, database: null, progress, armed: new Set(), failing, changes };
  box.world.journal.heard = changes.happened;
  box.requests.heard = changes.happened;

  const write = () => state.write({ picture: box.picture(), progress: house.progress, failing: house.failing });
  let writing: NodeJS.Timeout | null = null;
  changes.listen(() => {
    if (progressed(house)) changes.happened();
    writing ??= setTimeout(() => {
      writing = null;
      write();
    }, rest);
  });
  write();
  app = page(house, () => serving.port);

  const following = bot.start().then(async served => {
    if (served) house.database = await follow(house, state.botFolder);
    await house.database?.hasHook(hook, secretsKey(box.credentials), hookSecret(box.credentials));
  });
  const stop = async () => {
    await following.catch(() => {});
    await serving.stop();
    await house.database?.close();
    await bot.stop();
    changes.stop();
    if (writing) clearTimeout(writing);
    write();
    await box.close();
    occupancy.leave();
  };
  try {
    await following;
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, house, notes: checkout?.notes ?? [], stop };
}

/** Puts them in the place of the `.github` that is there; what a start before this one took is not taken again. */
function take(box: Box, files: Record<string, string>): void {
  const web = box.repository('acme/web');
  const { git } = box.world;
  const there = [...git.paths(web.head())].filter(([path]) => path.startsWith('.github/'));
  const text = new Map(there.map(([path, sha]) => [path, git.blob(sha)?.toString()]));
  const same = text.size === Object.keys(files).length && Object.entries(files).every(([path, one]) => text.get(path) === one);
  if (same) return;
  const gone = Object.fromEntries(there.map(([path]) => [path, null]));
  web.push('main', { ...gone, ...files }, { by: box.person('alice'), message: 'Take the files of a checkout' });
}

/** Opens the bot's database and tells of new decisions: those that lead to nothing make no other sound. */
async function follow({ box, changes }: House, botFolder: string): Promise<BotDatabase> {
  const database = await openBotDatabase(botFolder);
  if (box.clock.ahead > 0) await database.setClock(box.clock.ahead);
  let newest = await database.newest();
  const timer = setInterval(() => {
    if (changes.heard < 2) return;
    void database.newest().then(
      now => {
        if (now !== newest) changes.happened();
        newest = now;
      },
      () => {},
    );
  }, audit);
  return {
    ...database,
    async close() {
      clearInterval(timer);
      await database.close();
    },
  };
}

export const sandboxFolder = (dataFolder: string): string => join(dataFolder, 'sandbox');
