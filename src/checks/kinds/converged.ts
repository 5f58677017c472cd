/** Whether a configuration run would bring nothing new: machines, clusters and clouds are what their code says. */
import * as z from 'zod/mini';
import { lastOf } from '../child.ts';
import { kind } from '../kind.ts';
import { plain } from '../plain.ts';
import { missingIn, mostOutput, nameOf, runCommand, shorthand } from '../shell.ts';
import { type Answer, type Finding, fail, pass, Unknown, warn } from '../verdict.ts';
import { wordsOf } from './converged/recognise.ts';
import { once, twice } from './converged/rules.ts';
import { lookerOf, type parts, type Settings, settings } from './converged/settings.ts';
import type { Go, Seen } from './converged/tool.ts';

export const converged = kind({
  name: 'converged',
  about:
    'Whether a configuration run brings nothing new: Ansible, Terraform, OpenTofu, kubectl, Helm, Chef, Puppet, Salt, or any other.',
  within: 1_800_000,
  shell: true,
  schema: z.union([
    z.pipe(
      z.pipe(
        shorthand,
        z.transform((run: string): z.input<typeof parts> => ({ run })),
      ),
      settings,
    ),
    settings,
  ]),
  says: said => nameOf(said),
  async look(said, round) {
    const go: Go = async (flags = [], set = {}) => {
      const ran = await runCommand(said, round, { flags, set: { NO_COLOR: '1', ...set }, most: mostOutput });
      const missing = missingIn(ran);
      if (missing !== null) throw new Unknown(missing);
      if (ran.cut.stdout || ran.cut.stderr)
        throw new Unknown(`it said more than ${mostOutput / 1e6} MB, so not all of it was looked through`);
      return ran;
    };
    return answerOf(await seenBy(said, go));
  },
});

function seenBy(said: Settings, go: Go): Promise<Seen> {
  if (said.changed) return (said.twice ? twice : once)(go, { changed: said.changed, clean: said.clean });
  const tool = lookerOf(said);
  if (!tool) throw new Error('a command of no tool was let through');
  return said.twice && tool.twice ? tool.twice(go) : tool.look(go, wordsOf(said));
}

const most = 10;

function answerOf({ looked, changes, drift, unlooked, broken, diff }: Seen): Answer {
  if (broken === null && looked === null && changes.length + drift.length === 0 && unlooked.length > 0)
    throw new Unknown(`nothing of it can be looked at: ${some(unlooked).join('; ')}`);
  const findings: Finding[] = [
    ...(broken === null ? [] : [fail(broken)]),
    ...some(changes).map(fail),
    ...some(drift).map(one => warn(`${one}, which a run would leave so`)),
    ...(unlooked.length === 0 ? [] : [warn(`not looked at: ${some(unlooked).join('; ')}`)]),
    ...(looked === null ? [] : [pass(looked)]),
  ];
  const calm = findings.every(({ verdict }) => verdict === 'pass');
  return { findings, details: calm || diff === '' ? [] : [{ title: 'What the run said', text: lastOf(diff, 64_000) }] };
}

const some = (names: string[]): string[] =>
  names.length > most
    ? [...names.slice(0, most).map(one => plain(one, 200)), `${names.length - most} more`]
    : names.map(one => plain(one, 200));
