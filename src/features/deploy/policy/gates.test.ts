/** The gates that ask who, when and which commit: each row is a wish in a sentence, and what the gate says of it is read aloud below. */
import { expect, test } from 'vitest';
import { alice, bob, carol, commitOf, judging } from '../../../../test/policy.ts';
import type { Gate } from './gate.ts';
import { after } from './gates/after.ts';
import { commit } from './gates/commit.ts';
import { draft } from './gates/draft.ts';
import { fork } from './gates/fork.ts';
import { freeze } from './gates/freeze.ts';
import { lock } from './gates/lock.ts';
import { seen } from './gates/seen.ts';
import type { Lock } from './rows.ts';

type Wish = Parameters<typeof judging>[0];

/** Its state, what the checklist says, and below it the refusal. */
function read(gate: (given: ReturnType<typeof judging>) => Gate | null, wishes: Record<string, Wish>): string {
  return Object.entries(wishes)
    .map(([sentence, wish]) => {
      const said = gate(judging(wish));
      const lines = said ? [`${said.state}: ${said.says}`, ...(said.way === null ? [] : [said.way])] : ['not asked for'];
      const until = said?.until ? [`until ${said.until.toISOString()}`] : [];
      return [`# ${sentence}`, ...lines, ...until].join('\n');
    })
    .join('\n');
}

const ago = (hours: number) => new Date(Date.UTC(2026, 10, 19, 11) - hours * 3_600_000);
const locked = (more: Partial<Lock> = {}): Lock => ({
  environment: 'prod',
  kind: 'person',
  reason: null,
  by: carol,
  pull: null,
  since: ago(2),
  until: null,
  ...more,
});

test('lock', () => {
  expect(
    read(lock, {
      'nobody has locked it': {},
      'somebody has, and said why': { rows: { locks: [locked({ reason: 'database migration, ask @dave' })] } },
      'somebody has locked everything': { rows: { locks: [locked({ environment: null })] } },
      'another environment is locked': { rows: { locks: [locked({ environment: 'staging' })] } },
      'for another hour': { rows: { locks: [locked({ until: ago(-1), reason: 'migration' })] } },
      'for longer than a deploy waits': { settings: { wait: '30m' }, rows: { locks: [locked({ until: ago(-1) })] } },
      'until a minute ago': { rows: { locks: [locked({ until: ago(1 / 60) })] } },
      'for an hour, and by somebody else without end': { rows: { locks: [locked({ until: ago(-1) }), locked({ by: alice })] } },
      'held for another pull request': { rows: { locks: [locked({ kind: 'hold', pull: 40, until: ago(-6) })] } },
      'held without end': { rows: { locks: [locked({ kind: 'hold', pull: 40 })] } },
      'held for this pull request': { rows: { locks: [locked({ kind: 'hold', pull: 42, until: ago(-6) })] } },
      'held for this pull request, and another branch is named in it': {
        rows: { locks: [locked({ kind: 'hold', pull: 42 })] },
        commit: commitOf('b'),
        named: { how: 'branch', said: 'other', on: 'other' },
      },
      'held for this pull request and locked by somebody': { rows: { locks: [locked({ kind: 'hold', pull: 42 }), locked()] } },
      'rolled back': { rows: { locks: [locked({ kind: 'rollback', reason: 'logins fail', since: ago(0.2) })] } },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody has locked it
    open: **prod** is not locked
    # somebody has, and said why
    closed: **prod** is not locked
    \`carol\` locked **prod** 2 h ago (database migration, ask @​dave). \`/unlock prod\` lifts it.
    # somebody has locked everything
    closed: **prod** is not locked
    \`carol\` locked every environment 2 h ago. \`/unlock all\` lifts it.
    # another environment is locked
    open: **prod** is not locked
    # for another hour
    wait: the lock by \`carol\` (migration) has ended: in 1 h at the latest, or with \`/unlock prod\`
    \`carol\` locked **prod** 2 h ago (migration). It ends in 1 h, or with \`/unlock prod\`.
    until 2026-11-19T12:00:00.000Z
    # for longer than a deploy waits
    closed: **prod** is not locked
    \`carol\` locked **prod** 2 h ago. It ends in 1 h, or with \`/unlock prod\`.
    # until a minute ago
    open: **prod** is not locked
    # for an hour, and by somebody else without end
    closed: **prod** is not locked
    \`alice\` locked **prod** 2 h ago. \`/unlock prod\` lifts it.
    # held for another pull request
    wait: **prod** is not held for #40 any more: in 6 h at the latest, or with \`/unlock prod\`
    **prod** is held for #40, which \`carol\` deployed there 2 h ago. It is free once that is merged or closed, in 6 h at the latest, or with \`/unlock prod\`.
    until 2026-11-19T17:00:00.000Z
    # held without end
    closed: **prod** is not locked
    **prod** is held for #40, which \`carol\` deployed there 2 h ago. It is free once that is merged or closed, or with \`/unlock prod\`.
    # held for this pull request
    open: **prod** is held for this pull request
    # held for this pull request, and another branch is named in it
    closed: **prod** is not locked
    **prod** is held for #42, which \`carol\` deployed there 2 h ago. It is free once that is merged or closed, or with \`/unlock prod\`.
    # held for this pull request and locked by somebody
    closed: **prod** is not locked
    \`carol\` locked **prod** 2 h ago. \`/unlock prod\` lifts it.
    # rolled back
    closed: **prod** is not locked
    \`carol\` rolled **prod** back 12 m ago and locked it (logins fail). \`/unlock prod\` opens it for the next deploy."
  `);
});

test('freeze', () => {
  const weekend = { freeze: 'Thu 10:00 - Fri 08:00' };
  const holidays = { freeze: '2026-11-19 - 2027-01-04' };
  const sre = { override: '@acme/sre' };
  const override = { reason: 'logins fail for everybody', by: bob, secondBy: null };
  expect(
    read(freeze, {
      'there is none in the file': {},
      'it is not the time': { settings: { freeze: 'Fri 16:00 - Mon 08:00' } },
      'it ends while this waits': { settings: weekend },
      'it ends while this waits, and somebody may let it through': { settings: { ...weekend, ...sre } },
      'it ends later': { settings: { ...weekend, wait: '2h' } },
      'it ends later, and somebody may let it through': { settings: { ...holidays, ...sre } },
      'it has no end': { settings: { freeze: 'Mon - Sun' } },
      'this has waited for long already': { settings: weekend, askedAt: ago(10) },
      'somebody asks to be let through': { settings: { ...holidays, ...sre }, rows: { override } },
      'they are called': { settings: { ...holidays, ...sre }, rows: { override }, mention: ['@acme/sre'] },
      'of a large team two are called': { settings: { ...holidays, ...sre }, rows: { override }, mention: ['@carol', '@dave'] },
      'a second person lets it through': {
        settings: { ...holidays, ...sre },
        rows: { override: { ...override, secondBy: carol } },
      },
      'the second person is the first': { settings: { ...holidays, ...sre }, rows: { override: { ...override, secondBy: bob } } },
      'somebody lets their own wish through, whoever asks now': {
        settings: { ...holidays, ...sre },
        rows: { override: { ...override, by: carol, secondBy: carol } },
      },
      'nobody may let it through any more': { settings: holidays, rows: { override: { ...override, secondBy: carol } } },
    }),
  ).toMatchInlineSnapshot(`
    "# there is none in the file
    not asked for
    # it is not the time
    open: **prod** is not frozen
    # it ends while this waits
    wait: the freeze of **prod** is over, at Fri 08:00 (Europe/Berlin)
    **prod** is frozen until Fri 08:00 (Europe/Berlin). It goes after that.
    until 2026-11-20T07:00:00.000Z
    # it ends while this waits, and somebody may let it through
    wait: the freeze of **prod** is over, at Fri 08:00 (Europe/Berlin); \`/deploy prod --override <reason>\` asks \`@acme/sre\` to let it through
    **prod** is frozen until Fri 08:00 (Europe/Berlin). \`/deploy prod --override <reason>\` asks \`@acme/sre\` to let it through.
    until 2026-11-20T07:00:00.000Z
    # it ends later
    closed: **prod** is not frozen
    **prod** is frozen until Fri 08:00 (Europe/Berlin). \`/deploy prod\` works after that.
    # it ends later, and somebody may let it through
    closed: **prod** is not frozen
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). \`/deploy prod --override <reason>\` asks \`@acme/sre\` to let it through.
    # it has no end
    closed: **prod** is not frozen
    **prod** is frozen, and no end is in sight. \`environments.prod.freeze\` has to change first.
    # this has waited for long already
    closed: **prod** is not frozen
    **prod** is frozen until Fri 08:00 (Europe/Berlin). \`/deploy prod\` works after that.
    # somebody asks to be let through
    wait: \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`)
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`).
    # they are called
    wait: @acme/sre: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`)
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). @acme/sre: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`).
    # of a large team two are called
    wait: \`@acme/sre\` (@carol @dave): \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`)
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). \`@acme/sre\` (@carol @dave): \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`).
    # a second person lets it through
    open: \`carol\` lets it through the freeze: logins fail for everybody
    # the second person is the first
    wait: \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`)
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`bob\`).
    # somebody lets their own wish through, whoever asks now
    wait: \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`carol\`)
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (logins fail for everybody, says \`carol\`).
    # nobody may let it through any more
    closed: **prod** is not frozen
    **prod** is frozen until 5 Jan 2027 00:00 (Europe/Berlin). \`/deploy prod\` works after that."
  `);
});

test('fork', () => {
  const reviewed = { forks: 'reviewed' };
  expect(
    read(fork, {
      'it is our own': {},
      'from a fork': { pull: { fork: true } },
      'from a fork, where merging sends it': { pull: { fork: true }, settings: { auto: true } },
      'its digits do not help': { pull: { fork: true }, named: { how: 'sha', said: 'a'.repeat(40) } },
      merged: { pull: { fork: true, state: 'merged' } },
      'forks may, once read, and nobody has': { pull: { fork: true }, settings: reviewed },
      'somebody has read it': { pull: { fork: true }, settings: reviewed, named: { how: 'sha', said: 'a'.repeat(40) } },
      'too few digits': { pull: { fork: true }, settings: reviewed, named: { how: 'sha', said: 'a'.repeat(39) } },
      'digits of another': { pull: { fork: true }, settings: reviewed, named: { how: 'sha', said: 'b'.repeat(40) } },
      'its branch by name': { pull: { fork: true }, settings: reviewed, named: { how: 'branch', said: 'a'.repeat(40) } },
    }),
  ).toMatchInlineSnapshot(`
    "# it is our own
    not asked for
    # from a fork
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Merge it first: then \`/deploy prod\` here takes the merge commit.
    # from a fork, where merging sends it
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Merge it first: **prod** gets it by itself.
    # its digits do not help
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Merge it first: then \`/deploy prod\` here takes the merge commit.
    # merged
    not asked for
    # forks may, once read, and nobody has
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Somebody who has read it can say \`/deploy prod @aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`.
    # somebody has read it
    open: somebody who has read it named this commit of a fork
    # too few digits
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Somebody who has read it can say \`/deploy prod @aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`.
    # digits of another
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Somebody who has read it can say \`/deploy prod @aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`.
    # its branch by name
    closed: somebody who has read it named this commit of a fork
    This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Somebody who has read it can say \`/deploy prod @aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`."
  `);
});

test('draft', () => {
  expect(
    read(draft, {
      'it is none': {},
      'it is one': { pull: { draft: true } },
      'drafts may': { pull: { draft: true }, settings: { drafts: true } },
      'of another commit in a draft': {
        pull: { draft: true },
        commit: commitOf('b'),
        named: { how: 'sha', said: 'b'.repeat(12) },
      },
      'the head of a draft by its digits': { pull: { draft: true }, named: { how: 'sha', said: 'a'.repeat(12) } },
      'merged as a draft': { pull: { draft: true, state: 'merged' } },
    }),
  ).toMatchInlineSnapshot(`
    "# it is none
    not asked for
    # it is one
    closed: #42 is ready for review
    #42 is a draft, and drafts do not go to **prod**. Mark it as ready for review, then \`/deploy prod\`.
    # drafts may
    open: drafts may go to **prod**
    # of another commit in a draft
    not asked for
    # the head of a draft by its digits
    closed: #42 is ready for review
    #42 is a draft, and drafts do not go to **prod**. Mark it as ready for review, then \`/deploy prod @aaaaaaaaaaaa\`.
    # merged as a draft
    not asked for"
  `);
});

test('commit', () => {
  const there = (environment: string) => ({ there: [{ tree: null, sha: 'b'.repeat(40), environment }] });
  const b = { commit: commitOf('b'), named: { how: 'sha' as const, said: 'b'.repeat(12) } };
  expect(
    read(commit, {
      'what the thread stands for': {},
      'the head by its digits': { named: { how: 'sha', said: 'a'.repeat(12) } },
      'another commit': b,
      'another commit, named in an issue': { ...b, pull: null },
      'another commit than the head of a fork': { ...b, pull: { fork: true } },
      'the head of a merged pull request': {
        pull: { state: 'merged', merged: commitOf('c') },
        named: { how: 'sha', said: 'a'.repeat(12) },
      },
      'the head of a closed pull request': { pull: { state: 'closed' }, named: { how: 'sha', said: 'a'.repeat(12) } },
      'a commit of the default branch': { ...b, named: { ...b.named, on: 'main' } },
      'a commit that ran here': { ...b, rows: there('prod') },
      'a commit that ran elsewhere': { ...b, rows: there('prerelease') },
      'by seven digits': { ...b, named: { how: 'sha', said: 'b'.repeat(7), on: 'main' } },
      'a tag on no protected branch': { ...b, named: { how: 'tag', said: 'v1.2' } },
      'a tag on one': { ...b, named: { how: 'tag', said: 'v1.2', on: 'release/2' } },
      'a branch that nobody protects': { ...b, named: { how: 'branch', said: 'wip' } },
    }),
  ).toMatchInlineSnapshot(`
    "# what the thread stands for
    not asked for
    # the head by its digits
    open: \`aaaaaaa\` is the head of #42
    # another commit
    closed: \`bbbbbbb\` is on a protected branch
    \`bbbbbbb\` is on no protected branch, and has not run on **prod** before. The head of #42 is \`aaaaaaa\`. Did you mean that? \`/deploy prod @aaaaaaaaaaaa\`
    # another commit, named in an issue
    closed: \`bbbbbbb\` is on a protected branch
    \`bbbbbbb\` is on no protected branch, and has not run on **prod** before. Open a pull request for it and say \`/deploy prod\` there, or merge it into \`main\`.
    # another commit than the head of a fork
    closed: \`bbbbbbb\` is on a protected branch
    \`bbbbbbb\` is on no protected branch, and has not run on **prod** before. Open a pull request for it and say \`/deploy prod\` there, or merge it into \`main\`.
    # the head of a merged pull request
    closed: \`aaaaaaa\` is on a protected branch
    \`aaaaaaa\` was merged as \`ccccccc\`: \`/deploy prod\` takes that there.
    # the head of a closed pull request
    closed: \`aaaaaaa\` is on a protected branch
    \`aaaaaaa\` is on no protected branch, and has not run on **prod** before. Open a pull request for it and say \`/deploy prod\` there, or merge it into \`main\`.
    # a commit of the default branch
    open: \`bbbbbbb\` is on \`main\`
    # a commit that ran here
    open: \`bbbbbbb\` ran on **prod** before
    # a commit that ran elsewhere
    closed: \`bbbbbbb\` is on a protected branch
    \`bbbbbbb\` is on no protected branch, and has not run on **prod** before. The head of #42 is \`aaaaaaa\`. Did you mean that? \`/deploy prod @aaaaaaaaaaaa\`
    # by seven digits
    closed: \`bbbbbbb\` is named by 12 of its digits
    \`@bbbbbbb\` is too short to be sure: another commit can be made to start like that. Did you mean \`/deploy prod @bbbbbbbbbbbb\`?
    # a tag on no protected branch
    closed: \`bbbbbbb\` is on a protected branch
    \`bbbbbbb\` is on no protected branch, and has not run on **prod** before. Open a pull request for it and say \`/deploy prod\` there, or merge it into \`main\`.
    # a tag on one
    open: \`bbbbbbb\` is on \`release/2\`
    # a branch that nobody protects
    closed: \`bbbbbbb\` is on a protected branch
    \`bbbbbbb\` is on no protected branch, and has not run on **prod** before. Open a pull request for it and say \`/deploy prod\` there, or merge it into \`main\`."
  `);
});

test('seen', () => {
  const moved = (secondsBefore: number) => ({ seen: { moved: 'a'.repeat(40), secondsBefore } });
  expect(
    read(seen, {
      'they saw it': {},
      'it moved four seconds before': moved(4),
      'one second before': moved(1),
      'in the same second': moved(0),
      'two minutes after': moved(-125),
      'nobody knows': { seen: 'unknown' },
      'they name it by its digits': { ...moved(4), named: { how: 'sha', said: 'a'.repeat(12) } },
      'in an issue': { ...moved(4), pull: null },
      'once merged': { ...moved(4), pull: { state: 'merged' } },
      'it goes by itself': { ...moved(4), asker: null },
    }),
  ).toMatchInlineSnapshot(`
    "# they saw it
    open: \`aaaaaaa\` was there to see when it was asked for
    # it moved four seconds before
    closed: \`aaaaaaa\` was there to see when it was asked for
    The head moved to \`aaaaaaa\` 4 seconds before your comment. Did you mean it? \`/deploy prod @aaaaaaaaaaaa\`
    # one second before
    closed: \`aaaaaaa\` was there to see when it was asked for
    The head moved to \`aaaaaaa\` 1 second before your comment. Did you mean it? \`/deploy prod @aaaaaaaaaaaa\`
    # in the same second
    closed: \`aaaaaaa\` was there to see when it was asked for
    The head moved to \`aaaaaaa\` in the second of your comment. Did you mean it? \`/deploy prod @aaaaaaaaaaaa\`
    # two minutes after
    closed: \`aaaaaaa\` was there to see when it was asked for
    The head moved to \`aaaaaaa\` 2 m 5 s after your comment. Did you mean it? \`/deploy prod @aaaaaaaaaaaa\`
    # nobody knows
    closed: \`aaaaaaa\` was there to see when it was asked for
    I cannot find out whether \`aaaaaaa\` was already the head when you wrote. Did you mean it? \`/deploy prod @aaaaaaaaaaaa\`
    # they name it by its digits
    not asked for
    # in an issue
    not asked for
    # once merged
    not asked for
    # it goes by itself
    not asked for"
  `);
});

test('after', () => {
  const settings = { after: 'prerelease' };
  // The file of these tables has only one environment, so the setting is put into it by hand.
  const asked = (wish: Wish) => {
    const given = judging(wish);
    return after({ ...given, environment: { ...given.environment, ...settings } });
  };
  const there = (letter: string, environment = 'prerelease', tree: string | null = `tree of ${letter}`) => ({
    there: [{ tree, sha: letter.repeat(40), environment }],
  });
  expect(after(judging())).toBe(null);
  const rows: Record<string, Wish> = {
    'it never ran there': {},
    'it ran there': { rows: there('a') },
    'the same files ran there': { rows: there('b', 'prerelease', 'tree of a') },
    'other files ran there': { rows: there('b') },
    'nobody knows what files ran there': { rows: there('b', 'prerelease', null) },
    'it ran only here': { rows: there('a', 'prod') },
    'by its digits': { named: { how: 'sha', said: 'a'.repeat(12) } },
  };
  const says = Object.entries(rows).map(([sentence, wish]) => {
    const gate = asked(wish);
    return `# ${sentence}\n${gate?.state}: ${gate?.way ?? gate?.says}`;
  });
  expect(says.join('\n')).toMatchInlineSnapshot(`
    "# it never ran there
    closed: \`aaaaaaa\` has not succeeded on **prerelease** yet, and **prod** takes only what works there. \`/deploy prerelease\` comes first.
    # it ran there
    open: \`aaaaaaa\` succeeded on **prerelease**
    # the same files ran there
    open: \`aaaaaaa\` succeeded on **prerelease**, as \`bbbbbbb\` with the same files
    # other files ran there
    closed: \`aaaaaaa\` has not succeeded on **prerelease** yet, and **prod** takes only what works there. \`/deploy prerelease\` comes first.
    # nobody knows what files ran there
    closed: \`aaaaaaa\` has not succeeded on **prerelease** yet, and **prod** takes only what works there. \`/deploy prerelease\` comes first.
    # it ran only here
    closed: \`aaaaaaa\` has not succeeded on **prerelease** yet, and **prod** takes only what works there. \`/deploy prerelease\` comes first.
    # by its digits
    closed: \`aaaaaaa\` has not succeeded on **prerelease** yet, and **prod** takes only what works there. \`/deploy prerelease @aaaaaaaaaaaa\` comes first."
  `);
});
