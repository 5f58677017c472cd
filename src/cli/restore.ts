import { parseArgs } from 'node:util';
import { environment, storeSettings } from '../config/env.ts';
import { restore } from '../store/backup/restore.ts';
import { withUnmigrated } from '../store/unmigrated.ts';
import { Misuse, type Verb } from './verb.ts';

/** Puts what `backup` wrote into an empty database. */
export const verb: Verb = {
  name: 'restore',
  usage: '<file>',
  about: 'Put a backup into an empty database, and end what was under way in it.',
  async run(args, say) {
    const [file, ...rest] = parseArgs({ args, allowPositionals: true }).positionals;
    if (!file || rest.length > 0) throw new Misuse('Name the one file that "npm run shipmate -- backup" wrote.');
    const { rows, effects, deliveries } = await withUnmigrated(storeSettings(environment()), say, client =>
      restore(client, file),
    );
    say(`${count(rows, 'row')} restored.`);
    if (effects + deliveries > 0) {
      say(
        `GitHub has gone on since the backup, so what was under way in it is ended: ${count(effects, 'write')} to GitHub that had not ` +
          `been confirmed, and ${count(deliveries, 'delivery', 'deliveries')} that had not been handled.`,
      );
    }
    return 0;
  },
};

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
