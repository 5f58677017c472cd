import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { only, ours } from '../scenarios/builds.ts';
import { after, settles } from '../scenarios/deploys.ts';
import { runAction } from './run.ts';

/** From a port that nobody listens on to an issue, and back: the bundle runs, the App hears of it, and nothing stands between them. */

const workflow = `on: [workflow_dispatch]
jobs: { check: { runs-on: ubuntu-latest, steps: [{ name: check, uses: acme/shipmate/action@v1 }] } }
`;

/** A run of the default branch, as GitHub's clock begins one, in which the Action does what it does. */
async function checks(bot: Bot, file: string): Promise<number | null> {
  await after(bot, 61);
  const run = bot.web.dispatch('checks.yml', { by: bot.box.person('alice'), event: 'schedule' }).start();
  const ran = await runAction({
    event: { name: 'schedule', payload: {} },
    files: { '.github/shipmate.yml': file },
    env: { GITHUB_API_URL: bot.box.url, ...run.runtime },
  });
  run.finish(ran.code === 0 ? 'success' : 'failure', { step: 'check', log: ran.log });
  await settles(bot);
  return ran.code;
}

test('what the Action finds has an issue, which closes when the Action finds it well', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const file = `infrastructure:\n  - { name: database, tcp: "127.0.0.1:${port}", environment: prod }\n`;
  await using bot = await startBot({ files: { '.github/shipmate.yml': file, '.github/workflows/checks.yml': workflow } });
  expect(await checks(bot, file)).toBe(0);
  expect(ours(bot)).toEqual([]);
  await new Promise(resolve => server.close(resolve));
  expect(await checks(bot, file)).toBe(1);
  const issue = only(bot);
  expect(issue.row.title).toBe('[prod] database');
  expect(issue.row.body).toContain(`127.0.0.1:${port} refuses connections`);
  server.listen(port, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  expect(await checks(bot, file)).toBe(0);
  await after(bot, 61);
  expect(only(bot).row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual([expect.stringMatching(/^✅ It passed in run /)]);
  server.close();
});
