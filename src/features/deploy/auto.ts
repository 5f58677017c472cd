/** `auto`: each green commit of a branch goes to its environment, the newest wins. Nobody asked, so nobody is told but the commit. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { BranchPushed, CommitChecked, Due, Repository } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Checked } from '../../core/reads.ts';
import { storyOf } from './asked.ts';
import { lockOf } from './commands/deploy.ts';
import { autoBranch, type Environments, environmentsOf } from './config.ts';
import { enters, handedOn, leaves, together, waitsFor } from './decide.ts';
import { type Deploy, idOf, newDeploy, newStory, short } from './deploy.ts';
import { newerIsGreen } from './endings.ts';
import { judgedNow } from './policy/judged-now.ts';
import { type Weighed, weigh } from './policy/judging.ts';
import type { HealthOf } from './policy/rows.ts';
import { goodOnes, lastThere, queue, tried } from './store.ts';
import { type Judgement, judgementOn, type Rows, rowsFor } from './surroundings.ts';
import { compared, vehicleFor, type Wish } from './wish.ts';

const of = 'deploy-auto';
/** A commit that nothing has reported on by then has no checks. */
const withoutChecks = 2 * 60_000;
const mostCommits = 20;

const goingTo = (all: Environments, repository: Repository): [string, string][] =>
  Object.entries(all).flatMap(([name, one]) => {
    const branch = autoBranch(one, repository.defaultBranch);
    return branch === null ? [] : [[name, branch]];
  });

/** A look has a turn of its own for each environment, so that many checks that end at once are looked at one after the other. */
const lookAt = (repository: Repository, name: string, at: Date, head = ''): Due => ({
  type: 'Due',
  at,
  repository,
  of,
  id: `${name} ${head}`.trim(),
});

export const checked = handler({
  on: 'CommitChecked',
  async facts({ repository, head, branches }: CommitChecked, ask) {
    const to = goingTo(environmentsOf(await ask.file()), repository).filter(
      ([, branch]) => branches.length === 0 || branches.includes(branch),
    );
    const fresh = await ask.peek(async session => {
      const names: string[] = [];
      for (const [name] of to) if ((await tried(session, repository, name, [head])).size === 0) names.push(name);
      return names;
    });
    return fresh.length > 0 ? fresh : null;
  },
  scope: event => `deploy-auto/${event.repository.id}`,
  decide: ({ event, facts, now }) =>
    decided({
      about: `whether \`${short(event.head)}\` is green`,
      outcome: 'ignored',
      raises: facts.map(name => lookAt(event.repository, name, now)),
    }),
});

export const pushed = handler({
  on: 'BranchPushed',
  async facts({ repository, branch, head }: BranchPushed, ask) {
    const names = goingTo(environmentsOf(await ask.file()), repository).flatMap(([name, from]) =>
      from === branch ? [name] : [],
    );
    return head === null || names.length === 0 ? null : { head, names };
  },
  scope: event => `deploy-auto/${event.repository.id}`,
  decide: ({ event, facts }) =>
    decided({
      about: `whether \`${short(facts.head)}\` has checks`,
      outcome: 'ignored',
      raises: facts.names.map(name => lookAt(event.repository, name, new Date(event.at.getTime() + withoutChecks), facts.head)),
    }),
});

interface Facts {
  name: string;
  commit: Checked;
  branch: string;
  /** Null: what runs there has the same files. */
  wanted: { wish: Wish; weighed: Weighed } | null;
}

export const looks = (healthOf: HealthOf) =>
  handler({
    on: 'Due',
    facts: lookFacts,
    scope: (event, { name }) => lockOf(event.repository.id, name),
    rows: async (session, event, { name, commit, wanted }) => ({
      policy: wanted && (await judgementOn(session, event.repository, wanted.weighed, healthOf)),
      rows: await rowsFor(session, event.repository, {
        environment: name,
        thread: null,
        workflow: wanted?.wish.environment.workflow ?? '',
      }),
      tried: (await tried(session, event.repository, name, [commit.sha])).size > 0,
    }),
    decide: ({ event, facts, rows, now }) => decide(event.repository, facts, rows, now),
  });

async function lookFacts(event: Due, ask: Ask): Promise<Facts | null> {
  if (event.of !== of) return null;
  const { repository } = event;
  const [name = '', quiet = null] = event.id.split(' ');
  const all = environmentsOf(await ask.file());
  const environment = all[name];
  const branch = environment && autoBranch(environment, repository.defaultBranch);
  if (!environment || !branch) return null;
  // Deploys are no checks, and neither is what a team's own commands run: one that fails would hold up the next for ever.
  const workflows = await ask.startedByUs();
  const recent = await ask.github.recent(branch, mostCommits, { workflows });
  const known = await ask.peek(async session => ({
    current: await lastThere(session, repository, name),
    queue: await queue(session, repository, name),
    tried: await tried(
      session,
      repository,
      name,
      recent.map(({ sha }) => sha),
    ),
    good: await goodOnes(session, repository, name, environment.workflow),
  }));
  const commit = newestGreen(recent, known, quiet);
  if (!commit) return null;
  const { current } = known;
  const sameFiles = current?.state === 'succeeded' && current.tree === commit.tree;
  if (sameFiles) return { name, commit, branch, wanted: null };
  const vehicle = await vehicleFor(ask, name, all);
  if (!vehicle.ok) return null;
  const brings = await compared(ask, current?.state === 'succeeded' ? current.sha : null, commit.sha);
  const named = { how: 'branch', said: branch, on: branch } as const;
  const weighed = await weigh(ask, {
    name,
    commit,
    named,
    pull: null,
    asker: null,
    askedAt: event.at,
    prefix: '/',
    said: null,
    override: null,
    called: [],
  });
  if (!weighed) return null;
  const wish = { ...vehicle.vehicle, environment, commit, from: branch, named, said: {}, brings };
  return { name, commit, branch, wanted: { wish, weighed } };
}

interface Known {
  current: Deploy | null;
  queue: Deploy[];
  tried: Set<string>;
}

/** Newest first. What is there, on its way, or was tried ends the search: an older commit must never follow a newer one. */
export function newestGreen(
  recent: Checked[],
  { current, queue: open, tried: before }: Known,
  quiet: string | null,
): Checked | null {
  for (const commit of recent) {
    if (commit.sha === current?.sha || before.has(commit.sha)) return null;
    if (open.some(one => one.sha === commit.sha || (one.tree !== null && one.tree === commit.tree))) return null;
    if (commit.checks === 'green' || (commit.checks === 'none' && commit.sha === quiet)) return commit;
  }
  return null;
}

function decide(
  repository: Repository,
  facts: Facts,
  { rows, policy, tried: before }: { rows: Rows; policy: Judgement | null; tried: boolean },
  now: Date,
): Decision {
  const { name, commit, branch, wanted: asked } = facts;
  const about = `${short(commit.sha)}, green on ${branch}, to ${name}`;
  const gone = before || rows.queue.some(({ sha }) => sha === commit.sha) || (asked !== null && rows.current?.sha === commit.sha);
  if (gone) return decided({ about, outcome: 'ignored' });
  if (asked === null || policy === null) return decided({ about, effects: [sameFiles(repository, name, commit, rows.current)] });
  const { wish, weighed } = asked;
  const judged = judgedNow(weighed, policy.rows, [], now);
  // Nobody asked, so nobody is refused; the next that turns green is judged anew.
  if (judged.verdict.kind === 'no')
    return decided({ about, outcome: 'refused', reasons: { says: judged.verdict.says, holds: false, because: judged.reasons } });
  const id = idOf(`auto/${repository.id}/${name}/${commit.sha}`);
  const wanted = newDeploy({
    id,
    environment: name,
    kind: 'auto',
    sha: commit.sha,
    tree: commit.tree,
    askedAt: now,
    story: newStory({
      ...storyOf(id, name, wish, rows),
      again: `/deploy ${name}`,
      branch: repository.defaultBranch,
      landed: branch === repository.defaultBranch ? commit.committedAt.getTime() : null,
    }),
  });
  const older = rows.queue.filter(one => one.kind === 'auto' && one.state === 'waiting');
  const left = rows.queue.filter(one => !older.includes(one));
  const out = older.map(one => leaves(repository, one, newerIsGreen(commit.sha), now));
  const next = enters(repository, waitsFor(wanted, weighed, judged, policy.old, now), { ...rows, queue: left }, policy.old, now);
  return decided({
    about,
    reasons: { says: about, holds: true, because: judged.reasons },
    ...together(repository, [...out, next], handedOn(repository, older, left, now)),
  });
}

function sameFiles(repository: Repository, name: string, commit: Checked, current: Deploy | null): Effect {
  return {
    kind: 'status',
    key: `deploy:same:${repository.id}:${name}:${commit.sha}`,
    repository,
    lane: 'bookkeeping',
    head: commit.sha,
    context: `deploy/${name}`,
    state: 'success',
    description: `the same files as ${current?.sha ? short(current.sha) : 'before'} run on ${name}`.slice(0, 140),
    url: null,
  };
}
