/** The lists of teams and of what lies around have turns of their own; one that got lost, or came too early, is raised here. Pure. */
import type { Due, Repository } from '../../../core/event.ts';
import { cleanupDue } from '../cleanup/schedule.ts';
import type { Reminders } from '../config.ts';
import { digestsDue } from '../digest/given.ts';
import { fileDue } from '../file.ts';

export interface Lists {
  /** When the next one of each team is; null: its issue is left alone. */
  digests: Map<string, Date | null>;
  /** When what lies around is listed next; null: nobody has heard yet that it is asked for. */
  cleanupAt: Date | null;
}

export function listsDue(repository: Repository, config: Reminders, { digests, cleanupAt }: Lists, now: Date): Due[] {
  return [...digestsDue(repository, config, digests, now), ...(config.cleanup ? cleanupsDue(repository, cleanupAt, now) : [])];
}

function cleanupsDue(repository: Repository, at: Date | null, now: Date): Due[] {
  if (at === null) return [fileDue(repository, now)];
  return at <= now ? [cleanupDue(repository, at)] : [];
}
