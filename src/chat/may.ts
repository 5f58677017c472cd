/** Whether somebody may do something, for those who only want to know: `/help` says so before it is tried. */
import type { Invocation, Who } from '../core/command.ts';
import type { Person } from '../core/event.ts';
import type { Ask } from '../core/feature.ts';
import { partsOf } from '../core/who.ts';
import { authorise, openTo, reaches } from './authorise.ts';
import { isMeant, standingsOf } from './standing.ts';

/** For each of these: everybody asks about himself. */
export async function may({ actor, role }: Invocation, asked: Who[][], ask: Ask): Promise<boolean[]> {
  const standings = standingsOf(actor, ask);
  const verdicts = asked.map(async who => {
    const known = who.some(one => reaches(role, one)) ? [] : await standings.of(openTo(role, who));
    return authorise({ actor, role, throughApp: null }, [], { typed: '', who, standings: known }).may;
  });
  return Promise.all(verdicts);
}

/** Whether somebody who says nothing just now is one of these: who asked a while ago, who approved. */
export async function among(who: Who[], person: Person, ask: Pick<Ask, 'github' | 'peek'>): Promise<boolean> {
  const role = who.some(one => partsOf(one).role !== null) ? await ask.github.role(person) : 'none';
  if (who.some(one => reaches(role, one))) return true;
  return (await standingsOf(person, ask).of(openTo(role, who))).some(isMeant);
}
