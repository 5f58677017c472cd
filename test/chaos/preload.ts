/**
 * Loaded in front of `src/main.ts` in a process of a test: ends or stops the process at a named point on the way of a delivery, or
 * gives it a clock that is wrong. What it should do comes in CHAOS; it tells what it passed on its third stream.
 */
import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import * as z from 'zod/mini';
import { points } from '../../src/engine/points.ts';
import { PlanShape } from './plan.ts';

const { strike, clockAhead, clockFile } = z.parse(PlanShape, JSON.parse(process.env.CHAOS ?? '{}'));

let moved = 0;
if (clockFile !== undefined) follow(clockFile);
if (clockAhead !== undefined || clockFile !== undefined) wrongClock((clockAhead ?? 0) * 1_000);

const passed = new Map<string, number>();
/** Node writes its cache when a process ends well, which few do here. */
let cached = false;
for (const [name, point] of Object.entries(points)) {
  point.subscribe(() => {
    const times = (passed.get(name) ?? 0) + 1;
    passed.set(name, times);
    // At once, not through a stream: the next line may be the end of this process.
    writeSync(3, `${name}\n`);
    if (!cached) flushCompileCache();
    cached = true;
    if (strike?.point !== name || strike.occurrence !== times) return;
    process.kill(process.pid, strike.signal);
    // Only a stopped process gets here, when it is woken. Its monotonic clock went on meanwhile, as long as the test says.
    if (strike.asleep) lateBy(strike.asleep * 1_000);
  });
}

function lateBy(milliseconds: number): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() + milliseconds;
}

/** Days that pass in a test pass for the process, too, or it would keep tokens that are over. */
function follow(file: string): void {
  const read = () => {
    moved = Number(readFileSync(file, 'utf8')) || moved;
  };
  read();
  setInterval(read, 20).unref();
}

function wrongClock(ahead: number): void {
  const now = () => right.now() + ahead + moved;
  const right = Date;
  globalThis.Date = new Proxy(right, {
    construct: (date, given, made) => Reflect.construct(date, given.length === 0 ? [now()] : given, made),
    get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
  });
}
