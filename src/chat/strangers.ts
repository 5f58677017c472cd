/** Who was found to be a stranger in the last ten minutes, so that a crowd costs two calls a head and not two a comment. */
import type { CommentPosted } from '../core/event.ts';

/** Times are GitHub's, so that no replica's clock counts. */
type Said = Pick<CommentPosted, 'at' | 'author' | 'repository'>;

const lasts = 10 * 60_000;
const mostKept = 10_000;

export interface Strangers {
  knows(said: Said): boolean;
  add(said: Said): void;
}

export function strangers(): Strangers {
  const seen = new Map<string, number>();
  const key = ({ author, repository }: Said) => `${repository.id}/${author.id}`;
  return {
    knows(said) {
      const at = seen.get(key(said));
      return at !== undefined && Math.abs(said.at.getTime() - at) < lasts;
    },
    add(said) {
      seen.delete(key(said));
      seen.set(key(said), said.at.getTime());
      const [oldest] = seen.keys();
      if (seen.size > mostKept && oldest !== undefined) seen.delete(oldest);
    },
  };
}
