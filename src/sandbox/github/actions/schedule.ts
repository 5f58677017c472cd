/** Workflows that a clock starts: on the default branch only, by the box's time. */
import { beginRun } from '../changes/runs.ts';
import type { Agenda } from '../clock.ts';
import type { Account, Repository } from '../rows.ts';
import type { Site } from '../site.ts';
import { nextTime, readCron } from './cron.ts';
import { filesAt } from './workflows.ts';

interface Due {
  repository: Repository;
  path: string;
  cron: string;
  at: Date;
}

export function schedule(site: Site): Agenda {
  const { world } = site;
  let since = world.clock.now();
  return {
    next: () => dueAfter(site, since)[0]?.at ?? null,
    run: () => {
      const now = world.clock.now();
      const due = dueAfter(site, since).filter(one => one.at <= now);
      since = now;
      for (const one of due) world.journal.step(false, () => start(site, one));
    },
  };
}

function dueAfter(site: Site, since: Date): Due[] {
  const { world } = site;
  // In a fork a schedule is off until somebody switches it on.
  const repositories = world.repositories.where(row => row.forkOf === null && !row.archived);
  const all = repositories.flatMap(repository => {
    const sha = world.commitAt(repository, 'HEAD');
    return [...(sha ? filesAt(site, sha) : [])].flatMap(([path, file]) =>
      (file.triggers.get('schedule')?.crons ?? []).flatMap(cron => {
        const read = readCron(cron);
        const at = read && nextTime(read, since);
        return at ? [{ repository, path, cron, at }] : [];
      }),
    );
  });
  return all.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function start(site: Site, { repository, path, cron }: Due): void {
  const { world } = site;
  const sha = world.commitAt(repository, 'HEAD');
  const file = sha && filesAt(site, sha).get(path);
  if (!sha || !file) return;
  const branch = repository.defaultBranch;
  const about = { path, event: 'schedule', ref: `refs/heads/${branch}`, branch, sha, told: { schedule: cron } };
  beginRun(site, repository, { ...about, by: lastWriter(site, repository, sha), title: file.name ?? path });
}

/** GitHub names whoever changed the file last; here it is whoever wrote the commit. */
function lastWriter({ world }: Site, repository: Repository, sha: string): Account {
  return world.account(world.git.commit(sha)?.author.name ?? '') ?? world.accounts.get(repository.owner);
}
