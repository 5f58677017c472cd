/** Whether somebody may do something, for those who only want to know: `/help` says so before it is tried. */
import type { Invocation, Who } from '../core/command.ts';
import type { Ask } from '../core/feature.ts';
import { authorise, reaches } from './authorise.ts';
import { standingsOf } from './standing.ts';

/** For each of these: everybody asks about himself. */
export async function may({ actor, role }: Invocation, asked: Who[][], ask: Ask): Promise<boolean[]> {
  const standings = standingsOf(actor, ask);
  const verdicts = asked.map(async who => {
    const known = who.some(one => reaches(role, one)) ? [] : await standings.of(who);
    return authorise({ actor, role, throughApp: null }, [], { typed: '', who, standings: known }).may;
  });
  return Promise.all(verdicts);
}
