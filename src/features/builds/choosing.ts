/** Which of the reports a look reads: the newest failure, and what may have mended it. */
import type { Reads } from '../../core/reads.ts';
import { isOn } from './relating.ts';
import { type About, aboutLine, inOrder, isRed, type Report } from './report.ts';
import { type Build, isRedIn } from './story.ts';

/** Runs are numbered as their commits came; others report when they like, and the last word need not be of the last commit. */
const mostPasses = { workflow: 1, app: 3, status: 3, deploy: 1 };
const mostQueued = 3;
/** A merge queue merges what passed within this time, or does not. */
const queueTakes = 3_600_000;
const askAgain = 5 * 60_000;

export interface Chosen {
  /** What failed first: what is newer may mend what is only now heard of. */
  read: Report[];
  /** Failing ones that nobody reads: they count. */
  unread: Report[];
  seen: Report[];
  /** In the merge queue; they are asked about again. */
  waiting: Report[];
  /** When to look again whatever happens. */
  again: Date | null;
}

interface Given {
  about: About;
  reports: Report[];
  known: Build[];
  github: Pick<Reads, 'compare'>;
  now: Date;
}

/** What says one thing of one check is not asked what it says of others. */
const readsChecks = ({ kind }: About): boolean => kind === 'workflow' || kind === 'app';

export async function choose({ about, reports, known, github, now }: Given): Promise<Chosen> {
  const fresh = reports.filter(({ looked, verdict }) => !looked && verdict !== 'none');
  const [failed, ...unread] = fresh.filter(({ verdict }) => verdict !== 'pass');
  // What is heard of late may be mended by a run that failed with something else, and was looked at before.
  const newer =
    failed && readsChecks(about) ? reports.find(one => one.looked && isRed(one) && inOrder(one, failed) > 0) : undefined;
  const red = known.some(build => isRedIn(build, aboutLine(about)));
  const mayMend = (pass: Report) =>
    (!pass.looked && red) || (failed !== undefined && (about.kind !== 'workflow' || inOrder(pass, failed) > 0));
  const passed: Report[] = [];
  const queued: Report[] = [];
  for (const pass of reports.filter(({ verdict }) => verdict === 'pass').filter(mayMend)) {
    if (passed.length === mostPasses[about.kind] || queued.length === mostQueued) break;
    // It passed in the queue, and may never be merged.
    const there = !pass.queued || (await isOn(pass.sha, about.branch, github));
    (there ? passed : queued).push(pass);
  }
  const waiting = queued.filter(({ at }) => now.getTime() - at.getTime() < queueTakes);
  return {
    read: [...(failed ? [failed] : []), ...(newer ? [newer] : []), ...passed],
    unread,
    seen: fresh.filter(report => !waiting.includes(report)),
    waiting,
    again: waiting.length > 0 ? new Date(now.getTime() + askAgain) : null,
  };
}
