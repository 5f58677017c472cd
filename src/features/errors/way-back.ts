/** Whether what an error began with still is what runs there: whoever went back from anything newer would undo more than that. */
import type { Repository } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import type { ShippedTo } from '../../core/shipped.ts';
import { nowOf } from '../../issues/store.ts';
import { changed, type Problem, type ShippedThen } from './story.ts';

/** Environments, and what runs there now; null: nobody knows. */
export type Running = Map<string, string | null>;

export async function runningNow(
  all: (ShippedThen | null)[],
  repository: Repository,
  ask: Ask,
  shippedTo: ShippedTo,
): Promise<Running> {
  const places = new Set(all.flatMap(one => (one && one.before !== null ? one.environment : [])));
  const runs: Running = new Map();
  for (const place of places)
    runs.set(place, await ask.peek(async one => (await shippedTo(one, repository, place, await nowOf(one)))?.sha ?? null));
  return runs;
}

/** Null: its way back is as it was. */
export function withoutWayBack(problem: Problem, runs: Running): Problem | null {
  const { shipped } = problem.story;
  if (!shipped || shipped.before === null || (runs.get(shipped.environment) ?? shipped.sha) === shipped.sha) return null;
  return changed(problem, {}, { shipped: { ...shipped, before: null } });
}
