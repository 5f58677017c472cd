import type * as z from 'zod/mini';
import type { Problem } from '../core/file.ts';
import { code } from '../text/inert.ts';
import { nearest } from '../text/nearest.ts';
import { type Path, type Place, partAt, type Tree } from './tree.ts';
import { allows, choicesOf, list, type Schema, schemasAt, settingsOf, takesText, words } from './words.ts';

/**
 * What is wrong with a section, as sentences for people. The issues only say where to look: what is allowed there comes from the JSON
 * Schema. A rule of a feature's own (`z.refine`) says its part itself, as what follows the path: `has to name another environment`.
 */

interface Section {
  /** From the top of the file: `environments`, or `enforced`, `environments`. */
  path: string[];
  at: Place;
  tree: Tree;
  schema: Schema;
}

type Issue = z.core.$ZodIssue;

export function explain(section: Section, issues: readonly Issue[]): Problem[] {
  return issues.flatMap(issue => explainOne(section, issue, issue.path));
}

function explainOne(section: Section, issue: Issue, path: Path): Problem[] {
  const part = partAt(section.tree, path);
  const place = (path.length === 0 ? undefined : part?.key) ?? section.at;
  const name = nameOf(section, path);
  const schemas = schemasAt(section.schema, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => {
        const settings = settingsOf(schemas);
        const at = partAt(section.tree, [...path, key])?.key ?? place;
        return {
          ...at,
          message: `${nameOf(section, [...path, key])} is not a setting; ${suggestion(key, settings, 'settings')}`,
        };
      });
    case 'invalid_key': {
      const maps = schemasAt(section.schema, path.slice(0, -1));
      const allowed = maps.flatMap(schema => (typeof schema.propertyNames === 'object' ? [schema.propertyNames] : []));
      return [{ ...place, message: `${name} has a name that does not work; it has to be ${words(allowed)}.` }];
    }
    case 'invalid_union': {
      const branch = closest(issue.errors);
      if (branch) return branch.flatMap(inner => explainOne(section, inner, [...path, ...inner.path]));
      break;
    }
    case 'custom':
      if (issue.message !== 'Invalid input') return [{ ...(part?.tree.at ?? place), message: `${name} ${issue.message}.` }];
  }
  if (!part) return [{ ...parentPlace(section, path), message: `${name} is missing; it has to be ${words(schemas)}.` }];
  // An empty value stands nowhere; its key does.
  const nowhere = part.tree.kind === 'scalar' && part.tree.source === '' && part.tree.value === null;
  return [{ ...(nowhere ? place : part.tree.at), message: wrong(name, part.tree, schemas) }];
}

/** Of several allowed shapes, the one that somebody was about to write: it took the value and only minds something inside. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const inside = branches.filter(issues =>
    issues.every(issue => issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'custom'),
  );
  return inside.toSorted((a, b) => a.length - b.length)[0] ?? null;
}

function wrong(name: string, tree: Tree, schemas: Schema[]): string {
  const allowed = `${name} has to be ${words(schemas)}`;
  // A list where a list may stand has too many or too few entries.
  if (tree.kind === 'list')
    return allows(schemas, 'array') ? `${allowed}; this has ${tree.items.length}.` : `${allowed}, not a list.`;
  if (tree.kind === 'map')
    return allows(schemas, 'object') ? `${allowed}; this has ${tree.entries.length}.` : `${allowed}, not a map.`;
  if (tree.value === null) return `${allowed}; it is empty.`;
  const said = code(tree.source, 40);
  if (typeof tree.value !== 'string') {
    return takesText(schemas) ? `${allowed}; put quotes round ${said} to make it text.` : `${allowed}, not ${said}.`;
  }
  const choices = choicesOf(schemas);
  const meant = spokenBoolean(tree.value, choices) ?? nearest(tree.value, choices);
  return meant ? `${allowed}, not ${said}; did you mean ${code(meant)}?` : `${allowed}, not ${said}.`;
}

/** YAML once read these as true and false, and many people still write them. */
function spokenBoolean(said: string, choices: string[]): string | null {
  const meant = /^(yes|on)$/i.test(said) ? 'true' : /^(no|off)$/i.test(said) ? 'false' : null;
  return meant && choices.includes(meant) && !choices.includes(said) ? meant : null;
}

/** Why a key is not there: a slip of the finger, or the ones that are. */
export function suggestion(key: string, allowed: string[], what: string): string {
  const meant = nearest(key, allowed);
  if (meant) return `did you mean ${code(meant)}?`;
  if (allowed.length === 0) return `there are no ${what} here.`;
  return `the ${what} here are ${list(
    allowed.map(one => code(one)),
    'and',
  )}.`;
}

function nameOf(section: Section, path: Path): string {
  return code(
    [...section.path, ...path]
      .map(String)
      .join('.')
      .replace(/\.(\d+)(?=\.|$)/g, '[$1]'),
    120,
  );
}

function parentPlace(section: Section, path: Path): Place {
  return path.length > 1 ? (partAt(section.tree, path.slice(0, -1))?.key ?? section.at) : section.at;
}
