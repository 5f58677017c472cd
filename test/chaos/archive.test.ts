import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { Story } from './story.ts';

/** Sixty jobs fail with long logs: what it takes a real server to look at them, as the kernel counts it, and what people notice of that. */

const jobs = 60;
const mebibyte = 1024 * 1024;
/** A job's log is twice in an archive, whole and by its steps, and this kind of noise packs to three quarters. */
const logBytes = Math.round((50 * mebibyte) / jobs / 2 / 0.75);

const ci = `name: CI
on: { push: { branches: [main] } }
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { part: [${Array.from({ length: jobs }, (_, at) => at + 1).join(', ')}] } }
    steps: [{ name: npm test, run: npm test }]
`;

const failure = `FAIL  src/cart.test.js > adds
TypeError: cart is not a function
 ❯ src/cart.js:4:9
`;

/** Nothing in it packs well, and it is another one in each job. */
function noise(): string {
  const text = randomBytes((logBytes * 3) / 4).toString('base64');
  return `${text.replaceAll(/.{120}/g, line => `${line}\n`)}\n${failure}`;
}

const packed = Math.round((deflateRawSync(noise()).length * 2 * jobs) / mebibyte);
/** With these and the first ones GitHub takes the issue within the same minute: nobody waits for its next one. */
const [firstPings, mostPings] = [8, 15];

const memory = (pid: number, what: 'VmRSS' | 'VmHWM') => {
  const [, kilobytes] = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
};

const issues = { route: 'POST /repos/{owner}/{repo}/issues' } as const;
const stored = 'GET /_stored/{key}';

test.skipIf(process.platform !== 'linux')(
  'a look at 50 MB of logs of sixty jobs takes less than 96 MB, and nobody waits for it',
  { timeout: 180_000 },
  async () => {
    await using story = await Story.begin();
    const { box } = story;
    const web = box.repository('acme/web');
    const server = await story.serve();
    const bob = box.person('bob');
    const wakes = async (seconds: number) => {
      await story.later(seconds);
      await story.query(`select pg_notify('deliveries', '')`);
    };
    web.push('main', { '.github/shipmate.yml': 'builds: true\n', '.github/workflows/ci.yml': ci }, { by: bob });
    web.runs().at(-1)?.finish();
    /** How long it takes until somebody sees that they were heard. */
    const signed = async (said: number): Promise<number> => {
      const asked = performance.now();
      const comment = story.ping(story.threads[said % story.threads.length]);
      await until(() => comment.reactions.length > 0);
      return performance.now() - asked;
    };
    // What ordinary work needs is not counted, nor how slow the machine is once it has begun.
    await signed(0);
    let usual = 0;
    for (let said = 1; said < firstPings; said += 1) usual = Math.max(usual, await signed(said));
    await story.quiet();

    web.push('main', { 'src/cart.js': '// 2\n' }, { by: bob });
    await story.quiet();
    const rest = memory(server.pid, 'VmRSS');
    writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
    let parts = 0;
    const hears = ({ route }: { route: string }) => {
      if (route === stored) parts += 1;
      return false;
    };
    // A fault that happens to nobody.
    box.faults.next({ only: hears, times: Number.POSITIVE_INFINITY }, { before: 500 });
    const reading = box.when({ route: stored });
    const begun = performance.now();
    web.runs().at(-1)?.finish('failure', { step: 'npm test', log: noise });
    await box.settled();
    await wakes(31);
    await reading;
    let slowest = 0;
    let over = false;
    const done = until(async () => (await story.query(`select 1 from episodes`)).length > 0, 120_000);
    void done.finally(() => {
      over = true;
    });
    for (let said = 0; said < mostPings && !over; said += 1) {
      const asked = performance.now();
      slowest = Math.max(slowest, await signed(said));
      await until(() => over || performance.now() - asked > 250);
    }
    await done;
    const took = performance.now() - begun;
    const grown = memory(server.pid, 'VmHWM') - rest;
    console.log(
      `an archive of ${packed} MB, read in ${parts} parts within ${Math.round(took)} ms: ${grown} MB more than ${rest}; the slowest sign took ${Math.round(slowest)} ms, and ${Math.round(usual)} before`,
    );
    const opened = box.when(issues);
    await wakes(125);
    await opened;
    await story.quiet();
    const titles = web.threads.map(({ row }) => row.title).filter(title => title.startsWith('main is red'));
    expect(titles).toEqual(['main is red: test (1) and others in CI']);
    expect(grown).toBeLessThan(96);
    expect(slowest).toBeLessThan(usual + 1_000);
  },
);
