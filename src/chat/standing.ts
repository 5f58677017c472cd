/** What the people and teams that a file names are to one person: asked of GitHub once each, and compared with whom they stood for before. */
import type { Who } from '../core/command.ts';
import type { Person } from '../core/event.ts';
import type { Ask } from '../core/feature.ts';
import { partsOf } from '../core/who.ts';
import { type Pin, pinsOf } from '../store/pins.ts';

export interface Standing {
  /** As it stands in the file. */
  name: string;
  /** Null when there is no such team, or none that we may see. */
  id: number | null;
  /** The person, or an active member of the team. */
  is: boolean;
  /** Whom the name stood for when we first met it. */
  pinned: number | null;
}

/** The name means this person, and still stands for whom it stood for: who takes over a name that became free is nobody. */
export const isMeant = ({ is, pinned, id }: Standing): boolean => is && (pinned === null || pinned === id);

export interface Standings {
  /** Of the names that can matter for this person; stops at the first that is meant. */
  of(who: Who[]): Promise<Standing[]>;
}

type Name = Extract<Who, `@${string}`>;

/** Whether a role goes with it is asked elsewhere. */
export const namesIn = (who: Who[]): Name[] => [...new Set(who.flatMap(one => partsOf(one).name ?? []))];

export function standingsOf(person: Person, ask: Pick<Ask, 'github' | 'peek'>): Standings {
  const { github } = ask;
  const members = new Map<string, Promise<Omit<Standing, 'pinned'>>>();
  let pins: Promise<Pin[]> | undefined;

  const lookUp = async (name: string): Promise<Omit<Standing, 'pinned'>> => {
    const [organisation = '', slug] = name.slice(1).split('/');
    if (slug === undefined) return { name, id: person.id, is: true };
    const found = await github.member({ organisation, slug }, person);
    return { name, id: found?.team ?? null, is: found?.active ?? false };
  };

  return {
    async of(who) {
      const isMe = (name: string) => name.slice(1).toLowerCase() === person.login.toLowerCase();
      const names = namesIn(who).filter(name => name.includes('/') || isMe(name));
      if (names.length === 0) return [];
      pins ??= ask.peek(session => pinsOf(session, github.repository.id));
      const known = new Map((await pins).map(pin => [pin.name, pin.id]));
      const standings: Standing[] = [];
      // People first: they cost nothing.
      for (const name of names.sort((a, b) => Number(a.includes('/')) - Number(b.includes('/')))) {
        const found = members.get(name) ?? lookUp(name);
        members.set(name, found);
        const standing = { ...(await found), pinned: known.get(name.toLowerCase()) ?? null };
        standings.push(standing);
        if (isMeant(standing)) break;
      }
      return standings;
    },
  };
}
