import type { Invocation } from '../core/command.ts';
import type { Registry } from './registry.ts';
import type { Standings } from './standing.ts';

/** Somebody speaks to us: who, where, and what counts there. Whether in a comment, with a tick or in answer to a question. */
export interface Speech extends Omit<Invocation, 'id'> {
  /** The slug of an App that wrote with the person's token. */
  throughApp: string | null;
  apps: string[];
  /** What was said is nothing but commands. */
  whole: boolean;
  registry: Registry;
  standings: Standings;
}

export function invocationOf(speech: Speech, id: string): Invocation {
  const { actor, role, repository, at, place, sign, comment, file, prefix } = speech;
  return { id, actor, role, repository, at, place, sign, comment, file, prefix };
}
