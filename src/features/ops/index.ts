/** Commands made from a team's own workflows: `/restart web`, `/logs web lines=200`. */
import type { Feature } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import type { Offer } from '../../core/offer.ts';
import { commandOf } from './command.ts';
import { offersOf, opsSection } from './config.ts';
import { namedBy } from './lacks.ts';
import { watching } from './watching.ts';

interface Parts {
  /** Names of commands that every repository has. */
  taken: string[];
  /** What others have ready. A file that makes a command of that name itself had it first, and means its own. */
  more(file: TeamFile): Offer[];
}

export function ops({ taken, more }: Parts): Feature {
  const section = opsSection(taken);
  const all = (file: TeamFile): Offer[] => {
    const own = offersOf(file, section);
    return [...own, ...more(file).filter(({ name }) => own.every(one => one.name !== name))];
  };
  return {
    name: 'ops',
    sections: [section],
    commandsOf: file => all(file).map(commandOf),
    workflows: file => namedBy(all(file)),
    handlers: watching,
  };
}
