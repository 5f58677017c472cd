/** The commands of all features, found by name. */
import type { Vocabulary } from '../core/args.ts';
import { type Command, sectionsOf } from '../core/command.ts';
import type { Feature } from '../core/feature.ts';
import type { TeamFile } from '../core/file.ts';
import { nearest } from '../text/nearest.ts';

export interface Registry {
  all: Command[];
  find(name: string): Command | null;
  /** One slip away, among those that pass. */
  near(name: string, passes?: (command: Command) => boolean): Command | null;
  known: Vocabulary;
}

/** Throws when two commands have one name: the server must not start with a command that hides another. */
export function registry(commands: Command[], known: Vocabulary = { environments: [] }): Registry {
  const byName = new Map<string, Command>();
  for (const one of commands) {
    const name = one.name.toLowerCase();
    if (byName.has(name)) throw new Error(`two commands are called \`${one.name}\`: rename one of them in its feature`);
    byName.set(name, one);
  }
  const find = (name: string) => byName.get(name.toLowerCase()) ?? null;
  return {
    all: commands,
    find,
    near(name, passes = () => true) {
      const names = commands.filter(passes).map(one => one.name);
      const near = nearest(name, names, { most: 1 });
      return near === null ? null : find(near);
    },
    known,
  };
}

export interface Registries {
  /** What every repository has. */
  everywhere: Registry;
  /** With what this file adds. Its names give way to ours: a file must not change what a known command does. */
  of(file: TeamFile): Registry;
  /** What the file switches on, feature by feature. */
  groups(file: TeamFile): Group[];
}

interface Group {
  feature: string;
  commands: Command[];
}

type Speaking = Pick<Feature, 'name' | 'commands' | 'commandsOf' | 'vocabulary'>;

export function registries(features: Speaking[]): Registries {
  const everywhere = registry(features.flatMap(one => one.commands ?? []));
  // One file is one value for as long as it says the same.
  const made = new WeakMap<TeamFile, { registry: Registry; groups: Group[] }>();

  function make(file: TeamFile): { registry: Registry; groups: Group[] } {
    const taken = new Set(everywhere.all.map(one => one.name.toLowerCase()));
    const groups = features.map(({ name: feature, commands = [], commandsOf }) => {
      const added = (commandsOf?.(file) ?? []).filter(
        ({ name }) => !taken.has(name.toLowerCase()) && taken.add(name.toLowerCase()),
      );
      return { feature, commands: [...commands, ...added] };
    });
    const environments = features.flatMap(feature => feature.vocabulary?.(file).environments ?? []);
    return {
      registry: registry(
        groups.flatMap(one => one.commands),
        { environments },
      ),
      groups,
    };
  }

  function known(file: TeamFile) {
    const before = made.get(file) ?? make(file);
    made.set(file, before);
    return before;
  }

  return {
    everywhere,
    of: file => known(file).registry,
    groups: file =>
      known(file)
        .groups.map(({ feature, commands }) => ({ feature, commands: commands.filter(one => isOn(one, file)) }))
        .filter(({ commands }) => commands.length > 0),
  };
}

/** Whether the file switches it on. A section that is broken switches nothing on. */
export const isOn = (command: Command, file: TeamFile): boolean =>
  command.needs === undefined || sectionsOf(command).some(section => file.read(section) !== undefined);
