/** Looks at what was reported: reads the newest run that failed and the newest that passed, as far as there is something to see. */

import { randomUUID } from 'node:crypto';
import type { Repository } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import type { Reads } from '../../core/reads.ts';
import type { Session } from '../../core/session.ts';
import { isTold } from '../../issues/episode.ts';
import { going, lastOf, nowOf } from '../../issues/store.ts';
import { outcomeOf } from '../../store/outcomes.ts';
import { type Chosen, choose } from './choosing.ts';
import { buildsOf } from './config.ts';
import type { Relation } from './given.ts';
import { betweenLooks } from './heard.ts';
import { type Judged, judge } from './judge.ts';
import { causesLine, keysOf, rerunKey } from './keys.ts';
import { type Found, found } from './ranging.ts';
import { pairOf, relationOf } from './relating.ts';
import { type About, type Reading, type Report, readAbout } from './report.ts';
import { readingOf } from './results.ts';
import { reportsOf } from './store.ts';
import { type Build, buildOf, firstOf } from './story.ts';

const mostQuestions = 4;
/** For so long after an end GitHub may not show it everywhere. */
const showsWithin = 10 * 60_000;

export interface Facts {
  about: About;
  line: string;
  confirm: number | null;
  readings: Reading[];
  unread: Report[];
  /** All that this look has seen; what came since asks for another. */
  seen: Report[];
  /** Left for another one. */
  waiting: Report[];
  relations: Map<string, Relation>;
  /** By the first commit that was red. */
  ranges: Map<string, Found>;
  ids: string[];
  again: Date | null;
}

export interface Rows {
  reports: Report[];
  on: Build[];
  causes: Build[];
  last: Map<string, Build>;
  /** Of other sources and branches. */
  others: Build[];
  /** Those whose jobs were not run again, because nobody may. */
  refused: string[];
}

export async function rowsFor(session: Session, repository: Repository, line: string, keys: string[]): Promise<Rows> {
  const last = await lastOf(session, repository, 'builds', keys);
  const on = (await going(session, repository, 'builds')).map(buildOf);
  const reruns = on.filter(({ state, about, story }) => state === 'watching' && about === line && story.confirm.rerun);
  return {
    refused: await refusedOf(session, repository, reruns),
    reports: await reportsOf(session, repository, line),
    on: on.filter(({ about }) => about === line),
    causes: on.filter(({ about }) => about === causesLine),
    others: on.filter(({ about }) => about !== line && about !== causesLine),
    last: new Map([...last].map(([key, one]) => [key, buildOf(one)])),
  };
}

async function refusedOf(session: Session, repository: Repository, builds: Build[]): Promise<string[]> {
  const keyed = builds.flatMap(({ id, story: { checks } }) =>
    checks.slice(0, 1).map(({ first }) => ({ id, key: rerunKey(repository, first) })),
  );
  const outcomes = await outcomeOf(
    session,
    keyed.map(({ key }) => key),
  );
  return keyed.filter(({ key }) => outcomes.get(key)?.state === 'failed').map(({ id }) => id);
}

export async function lookFacts(line: string, ask: Ask): Promise<Facts | null> {
  const about = readAbout(line);
  const { repository } = ask.github;
  const config = buildsOf(await ask.file(), repository.defaultBranch);
  if (!about || !config) return null;
  // By the clock of the database: that of a server may be wrong by an hour.
  const { rows, now } = await ask.peek(async session => ({
    rows: await rowsFor(session, repository, line, []),
    now: await nowOf(session),
  }));
  const known = [...rows.on, ...rows.causes];
  const chosen = await choose({ about, reports: rows.reports, known, github: ask.github, now });
  const read = await readAll(about, chosen, rows.reports, ask.github, now);
  const keys = keysOf(about, read.readings);
  const then = { ...rows, last: (await ask.peek(session => rowsFor(session, repository, line, keys))).last };
  const facts: Facts = {
    ...{ about, line, confirm: config.confirm, ...read },
    relations: new Map(),
    ranges: new Map(),
    ids: Array.from({ length: 12 }, () => randomUUID()),
  };
  let judged = judgedWith(facts, then, now, facts.relations);
  const begins = judged.builds.some(({ id }) => facts.ids.includes(id));
  if (begins && !config.isNamed(about.branch) && !(await isBranch(about, ask))) return { ...facts, readings: [], unread: [] };
  // What it needs to know of two commits, it says by asking.
  for (let round = 0; round < mostQuestions; round++) {
    const open = judged.asked.filter(pair => !facts.relations.has(pair)).slice(0, mostQuestions);
    if (open.length === 0) break;
    for (const pair of open) facts.relations.set(pair, await relationOf(pair, about.branch, ask.github));
    judged = judgedWith(facts, then, now, facts.relations);
  }
  for (const build of judged.builds) {
    const first = firstOf(build);
    if (!isTold(build) || build.story.range !== null || !first || facts.ranges.has(first.sha)) continue;
    if (build.story.shape === 'cause' || about.kind === 'deploy') continue;
    facts.ranges.set(first.sha, await found(about, rows.reports, first, ask.github));
  }
  return facts;
}

type Read = Pick<Facts, 'readings' | 'unread' | 'seen' | 'waiting' | 'again'>;

/** What does not fit together yet is left for another look, with all that came with it; each is as far off as it has taken so far. */
async function readAll(about: About, chosen: Chosen, reports: Report[], github: Reads, now: Date): Promise<Read> {
  const { unread, seen, waiting, again } = chosen;
  const readings: Reading[] = [];
  for (const report of chosen.read) {
    const age = now.getTime() - report.at.getTime();
    // What it says now is a later word.
    const isOvertaken = reports.some(({ run, attempt }) => run === report.run && attempt > report.attempt);
    const reading = await readingOf(about, report, github, isOvertaken || age >= showsWithin);
    if (reading === null) {
      const next = new Date(now.getTime() + Math.max(age, betweenLooks));
      return { readings: [], unread: [], seen: [], waiting: [...seen, ...waiting], again: next };
    }
    readings.push(reading);
  }
  return { readings, unread, seen, waiting, again };
}

/** A tag is built like a branch of its name, and what was deleted meanwhile cannot be mended. */
async function isBranch({ kind, branch }: About, ask: Ask): Promise<boolean> {
  return kind === 'deploy' || (await ask.github.commit(branch))?.as === 'branch';
}

/** The same in the look and, with the rows as they are then, in the transaction. */
export function judgedWith(facts: Facts, rows: Rows, now: Date, relations: Map<string, Relation>): Judged & { asked: string[] } {
  const asked: string[] = [];
  const judged = judge({
    ...{ about: facts.about, readings: facts.readings, unread: facts.unread, confirm: facts.confirm, ids: facts.ids, now },
    ...{ on: rows.on, causes: rows.causes, last: rows.last, refused: rows.refused },
    passesSince: time => rows.reports.filter(({ verdict, at }) => verdict === 'pass' && at.getTime() > time).length,
    relation(first, second) {
      const pair = pairOf(first, second);
      const known = relations.get(pair);
      if (known === undefined) asked.push(pair);
      return known ?? 'unknown';
    },
  });
  return { ...judged, asked };
}
