/**
 * What GitHub said of a pull request's head together with the comment that asks for it. Whoever asks for the same right after has it
 * already, once: it belongs to one event, and is no answer to anything that is asked later.
 */
import type * as z from 'zod/mini';
import type { Asked } from '../../core/reads.ts';
import type { Ahead, Answer } from './question.ts';

export interface Beforehand {
  keep(pull: z.infer<typeof Ahead>, viewer: string): void;
  take(asked: Asked): Answer | null;
}

const goodFor = 10_000;

export function beforehand(): Beforehand {
  let known: { answer: Answer; until: number } | null = null;
  return {
    keep({ last, ...pull }, login) {
      const commit = last.nodes[0]?.commit;
      // Without a commit of its own GitHub shows none; that is asked for by its name.
      if (!commit || commit.oid !== pull.headRefOid) return;
      known = { answer: { viewer: { login }, repository: { commit, pull } }, until: performance.now() + goodFor };
    },
    take({ commit, pull, wants }) {
      const found = known;
      if (!found || !(wants.checks || wants.reviews)) return null;
      known = null;
      const { repository } = found.answer;
      const same = repository.commit?.oid === commit && repository.pull?.number === pull;
      return same && performance.now() < found.until ? found.answer : null;
    },
  };
}
