import type { Hook } from '../core/hook.ts';
import type { Store } from '../store/connection.ts';
import { allHooks, hookKey, type KeptHook, type Knocks, noteKnocks } from '../store/hooks.ts';
import { unseal } from '../store/sealed.ts';
import { type Log, type Mask, reasonOf } from './log.ts';

/** The hooks in memory with their secrets opened, so that a letter costs one write and no read, and a flood of forged ones a read in seconds. */

export interface OpenHook extends Hook {
  /** Those that are good now. */
  secrets: string[];
}

export interface Hooks {
  /** Null: there is none of that name. Throws while nobody can know. */
  of(name: string): Promise<OpenHook | null>;
  /** For whoever proved nothing: looks whether a hook came, or has another secret, without our hearing of it. False: we did just now. */
  anew(): Promise<boolean>;
  /** By the database's clock, as of the last look at it. */
  now(): Date;
  note(name: string, what: keyof Knocks): void;
  /** Somebody changed one. */
  refresh(): void;
  stop(): Promise<void>;
}

export interface HooksOptions {
  store: Store;
  /** Without any there are no hooks. */
  keys: Buffer[];
  log: Log;
  mask: Mask;
}

/** The net under NOTIFY. */
const fresh = 60_000;
/** Whoever proves nothing makes us look this often, however often they knock. */
const askedAnew = 3_000;
const notedTogether = 1_000;

interface Opened {
  hook: Hook;
  secrets: { text: string; until: number }[];
}

export function hooksOn({ store, keys, log, mask }: HooksOptions): Hooks {
  let known: Map<string, Opened> | null = null;
  let ahead = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;
  let once = true;
  const shut = new Set<string>();

  const load = async () => {
    do {
      once = true;
      lookedAt = performance.now();
      const { hooks, now } = await allHooks(store.db);
      ahead = now.getTime() - Date.now();
      known = new Map(hooks.map(hook => [hook.name, opened(hook)]));
      // What was changed while we looked we may not have seen.
    } while (!once);
  };
  const look = (): Promise<void> => {
    looking ??= load().finally(() => {
      looking = null;
    });
    return looking;
  };
  const lookMeanwhile = () =>
    void look().catch(error => log.warn({ reason: reasonOf(error, mask) }, 'the hooks cannot be read, the last known count'));

  const opened = ({ secrets, ...hook }: KeptHook): Opened => {
    const texts = secrets.flatMap(({ sealed, until }) => {
      const text = unseal(keys, hookKey(hook.name), sealed);
      return text === null ? [] : [{ text, until: until === null ? Number.POSITIVE_INFINITY : Date.parse(until) }];
    });
    if (texts.length > 0) shut.delete(hook.name);
    else if (!shut.has(hook.name)) {
      shut.add(hook.name);
      log.warn({ hook: hook.name }, 'no key of SECRETS_KEY opens its secret: everything that comes through it is refused');
    }
    return { hook, secrets: texts };
  };

  const knocks = new Map<string, Knocks>();
  let noting: NodeJS.Timeout | undefined;
  const write = async () => {
    clearTimeout(noting);
    noting = undefined;
    const all = [...knocks];
    knocks.clear();
    // One by one: two of us that hold several of these rows could wait for each other.
    for (const [name, counts] of all) await noteKnocks(store.db, name, counts).catch(() => {});
  };

  const now = () => new Date(Date.now() + ahead);
  return {
    now,
    async of(name) {
      if (keys.length === 0) return null;
      if (known === null) await look();
      else if (performance.now() - lookedAt > fresh) lookMeanwhile();
      const found = known?.get(name);
      if (!found) return null;
      const time = now().getTime();
      return { ...found.hook, secrets: found.secrets.filter(({ until }) => until > time).map(({ text }) => text) };
    },
    async anew() {
      if (keys.length === 0 || (looking === null && performance.now() - lookedAt < askedAnew)) return false;
      await look();
      return true;
    },
    note(name, what) {
      if (!known?.has(name)) return;
      const counts = knocks.get(name) ?? { heard: 0, refused: 0 };
      counts[what] += 1;
      knocks.set(name, counts);
      noting ??= setTimeout(write, notedTogether).unref();
    },
    refresh() {
      once = false;
      if (keys.length > 0) lookMeanwhile();
    },
    async stop() {
      await looking?.catch(() => {});
      await write();
    },
  };
}
