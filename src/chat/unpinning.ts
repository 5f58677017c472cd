/** A name that leaves the team's file is forgotten: whoever it stands for when it comes back is then meant. */
import { filePath } from '../config/file.ts';
import { decided } from '../core/decision.ts';
import { type Handler, handler } from '../core/feature.ts';
import { pinsOf, unpinned } from '../store/pins.ts';
import type { Registries } from './registry.ts';
import { namesIn } from './standing.ts';

export const unpinning = ({ of }: Registries): Handler<'BranchPushed'> =>
  handler({
    on: 'BranchPushed',
    async facts({ repository, branch, head }, ask) {
      if (head === null || branch !== repository.defaultBranch) return null;
      const pins = await ask.peek(session => pinsOf(session, repository.id));
      if (pins.length === 0) return null;
      // This very commit: a name that is taken out and put back in two pushes has been away.
      const text = (await ask.github.file(filePath, head))?.text ?? null;
      const file = await ask.file(text);
      // What cannot be read names nobody, and everybody in it is still meant.
      if (file.problems.length > 0) return null;
      const named = of(file).all.flatMap(command => namesIn(command.allows({ file, args: {} })));
      const still = new Set(named.map(name => name.toLowerCase()));
      const gone = pins.map(pin => pin.name).filter(name => !still.has(name));
      return gone.length > 0 ? gone : null;
    },
    scope: ({ repository }) => `pins/${repository.id}`,
    decide: ({ event, facts: gone }) =>
      decided({ about: `${gone.join(', ')} left the file`, changes: [unpinned(event.repository.id, gone)] }),
  });
