import { troubleOf } from '../github/trouble.ts';

/** Does the same for each. One that fails keeps no other from its turn and is thrown in the end; only a limit of GitHub's ends it at once. */
export async function forEachOf<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const failed: unknown[] = [];
  for (const one of all) {
    try {
      await work(one);
    } catch (error) {
      if (troubleOf(error).kind === 'limited') throw error;
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
