import { expect, test } from 'vitest';
import { config, on } from '../../../../test/nudges.ts';
import { type Lists, listsDue } from './lists.ts';

/** Which lists have to be looked at, on Tuesday at ten. */

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
const digest = [
  { team: '@acme/web', at: '09:30' },
  { team: '@acme/core', at: 'Fri 09:30' },
];
const later = on('Wed 09:30');

test.each<[string, object, Partial<Lists>, string[]]>([
  ['nothing is asked for', {}, {}, []],
  ['nobody has looked at them yet', { digest }, {}, ['reminders-digest acme/web', 'reminders-digest acme/core']],
  [
    'the turn of one got lost',
    { digest },
    {
      digests: new Map([
        ['acme/web', on('Tue 09:30')],
        ['acme/core', later],
      ]),
    },
    ['reminders-digest acme/web'],
  ],
  [
    'the issue of one is left alone',
    { digest },
    {
      digests: new Map([
        ['acme/web', null],
        ['acme/core', later],
      ]),
    },
    [],
  ],
  ['one that nobody wants any more is late', {}, { digests: new Map([['acme/web', on('Tue 09:30')]]) }, []],
  ['nobody has heard that clean-up is asked for', { cleanup: true }, {}, ['reminders-file 7']],
  ['the turn of the clean-up got lost', { cleanup: true }, { cleanupAt: on('Tue 09:00') }, ['cleanup 7']],
  ['the clean-up has time', { cleanup: true }, { cleanupAt: later }, []],
  ['a clean-up is not asked for any more', {}, { cleanupAt: on('Tue 09:00') }, []],
])('%s', (_, file, known, says) => {
  const due = listsDue(repository, config(file), { digests: new Map(), cleanupAt: null, ...known }, on('Tue 10:00'));
  expect(due.map(({ of, id }) => `${of} ${id}`)).toEqual(says);
});
