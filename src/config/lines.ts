import type { Tree } from './tree.ts';
import { readYaml } from './yaml.ts';

/** Where a setting stands in a file, by its name from the top: `environments.prod.reviews`. Null when it is not said there. */
export function lineOf(text: string, setting: string): number | null {
  const { tree } = readYaml(text);
  return tree && lineIn(tree, setting);
}

/** Names may have dots in them, so each key is tried for as much of the rest as it is. */
function lineIn(tree: Tree, rest: string): number | null {
  if (tree.kind !== 'map') return null;
  for (const { key, at, value } of tree.entries) {
    if (key === rest) return at.line;
    const below = rest.startsWith(`${key}.`) ? lineIn(value, rest.slice(key.length + 1)) : null;
    if (below !== null) return below;
  }
  return null;
}
