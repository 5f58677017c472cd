/** The commands of all features, found by name. */
import type { Command } from '../core/command.ts';
import { nearest } from '../core/nearest.ts';

export interface Registry {
  find(name: string): Command | null;
  /** One slip away, among those that pass. */
  near(name: string, passes?: (command: Command) => boolean): Command | null;
}

/** Throws when two commands have one name: the server must not start with a command that hides another. */
export function registry(commands: Command[]): Registry {
  const byName = new Map<string, Command>();
  for (const one of commands) {
    const name = one.name.toLowerCase();
    if (byName.has(name)) throw new Error(`two commands are called \`${one.name}\`: rename one of them in its feature`);
    byName.set(name, one);
  }
  const find = (name: string) => byName.get(name.toLowerCase()) ?? null;
  return {
    find,
    near(name, passes = () => true) {
      const names = commands.filter(passes).map(one => one.name);
      const near = nearest(name, names, { most: 1 });
      return near === null ? null : find(near);
    },
  };
}
