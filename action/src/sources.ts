/** Where the checks stand, and what they are; a file of the workspace, or the input itself. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { choose } from '../../src/checks/choosing.ts';
import { type Check, readChecks } from '../../src/checks/reading.ts';
import { infrastructure } from '../../src/checks/section.ts';
import { readYaml } from '../../src/config/yaml.ts';
import type { Problem } from '../../src/core/file.ts';
import { code } from '../../src/text/inert.ts';
import type { Given } from './given.ts';
import { inputs } from './inputs.ts';

export type Found =
  | { kind: 'checks'; checks: Check[]; path: string | null }
  /** Nobody speaks of any: fine for who only hands over a report. */
  | { kind: 'none'; says: string }
  | { kind: 'broken'; problems: Problem[]; path: string | null }
  | { kind: 'refused'; says: string };

export async function checksOf(given: Given, folder: string): Promise<Found> {
  const { source } = given;
  const path = source.kind === 'file' ? source.path : null;
  const text = source.kind === 'file' ? await textOf(folder, source.path) : { ok: true as const, text: source.text };
  // Whoever names a file wants what is in it.
  const usual = path === inputs.config.default;
  if (!text.ok) return { kind: text.missing && usual ? 'none' : 'refused', says: text.says };
  if (usual && !mentions(text.text))
    return { kind: 'none', says: `${code(path)} has no ${code(infrastructure.key)}, so there is nothing to check.` };
  const read = readChecks(text.text, { variables: given.variables, own: !usual });
  if (!read.ok) return { kind: 'broken', problems: read.problems, path };
  const chosen = choose(read.checks, read.environments, given);
  return chosen.ok ? { kind: 'checks', checks: chosen.checks, path } : { kind: 'refused', says: chosen.says };
}

/** What cannot be read as YAML may well. */
function mentions(text: string): boolean {
  const { tree, problem } = readYaml(text);
  if (problem) return true;
  return tree?.kind === 'map' && tree.entries.some(({ key }) => key === infrastructure.key);
}

type Text = { ok: true; text: string } | { ok: false; missing: boolean; says: string };

export async function textOf(folder: string, path: string): Promise<Text> {
  try {
    return { ok: true, text: await readFile(resolve(folder, path), 'utf8') };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (reason === 'ENOENT')
      return {
        ok: false,
        missing: true,
        says: `There is no file ${code(path)} here; does \`actions/checkout\` run before this?`,
      };
    if (reason === 'EISDIR') return { ok: false, missing: false, says: `${code(path)} is a folder; name the file in it.` };
    return { ok: false, missing: false, says: `${code(path)} cannot be read (${reason}).` };
  }
}
