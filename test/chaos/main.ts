import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RandomRun } from './random/run.ts';

/** `npm run chaos [-- FILE …]`: the long stories. `npm run chaos -- --seed n --minutes m`: random ones, as README.md says. */

const usage = 'Use: npm run chaos [-- <file> …], or npm run chaos -- --seed <number> --minutes <number>';

const mostEvents = 40;

async function stories(files: string[]): Promise<number> {
  const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const vitest = [path('node_modules/vitest/vitest.mjs'), 'run', '--config', path('test/vitest.config.ts'), '--project', 'chaos'];
  const child = spawn(process.execPath, [...process.execArgv, ...vitest, ...files], { stdio: 'inherit' });
  // The terminal tells both of us; whoever tells only one means both.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

async function random(given: string[]): Promise<number> {
  const said = read(given);
  if (typeof said === 'string') {
    console.error(`${said}\n${usage}`);
    return 2;
  }
  const { seed, minutes } = said;
  console.log(`seed ${seed}, ${minutes} minutes`);
  const length = { seed, milliseconds: minutes * 60_000, round: { least: 20_000, most: 40_000 } };
  // Before anything is started that would be left behind.
  const stopped = new Promise<'stopped'>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('stopped'));
  });
  const run = await RandomRun.begin(length, line => console.log(line));
  try {
    const outcome = await Promise.race([run.run(), stopped]);
    if (outcome === 'stopped') return 130;
    const { wrongs, counts, did } = outcome;
    if (wrongs.length > 0) tell(seed, counts, did, wrongs);
    const width = Math.max(...counts.map(([name]) => name.length));
    console.log(['', ...counts.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(8)}`)].join('\n'));
    console.log(wrongs.length > 0 ? `\nseed ${seed}: ${wrongs.length} wrong` : `\nseed ${seed}: clean`);
    return wrongs.length > 0 ? 1 : 0;
  } finally {
    await run[Symbol.asyncDispose]();
  }
}

function tell(seed: number, counts: [string, number][], did: string[], wrongs: string[]): void {
  const round = Object.fromEntries(counts).rounds;
  const last = did.slice(-mostEvents);
  console.log(
    [
      ...['', `seed ${seed}, round ${round}: what is wrong`, ...wrongs.map(wrong => `- ${wrong}`)],
      ...['', `the last ${last.length} of ${did.length} events of that round`, ...last.map(event => `  ${event}`)],
    ].join('\n'),
  );
}

function read(given: string[]): { seed: number; minutes: number } | string {
  try {
    const options = { seed: { type: 'string' }, minutes: { type: 'string' } } as const;
    // Or a number below nothing would be taken for an option.
    const args = given
      .join('\0')
      .replaceAll(/(--(?:seed|minutes))\0/g, '$1=')
      .split('\0');
    const { values } = parseArgs({ args, options });
    const { seed = '1', minutes = '10' } = values;
    if (!/^\d{1,9}$/.test(seed)) return `--seed is a whole number from 0 to 999999999, and not "${seed}".`;
    const long = /^\d+(\.\d+)?$/.test(minutes) ? Number(minutes) : 0;
    if (long <= 0 || long > 24 * 60) return `--minutes is a number above 0, at most a day, and not "${minutes}".`;
    return { seed: Number(seed), minutes: long };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const args = process.argv.slice(2);
// Whoever stops it in the middle of a round has stopped the round, too.
process.exit(args.some(one => one.startsWith('--')) ? await random(args) : await stories(args));
