/** Every sentence that `/help` and `/commands` say. */
import { list } from '../../config/words.ts';
import type { Arg, Args } from '../../core/args.ts';
import type { Command, Who } from '../../core/command.ts';
import type { TeamFile } from '../../core/file.ts';
import { code, inert } from '../../core/inert.ts';
import { usageSpan } from '../../core/usage.ts';

export interface Group {
  feature: string;
  commands: Command[];
}

export function listed({ groups, may, prefix }: { groups: Group[]; may: Command[]; prefix: string }): string {
  const line = (command: Command) => {
    const notYou = may.includes(command) ? '' : ' (not for you)';
    return `- ${usageSpan(prefix, command.name, command.args)} ${inert(command.summary)}${notYou}`;
  };
  const parts = groups.map(({ feature, commands }) => `**${inert(feature)}**\n${commands.map(line).join('\n')}`);
  const [first] = groups.flatMap(group => group.commands);
  return ['### What I can do here', ...parts, `${code(`${prefix}help ${first?.name ?? 'help'}`)} tells more of one.`].join(
    '\n\n',
  );
}

export function short(groups: Group[], prefix: string): string {
  const names = (commands: Command[]) => commands.map(({ name }) => code(prefix + name)).join(', ');
  const lines = groups.map(({ feature, commands }) => `- **${inert(feature)}**: ${names(commands)}`);
  return `${lines.join('\n')}\n\n${code(`${prefix}help`)} says what each of them does.`;
}

interface One {
  command: Command;
  /** Arguments that only this repository has. */
  more: Args;
  may: boolean;
  file: TeamFile;
  prefix: string;
}

export function one({ command, more, may, file, prefix }: One): string {
  const args = Object.entries({ ...command.args, ...more });
  const described = args.flatMap(([name, arg]) => aboutOf(name, arg));
  const examples = command.examples.map(example => code(example.replace(/^\//, prefix)));
  return [
    `### ${usageSpan(prefix, command.name, { ...command.args, ...more })}`,
    inert(command.summary),
    ...(described.length > 0 ? [described.join('\n')] : []),
    `For ${whoText(command.allows({ file, args: {} }))}. ${may ? 'You may use it.' : 'You may not use it.'}`,
    ...(examples.length > 0 ? [`For example ${list(examples, 'or')}.`] : []),
    ...(command.needs ? [`Set up in \`.github/shipmate.yml\`, section ${code(command.needs.key)}.`] : []),
  ].join('\n\n');
}

function aboutOf(name: string, arg: Arg): string[] {
  const choices = (arg.how !== 'flag' && arg.choices({ environments: [] })) || [];
  const says = [
    ...(arg.about === null ? [] : [inert(arg.about)]),
    ...(choices.length === 0
      ? []
      : [
          list(
            choices.map(choice => code(choice)),
            'or',
          ),
        ]),
  ];
  return says.length === 0 ? [] : [`- ${code(arg.how === 'flag' ? `--${name}` : name)}: ${says.join(': ')}`];
}

/** Nobody is mentioned for being allowed to. */
export function whoText(who: Who[]): string {
  const each = who.map(one => (one.startsWith('@') ? code(one) : one === 'read' ? 'everybody here' : `everybody with ${one}`));
  return list(each, 'and') || 'nobody';
}

export const noSuch = ({ said, near, prefix }: { said: string; near: string | null; prefix: string }) =>
  near === null
    ? `There is no command ${code(said)} here. ${code(`${prefix}commands`)} lists those there are.`
    : `There is no command ${code(said)} here. Did you mean ${code(`${prefix}help ${near}`)}?`;

export const notOn = ({ name, needs }: Command, prefix: string) =>
  `${code(prefix + name)} is off here. The section ${code(needs?.key ?? '')} in \`.github/shipmate.yml\` switches it on.`;
