/** What is red and belongs to no episode yet: joined to one that is alike, or the beginning of another. Pure. */
import { isOn, newEpisode, sameFor } from '../../issues/episode.ts';
import { soon } from './flaky.ts';
import type { Given } from './given.ts';
import { failing, late, mends } from './hearing.ts';
import { causesLine, keyOf, resultKey } from './keys.ts';
import { type About, aboutLine, countsFrom, type Reading, type Report, type Result } from './report.ts';
import { fixOf } from './settling.ts';
import { type Build, type Check, changed, fatalOf, type Story, seenOf } from './story.ts';

/** As many different errors are one broken thing. */
const rollUpAt = 3;
const rerunWithin = 3_600_000;
const mostFails = 100;

interface Group {
  key: string;
  results: Result[];
}

export function fallen(given: Given, known: Build[], reading: Reading, ids: string[]): Build[] {
  const late = lateFor(given, known, reading);
  const told = (one: Result) => late.some(({ story }) => story.checks.some(({ name }) => name === one.check));
  const results = reading.results.filter(one => one.verdict !== 'fail' || !told(one));
  const { report } = reading;
  if (report.verdict === 'broken' && late.length > 0) return late;
  return [...late, ...begun(given, known, { report, results }, ids)];
}

/** What was mended since by a commit after this one; its end was told, and this is no beginning. */
function lateFor(given: Given, known: Build[], reading: Reading): Build[] {
  const line = aboutLine(given.about);
  const seen = seenOf(reading.report);
  const red = reading.results.filter(({ verdict }) => verdict === 'fail');
  const names = reading.report.verdict === 'broken' ? [''] : red.map(({ check }) => check);
  const over = [...given.last.values()].map(build => known.find(({ id }) => id === build.id) ?? build).filter(one => !isOn(one));
  return over
    .filter(({ story }) =>
      story.checks.some(
        ({ about, name, fixed }) => about === line && names.includes(name) && fixed !== null && mends(given, seen, fixed),
      ),
    )
    .map(build => late(given, build, reading));
}

function begun(given: Given, known: Build[], { report, results }: Reading, ids: string[]): Build[] {
  const line = aboutLine(given.about);
  const mine = known.filter(build => build.story.checks.some(check => check.about === line));
  const has = (shape: Story['shape'][], check: string) =>
    mine.some(({ story }) => shape.includes(story.shape) && story.checks.some(one => one.about === line && one.name === check));
  if (report.verdict === 'broken') {
    if (mine.some(({ story }) => story.shape === 'broken')) return [];
    return [founded(given, { key: keyOf(given.about, 'broken'), results: [] }, 'broken', report, ids)];
  }
  const red = results.filter(({ verdict, cause }) => verdict === 'fail' && cause === null);
  const groups = grouped(
    given.about,
    red.filter(({ check }) => !has(['one', 'many'], check)),
  );
  const joined: Build[] = [];
  const fresh = groups.filter(group => {
    const home =
      // It began with this error, and may fail with another one now.
      mine.find(one => one.key === group.key && isOn(one)) ??
      mine.find(
        ({ story }) =>
          story.shape === 'one' && story.fault !== null && keyOf(given.about, 'error', story.fault.print) === group.key,
      ) ??
      mine.find(({ story }) => story.shape === 'many');
    if (!home) return true;
    const now = joined.find(({ id }) => id === home.id) ?? home;
    const more = changed(now, {}, { checks: [...now.story.checks, ...group.results.map(one => checkOf(line, one, report))] });
    // Where its own checks failed too, this run is counted already.
    joined.push(now.story.fails.includes(report.at.getTime()) ? more : failing(given, more, report));
    return false;
  });
  const all = { key: keyOf(given.about, 'many'), results: fresh.flatMap(one => one.results) };
  const founding =
    fresh.length >= rollUpAt
      ? [founded(given, all, 'many', report, ids)]
      : fresh.map(group => founded(given, group, 'one', report, ids));
  return [...joined, ...founding, ...outages(given, known, { report, results }, ids)];
}

function grouped(about: About, results: Result[]): Group[] {
  const groups = Map.groupBy(results, result => resultKey(about, result));
  return [...groups].map(([key, results]) => ({ key, results }));
}

/** What is nobody's fault here: one episode for each cause, wherever it shows. */
function outages(given: Given, known: Build[], { report, results }: Reading, ids: string[]): Build[] {
  const line = aboutLine(given.about);
  const hit = results.filter(({ verdict, cause }) => verdict === 'fail' && cause !== null);
  return grouped(given.about, hit).flatMap(({ key, results }) => {
    const home = known.find(build => build.key === key);
    const fresh = results.filter(({ check }) => !home?.story.checks.some(one => one.about === line && one.name === check));
    if (!home) return founded(given, { key, results }, 'cause', report, ids);
    if (fresh.length === 0) return [];
    const checks = [...home.story.checks, ...fresh.map(one => checkOf(line, one, report))];
    return failing(given, changed(home, {}, { checks }), report);
  });
}

const checkOf = (about: string, { check, url, fault }: Pick<Result, 'check' | 'url' | 'fault'>, report: Report): Check => ({
  about,
  name: check,
  first: seenOf(report),
  last: seenOf(report),
  fixed: null,
  absent: [],
  url,
  print: fault?.print ?? null,
  fatal: fatalOf(fault),
});

function founded(given: Given, { key, results }: Group, shape: Story['shape'], report: Report, ids: string[]): Build {
  const { about, now, confirm } = given;
  const line = aboutLine(about);
  const [first] = results;
  const fault = shape === 'one' ? (first?.fault ?? null) : null;
  const byRerun = confirm === null && about.kind === 'workflow';
  // It says so itself, or somebody has waited for it already, or has run it again before us.
  const certain = shape === 'broken' || about.kind === 'deploy' || (byRerun && report.attempt > 1);
  const rerun = byRerun && !certain;
  const until = certain ? now.getTime() : now.getTime() + (rerun ? rerunWithin : (confirm ?? 0));
  const checks =
    results.length > 0
      ? results.map(one => checkOf(line, one, report))
      : [checkOf(line, { check: '', url: report.url, fault: null }, report)];
  const fresh: Story = {
    ...{ shape, kind: about.kind, source: report.source, branch: about.branch, fault, checks },
    cause: first?.cause?.sentence ?? null,
    runs: 1 + given.unread.length,
    fails: [...given.unread, report]
      .map(({ at }) => at.getTime())
      .sort((a, b) => a - b)
      .slice(-mostFails),
    passes: 0,
    confirm: { until, rerun },
    range: null,
    strip: '',
    elsewhere: [],
    sameCommit: false,
    flaky: null,
    notFlaky: false,
    before: null,
    told: fault ? [fault.print] : [],
    called: [],
  };
  const last = given.last.get(key);
  // One that somebody keeps open is the same however long ago it ended.
  if (last?.endedAt && last.left === null && (now.getTime() - last.endedAt.getTime() < sameFor || last.shut === 'kept'))
    return again(given, last, last.endedAt, fresh, report);
  const before = last?.endedAt ? { number: last.number, endedAt: last.endedAt.getTime(), fixed: fixOf(last)?.sha ?? null } : null;
  const [id = ''] = ids.splice(0, 1);
  return newEpisode({
    ...{ id, of: 'builds', about: shape === 'cause' ? causesLine : line, key },
    beganAt: report.at,
    badAt: countsFrom(report),
    story: { ...fresh, before },
  });
}

/** The same once more: the same episode, and the same issue where it had one. */
function again({ now }: Given, last: Build, endedAt: Date, fresh: Story, report: Report): Build {
  const { story } = last;
  const wasSeen = last.issue !== null || story.sameCommit;
  const mayBe = !story.notFlaky && fresh.shape !== 'cause' && fresh.kind !== 'deploy';
  const comesAndGoes = mayBe && wasSeen && now.getTime() - endedAt.getTime() < soon;
  const flaky = story.flaky ?? (comesAndGoes ? { since: now.getTime(), why: 'again' as const } : null);
  const fails = [...new Set([...story.fails, ...fresh.fails])].sort((a, b) => a - b).slice(-mostFails);
  return {
    ...last,
    state: 'watching',
    beganAt: report.at,
    badAt: countsFrom(report),
    endedAt: null,
    // What nobody could read then is no news any more.
    notes: last.number === null ? [] : last.notes,
    story: {
      ...fresh,
      runs: flaky ? story.runs + fresh.runs : fresh.runs,
      flaky,
      fails,
      notFlaky: story.notFlaky,
      sameCommit: story.sameCommit,
      before: { number: null, endedAt: endedAt.getTime(), fixed: fixOf(last)?.sha ?? null },
      told: [...new Set([...story.told, ...fresh.told])],
      called: story.called,
    },
  };
}
