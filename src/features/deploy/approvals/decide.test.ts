import { expect, test } from 'vitest';
import { alice, bob, carol, commitOf, dave } from '../../../../test/policy.ts';
import { effective } from '../../../config/effective.ts';
import { loadFile } from '../../../config/file.ts';
import type { Invocation, Outcome } from '../../../core/command.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Person } from '../../../core/event.ts';
import { environments } from '../config.ts';
import { type Deploy, newDeploy, newStory, type Story } from '../deploy.ts';
import { decideApproval, type Rows } from './decide.ts';
import type { Meant } from './facts.ts';
import { decideLettingThrough } from './letting-through.ts';

/** Carol says `/approve prod` in #42, which stands at `a`. */

const said = new Date('2026-11-20T10:00:00Z');
const at = (seconds: number) => new Date(said.getTime() + seconds * 1000);
const text = "environments: { prod: { approved_by: ['@acme/release', '@dave'], override: '@acme/sre' } }\n";
const file = effective(loadFile([environments], text, '.github/shipmate.yml', { organisation: false }), null);
const a = 'a'.repeat(40);

const invocationOf = ({ actor = carol, ...more }: Partial<Invocation> = {}): Invocation => ({
  id: 'comment:IC_1:0',
  actor,
  role: 'write',
  repository: { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' },
  at: said,
  place: {
    subject: { kind: 'pull_request', number: 42 },
    node: 'PR_42',
    author: null,
    pull: {
      head: commitOf('a'),
      branch: 'better',
      base: 'main',
      title: '',
      openedAt: new Date(0),
      author: alice,
      draft: false,
      fork: false,
      state: 'open',
      merged: null,
    },
    main: commitOf('c'),
    fileBlob: null,
    asked: [],
    workflows: [],
  },
  sign: 'IC_1',
  comment: null,
  file,
  prefix: '/',
  ...more,
});

type Wish = Partial<Deploy> & { by?: Person; override?: Story['override'] };
const waits = ({ by = bob, override = null, ...row }: Wish = {}): Deploy =>
  newDeploy({
    id: 'd1',
    environment: 'prod',
    kind: 'asked',
    sha: a,
    thread: 42,
    askedAt: at(-300),
    story: newStory({ by, override, from: '#42', title: '', workflow: 'deploy.yml', branch: 'main' }),
    ...row,
  });

/** The words, the sign, what is written, and who is woken: a line each. */
function read({ reply, effects = [], changes = [], raises = [] }: Outcome): string {
  const signs = effects.map((one: Effect) =>
    one.kind === 'react' ? one.content : one.kind === 'comment' ? `in #${one.on}: ${one.body}` : one.kind,
  );
  return [
    reply === null ? 'nothing' : `${reply.refused ? '😕 ' : ''}${reply.says}`,
    ...signs.map(one => `  sign: ${one}`),
    ...changes.map(({ what }) => `  ${what}`),
    ...raises.map(one => (one.type === 'Due' ? `  wakes ${one.id}` : `  ${one.type}`)),
  ].join('\n');
}

test('approving', () => {
  const meant: Meant = { ok: true, sha: a, pull: 42, how: 'head', hand: null };
  const rows: Rows = { approvals: [], queue: [], end: null };
  const stories: Record<string, { facts?: Partial<Meant>; rows?: Partial<Rows>; invocation?: Partial<Invocation> }> = {
    'nothing waits': {},
    'its deploy waits here': { rows: { queue: [waits()] } },
    'it waits here, and a question of ours was answered': { rows: { queue: [waits()] }, invocation: { comment: 'question:1' } },
    'it waits elsewhere': { rows: { queue: [waits({ thread: 40 })] } },
    'another commit waits': { rows: { queue: [waits({ sha: 'b'.repeat(40) })] } },
    'it is under way': { rows: { queue: [waits({ state: 'running' })] } },
    'she asked for it': { rows: { queue: [waits({ by: carol })] } },
    'she asked for one of two': { rows: { queue: [waits({ by: carol }), waits({ id: 'd2', thread: 40 })] } },
    'she asked for another commit': { rows: { queue: [waits({ by: carol, sha: 'b'.repeat(40) })] } },
    'she wrote it': { facts: { hand: 'wrote' } },
    'she has before': { rows: { approvals: [{ environment: 'prod', sha: a, by: carol, at: at(-600), void: null }] } },
    'somebody else has': { rows: { approvals: [{ environment: 'prod', sha: a, by: dave, at: at(-600), void: null }] } },
    'she has, and it is void': {
      rows: { approvals: [{ environment: 'prod', sha: a, by: carol, at: at(-600), void: 'a push took its place' }] },
    },
    'a push came right after her words': { rows: { end: { at: at(1), why: 'a push took its place' } } },
    'a push came in the same second': { rows: { end: { at: at(0), why: 'a push took its place' } } },
    'a push came long before': { rows: { end: { at: at(-60), why: 'a push took its place' } } },
    'by the digits of another commit': { facts: { sha: 'c'.repeat(40), pull: null, how: 'digits' } },
    'the merge commit': {
      facts: { how: 'merge' },
      invocation: { place: { ...invocationOf().place, pull: null } },
    },
    'on an issue, what waits there': { facts: { how: 'waiting', pull: null }, rows: { queue: [waits()] } },
    'on an issue, what has left': { facts: { how: 'waiting', pull: null }, rows: { queue: [waits({ thread: 40 })] } },
    'on an issue, asked for a moment ago': {
      facts: { how: 'waiting', pull: null },
      rows: { queue: [waits({ askedAt: at(-9) })] },
    },
    'on an issue, ten seconds ago': { facts: { how: 'waiting', pull: null }, rows: { queue: [waits({ askedAt: at(-10) })] } },
  };
  const told = Object.entries(stories).map(([says, given]) => {
    const outcome = decideApproval({
      invocation: invocationOf(given.invocation),
      environment: 'prod',
      facts: { ...meant, ...given.facts },
      rows: { ...rows, ...given.rows },
      now: at(2),
    });
    return `# ${says}\n${read(outcome)}`;
  });
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "# nothing waits
    \`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # its deploy waits here
    nothing
      sign: +1
      carol approved aaaaaaa for prod
      prod: aaaaaaa is waiting
      wakes d1
    # it waits here, and a question of ours was answered
    \`carol\` approved \`aaaaaaa\` for **prod**; it waits above.
      carol approved aaaaaaa for prod
      prod: aaaaaaa is waiting
      wakes d1
    # it waits elsewhere
    \`carol\` approved \`aaaaaaa\` for **prod**; it waits in #40.
      carol approved aaaaaaa for prod
      prod: aaaaaaa is waiting
      wakes d1
    # another commit waits
    \`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # it is under way
    \`carol\` approved \`aaaaaaa\` for **prod**; it is on its way there already.
      carol approved aaaaaaa for prod
    # she asked for it
    😕 You cannot approve \`aaaaaaa\` for **prod**: you asked for this deploy. It takes somebody else: \`@acme/release\` or \`@dave\`.
    # she asked for one of two
    nothing
      sign: +1
      carol approved aaaaaaa for prod
      prod: aaaaaaa is waiting
      prod: aaaaaaa is waiting
      wakes d1
      wakes d2
    # she asked for another commit
    \`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # she wrote it
    😕 You cannot approve \`aaaaaaa\` for **prod**: you wrote the pull request. It takes somebody else: \`@acme/release\` or \`@dave\`.
    # she has before
    \`carol\` approved \`aaaaaaa\` for **prod** already, 10 m ago.
    # somebody else has
    \`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # she has, and it is void
    \`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # a push came right after her words
    😕 Your approval of \`aaaaaaa\` for **prod** does not count: a push took its place after you wrote. If you still want it, say \`/approve prod\` again.
    # a push came in the same second
    😕 Your approval of \`aaaaaaa\` for **prod** does not count: a push took its place after you wrote. If you still want it, say \`/approve prod\` again.
    # a push came long before
    \`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # by the digits of another commit
    \`carol\` approved \`ccccccc\` for **prod**. \`/deploy prod @cccccccccccc\`, said by somebody else, takes it there.
      carol approved ccccccc for prod
    # the merge commit
    \`carol\` approved \`aaaaaaa\` for **prod**. \`/deploy prod\`, said by somebody else, takes it there.
      carol approved aaaaaaa for prod
    # on an issue, what waits there
    nothing
      sign: +1
      carol approved aaaaaaa for prod
      prod: aaaaaaa is waiting
      wakes d1
    # on an issue, what has left
    😕 \`aaaaaaa\` does not wait for **prod** here any more. If you mean it all the same, say \`/approve prod @aaaaaaaaaaaa\`.
    # on an issue, asked for a moment ago
    😕 \`aaaaaaa\` was asked for 9 seconds before your comment. Did you mean it? \`/approve prod @aaaaaaaaaaaa\`
    # on an issue, ten seconds ago
    nothing
      sign: +1
      carol approved aaaaaaa for prod
      prod: aaaaaaa is waiting
      wakes d1"
  `);
});

test('letting one through', () => {
  const override = { reason: 'login is down\n@acme/all', by: { id: bob.id, login: 'bob' }, second: null };
  const second = { id: dave.id, login: 'dave' };
  const wish = (more: Wish = {}) => waits({ override, ...more });
  const stories: Record<string, { queue: Deploy[]; actor?: Person; digits?: string }> = {
    'nothing waits': { queue: [] },
    'what waits asks for none': { queue: [waits()] },
    'one asks here': { queue: [wish(), waits({ id: 'd2', sha: 'b'.repeat(40) })] },
    'one asks elsewhere': { queue: [wish({ thread: 40 })] },
    'one here, one elsewhere': { queue: [wish({ id: 'd2', thread: 40 }), wish()] },
    'several elsewhere': { queue: [wish({ thread: 40 }), wish({ id: 'd2', thread: 41, sha: 'b'.repeat(40) })] },
    'several elsewhere, and its digits': {
      queue: [wish({ thread: 40 }), wish({ id: 'd2', thread: 41, sha: 'b'.repeat(40) })],
      digits: 'b'.repeat(12),
    },
    'too few digits': { queue: [wish()], digits: 'a'.repeat(11) },
    'who wished for it': { queue: [wish({ by: alice })], actor: bob },
    'who asked for the deploy': { queue: [wish({ by: dave })], actor: dave },
    'somebody has already': { queue: [wish({ override: { ...override, second } })] },
    'it runs already': { queue: [wish({ state: 'running' })] },
    'asked for a moment ago': { queue: [wish({ askedAt: at(-4) })] },
    'asked for a moment ago, and its digits': { queue: [wish({ askedAt: at(-4) })], digits: 'a'.repeat(12) },
  };
  const told = Object.entries(stories).map(([says, { queue, actor, digits }]) => {
    const invocation = invocationOf(actor ? { actor } : {});
    const outcome = decideLettingThrough({ invocation, environment: 'prod', digits, queue, now: at(2) });
    return `# ${says}\n${read(outcome)}`;
  });
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "# nothing waits
    😕 Nothing that waits for **prod** asks to be let through. \`/deploy prod --override <reason>\` asks.
    # what waits asks for none
    😕 Nothing that waits for **prod** asks to be let through. \`/deploy prod --override <reason>\` asks.
    # one asks here
    ⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down @​acme/all
      prod: aaaaaaa is waiting
      prod: aaaaaaa is waiting
      wakes d1
    # one asks elsewhere
    I let \`aaaaaaa\` through to **prod** (#40).
      sign: in #40: ⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down @​acme/all
      prod: aaaaaaa is waiting
      prod: aaaaaaa is waiting
      wakes d1
    # one here, one elsewhere
    ⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down @​acme/all
      prod: aaaaaaa is waiting
      prod: aaaaaaa is waiting
      wakes d1
    # several elsewhere
    😕 Several ask to be let through to **prod**: \`aaaaaaa\` (#40), \`bbbbbbb\` (#41). Say \`/approve prod --override\` where you mean it.
    # several elsewhere, and its digits
    I let \`bbbbbbb\` through to **prod** (#41).
      sign: in #41: ⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down @​acme/all
      prod: bbbbbbb is waiting
      prod: bbbbbbb is waiting
      wakes d2
    # too few digits
    😕 \`@aaaaaaaaaaa\` is too short to be sure: another commit can be made to start like that. Did you mean \`/approve prod @aaaaaaaaaaaa --override\`?
    # who wished for it
    😕 You asked for this yourself. It takes a second person: \`@acme/sre\`.
    # who asked for the deploy
    😕 You asked for this yourself. It takes a second person: \`@acme/sre\`.
    # somebody has already
    😕 \`dave\` has let it through to **prod** already.
    # it runs already
    😕 Nothing that waits for **prod** asks to be let through. \`/deploy prod --override <reason>\` asks.
    # asked for a moment ago
    😕 What waits for **prod**, \`aaaaaaa\`, was asked for 4 seconds before your comment. Did you mean it? \`/approve prod @aaaaaaaaaaaa --override\`
    # asked for a moment ago, and its digits
    ⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down @​acme/all
      prod: aaaaaaa is waiting
      prod: aaaaaaa is waiting
      wakes d1"
  `);
});
