import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { decode } from '../../src/github/decode.ts';
import { startBot } from '../bot.ts';

/** `app.yml` asks GitHub for what the code uses, and for nothing more. */

const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));

test('every event it asks for is one that the code makes something of', async () => {
  await using bot = await startBot({ private: false });
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = web.pullRequest({ by: bob });
  pull.comment(bob, 'hello');
  pull.review(bob, 'fine', 'COMMENTED', [{ path: 'change.txt', line: 1, body: 'here' }]);
  web.push('main', { 'README.md': 'more' }, { by: bob });
  await bot.quiet();
  const made = new Set<string>();
  for (const { name, body } of await bot.query<{ name: string; body: Buffer }>(
    'select name, body from deliveries where body is not null',
  )) {
    if (decode(name, JSON.parse(body.toString()))) made.add(name);
  }
  expect([...made].sort()).toEqual([...manifest.default_events].sort());
});
