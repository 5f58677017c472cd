/** What of all that is reported concerns a watched branch. Costs no request: it is kept, and looked at when there is something to see. */
import { type Decision, decided } from '../../core/decision.ts';
import type { CommitChecked, Due, Repository, RunMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Conclusion, Run } from '../../core/run.ts';
import type { Session } from '../../core/session.ts';
import { going, isKnown } from '../../issues/store.ts';
import { booksDue } from '../../issues/visit.ts';
import { type Builds, buildsOf } from './config.ts';
import { causesLine } from './keys.ts';
import { aboutLine, type News, type Report, readAbout, suiteNews } from './report.ts';
import { speaksOfBuilds, verdictIn, verdictOf, type Where, whereOf, wheresOf } from './sources.ts';
import { type Looks, lastReport, looksAt, looksSaved, reported } from './store.ts';
import { buildOf, isRedIn } from './story.ts';

export const lookOf = 'build-look';
/** However much is reported, nobody looks more often. */
export const betweenLooks = 30_000;
/** Whoever looks for the first time has done so by then; tried again it is within the hour. */
const lookTakes = 10 * 60_000;
const untilKnown = 10_000;

export const scopeOf = ({ id }: Repository, line: string): string => `builds/${id}/${line}`;
export const lookDue = (repository: Repository, line: string, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: lookOf, id: line },
});

interface Heard {
  line: string;
  report: Report;
}

export const runs = handler({
  on: 'RunMoved',
  async facts({ repository, run }: RunMoved, ask): Promise<Heard | null> {
    if (run.status !== 'ended' || run.conclusion === null) return null;
    const watched = await watching(repository, ask);
    const where = whereRan(run);
    if (!watched || where === null || !watched.isWatched(where.branch)) return null;
    // What its runs come to says nothing of a commit.
    if ((await ask.startedByUs(run.file)).includes(run.file)) return null;
    const line = aboutLine({ kind: 'workflow', name: run.file, branch: where.branch });
    return { line, report: reportOf(run, run.conclusion, where) };
  },
  scope: ({ repository }, { line }) => scopeOf(repository, line),
  rows: (session, { repository }, heard) => rowsOf(session, repository, heard),
  decide: ({ event: { repository }, facts, rows, now }) => keep(repository, [{ ...facts, rows }], now),
});

export const words = handler({
  on: 'CommitChecked',
  async facts(event: CommitChecked, ask): Promise<Heard[] | null> {
    const { repository, said, head, at } = event;
    const watched = await watching(repository, ask);
    const here = watched ? wheresOf(event, watched.isWatched, repository.defaultBranch) : [];
    if (here.length === 0 || !speaksOfBuilds(said)) return null;
    const { kind, name } =
      said.kind === 'suite' ? { kind: 'app' as const, name: said.app } : { kind: said.kind, name: said.context };
    const report: Omit<Report, 'queued'> = {
      run: said.id,
      attempt: 1,
      number: said.id,
      source: name,
      sha: head,
      verdict: verdictOf(said),
      url: said.kind === 'status' ? said.url : null,
      beganAt: null,
      at,
      looked: false,
    };
    return here.map(({ branch, queued }) => ({ line: aboutLine({ kind, name, branch }), report: { ...report, queued } }));
  },
  scope: ({ repository }, [first]) => scopeOf(repository, first?.line ?? ''),
  locks: ({ repository }, all) => all.map(({ line }) => scopeOf(repository, line)),
  async rows(session, { repository }, all) {
    const rows: Rows[] = [];
    for (const heard of all) rows.push(await rowsOf(session, repository, heard));
    return rows;
  },
  decide: ({ event: { repository }, facts, rows, now }) =>
    keep(
      repository,
      facts.flatMap((one, place) => {
        const own = rows[place];
        return own ? { ...one, rows: own } : [];
      }),
      now,
    ),
});

const watching = async (repository: Repository, ask: Ask): Promise<Builds | null> =>
  buildsOf(await ask.file(), repository.defaultBranch);

const speaking = ['push', 'schedule', 'merge_group'];

/** What a pull request's own runs say is for its thread; what somebody starts by hand may have been given anything. */
export const whereRan = ({ event, branch }: Run): Where | null =>
  speaking.includes(event) && branch !== null ? whereOf(branch) : null;

const reportOf = (run: Run, conclusion: Conclusion, { queued }: Where): Report => ({
  ...{ run: run.id, attempt: run.attempt, number: run.number, source: run.name ?? run.file, sha: run.head, url: run.url },
  queued,
  verdict: verdictIn(conclusion),
  beganAt: run.startedAt,
  at: run.updatedAt,
  looked: false,
});

interface Rows {
  news: News | null;
  looks: Looks;
  /** Something of it is red, or somebody is about to look whether it is: what passes meanwhile may mend it. */
  concerned: boolean;
  known: boolean;
}

async function rowsOf(session: Session, repository: Repository, { line, report }: Heard): Promise<Rows> {
  const on = [...(await going(session, repository, 'builds', line)), ...(await going(session, repository, 'builds', causesLine))];
  const looks = await looksAt(session, repository, line);
  // What comes and goes counts what passes, too.
  const red = on.map(buildOf).some(build => build.about === line || isRedIn(build, line));
  // Others speak of a run once.
  const isSuite = readAbout(line)?.kind === 'app';
  const news = isSuite ? suiteNews(await lastReport(session, repository, line, report), report) : { report, instead: null };
  return { news, looks, concerned: red || looks.nextAt !== null, known: await isKnown(session, repository) };
}

function keep(repository: Repository, all: (Heard & { rows: Rows })[], now: Date): Decision {
  const parts = all.map(({ line, rows: { news, looks, concerned, known } }) => {
    if (!news) return { changes: [], raises: [] };
    const { report, instead } = news;
    const { verdict } = report;
    const worth = verdict === 'fail' || verdict === 'broken' || (verdict === 'pass' && (concerned || !known));
    // A pass may mend what was red before this database: by then that is known.
    const earliest = now.getTime() + (verdict === 'pass' && !known ? untilKnown : 0);
    const at = new Date(Math.max(earliest, (looks.lookedAt?.getTime() ?? 0) + betweenLooks));
    // None is waited for for ever, whatever became of it.
    const asked = looks.nextAt !== null && looks.nextAt <= at && looks.nextAt.getTime() > now.getTime() - lookTakes;
    const changes = [reported(repository, line, { report: { ...report, looked: !worth }, instead })];
    if (!worth || asked) return { changes, raises: [] };
    return {
      changes: [...changes, looksSaved(repository, line, { ...looks, nextAt: at })],
      raises: [lookDue(repository, line, at)],
    };
  });
  const unknown = all.some(({ rows }) => !rows.known);
  return decided({
    about: all.map(({ line, report }) => `${line} at \`${report.sha.slice(0, 7)}\``).join(', '),
    outcome: parts.some(({ raises }) => raises.length > 0) ? 'done' : 'ignored',
    changes: parts.flatMap(({ changes }) => changes),
    raises: [...parts.flatMap(({ raises }) => raises), ...(unknown ? [booksDue(repository, now)] : [])],
  });
}
