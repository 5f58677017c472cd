/** Who was found to be a stranger in the last ten minutes, so that a crowd costs two calls a head and not two a comment. */
import type { CommentPosted } from '../core/event.ts';

/** Times are GitHub's, so that no replica's clock counts. */
type Said = Pick<CommentPosted, 'at' | 'author' | 'repository'>;

const lasts = 10 * 60_000;
const mostKept = 10_000;

/** `names`: people and teams whom the file names for what was said; being none of these says nothing of others. */
export interface Strangers {
  knows(said: Said, names: string[]): boolean;
  add(said: Said, names: string[]): void;
}

export function strangers(): Strangers {
  const seen = new Map<string, number>();
  const key = ({ author, repository }: Said, names: string[]) =>
    [repository.id, author.id, ...new Set(names.map(name => name.toLowerCase()).sort())].join(' ');
  return {
    knows(said, names) {
      const at = seen.get(key(said, names));
      return at !== undefined && Math.abs(said.at.getTime() - at) < lasts;
    },
    add(said, names) {
      seen.delete(key(said, names));
      seen.set(key(said, names), said.at.getTime());
      const [oldest] = seen.keys();
      if (seen.size > mostKept && oldest !== undefined) seen.delete(oldest);
    },
  };
}
