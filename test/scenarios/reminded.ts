import type { Issue, PullRequest } from '../../src/sandbox/github/index.ts';
import type { PullRequestParts } from '../../src/sandbox/github/story/repository.ts';
import { clockOf, day, readingAt, weekdayOf } from '../../src/time/wall-clock.ts';
import { type Bot, startBot } from '../bot.ts';
import { after, plain } from './deploys.ts';

/** Teams that are reminded, and the days that go by. */

/** A bot for acme/web whose file asks for reminders, on a Monday morning. */
export async function remindedBot(
  reminders: string,
  more: Record<string, string> = {},
  how: { private?: boolean } = {},
): Promise<Bot> {
  const bot = await startBot({ files: { '.github/shipmate.yml': `reminders: ${reminders}\n`, ...more }, ...how });
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

/** By Alice; Bob wants something else of it. */
export function unfinished(bot: Bot, branch = 'greet', more: Partial<PullRequestParts> = {}): PullRequest {
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const files = { [`${branch}.js`]: 'one\n' };
  const pull = bot.web.pullRequest({ by: alice, title: 'Greet people', branch, files, ...more });
  pull.review(bob, 'Shorter?', 'CHANGES_REQUESTED');
  return pull;
}

/** One that is not finished, and nothing happens for a month. */
export async function forgotten(bot: Bot, more: Partial<PullRequestParts> = {}): Promise<PullRequest> {
  const pull = unfinished(bot, 'greet', more);
  await passes(bot, 31 * day);
  await until(bot, 'Mon', '10:00');
  return pull;
}

/** Stories begin on the day on which they are told, so what is said is shown without its dates, and without what nobody sees. */
export const shown = (text: string | null | undefined): string | undefined =>
  text
    ?.replace(/\n\n<!-- shipmate:\S+ -->$/, '')
    .replace(/\d{1,2} [A-Z][a-z]{2}( \d{4})?/g, '<date>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'https://github.test');

/** Alice writes the team's file anew. */
export function writes(bot: Bot, file: string): void {
  bot.web.push('main', { '.github/shipmate.yml': file }, { by: bot.box.person('alice'), message: 'Change the file' });
}

/** The one issue that says what would happen. */
export function planOf(bot: Bot): Issue {
  const [plan, ...more] = bot.web.threads.filter(one => one.row.author === bot.box.bot.id && one.row.pull === null);
  if (!plan || more.length > 0) throw new Error(`there are ${more.length + (plan ? 1 : 0)} issues of ours`);
  return plan;
}

/** Of an issue of ours, as it stands now. */
export const textOf = (bot: Bot, { row }: Issue): string =>
  byWeekday(plain(bot, row.body ?? '')).replace(/\n\n<!-- shipmate:\S+ -->$/, '');

/** What nobody has read yet, wherever it stands, in the order in which it was said: `#2 @bob, …`. */
export async function said(bot: Bot): Promise<string[]> {
  const all: { id: number; says: string }[] = [];
  for (const thread of bot.web.threads) {
    const before = thread.comments.filter(one => one.author === bot.box.bot.login).map(({ id }) => id);
    const says = await bot.says(thread);
    const ids = before.slice(before.length - says.length);
    all.push(...says.map((text, place) => ({ id: ids[place] ?? 0, says: `#${thread.number} ${byWeekday(text)}` })));
  }
  return all.toSorted((one, other) => one.id - other.id).map(one => one.says);
}

/** These stories begin on the next Monday, whichever that is. */
const byWeekday = (text: string): string =>
  text.replaceAll(/\b\d{1,2} [A-Z][a-z]{2} \d{4}\b|\b\d{4}-\d\d-\d\d\b/g, date =>
    new Date(`${date} UTC`).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' }),
  );
