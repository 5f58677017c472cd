/** The gates that ask what others say of the commit: each row is a wish in a sentence, and what the gate says of it is read aloud below. */
import { expect, test } from 'vitest';
import { alice, bob, carol, check, commitOf, dave, judging, mallory } from '../../../../test/policy.ts';
import type { Person } from '../../../core/event.ts';
import type { StandingReview } from '../../../core/reads.ts';
import type { Gate } from './gate.ts';
import { approval } from './gates/approval.ts';
import { checks } from './gates/checks.ts';
import { green } from './gates/green.ts';
import { plan } from './gates/plan.ts';
import { reviews } from './gates/reviews.ts';
import { upToDate } from './gates/up-to-date.ts';
import type { Approval } from './rows.ts';

type Wish = Parameters<typeof judging>[0];

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

const noon = new Date('2026-11-19T11:00:00Z');
const ago = (minutes: number) => new Date(noon.getTime() - minutes * 60_000);

test('a word beside names, as an organisation enforces it: both count', () => {
  const settings = { checks: ['required', 'scan'] };
  const required = check('CI / test', 'failure');
  const others = [check('scan', 'success', { required: false }), check('lint', 'failure', { required: false })];
  const state = (checksOf: typeof others, missing: string[] = [], wanted = settings) =>
    checks(judging({ settings: wanted, judged: { checks: checksOf, missing: missing.map(name => ({ name, app: null })) } }))
      ?.state;
  expect(state([...others, required])).toBe('closed');
  expect(state(others)).toBe('open');
  expect(state(others.slice(1))).toBe('wait');
  expect(state(others, ['security'])).toBe('wait');
  expect(state(others, [], { checks: ['all', 'scan'] })).toBe('closed');
});

test('checks', () => {
  const url = 'https://github.com/acme/web/actions/runs/1';
  const missing = [{ name: 'security', app: null }];
  const [test_, lint] = [check('CI / test', 'success'), check('lint', 'failure', { required: false, url })];
  expect(
    read(checks, {
      'nobody asks for any': { settings: { checks: 'none' }, judged: { checks: [lint] } },
      'none is required': { judged: { checks: [lint] } },
      'those that are required are green': { judged: { checks: [test_, lint] } },
      'one runs': { judged: { checks: [test_, check('CI / e2e', 'running', { since: ago(4) })] } },
      'two have failed, one with a page': { judged: { checks: [check('a', 'failure', { url }), check('b', 'failure'), test_] } },
      'one failed and one runs': { judged: { checks: [check('a', 'failure'), check('b', 'running')] } },
      'nobody knows how it ended': { judged: { checks: [check('a', 'unknown')] } },
      'red and unknown': { judged: { checks: [check('a', 'unknown'), check('b', 'failure')] } },
      'the same name by two Apps, one red': { judged: { checks: [test_, check('CI / test', 'failure', { app: 'other' })] } },
      'never reported, five minutes after the push': { judged: { missing } },
      'never reported, half an hour after the push': { judged: { checks: [test_], missing }, pushedAt: ago(30) },
      'never reported, nobody knows when it was pushed': { judged: { missing }, pushedAt: null },
      'one never reported, one runs': { judged: { checks: [check('a', 'running')], missing } },
      'all, and one that is not required is red': { settings: { checks: 'all' }, judged: { checks: [test_, lint] } },
      'all, and nothing has reported yet': { settings: { checks: 'all' } },
      'all, and nothing has ever reported': { settings: { checks: 'all' }, pushedAt: null },
      'those by name': { settings: { checks: ['CI / test'] }, judged: { checks: [test_, lint] } },
      'those by name, one never reported': {
        settings: { checks: ['CI / test', 'sign-off'] },
        judged: { checks: [test_] },
        pushedAt: ago(60),
      },
      'one by name, that a rule wants from another App': {
        settings: { checks: ['sign-off'] },
        judged: {
          checks: [check('sign-off', 'success', { app: 'other', required: false })],
          missing: [{ name: 'sign-off', app: 'scanner' }],
        },
      },
      'those by name, one of them red': { settings: { checks: ['lint'] }, judged: { checks: [test_, lint], missing } },
      'a name that would call somebody': { judged: { checks: [check('@acme/web `x`', 'failure', { url: 'javascript:x' })] } },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody asks for any
    not asked for
    # none is required
    open: no check is required here
    # those that are required are green
    open: the checks are green
    # one runs
    wait: 1 check is green; \`CI / e2e\` is green (running, 4 m)
    \`CI / e2e\` is not green yet on \`aaaaaaa\`. It goes once it is.
    # two have failed, one with a page
    closed: 1 check is green; \`a\` is green (failed); \`b\` is green (failed)
    [\`a\`](https://github.com/acme/web/actions/runs/1) and \`b\` are red on \`aaaaaaa\`. Run them again or push a fix, then \`/deploy prod\`.
    # one failed and one runs
    closed: \`a\` is green (failed); \`b\` is green (running)
    \`a\` is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.
    # nobody knows how it ended
    closed: \`a\` is green (nobody knows how it ended)
    Nobody knows how \`a\` ended on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.
    # red and unknown
    closed: \`b\` is green (failed); \`a\` is green (nobody knows how it ended)
    \`b\` is red on \`aaaaaaa\`, and nobody knows how \`a\` ended. Run them again or push a fix, then \`/deploy prod\`.
    # the same name by two Apps, one red
    closed: 1 check is green; \`CI / test\` is green (failed)
    \`CI / test\` is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.
    # never reported, five minutes after the push
    wait: \`security\` is green (not reported yet)
    \`security\` is not green yet on \`aaaaaaa\`. It goes once it is.
    until 2026-11-19T11:25:00.000Z
    # never reported, half an hour after the push
    closed: 1 check is green; \`security\` is green (not reported yet)
    \`security\` has never reported on \`aaaaaaa\`, and **prod** wants it green. Start what should report, then \`/deploy prod\`; or let the branch rules ask for what exists.
    # never reported, nobody knows when it was pushed
    closed: \`security\` is green (not reported yet)
    \`security\` has never reported on \`aaaaaaa\`, and **prod** wants it green. Start what should report, then \`/deploy prod\`; or let the branch rules ask for what exists.
    # one never reported, one runs
    wait: \`a\` is green (running); \`security\` is green (not reported yet)
    \`a\` and \`security\` are not green yet on \`aaaaaaa\`. It goes once they are.
    until 2026-11-19T11:25:00.000Z
    # all, and one that is not required is red
    closed: 1 check is green; \`lint\` is green (failed)
    [\`lint\`](https://github.com/acme/web/actions/runs/1) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.
    # all, and nothing has reported yet
    wait: the checks are green (nothing has reported yet)
    Nothing has reported on \`aaaaaaa\` yet. It goes once the checks are green.
    until 2026-11-19T11:25:00.000Z
    # all, and nothing has ever reported
    closed: the checks are green (nothing has reported yet)
    No check has reported on \`aaaaaaa\`, and **prod** wants them green. Start what should report, then \`/deploy prod\`; or let \`environments.prod.checks\` name what exists.
    # those by name
    open: the checks are green
    # those by name, one never reported
    closed: 1 check is green; \`sign-off\` is green (not reported yet)
    \`sign-off\` has never reported on \`aaaaaaa\`, and **prod** wants it green. Start what should report, then \`/deploy prod\`; or let \`environments.prod.checks\` name what exists.
    # one by name, that a rule wants from another App
    wait: 1 check is green; \`sign-off\` is green (not reported yet)
    \`sign-off\` is not green yet on \`aaaaaaa\`. It goes once it is.
    until 2026-11-19T11:25:00.000Z
    # those by name, one of them red
    closed: \`lint\` is green (failed)
    [\`lint\`](https://github.com/acme/web/actions/runs/1) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.
    # a name that would call somebody
    closed: \`@acme/web ˋxˋ\` is green (failed)
    \`@acme/web ˋxˋ\` is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`."
  `);
});

const review = (by: Person, more: Partial<StandingReview> = {}): StandingReview => ({
  by,
  state: 'approved',
  commit: 'a'.repeat(40),
  at: ago(60),
  writer: true,
  ...more,
});

test('reviews', () => {
  const [one, two] = [{ reviews: 1 }, { reviews: 2 }];
  const merged = { state: 'merged' as const, merged: commitOf('b') };
  expect(
    read(reviews, {
      'nobody asks for any': {},
      'none yet': { settings: one, judged: { reviews: [] } },
      'one of one': { settings: one, judged: { reviews: [review(carol)] } },
      'one of two': { settings: two, judged: { reviews: [review(carol)] } },
      'of an older commit': { settings: one, judged: { reviews: [review(carol, { commit: 'b'.repeat(40) })] } },
      'of a commit that GitHub has forgotten': { settings: one, judged: { reviews: [review(carol, { commit: null })] } },
      'by a program, with the token of a workflow': {
        settings: one,
        judged: { reviews: [review({ id: 6, login: 'github-actions[bot]', bot: true })] },
      },
      'by somebody who cannot write': { settings: one, judged: { reviews: [review(mallory, { writer: false })] } },
      'by who pushed last': { settings: one, judged: { reviews: [review(alice)] } },
      'somebody wants changes': { settings: one, judged: { reviews: [review(carol), review(dave, { state: 'changes' })] } },
      'somebody who cannot write wants changes': {
        settings: one,
        judged: { reviews: [review(carol), review(mallory, { state: 'changes', writer: false })] },
      },
      'somebody wanted changes in an older commit': {
        settings: one,
        judged: { reviews: [review(carol), review(dave, { state: 'changes', commit: 'b'.repeat(40) })] },
      },
      'merged, and reviewed before': { settings: one, pull: merged, commit: commitOf('b'), judged: { reviews: [review(carol)] } },
      'merged without a review': { settings: one, pull: merged, commit: commitOf('b') },
      'in an issue': { settings: one, pull: null },
      'another commit than the head': { settings: one, commit: commitOf('b'), judged: { reviews: [review(carol)] } },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody asks for any
    not asked for
    # none yet
    wait: 1 review approves \`aaaaaaa\`
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write.
    # one of one
    open: \`carol\` approved \`aaaaaaa\`
    # one of two
    wait: 1 more review approves \`aaaaaaa\`, after \`carol\`
    **prod** needs 1 more review of \`aaaaaaa\`, by somebody who can write, after \`carol\`.
    # of an older commit
    wait: 1 review approves \`aaaaaaa\` (\`carol\` approved an earlier commit)
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. \`carol\` approved an earlier commit.
    # of a commit that GitHub has forgotten
    wait: 1 review approves \`aaaaaaa\` (\`carol\` approved an earlier commit)
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. \`carol\` approved an earlier commit.
    # by a program, with the token of a workflow
    wait: 1 review approves \`aaaaaaa\` (\`github-actions[bot]\` is nobody who reads it)
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. \`github-actions[bot]\` is nobody who reads it.
    # by somebody who cannot write
    wait: 1 review approves \`aaaaaaa\` (\`mallory\` approved it, and cannot write here)
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. \`mallory\` approved it, and cannot write here.
    # by who pushed last
    wait: 1 review approves \`aaaaaaa\` (\`alice\` pushed it last, and does not count)
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. \`alice\` pushed it last, and does not count.
    # somebody wants changes
    closed: nobody wants changes in \`aaaaaaa\`
    \`dave\` wants changes in \`aaaaaaa\`. Push them, or ask \`dave\` for a new review; then \`/deploy prod\`.
    # somebody who cannot write wants changes
    open: \`carol\` approved \`aaaaaaa\`
    # somebody wanted changes in an older commit
    open: \`carol\` approved \`aaaaaaa\`
    # merged, and reviewed before
    open: \`carol\` approved \`aaaaaaa\`
    # merged without a review
    closed: 1 review approves \`aaaaaaa\`
    **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. #42 is merged, so that takes a new pull request.
    # in an issue
    closed: 1 review approves \`aaaaaaa\`
    **prod** needs 1 review, and nobody can have reviewed \`aaaaaaa\` here: it is not what this thread is about. Say \`/deploy prod\` in its pull request.
    # another commit than the head
    closed: 1 review approves \`bbbbbbb\`
    **prod** needs 1 review, and nobody can have reviewed \`bbbbbbb\` here: it is not what this thread is about. Say \`/deploy prod\` in its pull request."
  `);
});

test('up to date', () => {
  const settings = { up_to_date: true };
  expect(
    read(upToDate, {
      'nobody asks for it': { judged: { behind: 3 } },
      'it is': { settings, judged: { behind: 0 } },
      'it lacks one': { settings, judged: { behind: 1 }, pull: { base: 'release/2' } },
      'a commit of the default branch lacks three': {
        settings,
        judged: { behind: 3 },
        pull: null,
        named: { how: 'sha', said: 'a'.repeat(12) },
      },
      'nobody knows': { settings },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody asks for it
    not asked for
    # it is
    open: \`aaaaaaa\` has all commits of \`main\`
    # it lacks one
    closed: \`aaaaaaa\` has all commits of \`release/2\`
    \`aaaaaaa\` lacks 1 commit of \`release/2\`, and **prod** takes only what has them all. Update the branch, then \`/deploy prod\`.
    # a commit of the default branch lacks three
    closed: \`aaaaaaa\` has all commits of \`main\`
    \`aaaaaaa\` lacks 3 commits of \`main\`, and **prod** takes only what has them all. \`/deploy prod main\` takes all of it.
    # nobody knows
    closed: \`aaaaaaa\` has all commits of \`main\`
    I cannot find out whether \`aaaaaaa\` has all commits of \`main\`, so it does not go to **prod**. \`/deploy prod\` tries again."
  `);
});

test('green', () => {
  const at = (state: 'green' | 'running' | 'red' | 'none') => ({ judged: { green: { sha: 'd'.repeat(40), checks: state } } });
  const settings = { green: true };
  expect(
    read(green, {
      'nobody asks for it': at('red'),
      'it is': { settings, ...at('green') },
      'it runs': { settings, ...at('running') },
      'nothing has reported': { settings, ...at('none') },
      'it is red': { settings, ...at('red') },
      'there is no such branch': { settings: { green: 'release/9' } },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody asks for it
    not asked for
    # it is
    open: \`main\` is green
    # it runs
    wait: \`main\` is green (running)
    The checks of \`main\` at \`ddddddd\` are running, and **prod** waits until they are green.
    # nothing has reported
    wait: \`main\` is green (nothing has reported yet)
    Nothing has reported on \`main\` at \`ddddddd\` yet, and **prod** waits until it is green.
    # it is red
    closed: \`main\` is green
    \`main\` at \`ddddddd\` is red, and nothing goes to **prod** until it is green. Mend it, then \`/deploy prod\`.
    # there is no such branch
    closed: \`release/9\` is green
    There is no branch \`release/9\` here, and **prod** wants it green. Mend \`environments.prod.green\` in the file."
  `);
});

test('plan', () => {
  const settings = { plan: 'required' };
  const planned = (letter: string, ok = true) => ({ rows: { planned: { sha: letter.repeat(40), at: ago(12), ok } } });
  expect(
    read(plan, {
      'nobody asks for it': {},
      'nobody has planned': { settings },
      'it was planned': { settings, ...planned('a') },
      'its plan failed': { settings, ...planned('a', false) },
      'another one was planned': { settings, ...planned('b') },
      'by its digits': { settings, ...planned('b'), named: { how: 'sha', said: 'a'.repeat(12) } },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody asks for it
    not asked for
    # nobody has planned
    closed: \`/plan prod\` showed what \`aaaaaaa\` does
    Nobody has planned \`aaaaaaa\` yet. \`/plan prod\` comes first, to show what it would do on **prod**.
    # it was planned
    open: \`aaaaaaa\` was planned 12 m ago
    # its plan failed
    closed: \`/plan prod\` showed what \`aaaaaaa\` does
    The plan of \`aaaaaaa\` failed. \`/plan prod\` has to succeed before it goes to **prod**.
    # another one was planned
    closed: \`/plan prod\` showed what \`aaaaaaa\` does
    The last plan is of \`bbbbbbb\`, and this is \`aaaaaaa\`. \`/plan prod\` comes first, to show what it would do on **prod**.
    # by its digits
    closed: \`/plan prod @aaaaaaaaaaaa\` showed what \`aaaaaaa\` does
    The last plan is of \`bbbbbbb\`, and this is \`aaaaaaa\`. \`/plan prod @aaaaaaaaaaaa\` comes first, to show what it would do on **prod**."
  `);
});

test('approval', () => {
  const settings = { approved_by: ['@acme/release', '@dave'] };
  const by = (who: Person, more: Partial<Approval> = {}): Approval => ({
    environment: 'prod',
    sha: 'a'.repeat(40),
    by: who,
    at: ago(5),
    void: null,
    ...more,
  });
  const all = [alice, bob, carol, dave, mallory].map(({ id }) => id);
  const involved = { authors: [alice], pusher: mallory, committers: [alice, dave] };
  const given = (...approvals: Approval[]): Wish => ({ settings, rows: { approvals }, approvers: all, judged: { involved } });
  expect(
    read(approval, {
      'nobody asks for it': {},
      'nobody has yet': given(),
      'they are called': { ...given(), mention: ['@acme/release'] },
      'two of a large team are called': { ...given(), mention: ['@carol', '@erin'] },
      'carol has': given(by(carol)),
      'who asked': given(by(bob)),
      'who wrote it': given(by(alice)),
      'who pushed it last': given(by(mallory)),
      'who has a commit in it': given(by(dave)),
      'who has left the team': { ...given(by(carol)), approvers: [1, 2, 4, 5] },
      'of another commit': given(by(carol, { sha: 'b'.repeat(40) })),
      'of another environment': given(by(carol, { environment: 'staging' })),
      'before a push': given(by(carol, { void: 'a push took its place' })),
      'one that does not count, and one that does': given(by(bob), by(carol)),
      'it goes by itself': { ...given(by(bob)), asker: null },
      'nobody knows who wrote it': { ...given(by(carol)), judged: { involved: null } },
      'nobody knows who pushed it': { ...given(by(carol)), judged: { involved: { ...involved, pusher: null } } },
      'nobody knows who pushed it, and it is merged': {
        ...given(by(carol)),
        pull: { state: 'merged' },
        judged: { involved: { ...involved, pusher: null } },
      },
      'by a role, of a commit by its digits': {
        ...given(),
        settings: { approved_by: 'maintain' },
        named: { how: 'sha', said: 'a'.repeat(12) },
      },
    }),
  ).toMatchInlineSnapshot(`
    "# nobody asks for it
    not asked for
    # nobody has yet
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`.
    # they are called
    wait: @acme/release or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`.
    # two of a large team are called
    wait: \`@acme/release\` or \`@dave\` (@carol @erin): \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`.
    # carol has
    open: \`carol\` approved \`aaaaaaa\`
    # who asked
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`. The approval by \`bob\` does not count: they asked for this deploy.
    # who wrote it
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`. The approval by \`alice\` does not count: they wrote the pull request.
    # who pushed it last
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`. The approval by \`mallory\` does not count: they pushed it last.
    # who has a commit in it
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`. The approval by \`dave\` does not count: they have a commit in it.
    # who has left the team
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`. The approval by \`carol\` does not count: they are not among \`@acme/release\` and \`@dave\` now.
    # of another commit
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`.
    # of another environment
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`.
    # before a push
    wait: \`@acme/release\` or \`@dave\`: \`/approve prod\` lets it go
    **prod** needs the approval of \`@acme/release\` or \`@dave\`: \`/approve prod\`. The approval by \`carol\` does not count: a push took its place.
    # one that does not count, and one that does
    open: \`carol\` approved \`aaaaaaa\`
    # it goes by itself
    open: \`bob\` approved \`aaaaaaa\`
    # nobody knows who wrote it
    closed: \`aaaaaaa\` is approved
    I cannot find out who wrote \`aaaaaaa\`, so nobody can approve it for **prod**.
    # nobody knows who pushed it
    closed: \`aaaaaaa\` is approved
    I cannot find out who pushed \`aaaaaaa\`, so nobody can approve it for **prod**. Push once more, then \`/deploy prod\`.
    # nobody knows who pushed it, and it is merged
    open: \`carol\` approved \`aaaaaaa\`
    # by a role, of a commit by its digits
    wait: somebody with \`maintain\`: \`/approve prod @aaaaaaaaaaaa\` lets it go
    **prod** needs the approval of somebody with \`maintain\`: \`/approve prod @aaaaaaaaaaaa\`."
  `);
});
