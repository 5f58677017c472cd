/** Who may give a command. Everything it needs is passed in, so that the audit and a test see the same answer. */
import type { Command, Who } from '../core/command.ts';
import type { Reason } from '../core/decision.ts';
import type { Person, Repository } from '../core/event.ts';
import { type Place, type Role, roles } from '../core/reads.ts';
import { partsOf } from '../core/who.ts';
import type { Pin } from '../store/pins.ts';
import { appNotAllowed, notAmong, otherNow, roleMissing } from './messages.ts';
import { isMeant, type Standing } from './standing.ts';

export interface Speaker {
  actor: Person;
  /** The slug of an App that wrote with the person's token. */
  throughApp: string | null;
  role: Role;
}

/** `pins`: names that were met for the first time. */
export type Verdict = { may: true; because: Reason; pins: Pin[] } | { may: false; because: Reason; says: string };

const isRole = (who: Who): who is Exclude<Role, 'none'> => roles.some(role => role === who);

/** A name that a role goes with is nobody's who has not that role. */
export function openTo(role: Role, who: Who[]): Who[] {
  return who.flatMap(one => {
    const parts = partsOf(one);
    return parts.name === null || parts.role === null ? one : reaches(role, parts.role) ? parts.name : [];
  });
}

export function reaches(role: Role, who: Who): boolean {
  return isRole(who) && roles.indexOf(role) >= roles.indexOf(who);
}

/** Programs that write as themselves are heard only when the team's file lists them: two bots that answer each other never end. */
export function isHeard(author: Person, apps: string[]): boolean {
  return !author.bot || apps.includes(author.login.replace(/\[bot\]$/, ''));
}

/**
 * Everybody on GitHub can read and comment in a public repository, so there reading is no tie to it, whatever role a command
 * asks for. Strangers get no answer: whoever likes could otherwise make us write.
 */
export function isStranger(role: Role, repository: Pick<Repository, 'private'>): boolean {
  return !reaches(role, repository.private ? 'read' : 'triage');
}

/** What makes a command theirs, whatever their role: they opened the thread, or are asked for a review there. Null: nothing. */
export function ownOf(
  { author, asked }: Pick<Command, 'author' | 'asked'>,
  { actor, place }: { actor: Person; place: Pick<Place, 'author' | 'asked'> },
): string | null {
  // Of accounts that are gone nobody is one.
  const isThem = (one: Person | null) => one !== null && one.id !== 0 && one.id === actor.id;
  if (author && isThem(place.author)) return 'opened this';
  return asked && place.asked.some(isThem) ? 'is asked for a review here' : null;
}

/**
 * For people who are no strangers. `standings`: what the names in `who` mean for this person, where the role does not do; `own`: what
 * makes it theirs whatever their role.
 */
export function authorise(
  { actor, role, throughApp }: Speaker,
  apps: string[],
  { typed, who, standings, own = null }: { typed: string; who: Who[]; standings: Standing[]; own?: string | null },
): Verdict {
  const says = `${actor.login} has ${role}, ${typed} needs ${who.join(' or ')}`;
  const no = (because: string, told: string): Verdict => ({ may: false, because: { says: because, holds: false }, says: told });
  const open = openTo(role, who);
  const byRole = own !== null || open.some(one => reaches(role, one));
  const mine = standings.filter(standing => standing.is && open.some(one => one === standing.name));
  const byName = mine.find(isMeant);
  if (!byRole && !byName) {
    const [other] = mine;
    if (other) return no(`${other.name} stands for another id than before`, otherNow(typed, other.name));
    const [only] = who;
    if (only && who.length === 1 && isRole(only)) return no(says, roleMissing(typed, only, role));
    const unseen = standings.filter(standing => standing.id === null).map(standing => standing.name);
    return no(
      says,
      notAmong(
        typed,
        who.filter(isRole),
        who.filter(one => !isRole(one)),
        unseen,
      ),
    );
  }
  if (throughApp !== null && !apps.includes(throughApp)) {
    return no(`the App ${throughApp} wrote this, and the file does not list it`, appNotAllowed(throughApp));
  }
  const pins = standings.flatMap(({ name, id, pinned }) => (id !== null && pinned === null ? [{ name, id }] : []));
  const because = own
    ? `${actor.login} ${own}`
    : byName && !byRole
      ? `${actor.login} is ${byName.name}, ${typed} needs ${who.join(' or ')}`
      : says;
  return { may: true, because: { says: because, holds: true }, pins };
}
