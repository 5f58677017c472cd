import { expect, test } from 'vitest';
import { startAcme, web } from '../../../test/acme.ts';
import type { Disorder } from './index.ts';

const hour = 3_600_000;

/** What becomes of forty comments: how often each arrived, and in which order. */
async function arrivals(plan: Disorder) {
  const { box, alice, repository } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  await box.settled();
  const before = box.deliveries.length;
  box.webhooks.disorder(plan);
  for (let number = 0; number < 40; number += 1) issue.comment(alice, String(number));
  const said = () =>
    box.deliveries.slice(before).map(one => ({
      number: Number(JSON.parse(one.body).comment.body),
      lost: one.status === 'timed out',
    }));
  const at = () => ({ ...Object.groupBy(said(), one => (one.lost ? 'lost' : 'there')) });
  const soon = at();
  box.clock.advance(6 * hour);
  const all = at();
  box.webhooks.calm();
  issue.comment(alice, '40');
  expect(said().at(-1)).toEqual({ number: 40, lost: false });
  return {
    soon: soon.there?.map(one => one.number) ?? [],
    all: all.there?.map(one => one.number) ?? [],
    lost: all.lost?.length ?? 0,
  };
}

test.each<[string, Partial<Disorder>, (came: Awaited<ReturnType<typeof arrivals>>) => void]>([
  [
    'dropped, half of them behind the log',
    { drop: 0.5 },
    ({ all, lost }) => {
      expect(all.length).toBeGreaterThan(10);
      expect(lost).toBeGreaterThan(2);
      expect(all.length + lost).toBeLessThan(38);
    },
  ],
  ['doubled', { double: 0.5 }, ({ all }) => expect([all.length > 50, new Set(all).size]).toEqual([true, 40])],
  [
    'late by hours',
    { late: 0.5 },
    ({ soon, all }) => expect([soon.length < 30, all.length, new Set(all).size]).toEqual([true, 40, 40]),
  ],
  [
    'overtaken',
    { reorder: 0.5 },
    ({ all }) => {
      expect(new Set(all).size).toBe(40);
      expect(all).not.toEqual(all.toSorted((a, b) => a - b));
    },
  ],
])('by chance webhooks are %s, and the same ones with the same seed', async (_, plan, holds) => {
  const once = await arrivals({ seed: 7, ...plan });
  holds(once);
  expect(await arrivals({ seed: 7, ...plan })).toEqual(once);
  expect(await arrivals({ seed: 8, ...plan })).not.toEqual(once);
});

/** What twenty comments and twenty reads are answered in a storm of twenty-five requests. */
async function answers(seed: number) {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const { number } = repository.issue({ by: alice });
  const issue = { ...web, issue_number: number };
  box.faults.storm({ seed, rate: 0.4, route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', requests: 20 });
  box.faults.storm({
    seed,
    rate: 0.4,
    kinds: [{ stale: true }],
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  });
  const told: (number | string)[] = [];
  const outcome = async (request: Promise<{ status: number }>) => {
    try {
      return (await request).status;
    } catch (error) {
      return Object(error).status ?? 'gone';
    }
  };
  for (let count = 0; count < 25; count += 1) {
    told.push(await outcome(octokit.rest.issues.createComment({ ...issue, body: 'a' })));
    const { data } = await octokit.rest.issues.listComments({ ...issue, per_page: 100 });
    told.push(data.length - repository.numbered(number).comments.length);
  }
  box.faults.clear();
  return { told, written: box.ledger.writes.length };
}

test('a storm hits requests by chance up to its end, and the same ones with the same seed', async () => {
  const once = await answers(3);
  expect(await answers(3)).toEqual(once);
  const writes = once.told.filter((_, place) => place % 2 === 0);
  expect(new Set(writes)).toEqual(new Set([201, 502, 500, 403]));
  expect(writes.slice(20)).toEqual([201, 201, 201, 201, 201]);
  // Some that failed took effect all the same.
  expect(once.written).toBeGreaterThan(writes.filter(status => status === 201).length);
  expect(once.told).toContain(-1);
});
