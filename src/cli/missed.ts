import { parseArgs } from 'node:util';
import { environment, type Settings, settingsFrom } from '../config/env.ts';
import { intake } from '../engine/intake.ts';
import { type Compared, compareLog, type MissedOptions, missedDeliveries, type Pass, readMissed } from '../engine/missed.ts';
import { connect } from '../github/client.ts';
import { bornAt } from '../store/audit.ts';
import { noteOf } from '../store/chores.ts';
import { keep } from '../store/deliveries.ts';
import { askingGitHub } from './asking-github.ts';
import { onDatabase } from './database.ts';
import { Misuse, type Verb } from './verb.ts';

/** `missed`: one pass over GitHub's delivery log, and what it cost. The server makes the same pass every five minutes. */

type Say = (line: string) => void;

export const verb: Verb = {
  name: 'missed',
  usage: '[--all] [--dry-run]',
  about:
    'Fetches what GitHub sent and nobody kept, since the last pass or (--all) as far back as GitHub knows; --dry-run only lists it.',
  async run(args, say) {
    const flag = { type: 'boolean' } as const;
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { all: flag, 'dry-run': flag } });
    if (positionals.length > 0) throw new Misuse('It takes nothing but --all and --dry-run.');
    const settings = settingsFrom(environment());
    const wish = { all: values.all ?? false, dry: values['dry-run'] ?? false };
    await askingGitHub(settings.githubApiUrl, () => pass(settings, wish, say));
    return 0;
  },
};

async function pass(
  { app, githubApiUrl, store: where }: Settings,
  wish: { all: boolean; dry: boolean },
  say: Say,
): Promise<void> {
  const github = connect({ appId: app.id, privateKey: app.privateKey, apiUrl: githubApiUrl }, { debug() {}, warn: say });
  let calls = 0;
  github.app.hook.before('request', () => {
    calls += 1;
  });
  await onDatabase(where, say, async store => {
    const house: MissedOptions = { github, store, keep: intake(group => keep(store.pool, group)), birth: await bornAt(store.db) };
    const stand = wish.all ? {} : await noteOf(store.db, missedDeliveries);
    if (wish.dry) foreseen(await compareLog(house, stand), say);
    else done(await readMissed(house, stand), say);
    say(`That took ${calls === 1 ? '1 call' : `${calls} calls`} to GitHub.`);
  });
}

function foreseen(read: Compared, say: Say): void {
  say(costs(read));
  for (const { guid, event, first, attempts } of read.missing) {
    say(`${guid}  ${event}  sent at ${first.delivered_at}${attempts === 1 ? '' : `, ${attempts} times`}`);
  }
  if (read.missing.length === 0) say('Nothing is missing.');
  else say(`${count(read.missing.length, 'delivery is', 'deliveries are')} missing. The same without --dry-run fetches what is.`);
}

function done(read: Pass, say: Say): void {
  say(costs(read));
  if (read.kept + read.asked === 0) say('Nothing was missed.');
  if (read.kept > 0)
    say(`${count(read.kept, 'delivery', 'deliveries')} had been missed and ${read.kept === 1 ? 'is' : 'are'} kept now.`);
  if (read.asked > 0)
    say(`GitHub no longer shows the text of ${count(read.asked, 'delivery', 'deliveries')}, and was asked to send it again.`);
}

const costs = ({ pages, compared }: Pick<Pass, 'pages' | 'compared'>) =>
  `${count(pages, 'page')} of GitHub's log read, ${count(compared, 'delivery', 'deliveries')} compared.`;

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
