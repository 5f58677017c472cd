/** Every sentence that `/help` and `/commands` say. */
import { list } from '../../config/words.ts';
import type { Arg, Args, Vocabulary } from '../../core/args.ts';
import { type Command, sectionsOf, type Who } from '../../core/command.ts';
import { usageSpan } from '../../core/usage.ts';
import { code, inert, prose } from '../../text/inert.ts';
import type { Circle } from './circles.ts';

export interface Group {
  feature: string;
  commands: Command[];
}

export function listed({ groups, mine, prefix }: { groups: Group[]; mine: Command[]; prefix: string }): string {
  const line = (command: Command) =>
    `- ${briefly(prefix, command)} — ${prose(command.summary)}${mine.includes(command) ? '' : ' (not for you)'}`;
  const parts = groups.map(({ feature, commands }) => `**${inert(feature)}**\n${commands.map(line).join('\n')}`);
  const all = groups.flatMap(group => group.commands);
  const example = (all.find(command => command.acts) ?? all[0])?.name ?? 'help';
  return ['### What I can do here', ...parts, `${code(`${prefix}help ${example}`)} tells you more about one of them.`].join(
    '\n\n',
  );
}

/** What only a repository's own workflow takes is told when one asks for this very command: it has to be read first. */
const briefly = (prefix: string, { name, args, more }: Command) =>
  usageSpan(prefix, name, args).replace(/`$/, more ? ' …`' : '`');

export function short(groups: Group[], prefix: string): string {
  const names = (commands: Command[]) => commands.map(({ name }) => code(prefix + name)).join(', ');
  const lines = groups.map(({ feature, commands }) => `- **${inert(feature)}**: ${names(commands)}`);
  return `${lines.join('\n')}\n\n${code(`${prefix}help`)} says what each of them does.`;
}

interface One {
  command: Command;
  /** Arguments that only this repository has. */
  more: Args;
  circles: (Circle & { you: boolean })[];
  known: Vocabulary;
  prefix: string;
}

export function one({ command, more, circles, known, prefix }: One): string {
  const args = Object.entries({ ...command.args, ...more });
  const described = args.flatMap(([name, arg]) => aboutOf(name, arg, known));
  const examples = command.examples.map(example => code(example.replace(/^\//, prefix)));
  return [
    `### ${usageSpan(prefix, command.name, { ...command.args, ...more })}`,
    prose(command.summary),
    ...(described.length > 0 ? [described.join('\n')] : []),
    circles.length > 1 ? `Who may:\n${circles.map(circleText).join('\n')}` : circles.map(circleText).join(''),
    ...(examples.length > 0 ? [`For example ${list(examples, 'or')}.`] : []),
    ...(command.needs
      ? [
          `Set up in \`.github/shipmate.yml\`, section ${list(
            sectionsOf(command).map(({ key }) => code(key)),
            'or',
          )}.`,
        ]
      : []),
  ].join('\n\n');
}

function circleText({ words, who, you }: Circle & { you: boolean }): string {
  const yours = you ? 'You may use it.' : 'You may not use it.';
  return words.length === 0 ? `For ${whoText(who)}. ${yours}` : `- ${spans(words)}: ${whoText(who)}. ${yours}`;
}

function aboutOf(name: string, arg: Arg, known: Vocabulary): string[] {
  const choices = (arg.how !== 'flag' && arg.choices(known)) || [];
  if (choices.length === 0 && arg.about === null) return [];
  const called = arg.how === 'flag' ? `--${name}` : arg.shape === 'env' ? 'env' : name;
  const among = choices.length === 0 ? '' : ` (${spans(choices)})`;
  return [`- ${code(called)}${among}${arg.about === null ? '' : `: ${prose(arg.about)}`}`];
}

const spans = (words: string[]) =>
  list(
    words.map(word => code(word)),
    'or',
  );

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
