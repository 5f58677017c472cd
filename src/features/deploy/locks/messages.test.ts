import { expect, test } from 'vitest';
import { lineOf } from '../../../chat/lex.ts';
import { parse } from '../../../chat/parse.ts';
import { arg } from '../../../core/args.ts';
import { newDeploy, newStory } from '../deploy.ts';
import { choice } from '../messages.ts';
import { type Held, newLock } from './lock.ts';
import * as messages from './messages.ts';
import { forHowLong, oneOrAll } from './place.ts';
import { rollbackGate } from './rollback.ts';
import { backLines, underWay } from './rollback-words.ts';

/** The sentences that no story says aloud, and what a line of words is taken for. */

const now = new Date('2026-11-19T12:00:00Z');
const hour = 3_600_000;
const words = { prefix: '/', timezone: 'Europe/Berlin', now };
const bob = { id: 2, login: 'bob' };
const lock = (more: Partial<Held> = {}): Held =>
  newLock({ id: 'cafe', environment: 'prod', kind: 'person', by: bob, since: new Date(now.getTime() - 2 * hour), ...more });
const later = new Date(now.getTime() + 3 * hour);
const hold = lock({ kind: 'hold', pull: 42, until: later });
const rollback = lock({ kind: 'rollback', reason: 'rolled back from a1b2c3d' });

test('what ends a lock', () => {
  const said = (more: Partial<Held>) => messages.lockBody(lock(more), [], words).split('\n\n').slice(1).join(' ');
  expect(
    [
      said({}),
      said({ until: later }),
      said({ pull: 42 }),
      said({ until: later, pull: 42 }),
      said({ reason: '2 hours' }),
      said({ reason: '2 hours', until: later }),
      messages.heldNoMore(hold, 'time'),
      messages.heldNoMore(hold, 'closed'),
      messages.endedBody(lock({ ended: { at: now, how: 'replaced', by: null, reason: null } })),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "No deploy starts there. It stays until somebody says \`/unlock prod\`.
    No deploy starts there. It ends at 16:00 (Europe/Berlin). \`/unlock prod\` lifts it before that.
    No deploy starts there. It ends when #42 is merged or closed. \`/unlock prod\` lifts it before that.
    No deploy starts there. It ends at 16:00 (Europe/Berlin), or when #42 is merged or closed. \`/unlock prod\` lifts it before that.
    No deploy starts there. It stays until somebody says \`/unlock prod\`. I took all of that for the reason. \`/lock prod 2h\` gives it a time.
    No deploy starts there. It ends at 16:00 (Europe/Berlin). \`/unlock prod\` lifts it before that.
    **prod** is not held for #42 any more: its time is over. What waits there is looked at again.
    #42 is closed, so **prod** is not held for it any more. What waits there is looked at again.
    ### 🔓 **prod** was locked
    by \`bob\` · for 2 h

    Another one took its place."
  `);
});

test('a time that was not taken for one is told where a lock is renewed too', () => {
  expect(messages.renewed(lock({ reason: '90min migration' }), 5, words)).toMatchInlineSnapshot(`
    "Your lock of **prod** (90min migration) is renewed. It stays until somebody says \`/unlock prod\`.

    I took all of that for the reason. \`/lock prod 90m\` gives it a time."
  `);
});

test('a lock in one line, for the status and for a question', () => {
  const all = [
    lock(),
    lock({ environment: null, reason: 'the `data` centre | moves' }),
    lock({ until: later, pull: 42 }),
    hold,
    rollback,
  ];
  expect(all.map(one => messages.lockLine(one, now)).join('\n')).toMatchInlineSnapshot(`
    "🔒 locked by \`bob\`, 2 h ago
    🔒 every environment is locked by \`bob\` (the ˋdataˋ centre ∣ moves), 2 h ago
    🔒 locked by \`bob\`, 2 h ago, 3 h left, ends with #42
    🔒 held for #42, which \`bob\` deployed, 2 h ago, 3 h left
    🔒 rolled back from a1b2c3d by \`bob\`, 2 h ago"
  `);
  const beside = (...locks: Held[]) => choice(null, null, now, messages.lockedBy(locks, now));
  expect(
    [
      beside(),
      beside(lock({ reason: 'database migration' }), hold),
      beside(hold),
      beside(rollback),
      beside(lock({ until: now })),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "nothing yet, free
    nothing yet, locked by \`bob\` (database migration)
    nothing yet, held for #42
    nothing yet, rolled back by \`bob\`
    nothing yet, free"
  `);
});

test('what is not locked, and what else is', () => {
  expect(
    [
      messages.notLocked({ environment: null }, [], words),
      messages.notLocked({ environment: null }, [lock(), hold], words),
      messages.notLocked({ environment: 'prod' }, [], words),
      messages.stillLocked(lock({ environment: null }), words),
      messages.unlocked(hold),
      messages.lifted(lock({ ended: { at: now, how: 'unlocked', by: null, reason: 'Done.' } }), 'carol', '@bob'),
      messages.tooLong,
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "Nothing is locked.
    No lock is on all environments at once. \`/unlock prod\` lifts one by its name:
    - **prod**: 🔒 locked by \`bob\`, 2 h ago
    - **prod**: 🔒 held for #42, which \`bob\` deployed, 2 h ago, 3 h left
    **prod** is not locked.
    The lock of every environment by \`bob\` still keeps deploys out: \`/unlock all\` lifts that.
    🔓 The hold of **prod** for #42 by \`bob\` is lifted.
    @bob, \`carol\` lifted your lock of **prod**: Done.
    A lock has a time of at most a year. Without a time it stays until somebody unlocks."
  `);
});

test('what a rollback passes: all but what somebody else has locked', () => {
  const gate = (...locks: Held[]) => rollbackGate({ name: 'prod', prefix: '/', by: { id: 3 }, locks, now }).way;
  expect(gate(hold, rollback, lock({ by: { id: 3, login: 'carol' } }), lock({ until: now }))).toBeNull();
  expect([gate(lock()), gate(lock({ environment: null, by: null }))].join('\n')).toMatchInlineSnapshot(`
    "\`bob\` locked **prod** 2 h ago, and that keeps rollbacks out too. \`/unlock prod\` lifts it.
    Somebody locked every environment 2 h ago, and that keeps rollbacks out too. \`/unlock all\` lifts it."
  `);
});

test('what leaves', () => {
  const story = newStory({ by: { ...bob, bot: false }, from: '#40', title: '', workflow: 'deploy.yml', branch: 'main' });
  const deploy = newDeploy({ id: 'cafe', environment: 'prod', kind: 'asked', sha: 'a'.repeat(40), askedAt: now, story });
  const back = { from: 'b'.repeat(40), passed: now.getTime() - 26 * hour, leaves: null };
  const pull = (number: number) => ({ number, title: 'Fix @login' });
  const said = (more: Partial<Parameters<typeof newStory>[0]>) =>
    backLines({ ...deploy, story: { ...story, ...more } }, now)?.split('\n\n')[0];
  const leaves = (commits: number, pulls: number, others: number) =>
    said({ back: { ...back, leaves: { commits, pulls: Array.from({ length: pulls }, (_, place) => pull(place + 1)), others } } });
  expect(
    [
      said({}) ?? 'nothing',
      said({ back: { ...back, from: null } }),
      said({ back }),
      leaves(0, 0, 0),
      leaves(1, 0, 1),
      leaves(3, 1, 2),
      leaves(12, 11, 0),
      underWay('prod', { ...deploy, state: 'running' }, null, '/', now),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "nothing
    \`aaaaaaa\` succeeded here 26 h ago. Nobody knows which commit leaves.
    \`aaaaaaa\` succeeded here 26 h ago. \`bbbbbbb\` leaves.
    \`aaaaaaa\` succeeded here 26 h ago. \`bbbbbbb\` leaves; it has no commit that this one has not.
    \`aaaaaaa\` succeeded here 26 h ago. \`bbbbbbb\` leaves, with 1 commit.
    \`aaaaaaa\` succeeded here 26 h ago. \`bbbbbbb\` leaves, with 3 commits:
    - \`#1\` Fix @​login
    - 2 commits of no pull request
    \`aaaaaaa\` succeeded here 26 h ago. \`bbbbbbb\` leaves, with 12 commits:
    - \`#1\` Fix @​login
    - \`#2\` Fix @​login
    - \`#3\` Fix @​login
    - \`#4\` Fix @​login
    - \`#5\` Fix @​login
    - \`#6\` Fix @​login
    - \`#7\` Fix @​login
    - \`#8\` Fix @​login
    - \`#9\` Fix @​login
    - \`#10\` Fix @​login
    - 1 more pull request
    \`bob\` is deploying \`aaaaaaa\` to **prod** from #40, so I cannot count back from what is there. \`/cancel prod\` stops it. \`/rollback prod @<sha>\` goes back to that commit as soon as it has ended."
  `);
});

test.each<[string, object]>([
  ['/lock prod', { environment: 'prod' }],
  ['/lock ALL', { environment: 'all' }],
  ['/lock prod 2h database migration', { environment: 'prod', for: 2 * hour, reason: 'database migration' }],
  ['/lock prod 1h30m', { environment: 'prod', for: 1.5 * hour }],
  ['/lock prod 2 servers are down', { environment: 'prod', reason: '2 servers are down' }],
  ['/lock prod 2hours', { environment: 'prod', reason: '2hours' }],
  ['/lock prod waiting 2h --for it', { environment: 'prod', reason: 'waiting 2h --for it' }],
])('%s', (text, args) => {
  const line = lineOf(text, 1);
  const grammar = {
    args: { environment: oneOrAll, for: forHowLong, reason: arg.rest().optional() },
    more: {},
    known: { environments: ['prod', 'eu'] },
  };
  expect(line && parse(line, grammar)).toMatchObject({ kind: 'values', args });
});

test('a slip is met with the nearest word, `all` among them', () => {
  const known = { environments: ['prod', 'eu'] };
  expect([oneOrAll.read('al', known), oneOrAll.read('prdo', known)]).toMatchObject([{ near: 'all' }, { near: 'prod' }]);
  expect([oneOrAll.choices(known), oneOrAll.choices({ environments: ['prod'] })]).toEqual([['prod', 'eu', 'all'], ['prod']]);
});
