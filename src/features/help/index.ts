/** `/help` and `/commands`: what can be said here, by whom, and whether that is you. Made from the commands themselves. */
import { arg } from '../../core/args.ts';
import { answer, type Command, command, type Invocation, refuse } from '../../core/command.ts';
import type { Ask, Feature } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import { nearest } from '../../core/nearest.ts';
import { type Group, listed, noSuch, notOn, one, short } from './messages.ts';

/** What `/help` has to know of the others; the list of features brings it. */
export interface Others {
  /** What the file switches on, feature by feature. */
  groups(file: TeamFile): Group[];
  /** Also what is not switched on. */
  find(file: TeamFile, name: string): Command | null;
  whichMay(invocation: Invocation, commands: Command[], ask: Ask): Promise<Command[]>;
}

export const help = ({ groups, find, whichMay }: Others): Feature => ({
  name: 'help',
  commands: [
    command({
      name: 'help',
      summary: 'Say what I can do here, or how one command is used.',
      who: 'read',
      args: { command: arg.text().optional().says('the name of a command') },
      examples: ['/help', '/help ping'],
      acts: false,
      alone: true,
      async facts({ invocation, args }, ask) {
        const asked = args.command && find(invocation.file, named(args.command, invocation.prefix));
        const commands = asked ? [asked] : groups(invocation.file).flatMap(group => group.commands);
        const may = await whichMay(invocation, commands, ask);
        return { asked: asked || null, more: (asked && (await asked.more?.(ask))) || {}, may };
      },
      decide({ invocation: { file, prefix }, args, facts: { asked, more, may } }) {
        const here = groups(file);
        const names = here.flatMap(group => group.commands.map(each => each.name));
        if (args.command === undefined) return { reply: answer(listed({ groups: here, may, prefix })) };
        if (!asked) {
          const said = named(args.command, prefix);
          return { reply: refuse(noSuch({ said, near: nearest(said, names), prefix })) };
        }
        if (!names.includes(asked.name)) return { reply: refuse(notOn(asked, prefix)) };
        return { reply: answer(one({ command: asked, more, may: may.length > 0, file, prefix })) };
      },
    }),
    command({
      name: 'commands',
      summary: 'List the commands of this repository.',
      who: 'read',
      examples: ['/commands'],
      acts: false,
      alone: true,
      decide: ({ invocation: { file, prefix } }) => ({ reply: answer(short(groups(file), prefix)) }),
    }),
  ],
});

/** `/help /ping` asks the same as `/help ping`. */
const named = (said: string, prefix: string) => (said.startsWith(prefix) ? said.slice(prefix.length) : said.replace(/^\//, ''));
