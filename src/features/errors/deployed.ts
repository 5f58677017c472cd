/** What was deployed where it happened, and whether that has the commit that was to mend it. */
import type { Repository } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import type { ReturnsTo, ShaOfRelease, ShippedTo } from '../../core/shipped.ts';
import { beginningOf, placeOf, releaseOf } from './beginning.ts';
import type { Group } from './group.ts';
import { likelyChanges } from './likely.ts';
import type { Problem, ShippedThen } from './story.ts';

/** Of deploys: what ran where, and which commit a release is. */
export interface Deploys {
  shippedTo: ShippedTo;
  shaOfRelease: ShaOfRelease;
  returnsTo: ReturnsTo;
}

export interface Began {
  shipped: ShippedThen | null;
  likely: Problem['story']['likely'];
}

interface Asking {
  home: Repository;
  ask: Ask;
  deploys: Deploys;
}

export async function begunWith(group: Group, last: Problem | null, { home, ask, deploys }: Asking): Promise<Began> {
  const { at, environment } = beginningOf(group, last);
  const found = environment === null ? null : await ask.peek(session => deploys.shippedTo(session, home, environment, at));
  if (!found) return { shipped: null, likely: [] };
  const shipped: ShippedThen = {
    ...{ environment: found.environment, sha: found.sha, pull: found.pull },
    before: found.before !== null && (await deploys.returnsTo(ask, found.environment, found.before)) ? found.before : null,
    endedAt: found.endedAt?.getTime() ?? null,
    by: found.by?.login ?? null,
  };
  return { shipped, likely: await likelyChanges(group.sample, found, ask.github) };
}

/** The commit that was to mend it, where it happened again since; null: it is no question. */
export function mendOf(group: Group, told: Problem | null): string | null {
  const mend = told?.shut === 'person' ? (told.story.mended?.sha ?? null) : null;
  return told && group.lastAt > told.badAt ? mend : null;
}

/** How two commits stand does not change, and what waits for a deploy is asked about with each look. */
const stood = new Map<string, boolean>();
const mostKept = 10_000;

function remember(both: string, has: boolean): void {
  if (stood.size === mostKept) stood.clear();
  stood.set(both, has);
}

/** Each is a request, and whoever has many has the next after some seconds. */
const mostCompared = 10;

/** By print: whether what runs has it, or that nobody knows. Those left out have to be asked in another look. */
export async function fixesOf(
  home: Pick<Repository, 'id'>,
  mends: { group: Group; mend: string }[],
  ask: Pick<Ask, 'peek'> & { github: Pick<Ask['github'], 'compare'> },
  deploys: Deploys,
): Promise<Map<string, boolean | null>> {
  const has = new Map<string, boolean | null>();
  const asked = new Map<string, boolean | null>();
  for (const { group, mend } of mends) {
    const runs = await ask.peek(session => runningOf(session, home, group, deploys));
    const both = `${home.id}: ${mend}...${runs}`;
    if (runs !== null && !stood.has(both) && !asked.has(both)) {
      if (asked.size === mostCompared) continue;
      const brought = await ask.github.compare(mend, runs);
      asked.set(both, brought && brought.behind === 0);
      if (brought) remember(both, brought.behind === 0);
    }
    has.set(group.print, stood.get(both) ?? asked.get(both) ?? null);
  }
  return has;
}

async function runningOf(session: Session, home: Pick<Repository, 'id'>, group: Group, deploys: Deploys): Promise<string | null> {
  const release = releaseOf(group);
  const named = release === null ? null : await deploys.shaOfRelease(session, home, release);
  if (named !== null) return named;
  const place = placeOf(group);
  return place === null ? null : ((await deploys.shippedTo(session, home, place, group.lastAt))?.sha ?? null);
}
