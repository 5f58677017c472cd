import { parseArgs } from 'node:util';
import { environment, storeSettings } from '../config/env.ts';
import { reportOf } from '../features/deploy/report.ts';
import { linesOf } from '../features/deploy/report-table.ts';
import { deployTimes, refusals } from '../store/deploy-times.ts';
import { onDatabase } from './database.ts';
import { period, periodOf } from './period.ts';
import { plain } from './plain.ts';
import type { Verb } from './verb.ts';

/** `report`: how often, how well and how fast there was deployed, and who waited for what. */

const month = 30 * 24 * 60 * 60 * 1_000;

export const verb: Verb = {
  name: 'report',
  usage: '[--since 30d|<date>] [--until …] [--repository <owner>/<name>] [--json]',
  about: 'Says for each environment how often was deployed, what failed, lead time and time to restore, and who waited for what.',
  async run(args, say) {
    const { values } = parseArgs({ args, options: { ...period, json: { type: 'boolean' } } });
    return await onDatabase(storeSettings(environment()), say, async store => {
      const { now, repository, ...said } = await periodOf(store, values);
      const until = said.until ?? now;
      const span = { from: said.from ?? new Date(until.getTime() - month), until, repository };
      const report = reportOf(await deployTimes(store.db, span), span);
      const refused = await refusals(store.db, span);
      if (values.json) say(JSON.stringify({ from: span.from, until, ...report, refused }));
      else for (const line of linesOf({ report, refused, ...span })) say(plain(line));
      return 0;
    });
  },
};
