/** The hidden name of an effect in what we write, to find it again. It counts only in what we wrote ourselves. */

const pattern = /<!-- shipmate:([^\s]{1,400}) -->/g;

// Two dashes may end an HTML comment, so a key travels without any.
const encode = (key: string) => encodeURIComponent(key).replaceAll('-', '%2D');

export function marked(body: string, key: string): string {
  return `${body}\n\n<!-- shipmate:${encode(key)} -->`;
}

export function keyIn(body: string): string | null {
  // Ours is the last: what stands before it may quote anything.
  const found = [...body.matchAll(pattern)].at(-1)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null;
  }
}
