import type { ErrorBegan } from '../src/core/event.ts';
import type { Bot } from './bot.ts';
import { raises } from './raising.ts';

/** An error on prod as the feature that follows errors raises it. */
export const errorBegins = (bot: Bot, parts: Partial<ErrorBegan> = {}): Promise<void> =>
  raises(bot, ({ now, repository }) => ({
    type: 'ErrorBegan',
    at: now,
    repository,
    environment: 'prod',
    title: 'TypeError in createUser',
    level: 'error',
    issue: null,
    url: null,
    id: 'e1',
    watch: 600_000,
    ...parts,
  }));
