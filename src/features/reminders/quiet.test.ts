import { expect, test } from 'vitest';
import { aDatabase, place, repository } from '../../../test/chat.ts';
import { alice, bob, carol, move, nudged, row, web } from '../../../test/nudges.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { timezone } from '../../config/sections.ts';
import type { Invocation } from '../../core/command.ts';
import { sessionOn } from '../../store/session.ts';
import { reminders } from './config.ts';
import { quietPulls } from './quiet.ts';
import { rowsSaved } from './store.ts';

/** Who may say what a nudge offers, and on whose clock. */

const database = aDatabase();
const text = 'timezone: UTC\nreminders: { timezone: Asia/Kolkata }\n';
const invocation: Invocation = {
  ...{ id: 'comment:IC_1:0', actor: bob, role: 'read', repository, at: new Date(0), sign: null, comment: null, prefix: '/' },
  file: effective(loadFile([timezone, reminders], text, 'shipmate.yml', { organisation: false }), null),
  place: {
    ...place,
    pull: {
      head: { sha: 'a1', tree: 't1', title: 'Better', committedAt: new Date(0) },
      ...{ branch: 'better', base: 'main', title: 'Better', openedAt: new Date(0), draft: false },
      ...{ author: alice, fork: false, state: 'open', merged: null },
    },
  },
};

test('whoever of a team heard of it, and nobody else; a day begins on the clock of the reminders', async () => {
  const { db } = database.store;
  const called = row(move('review', [], { teams: [web] }), { nudge: nudged({ to: [], hearers: [bob] }) });
  const here = await db.transaction().execute(async tx => {
    await rowsSaved(repository, [called]).write(sessionOn(tx));
    return quietPulls.here(sessionOn(tx), invocation);
  });
  expect([bob, carol].map(one => here?.waitsFor?.(one))).toEqual([true, false]);
  expect(here?.timezone).toBe('Asia/Kolkata');
});
