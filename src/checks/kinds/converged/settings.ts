/** What a team may say of a configuration run, and what of that makes no sense. */
import * as z from 'zod/mini';
import { command, shellForText } from '../../shell.ts';
import { isPlain, toolNames, toolOf, tools } from './recognise.ts';
import { changed, clean } from './rules.ts';
import type { Tool } from './tool.ts';

const known =
  'ansible-playbook, terraform plan, tofu plan, kubectl diff, helm diff, chef-client, puppet agent, puppet apply and salt-call';

export const parts = z.strictObject({
  ...command,
  tool: z.optional(z.enum(toolNames)).check(z.describe('Whose command it is, where its first words do not say it.')),
  changed: z.optional(changed).check(z.describe('How a run of any other tool shows that it brings something new.')),
  clean: z.optional(clean).check(z.describe('How it shows that it does not; without, it ends with 0.')),
  twice: z
    ._default(z.boolean(), false)
    .check(z.describe('Really runs it, twice: the second run may change nothing. For Ansible, and for what has `changed`.')),
});
export type Settings = z.infer<typeof parts>;

export const settings = parts.check(
  shellForText,
  z.refine<Settings>(
    said => said.changed !== undefined || isPlain(said),
    'has to be one command, without a pipe, another command or a remark, because options are added behind it (`folder` says where it runs); or say by `changed` how it shows that something is new',
  ),
  z.refine<Settings>(
    said => said.changed !== undefined || !isPlain(said) || lookerOf(said) !== null,
    `runs something whose answers nobody here can read; say by \`changed\` how it shows that something is new (known are ${known})`,
  ),
  z.refine<Settings>(
    said => said.tool === undefined || said.changed === undefined,
    'has both `tool` and `changed`; leave one of them out',
  ),
  z.refine<Settings>(said => said.clean === undefined || said.changed !== undefined, 'has `clean` without `changed`'),
  z.refine<Settings>(
    ({ changed: yes, clean: no }) => [yes?.exit ?? []].flat().every(one => ![no?.exit ?? 0].flat().includes(one)),
    'has an exit code that is both `changed` and `clean`',
  ),
  z.refine<Settings>(
    said => !said.twice || said.changed !== undefined || lookerOf(said)?.twice !== null,
    'need not be run twice: the tool can say what it would do; leave `twice` out',
  ),
);

export const lookerOf = (said: Settings): Tool | null => (said.tool === undefined ? toolOf(said) : tools[said.tool]);
