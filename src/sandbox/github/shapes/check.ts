import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { CheckRun, CheckSuite, Conclusion, Repository } from '../rows.ts';
import type { WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';
import { appNumbered } from './app.ts';
import { commitJson } from './commit.ts';
import { repositoryJson } from './repository.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function checkJson(site: Site, run: CheckRun) {
  const repository = site.world.repositories.get(run.repository);
  const url = `${repositoryUrl(site, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(site, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId(run),
    head_sha: run.head,
    external_id: run.externalId ?? '',
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: stamp(run.startedAt),
    completed_at: run.completedAt && stamp(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: appNumbered(site, run.app),
    pull_requests: pullsAt(site, repository, run.head),
  };
}

/** The open pull requests of this repository's own branches that stand at a commit. */
export function pullsAt(site: Site, repository: Repository, head: string) {
  const { world } = site;
  const brief = (row: Repository) => ({ id: row.id, url: repositoryUrl(site, row), name: row.name });
  const numbers = world.refs
    .of('sha', head)
    .filter(ref => ref.repository === repository.id)
    .map(ref => /^refs\/pull\/(\d+)\/head$/.exec(ref.name)?.[1]);
  return numbers
    .map(number => number && world.issue(repository, Number(number)))
    .filter(issue => typeof issue === 'object')
    .filter(isPull)
    .filter(pull => pull.state === 'open' && pull.pull.headRepository === repository.id)
    .map(pull => ({
      id: pull.pull.id,
      number: pull.number,
      url: `${repositoryUrl(site, repository)}/pulls/${pull.number}`,
      head: { ref: pull.pull.head, sha: head, repo: brief(repository) },
      base: { ref: pull.pull.base, sha: world.commitAt(repository, pull.pull.base) ?? head, repo: brief(repository) },
    }));
}

export function suiteState(site: Site, suite: CheckSuite): { status: CheckRun['status']; conclusion: WorkflowRun['conclusion'] } {
  const workflow = site.world.runs.of('suite', suite.id)[0];
  if (workflow) {
    const { status, conclusion } = workflow;
    return { status: status === 'pending' || status === 'waiting' ? 'queued' : status, conclusion };
  }
  const runs = site.world.checkRuns.of('suite', suite.id);
  if (runs.every(run => run.status === 'queued')) return { status: 'queued', conclusion: null };
  if (runs.some(run => run.status !== 'completed')) return { status: 'in_progress', conclusion: null };
  return { status: 'completed', conclusion: worst(runs.map(run => run.conclusion)) };
}

const byWeight: Conclusion[] = ['failure', 'timed_out', 'action_required', 'cancelled', 'success', 'neutral', 'skipped'];
const worst = (all: (Conclusion | null)[]): Conclusion => byWeight.find(one => all.includes(one)) ?? 'success';

/** A suite as the webhooks of its runs carry it. */
export function simpleSuiteJson(site: Site, suite: CheckSuite) {
  const { world } = site;
  const repository = world.repositories.get(suite.repository);
  const url = `${repositoryUrl(site, repository)}/check-suites/${suite.id}`;
  const runs = world.checkRuns.of('suite', suite.id);
  const last = runs.reduce((at, run) => Math.max(at, (run.completedAt ?? run.startedAt).getTime()), suite.createdAt.getTime());
  return {
    id: suite.id,
    node_id: nodeId(suite),
    head_branch: suite.branch,
    head_sha: suite.head,
    ...suiteState(site, suite),
    url,
    before: world.git.commit(suite.head)?.parents[0] ?? null,
    after: suite.head,
    pull_requests: pullsAt(site, repository, suite.head),
    app: appNumbered(site, suite.app),
    repository: repositoryJson(site, repository),
    created_at: stamp(suite.createdAt),
    updated_at: stamp(new Date(last)),
  };
}

export function suiteJson(site: Site, suite: CheckSuite) {
  const { world } = site;
  const simple = simpleSuiteJson(site, suite);
  const commit = commitJson(site, world.repositories.get(suite.repository), suite.head).commit;
  return {
    ...simple,
    head_commit: {
      id: suite.head,
      tree_id: commit.tree.sha,
      message: commit.message,
      timestamp: commit.author.date,
      author: { name: commit.author.name, email: commit.author.email },
      committer: { name: commit.author.name, email: commit.author.email },
    },
    latest_check_runs_count: world.checkRuns.of('suite', suite.id).length,
    check_runs_url: `${simple.url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}
