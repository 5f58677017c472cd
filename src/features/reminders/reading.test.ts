import { expect, test } from 'vitest';
import { askOf } from '../../../test/asking.ts';
import { aDatabase, repository } from '../../../test/chat.ts';
import { bob, on, pull } from '../../../test/nudges.ts';
import { recorded } from '../../store/commands.ts';
import { sessionOn } from '../../store/session.ts';
import { pullsRead } from './reading.ts';

/** Comments that are nothing but commands stand there as such. */

const database = aDatabase();
const said = (node: string) => ({ at: on('Mon 10:00'), by: bob, what: 'commented', node }) as const;

test('a command is somebody who was there, and no word', async () => {
  const { db } = database.store;
  const ran = (node: string, whole: boolean) => ({
    ...({ id: `comment:${node}:0`, name: 'deploy', actor: bob.id, repository: repository.id, outcome: 'done', whole } as const),
  });
  await db.transaction().execute(tx => recorded([ran('IC_1', true), ran('IC_2', false)]).write(sessionOn(tx)));
  const page = {
    ...{ pulls: [pull({ deeds: ['IC_1', 'IC_2', 'IC_3', 'IC_4'].map(said) })], next: null, size: 100 },
    ...{ unread: [], votes: [], seen: new Map() },
  };
  const ask = askOf(repository, {
    github: { pulls: async () => page },
    peek: read => db.transaction().execute(tx => read(sessionOn(tx))),
  });
  const { pulls } = await pullsRead({ which: { numbers: [42] }, votesOn: [] }, ask, 'IC_4');
  expect(pulls[0]?.deeds.map(({ what }) => what)).toEqual(['commanded', 'commented', 'commented', 'commanded']);
});
