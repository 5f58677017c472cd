/** Where a merge would go by itself nothing may go now: for whoever reminds people of merging. */
import { timezone } from '../../config/sections.ts';
import type { TeamFile } from '../../core/file.ts';
import { autoBranch, environmentsOf } from './config.ts';
import { freezesOf } from './policy/config.ts';
import { frozenAt } from './policy/freeze.ts';

/** Null: a merge to this branch harms no freeze. */
export function mergesFrozen(
  file: TeamFile,
  branch: string,
  given: { defaultBranch: string; now: Date },
): { until: Date | null } | null {
  const zone = file.read(timezone) ?? 'UTC';
  const there = Object.values(environmentsOf(file)).filter(one => autoBranch(one, given.defaultBranch) === branch);
  const freezes = there.flatMap(one => frozenAt(freezesOf(one), zone, given.now) ?? []);
  // Several may hold it: it goes when the last of them lets it.
  if (freezes.length === 0) return null;
  const ends = freezes.map(({ until }) => until);
  return { until: ends.includes(null) ? null : new Date(Math.max(...ends.map(Number))) };
}
