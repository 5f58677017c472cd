import { expect, test } from 'vitest';
import { Story } from './story.ts';

/** Servers whose own clocks are wrong, by ten minutes and in both directions, on one database. */

const tenMinutes = 600;
const token = 'POST /app/installations/{installation_id}/access_tokens';
const role = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';

test('neither a fast nor a slow clock does any harm', { timeout: 120_000 }, async () => {
  await using story = await Story.begin({ threads: 12 });
  let tokens = 0;
  const countTokens = (): void =>
    void story.box
      .when({ route: token }, 'before')
      .then(() => (tokens += 1))
      .then(countTokens);
  countTokens();
  const servers = [story.spawn({ clockAhead: tenMinutes }), story.spawn({ clockAhead: -tenMinutes })];
  await Promise.all(servers.map(one => one.ready));

  // One of them has this in hand and the other one must not take it, whatever either of them thinks the time is.
  story.box.faults.next({ route: role }, { before: 'hang' });
  const hanging = story.box.when({ route: role }, 'before');
  for (const [place, thread] of story.threads.entries()) {
    const server = servers[place % 2];
    if (server) await story.sendTo(server);
    story.ping(thread);
    await story.box.settled();
  }
  await hanging;
  const leases = await story.query<{ left: number }>(
    `select extract(epoch from lease_until - clock())::float8 as left from deliveries where state = 'taken'`,
  );
  expect(leases.length).toBeGreaterThan(0);
  for (const { left } of leases) expect(Math.abs(left - 55)).toBeLessThan(6);
  story.box.release();

  await story.quiet();
  expect(servers.map(one => one.passed('committed')).reduce((sum, share) => sum + share)).toBe(story.commands.length);
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
  // Both were refused once, and mended their time by GitHub's.
  expect(tokens).toBeGreaterThanOrEqual(4);
  expect(servers.map(one => one.passed('committed') > 0)).toEqual([true, true]);
});
