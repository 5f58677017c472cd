import type { Repository } from '../core/event.ts';
import type { GitHub } from '../github/client.ts';
import { asDelivered, type Found, recentComments, repositoriesAQuery } from '../github/recent-comments.ts';
import { routeOf, threadKeys } from '../github/route.ts';
import { troubleOf } from '../github/trouble.ts';
import { ourComments } from '../github/writes.ts';
import type { Store } from '../store/connection.ts';
import { unheardOf } from '../store/deliveries.ts';
import { adopt, unadopted, underWay } from '../store/repositories.ts';
import { forEachOf } from './each.ts';
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
const mayCommand = /^ {0,3}[^\w\s>#<`*_[|-]\S/m;

export async function hearUnheard(house: UnheardOptions, now: Date): Promise<{ queries: number; kept: number }> {
  const since = new Date(Math.max(now.getTime() - lookBack, house.birth.getTime()));
  const cost = { queries: 0, kept: 0 };
  await forEachOf(groupsOf(await underWay(house.store.db)), async group => {
    const { queries, found } = await listen(house, group, since);
    cost.queries += queries;
    cost.kept += await keepUnknown(house, found);
  });
  return cost;
}

/**
 * One query for the whole group. GitHub gives no token for a group in which one repository is no longer ours, so then each half is
 * asked for itself, down to the one that is left out.
 */
async function listen(house: UnheardOptions, group: Repository[], since: Date): Promise<{ queries: number; found: Found[] }> {
  const [first] = group;
  if (!first) return { queries: 0, found: [] };
  try {
    return { queries: 1, found: await recentComments(across(house.github, first, group), group, since) };
  } catch (error) {
    if (troubleOf(error).kind !== 'refused') throw error;
    if (group.length === 1) return { queries: 1, found: [] };
    const middle = Math.ceil(group.length / 2);
    const halves = [await listen(house, group.slice(0, middle), since), await listen(house, group.slice(middle), since)];
    return { queries: 1 + halves.reduce((sum, half) => sum + half.queries, 0), found: halves.flatMap(half => half.found) };
  }
}

const across = (github: GitHub, first: Repository, group: Repository[]) =>
  github.across(
    first.installation,
    group.map(one => one.id),
  );

async function keepUnknown({ github, store, keep }: UnheardOptions, found: Found[]): Promise<number> {
  const spoken = found
    .filter(one => mayCommand.test(one.body))
    .map(one => ({ ...one, guid: guidOf(one.node), keys: threadKeys(one.repository.id, one.thread.number) }));
  const unknown = await unheardOf(store.db, spoken);
  for (const one of spoken.filter(comment => unknown.has(comment.guid))) {
    const payload = await asDelivered(github.on(one.repository), one);
    const name = 'issue_comment';
    const body = Buffer.from(JSON.stringify(payload));
    await keep({ guid: one.guid, source: 'github', name, ...routeOf(one.guid, name, payload), body });
  }
  return unknown.size;
}

const guidOf = (node: string) => `comment/${node}`;

function groupsOf(repositories: Repository[]): Repository[][] {
  return [...Map.groupBy(repositories, one => one.installation).values()].flatMap(all =>
    Array.from({ length: Math.ceil(all.length / repositoriesAQuery) }, (_, page) =>
      all.slice(page * repositoriesAQuery, (page + 1) * repositoriesAQuery),
    ),
  );
}

/** After this, creates in the repository need no look: what of ours stands there is known. */
export async function adoptOurs({ github, store }: UnheardOptions, now: Date): Promise<number> {
  const since = new Date(now.getTime() - threeDays).toISOString();
  const strange = await unadopted(store.db, 20);
  await forEachOf(strange, async repository => {
    try {
      const ours = await ourComments(github.on(repository), github.appId, {
        route: 'GET /repos/{owner}/{repo}/issues/comments',
        parameters: { owner: repository.owner, repo: repository.name, since },
      });
      await adopt(store.db, repository, ours);
    } catch (error) {
      // One that is gone, or no longer ours, must not keep the others waiting. Were it ours again, creates there would look first.
      if (troubleOf(error).kind !== 'refused') throw error;
    }
  });
  return strange.length;
}
