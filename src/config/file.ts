import * as z from 'zod/mini';
import type { Problem, Section } from '../core/file.ts';
import { code } from '../text/inert.ts';
import { explain, suggestion } from './explain.ts';
import { type Entry, type MapTree, type Place, problemsIn, type Tree } from './tree.ts';
import { allows, type Schema, schemaOf, schemasAt } from './words.ts';
import { readYaml } from './yaml.ts';

/** Reads one `.github/shipmate.yml`, on its own: which sections it has, and what is wrong with the rest, where. */

export const filePath = '.github/shipmate.yml';

/** One section of one file. `input` is what the section's schema takes, and it has taken it once already. */
export type Said = { at: Place } & (
  | { state: 'on'; section: Section; input: unknown; tree: Tree }
  | { state: 'off' }
  | { state: 'broken' }
);

export interface LoadedFile {
  /** How people find it: `.github/shipmate.yml`, or `acme/.github: .github/shipmate.yml`. */
  path: string;
  sections: Map<string, Said>;
  /** What an organisation's file does not let its repositories change. */
  enforced: Map<string, Said>;
  /** The file, or its `enforced`, cannot be understood as a whole, so nobody knows what it wanted to forbid. */
  unreadable: boolean;
  problems: Problem[];
}

/** A person mends one thing after the other; hundreds of lines help nobody. */
const mostProblems = 50;

/** `organisation`: the file of a repository called `.github`, the only one that may have `enforced`. */
export function loadFile(
  sections: Section[],
  text: string,
  path: string,
  { organisation }: { organisation: boolean },
): LoadedFile {
  const file: LoadedFile = { path, sections: new Map(), enforced: new Map(), unreadable: false, problems: [] };
  const { tree, problem } = readYaml(text);
  if (problem) return { ...file, unreadable: true, problems: [problem] };
  if (tree === null || isEmpty(tree)) return file;
  if (tree.kind !== 'map') {
    const message = 'The file has to be a map of sections, each starting with `name:` and a space or a new line.';
    return { ...file, unreadable: true, problems: [{ ...tree.at, message }] };
  }
  const enforced = organisation ? tree.entries.find(entry => entry.key === 'enforced') : undefined;
  const rest = tree.entries.filter(entry => entry !== enforced);
  const own = loadSections(sections, { ...tree, entries: rest }, []);
  const floors = sections.map(one => (one.floor ? { ...one, schema: one.floor.schema } : one));
  const above = enforced ? loadEnforced(floors, enforced) : null;
  const problems = [...own.problems, ...(above?.problems ?? [])].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return {
    path,
    sections: own.sections,
    enforced: above?.sections ?? new Map(),
    unreadable: above?.unreadable ?? false,
    problems: problems.slice(0, mostProblems),
  };
}

interface Sections {
  sections: Map<string, Said>;
  problems: Problem[];
  /** A key here names no section: it may have been meant as one. */
  strange: boolean;
}

function loadEnforced(sections: Section[], entry: Entry): Sections & { unreadable: boolean } {
  if (entry.value.kind === 'map') {
    const inside = loadSections(sections, entry.value, ['enforced']);
    return {
      ...inside,
      problems: [...entry.problems, ...inside.problems],
      unreadable: inside.strange || entry.problems.length > 0,
    };
  }
  const problems = [...entry.problems, ...problemsIn(entry.value)];
  const nothing = isEmpty(entry.value) && problems.length === 0;
  if (!nothing) problems.push({ ...entry.value.at, message: '`enforced` has to be a map of sections.' });
  return { sections: new Map(), problems, strange: false, unreadable: !nothing };
}

function loadSections(sections: Section[], tree: MapTree, above: string[]): Sections {
  const loaded: Sections = { sections: new Map(), problems: [...tree.problems], strange: tree.problems.length > 0 };
  for (const entry of tree.entries) {
    const section = sections.find(({ key }) => key === entry.key);
    if (section) {
      const { said, problems } = loadSection(section, entry, above);
      loaded.sections.set(entry.key, said);
      loaded.problems.push(...problems);
      continue;
    }
    loaded.strange = true;
    const name = code([...above, entry.key].join('.'));
    const keys = sections.map(({ key }) => key);
    const message =
      entry.key === 'enforced'
        ? `${name} counts only in the file of the organisation’s \`.github\` repository.`
        : `${name} is not a section; ${suggestion(entry.key, keys, 'sections')}`;
    loaded.problems.push({ ...entry.at, message });
  }
  return loaded;
}

export function loadSection(section: Section, entry: Entry, above: string[]): { said: Said; problems: Problem[] } {
  const { at, value: tree } = entry;
  const odd = [...entry.problems, ...problemsIn(tree)];
  if (odd.length > 0) return { said: { state: 'broken', at }, problems: odd };
  if (tree.kind === 'scalar' && tree.value === false) return { said: { state: 'off', at }, problems: [] };

  const schema = schemaOf(section);
  const written = plainOf(tree, [schema]);
  for (const input of isDefaults(tree) ? [written, {}, undefined] : [written]) {
    if (z.safeParse(section.schema, input).success) return { said: { state: 'on', at, section, input, tree }, problems: [] };
  }
  const { error } = z.safeParse(section.schema, written);
  const problems = explain({ path: [...above, section.key], at, tree, schema }, error?.issues ?? []);
  return { said: { state: 'broken', at }, problems };
}

const isEmpty = (tree: Tree): boolean => tree.kind === 'scalar' && tree.value === null && tree.problems.length === 0;

/** Nothing, `{}` and `true` all say: with its defaults. */
function isDefaults(tree: Tree): boolean {
  return tree.kind === 'map' ? tree.entries.length === 0 : tree.kind === 'scalar' && (tree.value === null || tree.value === true);
}

/** The plain value; where only a map may stand, nothing and `true` are the map with its defaults. */
function plainOf(tree: Tree, schemas: Schema[]): unknown {
  switch (tree.kind) {
    case 'list':
      return tree.items.map((item, at) => plainOf(item, inside(schemas, at)));
    case 'map':
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plainOf(value, inside(schemas, key))]));
    case 'scalar': {
      const maps = allows(schemas, 'object');
      const takesIt = tree.value === null ? allows(schemas, 'null') : allows(schemas, 'boolean');
      return maps && isDefaults(tree) && !takesIt ? {} : tree.value;
    }
  }
}

const inside = (schemas: Schema[], step: string | number): Schema[] => schemas.flatMap(schema => schemasAt(schema, [step]));
