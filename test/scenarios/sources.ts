import type { Finish, WorkflowRun } from '../../src/sandbox/github/story/run.ts';
import { type Bot, startBot } from '../bot.ts';
import { broken, build, ours, said } from './builds.ts';
import { after, settles } from './deploys.ts';

/** What others report on commits, and what came of it, for the stories of builds. */

export const reporting = (file = 'builds: true\n', files: Record<string, string> = {}): Promise<Bot> =>
  startBot({ files: { '.github/shipmate.yml': file, 'app.js': '// 1\n', ...files } });

type Conclusion = Parameters<WorkflowRun['finish']>[0];

let count = 0;

/** A commit that nothing has reported on yet. */
export function commit(bot: Bot, branch = 'main', by = 'bob'): string {
  count += 1;
  return bot.web.push(branch, { 'app.js': `// ${branch} ${count}\n` }, { by: bot.box.person(by) }).sha;
}

/** Past the time in which it may mend itself. */
export async function confirmed(bot: Bot): Promise<void> {
  await after(bot, 31);
  await after(bot, 121);
  await settles(bot);
}

/** Past the time between two looks. */
export const looked = (bot: Bot): Promise<void> => after(bot, 61);

/** In the order of the alphabet: what is due at one moment is opened in any order. */
export const titles = (bot: Bot): string[] =>
  ours(bot)
    .map(one => `${one.row.title}: ${one.row.state}`)
    .sort();

/** All that was said in our issues since somebody read it. */
export async function heard(bot: Bot): Promise<string[]> {
  const all: string[] = [];
  for (const issue of ours(bot)) all.push(...(await said(bot, issue)));
  return all;
}

/** How each episode stands, and how many runs failed in it. */
export const episodes = (bot: Bot): Promise<{ state: string; about: string; runs: number }[]> =>
  bot.query(`select state, about, (story ->> 'runs')::int as runs from episodes order by began_at, about`);

/** A commit whose build ends like this. */
export async function built(bot: Bot, conclusion: Conclusion = 'success', how: Finish = {}): Promise<WorkflowRun> {
  commit(bot);
  const run = build(bot).finish(conclusion, how);
  await settles(bot);
  return run;
}

/** The last build was red for so long that it has an issue. */
export async function red(bot: Bot, how: Finish = { step: 'npm test', log: broken }): Promise<WorkflowRun> {
  const run = await built(bot, 'failure', how);
  await confirmed(bot);
  return run;
}
