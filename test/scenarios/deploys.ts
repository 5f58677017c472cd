import type { Issue, PullRequest } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import { choreNow } from './house.ts';

/** A repository that deploys, and what its stories wait for and count. */

export const workflow = `name: Deploy
run-name: Deploy to \${{ inputs.environment }} (\${{ inputs.shipmate }})
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [prerelease, prod], required: true }
      sha: { required: true }
      shipmate: {}
      region: { type: choice, options: [eu, us], default: eu, description: Which machines }
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: { name: '\${{ inputs.environment }}', deployment: false }
    steps:
      - name: build
        run: ./build
      - name: migrate
        run: ./migrate
      - name: restart
        run: ./restart
`;

export const file = `environments:
  prerelease: { url: https://prerelease.example.org }
  prod:
`;

interface Options {
  file?: string;
  workflow?: string;
  private?: boolean;
}

export function deployBot({ file: text = file, workflow: deploy = workflow, ...rest }: Options = {}): Promise<Bot> {
  return startBot({
    ...rest,
    files: { '.github/shipmate.yml': text, '.github/workflows/deploy.yml': deploy, 'app.js': '// 1\n' },
  });
}

export function aPull(bot: Bot, branch = 'better'): PullRequest {
  return bot.web.pullRequest({ by: bot.box.person('bob'), branch, files: { 'app.js': `// ${branch}\n` } });
}

/** The newest run of the deploy workflow, as soon as there is one more than the test has seen. */
export async function nextRun(bot: Bot, seen: number) {
  await until(() => bot.web.runs('deploy.yml').length > seen);
  await bot.quiet();
  const run = bot.web.runs('deploy.yml').at(-1);
  if (!run) throw new Error('no run');
  return run;
}

/** Nothing is in hand; what waits for its time may wait: ten seconds at most for a look, while a write on its way has a minute. */
export async function settles(bot: Bot): Promise<void> {
  const nothingIsInHand = async () => {
    const open = await bot.query(
      // What failed is tried again a second later: a token is old once the clock has jumped.
      `select 1 from deliveries where state = 'taken'
         or (state = 'waiting' and due_at <= clock() + case when error is null then '0 s' else '2 s' end::interval)
       union all select 1 from effects e where (state = 'planned' and due_at <= clock() and not exists (
           select 1 from effects b where b.target = e.target and b.id < e.id and b.state in ('planned', 'sent')))
         or (state = 'sent' and (lease_until <= clock() or lease_until > clock() + interval '11 seconds'))`,
    );
    return open.length === 0;
  };
  await until(() => inSilence(bot.box, nothingIsInHand));
}

/** So many seconds later, when all that was due by then has happened. */
export async function after(bot: Bot, seconds: number): Promise<void> {
  await settles(bot);
  await bot.later(seconds / 60);
  await bot.query(`select pg_notify('deliveries', ''), pg_notify('effects', '')`);
  await settles(bot);
}

/** Without what differs from run to run of a test: commits, ids, seconds. */
export function plain(bot: Bot, text: string): string {
  const seen: string[] = [];
  const name = (sha: string) => {
    const short = sha.slice(0, 7);
    if (!seen.includes(short)) seen.push(short);
    return 'abcdefg'.charAt(seen.indexOf(short)).repeat(7);
  };
  return (
    text
      .replaceAll(bot.box.url, 'https://github.test')
      .replaceAll(/actions\/runs\/\d+(\/job\/\d+)?/g, 'actions/runs/1')
      // Digits alone are a commit too, once in a while.
      .replaceAll(/\b[0-9a-f]{40}\b|(?<=`)[0-9a-f]{7}(?=`)/g, name)
      .replaceAll(/@[0-9a-f]{12}\b/g, '@<12 digits>')
      .replaceAll(/less than a second|\b\d+ s\b/g, 'N s')
      // Which of the two it is, the clock on the wall says.
      .replaceAll(/\n\n(?:⚠️ It is [^\n]* deploys|`\w+` deploys) to \*\*[^\n]*\*\* for the first time\./g, '')
  );
}

/** After a first deploy from an issue nothing has to be looked up any more: workflow, file, our older comments. */
export async function settled(bot: Bot, pull: PullRequest): Promise<void> {
  const issue = bot.web.issue({ by: bot.box.person('bob') });
  issue.comment(bot.box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.start();
  // So long that the next one is worth watching.
  await after(bot, 61);
  run.finish();
  await bot.says(issue);
  await choreNow(bot, 'unheard comments');
  await bot.says(pull);
}

/** A comment in a thread as it stands now, the last one unless another is asked for. */
export const bodyOf = (bot: Bot, thread: Issue, place = -1): string =>
  plain(bot, thread.comments.at(place)?.body.replace(/\n\n<!-- shipmate:\S+ -->$/, '') ?? '');

/** Somebody merges a pull request, and its merge is on prod. */
export async function ships(bot: Bot, branch: string): Promise<PullRequest> {
  const pull = aPull(bot, branch);
  pull.merge(bot.box.person('bob'));
  await settles(bot);
  const seen = bot.web.runs('deploy.yml').length;
  pull.comment(bot.box.person('bob'), '/deploy prod');
  (await nextRun(bot, seen)).finish();
  await settles(bot);
  await bot.says(pull);
  return pull;
}
