/** The table of commands in README.md, made from the commands, so that it cannot go stale. */
import { type Command, sectionsOf } from '../../core/command.ts';
import type { TeamFile } from '../../core/file.ts';
import { usageOf } from '../../core/usage.ts';
import { whoText } from './messages.ts';

/** Who may where no file says otherwise. */
const noFile: TeamFile = { read: () => undefined, problems: [], present: false };

export function commandTable(commands: Command[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = commands.map(command => {
    const usage = `\`/${usageOf(command.name, command.args)}${command.more ? ' …' : ''}\``;
    const needs = sectionsOf(command)
      .map(({ key }) => `\`${key}\``)
      .join(', ');
    return [usage, command.summary, whoText(command.allows({ file: noFile, args: {} })), needs].map(cell);
  });
  const lines = [['command', 'what it does', 'who', 'switched on by'], ['---', '---', '---', '---'], ...rows];
  return lines.map(line => `| ${line.join(' | ')} |`.replace('|  |', '| |')).join('\n');
}
