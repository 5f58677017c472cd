import { afterEach, expect, test, vi } from 'vitest';
import { verb as audit } from '../../src/cli/audit.ts';
import { verb as report } from '../../src/cli/report.ts';
import { runVerb } from '../../src/cli/run.ts';
import type { Bot } from '../bot.ts';
import { environmentOn } from '../environment.ts';
import { after, aPull, deployBot, nextRun } from './deploys.ts';

/** What the command line says of the time in which people deployed. */

afterEach(() => void vi.unstubAllEnvs());

async function shipmate({ box, database }: Bot, ...words: string[]): Promise<string> {
  for (const [name, value] of Object.entries(environmentOn(box, database))) vi.stubEnv(name, value);
  const lines: string[] = [];
  const code = await runVerb([audit, report], words, { say: line => lines.push(line), warn: line => lines.push(`! ${line}`) });
  return [...lines, `exit ${code}`].join('\n');
}

test('a pull request is merged, its deploy fails, a second one waits for it and mends it', async () => {
  await using bot = await deployBot();
  const { box } = bot;
  const [alice, bob] = [box.person('alice'), box.person('bob')];
  const pull = aPull(bot);
  await bot.quiet();
  expect(await shipmate(bot, 'report')).toMatch(/^Nothing was deployed and nobody was refused from .*\nexit 0$/);

  pull.merge(alice);
  await after(bot, 120);
  pull.comment(bob, '/deploy prod');
  const first = await nextRun(bot, 0);
  pull.comment(alice, '/deploy prod region=us');
  await after(bot, 300);
  first.finish('failure', { step: 'migrate' });
  const second = await nextRun(bot, 1);
  await after(bot, 300);
  second.finish();
  pull.comment(bob, '/deploy nowhere');
  await bot.says(pull);

  const told = (await shipmate(bot, 'report'))
    .replace(/From \S+ to \S+;/, 'From … to …;')
    .replaceAll(/(\d m) \d+ s/g, '$1')
    .replaceAll(/ {2,}/g, '  ');
  expect(told).toMatchInlineSnapshot(`
    "From … to …; times are median / p90 (of how many).

    environment  deploys  a week  failed  lead time  back
    acme/web prod  2  0.5  1 of 2 (50 %)  12 m / 12 m (1)  5 m / 5 m (1)

    environment  waited for  time  who
    acme/web prod  its turn  5 m / 5 m (1)  alice

    repository  refused  times
    acme/web  bob  once

    Lead time: from the date of the commit on the default branch (a merge made on GitHub is dated by GitHub) to its first success there.
    Back: from a failure to the next success there.
    exit 0"
  `);
  const figures: unknown = JSON.parse((await shipmate(bot, 'report', '--since', '7d', '--json')).split('\n')[0] ?? '');
  expect(figures).toMatchObject({
    environments: [
      { repository: 'acme/web', environment: 'prod', deploys: 2, perWeek: 2, failed: { count: 1, of: 2 }, failing: false },
    ],
    waits: [{ for: 'turn', who: { alice: 1 }, of: 1 }],
    refused: [{ repository: 'acme/web', who: 'bob', times: 1 }],
  });
  expect(await shipmate(bot, 'report', '--until', '1d')).toMatch(/^Nothing/);
  expect((await shipmate(bot, 'audit', '--verify')).split('\n').slice(1)).toEqual([expect.stringMatching(/rows fit/), 'exit 0']);
});
