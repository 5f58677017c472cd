import { expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import { alice, bob, carol, commitOf, dave } from '../../../../test/policy.ts';
import { aStoreForEachTest } from '../../../../test/store.ts';
import { effective } from '../../../config/effective.ts';
import { loadFile } from '../../../config/file.ts';
import type { Invocation } from '../../../core/command.ts';
import type { Judged, Move, Place, Pull, Reads } from '../../../core/reads.ts';
import type { Session } from '../../../core/session.ts';
import { headMoved } from '../../../store/heads.ts';
import { sessionOn } from '../../../store/session.ts';
import { environments } from '../config.ts';
import { type Facts, meantBy } from './facts.ts';

/** Which commit an approval is for, and what GitHub is asked to know it. */

const store = aStoreForEachTest();
const inside = <T>(work: (session: Session) => Promise<T>) => store.db.transaction().execute(tx => work(sessionOn(tx)));
const said = new Date('2026-11-20T10:00:00Z');
const at = (seconds: number) => new Date(said.getTime() + seconds * 1000);
const repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const text = "environments: { staging: true, prod: { approved_by: '@acme/release' } }\n";
const file = effective(loadFile([environments], text, '.github/shipmate.yml', { organisation: false }), null);

const pullOf = (more: Partial<Pull> = {}): Pull => ({
  head: commitOf('a'),
  branch: 'better',
  base: 'main',
  title: '',
  author: alice,
  openedAt: new Date(0),
  draft: false,
  fork: false,
  state: 'open',
  merged: null,
  ...more,
});

interface Story {
  environment?: string;
  pull?: Partial<Pull> | null;
  sha?: string;
  heads?: Move[];
  activity?: Move[];
  involved?: Partial<NonNullable<Judged['involved']>>;
}

const opened: Move = { at: at(-60), by: dave, before: null, after: 'a'.repeat(40) };
const away: Move = { at: at(-40), by: dave, before: 'a'.repeat(40), after: 'b'.repeat(40) };

/** Carol approves #42 for prod. What is not told here must not be asked. */
async function meant({
  environment = 'prod',
  pull = {},
  sha,
  heads = [opened],
  activity,
  involved = {},
}: Story = {}): Promise<Facts> {
  const place: Place = {
    subject: { kind: pull ? 'pull_request' : 'issue', number: 42 },
    node: 'PR_42',
    author: null,
    pull: pull && pullOf(pull),
    main: commitOf('c'),
    fileBlob: null,
    asked: [],
    workflows: [],
  };
  const github: Partial<Reads> = {
    commit: async ref =>
      [commitOf('a'), commitOf('d')]
        .map(one => ({ ...one, as: 'sha' as const, draft: null }))
        .find(one => one.sha.startsWith(ref)) ?? null,
    judged: async () => ({
      checks: [],
      missing: [],
      reviews: [],
      behind: null,
      green: null,
      involved: { authors: [alice], pusher: null, committers: [bob], ...involved },
    }),
    ...(activity ? { activity: async () => activity } : {}),
  };
  await inside(async session => {
    for (const move of heads) await headMoved({ repository: repository.id, pull: 42 }, move).write(session);
  });
  const ask = askOf(repository, { github, peek: inside });
  const invocation: Invocation = {
    id: 'comment:IC_1:0',
    actor: carol,
    role: 'write',
    repository,
    at: said,
    place,
    sign: 'IC_1',
    comment: null,
    file,
    prefix: '/',
  };
  return meantBy({ invocation, args: { environment, sha } }, ask);
}

const a = 'a'.repeat(40);
const ok = (parts: object) => ({ ok: true, hand: null, ...parts });

test.each<[says: string, story: Story, meant: object]>([
  ['the head of an open one', {}, ok({ sha: a, pull: 42, how: 'head' })],
  [
    'what a merge made',
    { pull: { state: 'merged', merged: commitOf('d') } },
    ok({ sha: 'd'.repeat(40), pull: 42, how: 'merge' }),
  ],
  ['the head by its digits', { sha: a.slice(0, 12), heads: [] }, ok({ sha: a, pull: 42, how: 'digits' })],
  ['what is on the default branch', { sha: 'c'.repeat(12) }, ok({ sha: 'c'.repeat(40), pull: null, how: 'digits' })],
  ['any other is taken for the pull request’s', { sha: 'd'.repeat(12) }, ok({ sha: 'd'.repeat(40), pull: 42, how: 'digits' })],
  ['on an issue, by its digits', { pull: null, sha: 'd'.repeat(12) }, ok({ sha: 'd'.repeat(40), pull: null, how: 'digits' })],
  ['GitHub’s notes, where no webhook told', { heads: [], activity: [opened] }, ok({ sha: a, how: 'head' })],
  ['a fork, whose pushes only webhooks tell', { pull: { fork: true } }, ok({ sha: a, how: 'head' })],
  ['who wrote it', { involved: { authors: [carol] } }, { hand: 'wrote' }],
  ['who pushed it', { involved: { pusher: carol } }, { hand: 'pushed' }],
  ['who pushed it to a fork', { pull: { fork: true }, heads: [{ ...opened, by: carol }] }, { hand: 'pushed' }],
  ['who has a commit in it', { involved: { committers: [bob, carol] } }, { hand: 'committed' }],
])('%s', async (_, story, expected) => {
  expect(await meant(story)).toMatchObject(expected);
});

test('what is refused, and what to say instead', async () => {
  const refusals: Record<string, Story> = {
    'closed, and not merged': { pull: { state: 'closed' } },
    'closed, by its digits': { pull: { state: 'closed' }, sha: 'a'.repeat(12) },
    'moved while they wrote': { heads: [{ ...opened, at: at(-3), before: 'b'.repeat(40) }] },
    'nobody knows since when': { heads: [], activity: [] },
    'nobody can know of a fork': { pull: { fork: true }, heads: [] },
    'nothing waits on an issue': { pull: null },
    'too few digits': { sha: 'a'.repeat(11) },
    'no such commit': { sha: 'e'.repeat(12) },
    'a push took its place': { pull: { head: commitOf('d') }, sha: 'a'.repeat(12), heads: [opened, away] },
  };
  const told: string[] = [];
  for (const [says, story] of Object.entries(refusals)) {
    await store.pool.query('truncate heads');
    const facts = await meant(story);
    told.push(`# ${says}`, facts.ok ? `${facts.sha} may go` : facts.says);
  }
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "# closed, and not merged
    #42 is closed and was not merged, so there is nothing to approve in it. Reopen it first.
    # closed, by its digits
    #42 is closed and was not merged, so there is nothing to approve in it. Reopen it first.
    # moved while they wrote
    The head moved to \`aaaaaaa\` 3 seconds before your comment. Did you mean it? \`/approve prod @aaaaaaaaaaaa\`
    # nobody knows since when
    I cannot find out whether \`aaaaaaa\` was already the head when you wrote. Did you mean it? \`/approve prod @aaaaaaaaaaaa\`
    # nobody can know of a fork
    I cannot find out whether \`aaaaaaa\` was already the head when you wrote. Did you mean it? \`/approve prod @aaaaaaaaaaaa\`
    # nothing waits on an issue
    Nothing waits for **prod** here, so I do not know which commit you mean. Say 12 of its digits: \`/approve prod @<commit>\`.
    # too few digits
    \`@aaaaaaaaaaa\` is too short to be sure: another commit can be made to start like that. Did you mean \`/approve prod @aaaaaaaaaaaa\`?
    # no such commit
    I do not find \`@eeeeeeeeeeee\` here: no branch, no tag and no single commit has that name.
    # a push took its place
    A push took the place of \`aaaaaaa\`: the head of #42 is \`ddddddd\` now. Did you mean \`/approve prod @dddddddddddd\`?"
  `);
});

test('an environment that asks nobody is asked nothing of', async () => {
  expect(await meant({ environment: 'staging' })).toMatchInlineSnapshot(`
    {
      "ok": false,
      "says": "**staging** needs no approval: \`environments.staging.approved_by\` names nobody. \`/deploy staging\` goes without.",
    }
  `);
});
