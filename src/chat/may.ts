/** Whether somebody may use a command, for those who only want to know: `/help` says so before it is tried. */
import type { Command, Invocation } from '../core/command.ts';
import type { Ask } from '../core/feature.ts';
import { authorise, reaches } from './authorise.ts';
import { standingsOf } from './standing.ts';

export async function whichMay({ actor, role, file }: Invocation, commands: Command[], ask: Ask): Promise<Command[]> {
  const standings = standingsOf(actor, ask);
  const asked = commands.map(async command => {
    const who = command.allows({ file, args: {} });
    const known = who.some(one => reaches(role, one)) ? [] : await standings.of(who);
    const verdict = authorise({ actor, role, throughApp: null }, [], { typed: command.name, who, standings: known });
    return verdict.may ? [command] : [];
  });
  return (await Promise.all(asked)).flat();
}
