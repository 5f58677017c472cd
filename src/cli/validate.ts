import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { effective } from '../config/effective.ts';
import { loadFile } from '../config/file.ts';
import type { Section } from '../core/file.ts';
import { Sentence } from '../core/sentence.ts';
import { switchedOn } from '../features/config-check/messages.ts';
import { sections } from '../features.ts';
import { Misuse, type Verb } from './verb.ts';

/** `validate`: says about a team's file what the check on its pull request would say, without a server and without GitHub. */

export const validate = (known: Section[]): Verb => ({
  name: 'validate',
  usage: '<path> [--organisation]',
  about:
    'Says what is wrong with a .github/shipmate.yml, or what it switches on (--organisation: of a repository called .github).',
  async run(args, say) {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { organisation: { type: 'boolean' } } });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new Misuse('Name one file.');
    const file = loadFile(known, await textOf(path), path, { organisation: values.organisation ?? false });
    for (const { line, column, message } of file.problems) say(`${path}:${line}:${column} ${message}`);
    if (file.problems.length > 0) return 1;
    const counts = values.organisation ? effective(null, file) : effective(file, null);
    say(
      `${path} is sound. ${switchedOn(known.filter(section => counts.read(section) !== undefined).map(section => section.key))}`,
    );
    return 0;
  },
});

export const verb = validate(sections);

async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path)).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : undefined;
    if (reason === 'ENOENT') throw new Sentence(`There is no file ${path}.`);
    if (reason === 'EISDIR')
      throw new Sentence(`${path} is a folder; name the file in it, such as ${path}/.github/shipmate.yml.`);
    if (reason === 'EACCES') throw new Sentence(`${path} may not be read by you.`);
    throw error;
  }
}
