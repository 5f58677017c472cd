import { clockOf, day, readingAt, weekdayOf } from '../../src/core/wall-clock.ts';
import { type Bot, startBot } from '../bot.ts';
import { after } from './deploys.ts';

/** Teams that are reminded, and the days that go by. */

/** A bot for acme/web whose file asks for reminders, on a Monday morning. */
export async function remindedBot(reminders: string, more: Record<string, string> = {}): Promise<Bot> {
  const bot = await startBot({ files: { '.github/shipmate.yml': `reminders: ${reminders}\n`, ...more } });
  await until(bot, 'Mon', '08:00');
  return bot;
}

/** The next time that a clock in UTC shows this; everything that is due by then has come to rest. */
export async function until(bot: Bot, weekday: string, clock: string): Promise<void> {
  const now = readingAt(bot.box.clock.now().getTime(), 'UTC');
  const start = Math.floor(now / day) * day;
  const today = (Math.floor(now / day) + 3) % 7;
  const wanted = weekdayOf(weekday) ?? 0;
  const time = clockOf(clock);
  const at = start + ((wanted - today + 7) % 7) * day + (typeof time === 'number' ? time : 0);
  await passes(bot, (at > now ? at : at + 7 * day) - now);
}

/** So that what was told a moment ago is read. */
export const soon = (bot: Bot): Promise<void> => passes(bot, 3 * 60_000);

export const passes = (bot: Bot, milliseconds: number): Promise<void> => after(bot, milliseconds / 1_000);
