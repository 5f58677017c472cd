/** From the text of a file to the checks in it, or to what is wrong with it and where. */
import * as z from 'zod/mini';
import { explain } from '../config/explain.ts';
import { loadSection } from '../config/file.ts';
import { type Entry as KeyAndValue, type Place, partAt, type Tree } from '../config/tree.ts';
import { schemaOf } from '../config/words.ts';
import { readYaml } from '../config/yaml.ts';
import type { Problem } from '../core/file.ts';
import { filled } from './filling.ts';
import type { Kind, Moment, Probe } from './kind.ts';
import { namedThere, nameOf } from './naming.ts';
import { type Entry, entry, infrastructure } from './section.ts';

export interface Check {
  name: string;
  /** Before it was filled in, where that is another name. */
  entry?: string;
  environment: string | null;
  when: readonly Moment[];
  /** In milliseconds. */
  within: number;
  retries: number;
  pause: number;
  level: 'fail' | 'warn';
  kind: Kind;
  probe: Probe;
  line: number;
}

/** `environments`: those that the file names beside its checks. */
export type Checks = { ok: true; checks: Check[]; environments: string[] } | { ok: false; problems: Problem[] };

interface Given {
  variables: Readonly<Record<string, string>>;
  /** A file that says nothing else, so the name of the section may be left out. */
  own: boolean;
}

const wrong = (place: Place, message: string): Checks => ({ ok: false, problems: [{ ...place, message }] });
const top = { line: 1, column: 1 };

export function readChecks(text: string, { variables, own }: Given): Checks {
  const { tree, problem } = readYaml(text);
  if (problem) return { ok: false, problems: [problem] };
  const found = tree && sectionIn(tree, own);
  if (!found)
    return wrong(top, own ? 'The file names no checks.' : 'The file has no `infrastructure`, so there is nothing to check.');
  const { said, problems } = loadSection(infrastructure, found, []);
  if (problems.length > 0) return { ok: false, problems };
  if (said.state !== 'on') return wrong(found.at, '`infrastructure` is switched off, so there is nothing to check.');
  const read = join(found, z.parse(z.array(z.unknown()), said.input), variables);
  return Array.isArray(read) ? { ok: true, checks: read, environments: environmentsIn(tree) } : read;
}

function environmentsIn(tree: Tree): string[] {
  const found = tree.kind === 'map' ? tree.entries.find(({ key }) => key === 'environments')?.value : undefined;
  return found?.kind === 'map' ? found.entries.map(({ key }) => key) : [];
}

function sectionIn(tree: Tree, own: boolean): KeyAndValue | null {
  const whole = { key: infrastructure.key, at: tree.at, value: tree, problems: [] };
  if (tree.kind !== 'map') return tree.kind === 'list' && own ? whole : null;
  return tree.entries.find(({ key }) => key === infrastructure.key) ?? (own ? whole : null);
}

function join(found: KeyAndValue, items: unknown[], variables: Given['variables']): Check[] | Extract<Checks, { ok: false }> {
  const section = { path: [infrastructure.key], at: found.at, tree: found.value, schema: schemaOf(infrastructure) };
  const checks: Check[] = [];
  const problems: Problem[] = [];
  for (const [place, item] of items.entries()) {
    const path = [place];
    const { line, column } = partAt(found.value, path)?.tree.at ?? found.at;
    const unfilled = z.parse(entry, item);
    for (const said of environmentsOf(unfilled)) {
      const there = filled(said, variables, unfilled.kind);
      const environment = there.ok && said !== null ? String(there.value) : said;
      const full = filled(item, environment === null ? variables : { ...variables, environment }, unfilled.kind);
      if (!full.ok) {
        problems.push(
          ...full.missing.map(one => ({
            ...(partAt(found.value, [...path, ...one.path])?.tree.at ?? { line, column }),
            message: one.says,
          })),
        );
        continue;
      }
      const read = z.safeParse(entry, full.value);
      if (!read.success) {
        problems.push(
          ...explain(
            section,
            read.error.issues.map(issue => ({ ...issue, path: [...path, ...issue.path] })),
          ),
        );
        continue;
      }
      const check = checkOf({ said: read.data, unfilled, environment, line });
      const same = checks.find(one => one.name === check.name && one.environment === check.environment);
      if (same)
        problems.push({
          ...{ line, column },
          message: `\`${check.name}\` is what the check of line ${same.line} is called, too; give one of them a \`name\` of its own.`,
        });
      checks.push(check);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : checks;
}

const environmentsOf = ({ environment }: Entry): (string | null)[] => (environment === undefined ? [null] : [environment].flat());

interface Parts {
  said: Entry;
  unfilled: Entry;
  environment: string | null;
  line: number;
}

const checkOf = ({ said, unfilled, environment, line }: Parts): Check => {
  const [name, inFile] = [nameOf(said), namedThere(nameOf(unfilled), environment ?? '')];
  const { when, within, retries, pause, level, kind, probe } = said;
  return {
    name,
    ...(inFile === name ? {} : { entry: inFile }),
    environment,
    when: when === undefined ? kind.when : [when].flat(),
    within: within ?? kind.within,
    retries,
    pause,
    level,
    kind,
    probe,
    line,
  };
};
