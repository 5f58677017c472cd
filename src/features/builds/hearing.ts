/** What a reading says of the checks that an episode has. Pure. */
import type { Given } from './given.ts';
import { isThere } from './listed.ts';
import { brokeAnew } from './messages.ts';
import { aboutLine, countsFrom, inOrder, type Reading, type Report } from './report.ts';
import { type Build, type Check, changed, fatalOf, firstOf, type Seen, type Story, seenOf } from './story.ts';

const mostFails = 100;

/**
 * Whether a pass mends what was red. At one commit the later word counts; else only at what came from it, or took its place. Runs of a
 * workflow are numbered as their commits came, so an older one is not worth a question; others report when they like.
 */
export function mends({ relation, about: { kind } }: Pick<Given, 'relation' | 'about'>, red: Seen, pass: Seen): boolean {
  const later = inOrder(pass, red) > 0;
  if (red.sha === pass.sha || kind === 'deploy') return later;
  if (kind === 'workflow' && !later) return false;
  const how = relation(red.sha, pass.sha);
  return how === 'ahead' || how === 'apart';
}

export function heard(given: Given, build: Build, reading: Reading): Build {
  const line = aboutLine(given.about);
  const { report, results } = reading;
  let [failed, error] = [false, build.story.fault];
  const checks = build.story.checks.map(check => {
    if (check.about !== line) return check;
    const seen = seenOf(report);
    if (build.story.shape === 'broken') {
      failed ||= report.verdict === 'broken';
      return report.verdict === 'broken' ? redAgain(given, check, seen) : mended(given, check, seen);
    }
    const result = results.find(one => one.check === check.name);
    if (!result && isThere(check.name, results)) return { ...check, absent: [] };
    if (!result) return mends(given, check.last, seen) ? { ...check, absent: [...new Set([...check.absent, seen.run])] } : check;
    if (result.verdict === 'none') return { ...check, absent: [] };
    if (result.verdict === 'pass') return mended(given, { ...check, absent: [] }, seen);
    // What an outage did says nothing of the code, and the other way round.
    if ((result.cause === null) === (build.story.shape === 'cause')) return check;
    failed = true;
    const again = { ...redAgain(given, check, seen), absent: [] };
    // What is heard of late is no news.
    if (inOrder(seen, check.last) < 0) return again;
    error = result.fault ?? error;
    return { ...again, url: result.url, print: result.fault?.print ?? null, fatal: fatalOf(result.fault) };
  });
  const next = withFirst(build, changed(build, {}, { checks }));
  // What was judged before was counted then.
  if (!failed || report.looked) return same(build, next);
  const again = failing(given, next, report);
  return build.story.shape === 'one' && error ? otherError(again, error) : again;
}

const same = (before: Build, after: Build): Build =>
  JSON.stringify(before.story.checks) === JSON.stringify(after.story.checks) ? before : after;

const mended = (given: Given, check: Check, seen: Seen): Check =>
  check.fixed === null && mends(given, check.last, seen) ? { ...check, fixed: seen } : check;

function redAgain(given: Given, check: Check, seen: Seen): Check {
  const fixed = check.fixed !== null && mends(given, seen, check.fixed) ? check.fixed : null;
  return {
    ...check,
    first: inOrder(seen, check.first) < 0 ? seen : check.first,
    last: inOrder(seen, check.last) > 0 ? seen : check.last,
    fixed,
  };
}

/** One more run that failed, with those that nobody read. */
export function failing({ about, unread }: Given, build: Build, report: Report): Build {
  const all = [report, ...unread].map(({ at }) => at.getTime());
  // A suite is looked at again when it says more, and has failed once.
  const times = about.kind === 'app' ? all.filter(time => !build.story.fails.includes(time)) : all;
  const fails = [...new Set([...build.story.fails, ...times])].sort((a, b) => a - b);
  const row = {
    beganAt: new Date(Math.min(build.beganAt.getTime(), ...times)),
    badAt: new Date(Math.max(build.badAt.getTime(), ...[report, ...unread].map(one => countsFrom(one).getTime()))),
  };
  return changed(build, row, { runs: build.story.runs + times.length, fails: fails.slice(-mostFails), passes: 0 });
}

/** A run that failed before what has mended it, and is only heard of now: it counts, and opens nothing again. */
export function late(given: Given, build: Build, { report, results }: Reading): Build {
  const line = aboutLine(given.about);
  const seen = seenOf(report);
  const red = results.filter(({ verdict }) => verdict === 'fail').map(({ check }) => check);
  const checks = build.story.checks.map(check => {
    const hit = check.about === line && red.includes(check.name);
    return hit ? redAgain(given, check, seen) : check;
  });
  return failing(given, withFirst(build, changed(build, {}, { checks })), report);
}

function otherError(build: Build, fault: NonNullable<Story['fault']>): Build {
  const { told, flaky } = build.story;
  if (fault.print === build.story.fault?.print) return build;
  const isNews = build.state === 'open' && flaky === null && !told.includes(fault.print);
  return changed(build, isNews ? { notes: [...build.notes, brokeAnew(fault.fatal)] } : {}, {
    fault,
    told: [...told, fault.print].slice(-20),
  });
}

/** What came before another first one has to be looked at anew. */
const withFirst = (before: Build, after: Build): Build =>
  firstOf(before)?.sha === firstOf(after)?.sha ? after : changed(after, {}, { range: null });
