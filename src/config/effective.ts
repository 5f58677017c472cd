import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { Floor, Problem, Section, TeamFile } from '../core/file.ts';
import { code } from '../text/inert.ts';
import type { LoadedFile, Said } from './file.ts';
import { partAt } from './tree.ts';

/**
 * The file as it counts: a repository's own on top of its organisation's. The rule goes section by section:
 *
 * 1. A section that the organisation enforces counts as it stands there. A repository that says something else is told so at its own line.
 * 2. Else the repository's own section counts, `false` (off) and a broken one included.
 * 3. Else the organisation's.
 *
 * A section that has a floor is never taken whole from above: what is enforced is joined to what counts by the other two rules, key by key
 * and as strict as both, and switches nothing on.
 *
 * What cannot be understood never opens anything: a broken section is off, an own file that is no YAML leaves only what is enforced, and
 * an organisation's file that is none (or has a strange key in `enforced`) leaves nothing.
 */
export function effective(own: LoadedFile | null, organisation: LoadedFile | null): TeamFile {
  const closed = organisation?.unreadable ?? false;
  const saidBelow = (key: string): Said | undefined =>
    own?.unreadable ? undefined : (own?.sections.get(key) ?? organisation?.sections.get(key));
  return {
    read<T>(section: Section<T>): T | undefined {
      if (closed) return undefined;
      const enforced = organisation?.enforced.get(section.key);
      const { floor } = section;
      if (enforced && (!floor || enforced.state !== 'on')) return inputOf(section, enforced);
      const below = inputOf(section, saidBelow(section.key));
      if (below === undefined || !floor || enforced?.state !== 'on') return below;
      return floor.raise(enforced.input, below).value;
    },
    problems: [own, organisation].flatMap(file => problemsOf(file)).concat(contradictions(own, organisation)),
    present: own !== null || organisation !== null,
  };
}

const inputOf = <T>(section: Section<T>, said: Said | undefined): T | undefined =>
  said?.state === 'on' ? z.parse(section.schema, said.input) : undefined;

type Found = Problem & { path: string };

const problemsOf = (file: LoadedFile | null): Found[] => file?.problems.map(problem => ({ ...problem, path: file.path })) ?? [];

/** Own sections that say something else than what is enforced above them, or something looser than the floor there. */
function contradictions(own: LoadedFile | null, organisation: LoadedFile | null): Found[] {
  if (!own || !organisation) return [];
  return [...organisation.enforced].flatMap(([key, enforced]) => {
    const said = own.sections.get(key);
    if (!said || said.state === 'broken' || same(said, enforced)) return [];
    const floor = [said, enforced].flatMap(one => (one.state === 'on' ? (one.section.floor ?? []) : []))[0];
    if (floor && enforced.state !== 'off')
      return said.state === 'on' && enforced.state === 'on' ? below(floor, said, enforced, { own, organisation }) : [];
    const message = `${code(key)} is enforced by ${organisation.path}, line ${enforced.at.line}, and this says something else; remove it here.`;
    return [{ ...said.at, path: own.path, message, replaced: true }];
  });
}

type On = Extract<Said, { state: 'on' }>;

/** Only what is written: a default that is raised is no mistake of anybody. */
function below(floor: Floor<unknown>, said: On, enforced: On, files: { own: LoadedFile; organisation: LoadedFile }): Found[] {
  const { raised } = floor.raise(enforced.input, z.parse(said.section.schema, said.input));
  return raised.flatMap(one => {
    const at = partAt(said.tree, one.own)?.key;
    if (!at) return [];
    const line = partAt(enforced.tree, one.enforced)?.key.line ?? enforced.at.line;
    const name = code([said.section.key, ...one.own].join('.'), 120);
    const message = `${name} does not count as it is here: ${files.organisation.path}, line ${line}, enforces more. Remove it, or ask for no less.`;
    return [{ ...at, path: files.own.path, message, replaced: true }];
  });
}

function same(a: Said, b: Said): boolean {
  if (a.state === 'on' && b.state === 'on') return isDeepStrictEqual(a.input, b.input);
  return a.state === b.state;
}
