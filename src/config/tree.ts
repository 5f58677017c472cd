import type { Problem } from '../core/file.ts';

/** A team's file as read: plain values that still know where they stand. Knows nothing of YAML and nothing of what is allowed. */

export interface Place {
  line: number;
  column: number;
}

export type Tree = MapTree | ListTree | ScalarTree;

export interface Entry {
  key: string;
  at: Place;
  value: Tree;
  /** The same key again, further down. */
  problems: Problem[];
}

export interface MapTree {
  kind: 'map';
  at: Place;
  entries: Entry[];
  /** Keys that are no text and so could not become entries. */
  problems: Problem[];
}

export interface ListTree {
  kind: 'list';
  at: Place;
  items: Tree[];
}

export interface ScalarTree {
  kind: 'scalar';
  at: Place;
  value: string | number | boolean | null;
  /** As it was written, without quotes. */
  source: string;
  problems: Problem[];
}

/** Keys and list positions from the top. */
export type Path = readonly PropertyKey[];

export function problemsIn(tree: Tree): Problem[] {
  switch (tree.kind) {
    case 'scalar':
      return tree.problems;
    case 'list':
      return tree.items.flatMap(problemsIn);
    case 'map':
      return [...tree.problems, ...tree.entries.flatMap(entry => [...entry.problems, ...problemsIn(entry.value)])];
  }
}

/** The part of the tree at this path, or null; with the place of its key where it has one. */
export function partAt(tree: Tree, path: Path): { tree: Tree; key: Place } | null {
  let part: { tree: Tree; key: Place } = { tree, key: tree.at };
  for (const step of path) {
    const next = stepInto(part.tree, step);
    if (!next) return null;
    part = next;
  }
  return part;
}

function stepInto(tree: Tree, step: PropertyKey): { tree: Tree; key: Place } | null {
  if (tree.kind === 'map') {
    const entry = tree.entries.find(({ key }) => key === step);
    return entry ? { tree: entry.value, key: entry.at } : null;
  }
  const item = tree.kind === 'list' && typeof step === 'number' ? tree.items[step] : undefined;
  return item ? { tree: item, key: item.at } : null;
}
