import type { Issue } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { after, plain, settles } from './deploys.ts';

/** A repository with a build, and what its stories look at. */

export const ci = `name: CI
on: [push, schedule]
jobs:
  test: { runs-on: ubuntu-latest, steps: [{ name: npm test, run: npm test }] }
  lint: { runs-on: ubuntu-latest, steps: [{ name: lint, run: npm run lint }] }
`;

interface Options {
  file?: string;
  ci?: string;
  private?: boolean;
  files?: Record<string, string>;
}

export const buildBot = ({ file = 'builds: true\n', ci: text = ci, files = {}, ...rest }: Options = {}): Promise<Bot> =>
  startBot({
    ...rest,
    files: { '.github/shipmate.yml': file, '.github/workflows/ci.yml': text, 'src/cart.js': '// 1\n', ...files },
  });

export const push = (bot: Bot, files: Record<string, string>, by = 'bob') =>
  bot.web.push('main', files, { by: bot.box.person(by) });

/** The newest run of the build. */
export function build(bot: Bot) {
  const run = bot.web.runs('ci.yml').at(-1);
  if (!run) throw new Error('nothing was built');
  return run;
}

export const broken = `FAIL  src/cart.test.js > adds
Error: expected 2 to be 3
 ❯ src/cart.js:4:9
`;

/** Issues that we opened. */
export const ours = ({ web, box }: Bot): Issue[] =>
  web.threads.filter(one => one.row.pull === null && one.row.author === box.person(box.bot.login).id);

export const only = (bot: Bot): Issue => {
  const [first, ...others] = ours(bot);
  if (!first || others.length > 0) throw new Error(`there are ${others.length + (first ? 1 : 0)} issues of ours`);
  return first;
};

const hidden = /\n\n<!-- shipmate(?:-knows)?:\S+ -->/g;

/** Without what differs from run to run of a test: commits, ids, times. */
export const same = (bot: Bot, text: string): string =>
  plain(bot, text.replace(hidden, ''))
    .replaceAll(/[0-9a-f]{12}\.\.\.[0-9a-f]{12}/g, '<commits>')
    .replaceAll(/\b\d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d\b/g, '<time>');

/** The title and the text of an issue as they stand. */
export const textOf = (bot: Bot, issue: Issue): string => same(bot, `${issue.row.title}\n\n${issue.row.body ?? ''}`);
export const said = async (bot: Bot, issue: Issue): Promise<string[]> => (await bot.says(issue)).map(text => same(bot, text));

/** A push whose build fails, and everything that comes of it, past the time that it may mend itself in. */
export async function breaks(bot: Bot, text: string, log = broken): Promise<void> {
  push(bot, { 'src/cart.js': text });
  await settles(bot);
  build(bot).finish('failure', { step: 'npm test', log });
  await after(bot, 31);
  await after(bot, 121);
  await settles(bot);
}

export async function mends(bot: Bot, text: string): Promise<void> {
  push(bot, { 'src/cart.js': text });
  await settles(bot);
  build(bot).finish('success');
  await after(bot, 61);
}
