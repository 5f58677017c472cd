/** Commands made from a team's own workflows: `/restart web`, `/logs web lines=200`. */
import type { Feature } from '../../core/feature.ts';
import { commandOf } from './command.ts';
import { opsEntries, opsSection } from './config.ts';
import { namedBy } from './lacks.ts';
import { watching } from './watching.ts';

/** `taken`: names of commands that every repository has. */
export function ops(taken: string[]): Feature {
  const section = opsSection(taken);
  return {
    name: 'ops',
    sections: [section],
    commandsOf: file =>
      Object.entries(opsEntries(file, section)).map(([name, entry]) => ({ ...commandOf(name, entry), needs: section })),
    workflows: file => namedBy(opsEntries(file, section)),
    handlers: watching,
  };
}
