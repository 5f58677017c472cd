/** What is said of a commit: check runs, their suites, statuses, and the sum of it all. */
import type { Call } from '../call.ts';
import { appOfStatus, checksOfSuites, combined, latestStatuses } from '../changes/statuses.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Repository, CheckRun as Run, CheckSuite as Suite } from '../rows.ts';
import type { CommitStatus, WorkflowRun as WorkflowRunRow } from '../rows-actions.ts';
import { appNumbered } from '../shapes/app.ts';
import { checkJson, suiteJson } from '../shapes/check.ts';
import { runJson, workflowJson } from '../shapes/run.ts';
import { connection } from './connection.ts';
import { type Args, type Fields, need } from './fields.ts';

const upper = (word: string | null) => (word === null ? null : word.toUpperCase());

/** Whether a rule of the branch that a pull request goes to asks for it. */
function required(call: Call, repository: Repository, args: Args, context: string, app: number | null): boolean {
  const pull = call.site.world.issue(repository, Number(args.pullRequestNumber));
  const rules = call.site.world.rules.where(rule => rule.repository === repository.id && rule.branch === pull?.pull?.base);
  return rules.some(rule => rule.checks.some(one => one.context === context && (one.app ?? app) === app));
}

const CheckRun: Fields<Run> = {
  id: run => nodeId(run),
  databaseId: run => run.id,
  name: run => run.name,
  status: run => upper(run.status),
  conclusion: run => upper(run.conclusion),
  startedAt: run => stamp(run.startedAt),
  completedAt: run => run.completedAt && stamp(run.completedAt),
  detailsUrl: (run, _, call) => checkJson(call.site, run).details_url,
  url: (run, _, call) => checkJson(call.site, run).html_url,
  permalink: (run, _, call) => checkJson(call.site, run).html_url,
  externalId: run => run.externalId,
  title: run => run.title,
  summary: run => run.summary,
  text: run => run.text,
  repository: (run, _, call) => call.site.world.repositories.get(run.repository),
  checkSuite: (run, _, call) => call.site.world.checkSuites.get(run.suite),
  isRequired: (run, args, call) => required(call, call.site.world.repositories.get(run.repository), args, run.name, run.app),
  annotations: (run, args) =>
    connection(
      'annotations',
      run.annotations.map(one => ({
        path: one.path,
        message: one.message,
        title: one.title ?? null,
        rawDetails: one.raw_details ?? null,
        annotationLevel: upper(one.annotation_level),
        location: { start: { line: one.start_line, column: null }, end: { line: one.end_line, column: null } },
      })),
      args,
    ),
};

const StatusContext: Fields<CommitStatus> = {
  id: status => `SC_${status.id}`,
  context: status => status.context,
  state: status => upper(status.state),
  description: status => status.description,
  targetUrl: status => status.targetUrl,
  createdAt: status => stamp(status.createdAt),
  creator: (status, _, call) => call.site.world.accounts.get(status.creator),
  isRequired: (status, args, call) =>
    required(call, call.site.world.repositories.get(status.repository), args, status.context, appOfStatus(call.site, status)),
};

const CheckSuite: Fields<Suite> = {
  id: suite => nodeId(suite),
  databaseId: suite => suite.id,
  status: (suite, _, call) => upper(suiteJson(call.site, suite).status),
  conclusion: (suite, _, call) => upper(suiteJson(call.site, suite).conclusion),
  createdAt: suite => stamp(suite.createdAt),
  updatedAt: (suite, _, call) => suiteJson(call.site, suite).updated_at,
  url: (suite, _, call) => suiteJson(call.site, suite).url,
  app: (suite, _, call) => {
    const app = appNumbered(call.site, suite.app);
    return { id: app.node_id, databaseId: app.id, slug: app.slug, name: app.name, url: app.html_url };
  },
  repository: (suite, _, call) => call.site.world.repositories.get(suite.repository),
  workflowRun: (suite, _, call) => call.site.world.runs.of('suite', suite.id)[0] ?? null,
  checkRuns: (suite, args, call) => connection('checkRuns', call.site.world.checkRuns.of('suite', suite.id), args),
};

const WorkflowRun: Fields<WorkflowRunRow> = {
  id: run => nodeId(run),
  databaseId: run => run.id,
  runNumber: run => run.number,
  event: run => run.event,
  createdAt: run => stamp(run.createdAt),
  updatedAt: run => stamp(run.updatedAt),
  url: (run, _, call) => runJson(call.site, run).html_url,
  file: (run, _, call) => ({ id: `WRF_${run.id}`, path: call.site.world.workflows.get(run.workflow).path }),
  checkSuite: (run, _, call) => call.site.world.checkSuites.get(run.suite),
  workflow: (run, _, call) => {
    const workflow = workflowJson(call.site, call.site.world.workflows.get(run.workflow));
    return { id: workflow.node_id, databaseId: workflow.id, name: workflow.name, url: workflow.html_url };
  },
};

export const checks = { CheckRun, StatusContext, CheckSuite, WorkflowRun };

/** Null where nobody has said anything. */
export function statusCheckRollup(call: Call, repository: Repository, sha: string) {
  need(call, repository, 'checks:read');
  const { site } = call;
  const all = combined(site, repository, sha);
  if (all.length === 0) return null;
  const [runs, statuses] = [checksOfSuites(site, repository, sha), latestStatuses(site, repository, sha)];
  const state = (['failure', 'pending', 'success'] as const).find(one => all.some(row => row.state === one));
  return {
    id: `SCR_${sha}`,
    state: upper(state ?? 'pending'),
    commit: { kind: 'Commit', oid: sha, repository },
    contexts: (args: Args) => ({
      ...connection<Run | CommitStatus>('contexts', [...runs.toReversed(), ...statuses.toReversed()], args),
      checkRunCount: runs.length,
      statusContextCount: statuses.length,
    }),
  };
}
