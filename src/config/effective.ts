import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { Problem, Section, TeamFile } from '../core/file.ts';
import { code } from '../core/inert.ts';
import type { LoadedFile, Said } from './file.ts';

/**
 * The file as it counts: a repository's own on top of its organisation's. The rule goes section by section and never inside one:
 *
 * 1. A section that the organisation enforces counts as it stands there. A repository that says something else is told so at its own line.
 * 2. Else the repository's own section counts, `false` (off) and a broken one included.
 * 3. Else the organisation's.
 *
 * What cannot be understood never opens anything: a broken section is off, an own file that is no YAML leaves only what is enforced, and
 * an organisation's file that is none (or has a strange key in `enforced`) leaves nothing.
 */
export function effective(own: LoadedFile | null, organisation: LoadedFile | null): TeamFile {
  const closed = organisation?.unreadable ?? false;
  const saidOf = (key: string): Said | undefined => {
    if (closed) return undefined;
    const enforced = organisation?.enforced.get(key);
    if (enforced) return enforced;
    if (own?.unreadable) return undefined;
    return own?.sections.get(key) ?? organisation?.sections.get(key);
  };
  return {
    read<T>(section: Section<T>): T | undefined {
      const said = saidOf(section.key);
      return said?.state === 'on' ? z.parse(section.schema, said.input) : undefined;
    },
    problems: [own, organisation].flatMap(file => problemsOf(file)).concat(contradictions(own, organisation)),
    present: own !== null || organisation !== null,
  };
}

type Found = Problem & { path: string };

const problemsOf = (file: LoadedFile | null): Found[] => file?.problems.map(problem => ({ ...problem, path: file.path })) ?? [];

/** Own sections that say something else than what is enforced above them. */
function contradictions(own: LoadedFile | null, organisation: LoadedFile | null): Found[] {
  if (!own || !organisation) return [];
  return [...organisation.enforced].flatMap(([key, enforced]) => {
    const said = own.sections.get(key);
    if (!said || said.state === 'broken' || same(said, enforced)) return [];
    const message = `${code(key)} is enforced by ${organisation.path}, line ${enforced.at.line}, and this says something else; remove it here.`;
    return [{ ...said.at, path: own.path, message }];
  });
}

function same(a: Said, b: Said): boolean {
  if (a.state === 'on' && b.state === 'on') return isDeepStrictEqual(a.input, b.input);
  return a.state === b.state;
}
