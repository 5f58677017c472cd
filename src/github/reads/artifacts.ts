/** What runs left behind for us: texts in archives that a team's workflows made. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Reads } from '../../core/reads.ts';
import { orNull } from '../trouble.ts';
import { Artifacts } from './artifact-list.ts';
import { kept } from './kept.ts';
import { entryOf } from './unzip.ts';

const archiveBytes = 1024 * 1024;
const reportBytes = 64 * 1024;
const textBytes = 1024 * 1024;
const mostTexts = 10;
const mostPages = 5;
/** Clocks of two houses of GitHub's. */
const grace = 60_000;

type Artifact = z.infer<typeof Artifacts>['artifacts'][number];

export function artifactReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<Reads, 'report' | 'texts'> {
  async function page(run: number, more: { name?: string; page?: number }): Promise<z.infer<typeof Artifacts>> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
    const answer = await orNull(octokit.request(route, { ...here, run_id: run, per_page: 100, ...more }));
    return answer ? z.parse(Artifacts, answer.data) : { total_count: 0, artifacts: [] };
  }

  /** All names: GitHub finds artifacts by their whole name only. */
  async function all(run: number): Promise<Artifact[]> {
    const found: Artifact[] = [];
    for (let nth = 1; nth <= mostPages; nth += 1) {
      const { total_count: total, artifacts } = await page(run, nth === 1 ? {} : { page: nth });
      found.push(...artifacts);
      if (artifacts.length === 0 || found.length >= total) break;
    }
    return found;
  }

  async function textIn({ id }: { id: number }, file: string, most: number): Promise<string | null> {
    const where = octokit.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
      ...here,
      artifact_id: id,
      archive_format: 'zip',
      request: { redirect: 'manual' },
    });
    const location = (await orNull(where))?.headers.location;
    const archive = location === undefined ? null : await kept(location, archiveBytes);
    return archive && (entryOf(archive, file, most)?.toString('utf8') ?? null);
  }

  return {
    async report(run, artifact) {
      const { artifacts } = await page(run, { name: artifact });
      // One of each attempt: the newest has the last word.
      const found = artifacts
        .filter(one => one.name === artifact && isReadable(one))
        .reduce<Artifact | null>((newest, one) => (newest && newest.id > one.id ? newest : one), null);
      return found && textIn(found, 'report.md', reportBytes);
    },

    async texts({ id, createdAt, startedAt, updatedAt }, { artifacts, file }) {
      const [from, to] = [startedAt ?? createdAt, updatedAt].map(time => time.getTime());
      const made = ({ created_at: at }: Artifact) => Date.parse(at ?? '');
      const isNewest = (one: Artifact) => made(one) >= (from ?? 0);
      const found = (await all(id)).filter(
        one => one.name.startsWith(artifacts) && isReadable(one) && made(one) <= (to ?? 0) + grace,
      );
      const texts = [...found.filter(isNewest), ...found.filter(one => !isNewest(one))].slice(0, mostTexts).map(async one => {
        const text = await textIn(one, file, textBytes);
        return text === null ? [] : [{ text, newest: isNewest(one) }];
      });
      return (await Promise.all(texts)).flat();
    },
  };
}

const isReadable = ({ expired, size_in_bytes: size }: Artifact): boolean => !expired && size <= archiveBytes;
