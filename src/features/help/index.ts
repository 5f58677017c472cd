/** `/help` and `/commands`: what can be said here, by whom, and whether that is you. Made from the commands themselves. */
import { arg, type Vocabulary } from '../../core/args.ts';
import { answer, type Command, command, type Invocation, refuse, type Who } from '../../core/command.ts';
import type { Ask, Feature } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import { nearest } from '../../text/nearest.ts';
import { circlesOf } from './circles.ts';
import { type Group, listed, noSuch, notOn, one, short } from './messages.ts';

/** What `/help` has to know of the others; the list of features brings it. */
export interface Others {
  /** What the file switches on, feature by feature. */
  groups(file: TeamFile): Group[];
  /** Also what is not switched on. */
  find(file: TeamFile, name: string): Command | null;
  known(file: TeamFile): Vocabulary;
  may(invocation: Invocation, asked: Who[][], ask: Ask): Promise<boolean[]>;
}

export const help = ({ groups, find, known, may }: Others): Feature => ({
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
        const { file, prefix } = invocation;
        const asked = args.command === undefined ? null : find(file, named(args.command, prefix));
        if (!asked) {
          const all = groups(file).flatMap(group => group.commands);
          const mine = await may(
            invocation,
            all.map(each => each.allows({ file, args: {} })),
            ask,
          );
          return { asked, mine: all.filter((_, place) => mine[place]), more: {}, circles: [] };
        }
        const circles = circlesOf(asked, file, known(file));
        const mine = await may(
          invocation,
          circles.map(circle => circle.who),
          ask,
        );
        const more = (await asked.more?.(ask)) ?? {};
        return { asked, mine: [], more, circles: circles.map((circle, place) => ({ ...circle, you: mine[place] ?? false })) };
      },
      decide({ invocation: { file, prefix }, args, facts: { asked, mine, more, circles } }) {
        const here = groups(file);
        const names = here.flatMap(group => group.commands.map(each => each.name));
        if (args.command === undefined) return { reply: answer(listed({ groups: here, mine, prefix })) };
        if (!asked) {
          const said = named(args.command, prefix);
          return { reply: refuse(noSuch({ said, near: nearest(said, names), prefix })) };
        }
        if (!names.includes(asked.name)) return { reply: refuse(notOn(asked, prefix)) };
        return { reply: answer(one({ command: asked, more, circles, known: known(file), prefix })) };
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
