import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { effective } from '../config/effective.ts';
import { loadFile } from '../config/file.ts';
import { lineOf } from '../config/lines.ts';
import { prefix, timezone } from '../config/sections.ts';
import { Sentence } from '../core/sentence.ts';
import { environmentsOf } from '../features/deploy/config.ts';
import { judgingOf, readFacts } from '../features/deploy/policy/facts-file.ts';
import { gatesOf } from '../features/deploy/policy/gates.ts';
import { whyOf } from '../features/deploy/policy/why.ts';
import { sections } from '../features.ts';
import { Misuse, type Verb } from './verb.ts';

/** `why`: what `/deploy` would decide on these facts and this file, with the same rules, without a server and without GitHub. */

export const verb: Verb = {
  name: 'why',
  usage: '--event <facts.json> --config <shipmate.yml>',
  about: 'Says why a deploy would go, wait or be refused, from a file of facts and a .github/shipmate.yml.',
  async run(args, say) {
    const { values } = parseArgs({ args, options: { event: { type: 'string' }, config: { type: 'string' } } });
    if (values.event === undefined || values.config === undefined)
      throw new Misuse('Name the facts with --event and the team’s file with --config.');
    const [event, text] = await Promise.all([textOf(values.event), textOf(values.config)]);
    const loaded = loadFile(sections, text, values.config, { organisation: false });
    for (const { line, column, message } of loaded.problems) say(`${values.config}:${line}:${column} ${message}`);
    if (loaded.problems.length > 0) return 1;
    const file = effective(loaded, null);
    const read = readFacts(jsonOf(event, values.event));
    if ('problem' in read) throw new Sentence(`${values.event} ${read.problem}.`);
    const given = judgingOf(read.facts, file, { timezone: file.read(timezone) ?? 'UTC', prefix: file.read(prefix) ?? '/' });
    if (!given) {
      const known = Object.keys(environmentsOf(file)).join(', ') || 'none';
      throw new Sentence(`${values.config} has no environment ${read.facts.environment}; those it has: ${known}.`);
    }
    say(whyOf(given, gatesOf(given), setting => lineOf(text, setting)));
    return 0;
  },
};

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Sentence(`${path} is not JSON.`);
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path)).toString('utf8');
  } catch (error) {
    throw new Sentence(`${path} cannot be read: ${error instanceof Error && 'code' in error ? error.code : error}.`);
  }
}
