/** What comes of a look: rows, issues to visit, jobs to run again, and when to look next. */
import { decided } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Repository } from '../../core/event.ts';
import { handler } from '../../core/feature.ts';
import { isTold } from '../../issues/episode.ts';
import { saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import { buildsOf } from './config.ts';
import { betweenLooks, lookDue, lookOf, scopeOf } from './heard.ts';
import { keysOf, rerunKey } from './keys.ts';
import { type Facts, judgedWith, lookFacts, rowsFor } from './look.ts';
import { rounded } from './round.ts';
import { lastDay } from './settling.ts';
import { looked, looksAt, looksSaved } from './store.ts';
import type { Build } from './story.ts';

export const looks = handler({
  on: 'Due',
  async facts(event, ask): Promise<Facts | null> {
    return event.of === lookOf ? lookFacts(event.id, ask) : null;
  },
  scope: ({ repository }, { line }) => scopeOf(repository, line),
  locks: ({ repository }) => [lockOf(repository)],
  rows: (session, { repository }, { line, about, readings }) => rowsFor(session, repository, line, keysOf(about, readings)),
  decide({ event: { repository }, facts, rows, now }) {
    const judged = judgedWith(facts, rows, now, facts.relations);
    const others = [...rows.others, ...rows.on.filter(({ id }) => judged.builds.every(build => build.id !== id))];
    const builds = rounded(judged.builds, { ...facts, reports: rows.reports, others });
    const unseen = rows.reports.some(
      one =>
        !one.looked &&
        one.verdict !== 'none' &&
        ![...facts.seen, ...facts.waiting].some(({ run, attempt }) => one.run === run && one.attempt === attempt),
    );
    const times = [
      ...judged.wakes,
      ...(facts.again ? [facts.again] : []),
      ...(unseen ? [new Date(now.getTime() + betweenLooks)] : []),
    ].filter(at => at > now);
    const next = times.length === 0 ? null : new Date(Math.min(...times.map(at => at.getTime())));
    return decided({
      about: `a look at ${facts.line}`,
      outcome: builds.length > 0 ? 'done' : 'ignored',
      reasons: {
        says: builds.map(({ state, story }) => `${story.checks.length} checks: ${state}`).join(', ') || 'nothing new',
        holds: true,
      },
      changes: [
        ...builds.map(build => saved(repository, build)),
        looked(repository, facts.line, facts.seen),
        looksSaved(repository, facts.line, { lookedAt: now, nextAt: next }),
      ],
      effects: judged.rerun ? [runsAgain(repository, judged.rerun, facts.line)] : [],
      raises: [
        ...builds.filter(isTold).map(build => visitDue(repository, build, now)),
        ...lastDays(builds, rows.on).map(at => lookDue(repository, facts.line, at)),
        ...(next ? [lookDue(repository, facts.line, next)] : []),
      ],
    });
  },
});

/** The file had stopped asking by then: whoever reports once it asks again has nobody to wait for. */
export const unasked = handler({
  on: 'Due',
  async facts(event, ask) {
    if (event.of !== lookOf) return null;
    return buildsOf(await ask.file(), event.repository.defaultBranch) ? null : { line: event.id };
  },
  scope: ({ repository }, { line }) => scopeOf(repository, line),
  rows: (session, { repository }, { line }) => looksAt(session, repository, line),
  decide: ({ event: { repository }, facts: { line }, rows }) =>
    decided({
      about: `a look at ${line}`,
      outcome: 'ignored',
      reasons: { says: 'the file does not ask for builds', holds: false },
      changes: [looksSaved(repository, line, { ...rows, nextAt: null })],
    }),
});

/** A flaky one is over some day, whatever is reported. Each day is asked for once. */
const lastDays = (builds: Build[], before: Build[]): Date[] =>
  builds
    .filter(({ state, story }) => state === 'open' && story.flaky)
    .filter(build => {
      const known = before.find(({ id }) => id === build.id);
      return !known?.story.flaky || lastDay(known).getTime() !== lastDay(build).getTime();
    })
    .map(lastDay);

const runsAgain = (repository: Repository, { run, attempt }: { run: number; attempt: number }, line: string): Effect => ({
  kind: 'rerun',
  key: rerunKey(repository, { run, attempt }),
  repository,
  lane: 'progress',
  run,
  attempt,
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
  then: { of: lookOf, id: line },
});
