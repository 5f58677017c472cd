/** What the page works with: the box, the bot, its database, and who wants to hear of changes. */
import type { Bot } from './bot.ts';
import type { BotDatabase } from './database.ts';
import type { Box } from './github/index.ts';
import type { Progress } from './page/tour.ts';
import type { Failing } from './production.ts';

export interface House {
  box: Box;
  bot: Bot;
  /** Null until the bot has made it. */
  database: BotDatabase | null;
  progress: Progress;
  /** What waits to go wrong, as the levers that armed it. */
  armed: Set<string>;
  /** What goes wrong in production. */
  failing: Failing[];
  changes: Changes;
}

/** Tells of changes in bundles: many rows change at once. */
export class Changes {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  happened = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      for (const listener of this.#listeners) listener();
    }, 60);
  };

  /** Answers how to stop listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get heard(): number {
    return this.#listeners.size;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#listeners.clear();
  }
}
