import { parseArgs } from 'node:util';
import { environment, storeSettings } from '../config/env.ts';
import { backup } from '../store/backup/backup.ts';
import { withUnmigrated } from '../store/unmigrated.ts';
import { mustExist } from './database.ts';
import { Misuse, type Verb } from './verb.ts';

/** Keeps everything in one file. */
export const verb: Verb = {
  name: 'backup',
  usage: '<file>',
  about: 'Write everything in the database into one file; Shipmate may run meanwhile.',
  async run(args, say) {
    const [file, ...rest] = parseArgs({ args, allowPositionals: true }).positionals;
    if (!file || rest.length > 0) throw new Misuse('Name one file to write, such as shipmate-backup.gz.');
    const where = storeSettings(environment());
    await mustExist(where);
    const { rows } = await withUnmigrated(where, say, client => backup(client, file));
    say(`${file} holds ${rows} ${rows === 1 ? 'row' : 'rows'}. Keep it as safe as the database: it holds what people wrote.`);
    return 0;
  },
};
