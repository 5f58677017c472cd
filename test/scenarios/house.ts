import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { until } from '../until.ts';

/** The house's own work, as the stories here wait for it and count what it costs. */

/** Resolves when every chore has had its turn and is not due. */
export async function choresDone(bot: Bot, milliseconds?: number): Promise<void> {
  await until(async () => {
    const open = await bot.query(`select from chores where due_at <= clock() or lease_until is not null`);
    return open.length === 0;
  }, milliseconds);
  await bot.quiet();
}

/** Moves all clocks on so far that the chores are due, and waits for them. */
export async function choresIn(bot: Bot, minutes: number): Promise<void> {
  await choresDone(bot);
  await bot.later(minutes);
  await choresDone(bot);
}

/**
 * Has a chore done now, where clocks must not move: a GitHub that is ten minutes ahead refuses our tokens at first, and each call of the
 * App is then made twice.
 */
export async function choreNow(bot: Bot, name: string): Promise<void> {
  await choresDone(bot);
  await bot.query(`update chores set due_at = clock() where name = $1`, [name]);
  await bot.query(`select pg_notify('wake', '')`);
  await choresDone(bot);
}

/** The routes that GitHub is asked from now on, tokens apart. */
export function asked(bot: Pick<Bot, 'box'>): string[] {
  const routes: string[] = [];
  // A fault that happens to nobody sees every request go by.
  const sees = ({ route, body }: { route: string; body: string }) => {
    const graphql = /addReaction|comments\(last|object\(expression/.exec(body)?.[0];
    if (!route.endsWith('/access_tokens')) routes.push(route === 'POST /graphql' ? `graphql ${graphql ?? ''}` : route);
    return false;
  };
  bot.box.faults.next({ only: sees, times: Number.POSITIVE_INFINITY }, { before: 500 });
  return routes;
}

/** What the bot said and a test has not read yet, with the time that things took left open. */
export async function answers(bot: Bot, thread: Issue): Promise<string[]> {
  const took = /took (less than a second|\d+ s|\d+ m( \d+ s)?|\d+ h|\d+ days) to/;
  return (await bot.says(thread)).map(body => body.replace(took, 'took … to'));
}
