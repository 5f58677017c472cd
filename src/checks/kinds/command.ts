/** Whether a command of the team's own ends well, and says what it should. */
import * as z from 'zod/mini';
import { type Ran, spokenExit } from '../child.ts';
import { kind, type Round } from '../kind.ts';
import { pattern, some } from '../parts.ts';
import { plain } from '../plain.ts';
import { beginningOf } from '../quoted.ts';
import { endsOf, missingIn, mostOutput, nameOf, command as parts, runCommand, shellForText, shorthand } from '../shell.ts';
import { type Finding, fail, held, Unknown } from '../verdict.ts';

const matcher = z
  .strictObject({
    matches: z.optional(some(pattern)).check(z.describe('What has to be in it; `^` and `$` are the ends of a line.')),
    lacks: z.optional(some(pattern)).check(z.describe('What may not be in it.')),
    is: z.optional(z.string().check(z.maxLength(10_000))).check(z.describe('The whole of it, but for line breaks at its end.')),
    empty: z.optional(z.boolean()).check(z.describe('Whether there is nothing in it.')),
  })
  .check(z.refine(said => Object.keys(said).length > 0, 'says nothing; give it one of `matches`, `lacks`, `is` or `empty`'));
type Matcher = z.infer<typeof matcher>;

const exit = z.int().check(z.gte(0), z.lte(255));

const settings = z
  .strictObject({
    ...parts,
    exit: z._default(some(exit), 0).check(z.describe('With which exit code it has to end; of several, any.')),
    stdout: z.optional(matcher).check(z.describe('What it has to print.')),
    stderr: z.optional(matcher).check(z.describe('What it has to print as errors.')),
  })
  .check(shellForText);

export const command = kind({
  name: 'command',
  about: 'Whether a command ends well, and prints what it should.',
  within: 60_000,
  shell: true,
  schema: z.union([
    z.pipe(
      shorthand,
      z.transform((run: string): z.infer<typeof settings> => ({ run, exit: 0 })),
    ),
    settings,
  ]),
  says: said => nameOf(said),
  async look({ exit: exits, stdout, stderr, ...asked }, round) {
    const ran = await runCommand(asked, round, stdout || stderr ? { most: mostOutput } : {});
    const wanted = [exits].flat();
    const missing = missingIn(ran);
    if (missing !== null && !wanted.includes(127)) throw new Unknown(missing);
    const findings = [
      ended(ran, wanted),
      ...(stdout ? printed('stdout', ran, stdout, round.hide) : []),
      ...(stderr ? printed('stderr', ran, stderr, round.hide) : []),
    ];
    return { findings, details: findings.some(({ verdict }) => verdict === 'fail') ? endsOf(ran) : [] };
  },
});

const ended = ({ exit }: Ran, wanted: number[]): Finding =>
  wanted.includes(exit)
    ? held(true, `it ended with ${exit}`)
    : held(false, `it ended with ${spokenExit(exit)}, not ${wanted.join(' or ')}`);

function printed(
  name: 'stdout' | 'stderr',
  ran: Ran,
  { matches = [], lacks = [], is, empty }: Matcher,
  hide: Round['hide'],
): Finding[] {
  if (ran.cut[name]) return [fail(`${name} is longer than ${mostOutput / 1e6} MB, so it was not looked through`)];
  const whole = ran[name].replace(/\n+$/, '');
  const show = (text: string) => plain(beginningOf(text, hide));
  const findings = [matches].flat().map(one => {
    const found = new RegExp(one, 'mu').test(whole);
    return held(found, `${name} ${found ? 'has' : 'lacks'} ${plain(one)}`);
  });
  for (const one of [lacks].flat()) {
    const found = new RegExp(one, 'mu').exec(whole);
    findings.push(held(!found, found ? `${name} has "${show(found[0])}", which it may not` : `${name} lacks ${plain(one)}`));
  }
  if (is !== undefined) {
    const same = whole === is.replace(/\n+$/, '');
    findings.push(held(same, same ? `${name} is "${plain(is)}"` : `${name} is "${show(whole)}", not "${plain(is)}"`));
  }
  if (empty !== undefined) {
    const said = whole === '' ? `${name} is empty` : `${name} is "${show(whole)}"`;
    findings.push(
      held((whole === '') === empty, (whole === '') === empty ? said : `${said}, not ${empty ? 'empty' : 'anything'}`),
    );
  }
  return findings;
}
