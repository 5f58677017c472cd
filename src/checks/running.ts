/** Runs checks: so many at once, each with its own time and as many tries as it was given. */
import { setTimeout } from 'node:timers/promises';
import { duration } from '../time/duration.ts';
import { type Hiding, hiding } from './hiding.ts';
import type { Round } from './kind.ts';
import { longestWait } from './parts.ts';
import type { Check } from './reading.ts';
import { type Answer, fail, Late, type Outcome, Unknown, worst } from './verdict.ts';

export interface House extends Omit<Round, 'check' | 'signal' | 'env' | 'usual' | 'mask' | 'hide'> {
  env: Readonly<Record<string, string | undefined>>;
  /** Takes what is secret out of everything that leaves, too: GitHub masks only what it was told of. */
  mask(value: string): void;
}

interface Running {
  parallel: number;
  /** As each comes to its end, in that order. */
  ended(outcome: Outcome): void;
  /** Nothing begins any more, and what runs is stopped. */
  stop?: AbortSignal;
}

/** In the order of the file, whatever came first. */
export async function run(checks: Check[], house: House, { parallel, ended, stop }: Running): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const worker = async () => {
    for (let place = next++; place < checks.length; place = next++) {
      const check = checks[place];
      if (!check) return;
      const outcome = await runOne(check, house, stop);
      outcomes[place] = outcome;
      ended(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, checks.length) }, worker));
  return outcomes;
}

async function runOne(check: Check, house: House, stop: AbortSignal | undefined): Promise<Outcome> {
  const began = performance.now();
  const secrets = hiding();
  for (let attempt = 1; ; attempt += 1) {
    let gone: Promise<unknown> = Promise.resolve();
    const leaving = (look: Promise<unknown>) => {
      gone = look.catch(() => undefined);
    };
    const tried = await once(check, house, { secrets, stop, leaving });
    const again = (tried.verdict === 'fail' || tried.verdict === 'unknown') && attempt <= check.retries && !stop?.aborted;
    if (again) {
      // What it has started may take its time to leave, and two of them at once would be in each other's way.
      const left = Promise.race([gone, setTimeout(longestFarewell, undefined, { ref: false })]);
      await Promise.all([left, pause(Math.min(check.pause * 2 ** (attempt - 1), longestWait), stop)]);
    }
    if (!again || stop?.aborted) {
      const ms = Math.round(performance.now() - began);
      return blanked({ ...about(check), ...lowered(check, tried), attempts: attempt, ms }, secrets.hide);
    }
  }
}

const about = ({ name, entry, kind, environment, line }: Check) => ({
  ...{ name, kind: kind.name, environment, line },
  ...(entry === undefined ? {} : { entry }),
});
type Tried = Pick<Outcome, 'verdict' | 'findings' | 'details' | 'errors'>;

/** Where only a warning was asked for, nothing in it is a failure. */
function lowered({ level }: Check, tried: Tried): Tried {
  if (level === 'fail' || tried.verdict !== 'fail') return tried;
  return {
    ...tried,
    verdict: 'warn',
    findings: tried.findings.map(one => (one.verdict === 'fail' ? { ...one, verdict: 'warn' } : one)),
  };
}

interface Trying {
  secrets: Hiding;
  stop: AbortSignal | undefined;
  /** Hears of the look itself, which may go on when nobody waits any more. */
  leaving(look: Promise<unknown>): void;
}

async function once(check: Check, house: House, { secrets, stop, leaving }: Trying): Promise<Tried> {
  if (stop?.aborted) return unknown('it was stopped before it began');
  const { env, ...rest } = house;
  const mask = (value: string) => {
    secrets.add(value);
    house.mask(value);
  };
  const over = new AbortController();
  const timer = globalThis.setTimeout(() => over.abort(), check.within);
  const signal = stop ? AbortSignal.any([over.signal, stop]) : over.signal;
  const round: Round = {
    ...rest,
    usual: usualOf(env),
    variables: check.environment === null ? rest.variables : { ...rest.variables, environment: check.environment },
    check: JSON.stringify([check.name, check.environment]),
    signal,
    env(name) {
      const value = env[name];
      if (value === undefined || value === '') return undefined;
      mask(value);
      return value;
    },
    mask,
    hide: secrets.hide,
  };
  try {
    const look = check.probe.run(round);
    leaving(look);
    const answer = await Promise.race([look, late(signal)]);
    // What is left of something that was cut short is no answer, though it may look like one.
    signal.throwIfAborted();
    return triedOf(answer);
  } catch (error) {
    if (stop?.aborted) return stopped;
    if (over.signal.aborted)
      return { ...nothing, verdict: 'fail', findings: [fail(`it took longer than ${spoken(check.within)}${far(error)}`)] };
    return unknown(
      error instanceof Unknown ? error.message : `it broke: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    clearTimeout(timer);
    // Whoever asks its signal hears that nobody waits any more.
    over.abort();
  }
}

const usual = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];
const usualOf = (env: House['env']): Round['usual'] =>
  Object.fromEntries(usual.flatMap(name => (env[name] ? [[name, env[name]]] : [])));

const nothing = { details: [], errors: [] };
const unknown = (says: string): Tried => ({ ...nothing, verdict: 'unknown', findings: [{ verdict: 'unknown', says }] });
const stopped = unknown('it was stopped');
const spoken = (ms: number): string => (ms < 1_000 ? `${ms} ms` : duration(ms));

function triedOf({ findings, details = [], errors = [] }: Answer): Tried {
  const all = findings.length > 0 ? findings : [fail('it looked at nothing, so it has not passed')];
  return { verdict: worst(all.map(({ verdict }) => verdict)), findings: all, details, errors };
}

const far = (error: unknown): string => (error instanceof Late ? `: ${error.message}` : '');

/** Longer than whoever is asked to end is given for that. */
const longestFarewell = 3_000;

/** A moment after: whoever heeds the signal can still say how far it had come. */
const late = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const give = () => setImmediate(() => reject(new Error('nobody waits any more')));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });

const pause = (ms: number, stop: AbortSignal | undefined): Promise<void> =>
  setTimeout(ms, undefined, stop ? { signal: stop } : {}).catch(() => undefined);

function blanked(outcome: Outcome, hide: Hiding['hide']): Outcome {
  return {
    ...outcome,
    findings: outcome.findings.map(one => ({ ...one, says: hide(one.says) })),
    details: outcome.details.map(({ title, text }) => ({ title: hide(title), text: hide(text) })),
    errors: outcome.errors.map(one => ({ ...one, title: hide(one.title), sample: hide(one.sample), print: hide(one.print) })),
  };
}
