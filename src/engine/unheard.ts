import type { Repository } from '../core/event.ts';
import type { GitHub } from '../github/client.ts';
import { asDelivered, recentComments, repositoriesAQuery } from '../github/recent-comments.ts';
import { routeOf } from '../github/route.ts';
import { ourComments } from '../github/writes.ts';
import type { Store } from '../store/connection.ts';
import { unknownOf } from '../store/deliveries.ts';
import { adopt, unadopted, underWay } from '../store/repositories.ts';
import type { Keep } from './intake.ts';

/** Comments that no webhook told us of, in repositories with something under way; and our own ones from before this database. */

export interface UnheardOptions {
  github: GitHub;
  store: Store;
  keep: Keep;
  birth: Date;
}

/** A webhook that is on its way is not missed yet, and one look overlaps the next. */
const lookBack = 20 * 60_000;
const threeDays = 3 * 24 * 3_600_000;
/** What could be a command: a line that begins with a sign. Whoever runs it reads it properly. */
const mayCommand = /^ {0,3}[^\w\s>#<`*_[|&-]\S/m;

export async function hearUnheard(
  { github, store, keep, birth }: UnheardOptions,
  now: Date,
): Promise<{ queries: number; kept: number }> {
  const since = new Date(Math.max(now.getTime() - lookBack, birth.getTime()));
  let queries = 0;
  let kept = 0;
  for (const group of groupsOf(await underWay(store.db))) {
    const octokit = github.across(
      group.installation,
      group.repositories.map(one => one.id),
    );
    queries += 1;
    const spoken = (await recentComments(octokit, group.repositories, since)).filter(one => mayCommand.test(one.body));
    const unknown = await unknownOf(
      store.db,
      spoken.map(one => guidOf(one.node)),
    );
    for (const one of spoken.filter(comment => unknown.has(guidOf(comment.node)))) {
      const payload = await asDelivered(octokit, one);
      const guid = guidOf(one.node);
      await keep({
        guid,
        source: 'github',
        name: 'issue_comment',
        ...routeOf(guid, 'issue_comment', payload),
        body: Buffer.from(JSON.stringify(payload)),
      });
      kept += 1;
    }
  }
  return { queries, kept };
}

const guidOf = (node: string) => `comment/${node}`;

function groupsOf(repositories: Repository[]): { installation: number; repositories: Repository[] }[] {
  return [...Map.groupBy(repositories, one => one.installation)].flatMap(([installation, all]) =>
    Array.from({ length: Math.ceil(all.length / repositoriesAQuery) }, (_, page) => ({
      installation,
      repositories: all.slice(page * repositoriesAQuery, (page + 1) * repositoriesAQuery),
    })),
  );
}

/** After this, creates in the repository need no look: what of ours stands there is known. */
export async function adoptOurs({ github, store }: UnheardOptions, now: Date): Promise<number> {
  const since = new Date(now.getTime() - threeDays).toISOString();
  const strange = await unadopted(store.db, 20);
  for (const repository of strange) {
    const ours = await ourComments(github.on(repository), github.appId, {
      route: 'GET /repos/{owner}/{repo}/issues/comments',
      parameters: { owner: repository.owner, repo: repository.name, since },
    });
    await adopt(store.db, repository, ours);
  }
  return strange.length;
}
