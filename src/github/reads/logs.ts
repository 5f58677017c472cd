/** What jobs wrote: of each the end, one by one or several of a run at once. */
import type { Octokit } from '@octokit/rest';
import type { Reads } from '../../core/reads.ts';
import { orNull } from '../trouble.ts';
import { inParts, tail } from './kept.ts';
import { endOfEntry, entriesOf } from './log-archive.ts';
import { filesOf } from './log-names.ts';
import { plainLog } from './plain-log.ts';

/** A deploy's end is at the end of its log. */
const plainBytes = 64 * 1024;
/** What failed in a build may have been said a while before its end. */
const wholeBytes = 256 * 1024;
/** Where the store hands an archive out only as a whole. */
const archiveBytes = 32 * 1024 * 1024;
const atOnce = 4;
/** So many jobs that look the same are asked for one by one. */
const mostUnclear = 5;

export function logReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<Reads, 'log' | 'logs'> {
  const manual = { request: { redirect: 'manual' as const } };

  async function endOfJob(job: number, most: number): Promise<Buffer | null> {
    const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
    const where = octokit.request(route, { ...here, job_id: job, ...manual });
    const location = (await orNull(where))?.headers.location;
    return location === undefined ? null : tail(location, most);
  }

  async function logs(run: number, jobs: { id: number; name: string }[]): Promise<Map<number, Buffer | null>> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs';
    const where = octokit.request(route, { ...here, run_id: run, ...manual });
    const location = (await orNull(where))?.headers.location;
    const archive = location === undefined ? null : await inParts(location, archiveBytes);
    if (!archive) return new Map();
    const { found, unclear } = filesOf(jobs, await entriesOf(archive));
    const asking = [
      ...[...found].map(([job, entry]) => ({ job, ask: () => endOfEntry(archive, entry, wholeBytes) })),
      ...unclear.slice(0, mostUnclear).map(job => ({ job, ask: () => endOfJob(job, wholeBytes) })),
    ];
    const ends = new Map<number, Buffer | null>();
    for (let at = 0; at < asking.length; at += atOnce) {
      const batch = asking.slice(at, at + atOnce);
      await Promise.all(batch.map(async ({ job, ask }) => ends.set(job, await ask())));
    }
    return ends;
  }

  return {
    async log(job) {
      const bytes = await endOfJob(job, plainBytes);
      return bytes && plainLog(bytes);
    },

    async logs(run, jobs) {
      const [first, ...others] = jobs;
      if (!first) return new Map();
      const ends = others.length > 0 ? await logs(run, jobs) : new Map([[first.id, await endOfJob(first.id, wholeBytes)]]);
      return new Map(
        jobs.flatMap(({ id }) => {
          const bytes = ends.get(id);
          return bytes ? [[id, bytes.toString('utf8')] as const] : [];
        }),
      );
    },
  };
}
