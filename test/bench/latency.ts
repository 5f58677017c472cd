import { type House, openHouse } from './house.ts';
import { median, percentile } from './load.ts';
import type { Figure } from './main.ts';

/** How soon somebody who speaks sees the 👀: from the moment GitHub sends the webhook until the reaction stands there. */

const comments = 200;
const crowds = 7;
/** More answers in a minute than GitHub lets us write would wait for the next one. */
const aMinute = 50;

export async function sign({ box }: House, speak: () => void, many = 1): Promise<number> {
  const signs = Promise.withResolvers<number>();
  let left = many;
  const begun = performance.now();
  const listen = (): void => {
    void box.when({ only: ({ body }) => body.includes('addReaction') }).then(() => {
      left -= 1;
      if (left === 0) signs.resolve(performance.now() - begun);
    });
  };
  for (let one = 0; one < many; one += 1) listen();
  speak();
  return signs.promise;
}

export async function alone(house: House, many = comments, notCounted = 10): Promise<number[]> {
  const bob = house.box.person('bob');
  const issue = house.web.issue({ by: bob, title: 'One after the other' });
  const times: number[] = [];
  for (let at = 0; at < many + notCounted; at += 1) {
    const took = await sign(house, () => issue.comment(bob, '/ping'));
    // Not counted: compilers and caches warm up.
    if (at >= notCounted) times.push(took);
    await house.quiet();
    if (at % aMinute === aMinute - 1) await house.later(61);
  }
  return times;
}

export async function together(house: House): Promise<number[]> {
  const people = Array.from({ length: 10 }, (_, at) => house.box.person(`person-${at}`));
  for (const person of people) house.web.collaborator(person, 'write');
  const issues = people.map(by => house.web.issue({ by, title: 'All at once' }));
  const times: number[] = [];
  for (let crowd = 0; crowd < crowds; crowd += 1) {
    await house.later(61);
    times.push(
      await sign(
        house,
        () => {
          for (const [at, issue] of issues.entries()) issue.comment(people[at] ?? house.box.person('bob'), '/ping');
        },
        people.length,
      ),
    );
  }
  return times;
}

export async function bench(): Promise<Figure[]> {
  await using house = await openHouse();
  const times = await alone(house);
  return [
    { name: 'latency.first_sign_p50_ms', value: percentile(times, 0.5), bound: { most: 100 } },
    { name: 'latency.first_sign_p99_ms', value: percentile(times, 0.99), bound: { most: 300 } },
    { name: 'latency.tenth_sign_ms', value: median(await together(house)), bound: { most: 1_000 } },
  ];
}
