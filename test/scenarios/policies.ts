import type { Account, PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { after, bodyOf, deployBot, plain } from './deploys.ts';

/** A repository whose prod asks for something, and people who may and may not give it. */

/** Alice writes, bob asks, carol and dave are of the team that approves. */
export async function policyBot(prod: string): Promise<Bot> {
  const bot = await deployBot({ file: `environments:\n  prerelease:\n  prod: { ${prod} }\n` });
  releaseTeam(bot).member(bot.box.person('carol')).member(bot.box.person('dave'));
  return bot;
}

export const releaseTeam = ({ box }: Bot) => box.organisation('acme').team('release');

/** Opened so long ago that everybody can have read it. */
export async function pullOf(bot: Bot, by: Account, branch = 'better'): Promise<PullRequest> {
  const pull = bot.web.pullRequest({ by, branch, files: { 'app.js': `// ${branch}\n` } });
  await after(bot, 15);
  return pull;
}

/** What was said there since, without what differs from run to run. */
export const said = async (bot: Bot, thread: PullRequest): Promise<string[]> =>
  (await bot.says(thread)).map(body => plain(bot, body).replaceAll(/\b\d+ seconds?\b/g, 'N seconds'));

/** Commits that were sent to prod, in order. */
export const sent = ({ web }: Bot): (string | undefined)[] =>
  web.runs('deploy.yml').flatMap(({ inputs }) => (inputs.environment === 'prod' ? [inputs.sha] : []));

/** Each as it stands, oldest first: `waiting`, or how it ended and why. */
export async function deploys(bot: Bot): Promise<string[]> {
  await bot.quiet();
  const rows = await bot.query<{ state: string; why: string | null }>(
    `select state, story->'ending'->>'why' as why from deploys order by asked_at, id`,
  );
  return rows.map(({ state, why }) => plain(bot, why ? `${state}: ${why}` : state));
}

/** To its end, and all that is told of it. */
export async function finished(bot: Bot, pull: PullRequest): Promise<void> {
  bot.web.runs('deploy.yml').at(-1)?.finish();
  await bot.says(pull);
}

/** The comment of the last deploy there, as it stands. */
export function shown(bot: Bot, pull: PullRequest): string {
  const place = pull.comments.findLastIndex(({ author, body }) => author === bot.box.bot.login && body.startsWith('### '));
  return bodyOf(bot, pull, place);
}
