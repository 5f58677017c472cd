/**
 * Loaded in front of `src/main.ts` in a process of a test: ends or stops the process at a named point on the way of a delivery, or
 * gives it a clock that is wrong. What it should do comes in CHAOS; it tells what it passed on its third stream.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import * as z from 'zod/mini';
import { points } from '../../src/engine/points.ts';
import { PlanShape } from './plan.ts';

const { strike, clockAhead } = z.parse(PlanShape, JSON.parse(process.env.CHAOS ?? '{}'));

if (clockAhead !== undefined) wrongClock(clockAhead * 1_000);

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

function wrongClock(ahead: number): void {
  const now = () => right.now() + ahead;
  const right = Date;
  globalThis.Date = new Proxy(right, {
    construct: (date, given, made) => Reflect.construct(date, given.length === 0 ? [now()] : given, made),
    get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
  });
}
