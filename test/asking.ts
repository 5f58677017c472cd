import type { Repository } from '../src/core/event.ts';
import type { Ask } from '../src/core/feature.ts';
import type { Reads } from '../src/core/reads.ts';

/** What a rule may ask, for tables of pure rules: what the test does not answer must not be asked. */

const unasked = (what: string) => () => Promise.reject(new Error(`nobody should ask for ${what}`));

export const readsOf = (repository: Repository, answers: Partial<Reads> = {}): Reads => ({
  repository,
  page: `https://github.test/${repository.owner}/${repository.name}`,
  heard: unasked('what was heard'),
  ticked: unasked('what was ticked'),
  role: unasked('a role'),
  member: unasked('a member'),
  account: unasked('an account'),
  file: unasked('a file'),
  touches: unasked('what is touched'),
  place: unasked('a place'),
  commit: unasked('a commit'),
  protectedBranches: unasked('protected branches'),
  demands: unasked('what a branch demands'),
  teamSize: unasked('the size of a team'),
  compare: unasked('a comparison'),
  recent: unasked('recent commits'),
  judged: unasked('what a policy asks'),
  activity: unasked('who pushed'),
  workflows: unasked('workflows'),
  workflowsAt: unasked('workflows of a commit'),
  environments: unasked('environments'),
  run: unasked('a run'),
  jobs: unasked('jobs'),
  log: unasked('a log'),
  logs: unasked('logs'),
  lastGood: unasked('the last good run'),
  brought: unasked('what commits brought'),
  patch: unasked('which lines changed'),
  closer: unasked('who closed an issue'),
  suite: unasked('a suite of checks'),
  ourIssues: unasked('issues of ours'),
  report: unasked('a report'),
  runsSince: unasked('runs'),
  runsAt: unasked('runs at a commit'),
  notes: unasked('what was noted of a job'),
  pullOf: unasked('the pull request of a commit'),
  ...answers,
});

export const askOf = (
  repository: Repository,
  { github, ...rest }: { github?: Partial<Reads> } & Partial<Omit<Ask, 'github'>> = {},
): Ask => ({
  began: new Date(),
  github: readsOf(repository, github),
  file: unasked("the team's file"),
  workflow: unasked('a workflow'),
  startedByUs: unasked('workflows of ours'),
  among: unasked('who is meant'),
  peek: unasked('rows'),
  outside: unasked('what is outside'),
  ...rest,
});
