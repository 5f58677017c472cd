/** The compiler holds every shape against what GitHub's own client expects; running this proves nothing, `tsc` does. */
import type { RestEndpointMethodTypes as Rest } from '@octokit/rest';
import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import { expectTypeOf, test } from 'vitest';
import type { accountJson } from './account.ts';
import type { appJson, installationJson } from './app.ts';
import type { artifactJson, cacheJson } from './artifact.ts';
import type { branchJson, protectionJson, rulesJson } from './branch.ts';
import type { checkJson, suiteJson } from './check.ts';
import type { commentJson, reactionJson, reviewCommentJson, reviewJson } from './comment.ts';
import type { commitJson } from './commit.ts';
import type { deploymentJson, deploymentStatusJson, environmentJson } from './deployment.ts';
import type { eventJson } from './event.ts';
import type { fileJson } from './file.ts';
import type { issueJson } from './issue.ts';
import type { jobJson } from './job.ts';
import type { labelJson, milestoneJson } from './label.ts';
import type { pullJson, simplePullJson } from './pull.ts';
import type { repositoryJson } from './repository.ts';
import type { runJson, workflowJson } from './run.ts';
import type { combinedJson, statusJson } from './status.ts';
import type { fullTeamJson, teamJson, teamMembershipJson } from './team.ts';

type Data<Group extends keyof Rest, Name extends keyof Rest[Group]> = Rest[Group][Name] extends { response: { data: infer D } }
  ? D
  : never;

test('shapes are those of GitHub', () => {
  expectTypeOf<ReturnType<typeof accountJson>>().toExtend<NonNullable<Data<'issues', 'getComment'>['user']>>();
  expectTypeOf<ReturnType<typeof appJson>>().toExtend<NonNullable<Data<'apps', 'getAuthenticated'>>>();
  expectTypeOf<ReturnType<typeof installationJson>>().toExtend<Data<'apps', 'getInstallation'>>();
  expectTypeOf<ReturnType<typeof checkJson>>().toExtend<Data<'checks', 'get'>>();
  expectTypeOf<ReturnType<typeof commentJson>>().toExtend<Data<'issues', 'getComment'>>();
  expectTypeOf<ReturnType<typeof reactionJson>>().toExtend<Data<'reactions', 'createForIssueComment'>>();
  expectTypeOf<ReturnType<typeof reviewJson>>().toExtend<Data<'pulls', 'getReview'>>();
  expectTypeOf<ReturnType<typeof reviewCommentJson>>().toExtend<Data<'pulls', 'getReviewComment'>>();
  expectTypeOf<ReturnType<typeof commitJson>>().toExtend<Omit<Data<'repos', 'getCommit'>, 'files' | 'stats'>>();
  expectTypeOf<ReturnType<typeof issueJson>>().toExtend<Data<'issues', 'get'>>();
  expectTypeOf<ReturnType<typeof repositoryJson>>().toExtend<
    Data<'apps', 'listReposAccessibleToInstallation'>['repositories'][number]
  >();
  expectTypeOf<ReturnType<typeof pullJson>>().toExtend<Data<'pulls', 'get'>>();
  // There a label always has a description, which on GitHub it has not.
  expectTypeOf<Omit<ReturnType<typeof simplePullJson>, 'labels'>>().toExtend<Omit<Data<'pulls', 'list'>[number], 'labels'>>();
  expectTypeOf<ReturnType<typeof fileJson>>().toExtend<Data<'pulls', 'listFiles'>[number]>();
  expectTypeOf<ReturnType<typeof artifactJson>>().toExtend<Data<'actions', 'getArtifact'>>();
  expectTypeOf<ReturnType<typeof cacheJson>>().toExtend<Data<'actions', 'getActionsCacheList'>['actions_caches'][number]>();
  expectTypeOf<ReturnType<typeof branchJson>>().toExtend<Data<'repos', 'getBranch'>>();
  expectTypeOf<NonNullable<ReturnType<typeof protectionJson>>>().toExtend<Data<'repos', 'getBranchProtection'>>();
  expectTypeOf<ReturnType<typeof rulesJson>>().toExtend<Data<'repos', 'getBranchRules'>>();
  expectTypeOf<ReturnType<typeof labelJson>>().toExtend<Data<'issues', 'getLabel'>>();
  expectTypeOf<ReturnType<typeof milestoneJson>>().toExtend<Data<'issues', 'getMilestone'>>();
  expectTypeOf<Pick<ReturnType<typeof eventJson>, 'id' | 'event' | 'actor' | 'commit_id' | 'created_at'>>().toExtend<
    Pick<Data<'issues', 'getEvent'>, 'id' | 'event' | 'actor' | 'commit_id' | 'created_at'>
  >();
  expectTypeOf<ReturnType<typeof teamJson>>().toExtend<Omit<Data<'teams', 'list'>[number], 'parent'>>();
  expectTypeOf<ReturnType<typeof fullTeamJson>>().toExtend<Data<'teams', 'getByName'>>();
  expectTypeOf<ReturnType<typeof teamMembershipJson>>().toExtend<Data<'teams', 'getMembershipForUserInOrg'>>();
  expectTypeOf<ReturnType<typeof suiteJson>>().toExtend<Data<'checks', 'getSuite'>>();
  expectTypeOf<ReturnType<typeof statusJson>>().toExtend<Data<'repos', 'createCommitStatus'>>();
  expectTypeOf<ReturnType<typeof combinedJson>>().toExtend<Data<'repos', 'getCombinedStatusForRef'>>();
  expectTypeOf<ReturnType<typeof deploymentJson>>().toExtend<Data<'repos', 'getDeployment'>>();
  expectTypeOf<ReturnType<typeof deploymentStatusJson>>().toExtend<Data<'repos', 'createDeploymentStatus'>>();
  expectTypeOf<ReturnType<typeof environmentJson>>().toExtend<Data<'repos', 'getEnvironment'>>();
  expectTypeOf<ReturnType<typeof workflowJson>>().toExtend<Data<'actions', 'getWorkflow'>>();
  expectTypeOf<ReturnType<typeof runJson>>().toExtend<Data<'actions', 'getWorkflowRun'>>();
  expectTypeOf<ReturnType<typeof jobJson>>().toExtend<Data<'actions', 'getJobForWorkflowRun'>>();
});

type Payload<Name extends EmitterWebhookEventName> = EmitterWebhookEvent<Name>['payload'];

test('so are the parts of webhooks', () => {
  expectTypeOf<Payload<'issue_comment.created'>['comment']['body']>().toEqualTypeOf<string>();
  expectTypeOf<ReturnType<typeof commentJson>>().toExtend<Payload<'issue_comment.created'>['comment']>();
  expectTypeOf<Omit<ReturnType<typeof issueJson>, Gathered>>().toExtend<
    Omit<Payload<'issue_comment.created'>['issue'], Gathered>
  >();
  expectTypeOf<ReturnType<typeof repositoryJson>>().toExtend<Payload<'issue_comment.created'>['repository']>();
  expectTypeOf<ReturnType<typeof accountJson>>().toExtend<Payload<'issue_comment.created'>['sender']>();
  expectTypeOf<ReturnType<typeof pullJson>>().toExtend<Payload<'pull_request.opened'>['pull_request']>();
  expectTypeOf<ReturnType<typeof reviewCommentJson>>().toExtend<Payload<'pull_request_review_comment.created'>['comment']>();
  expectTypeOf<ReturnType<typeof reviewJson>>().toExtend<Payload<'pull_request_review.submitted'>['review']>();
  expectTypeOf<ReturnType<typeof installationJson>>().toExtend<Payload<'installation.created'>['installation']>();
  expectTypeOf<ReturnType<typeof runJson>>().toExtend<Payload<'workflow_run'>['workflow_run']>();
  // What the webhooks' description narrows to one value per action, or leaves older than the API's, is left out.
  expectTypeOf<Omit<ReturnType<typeof jobJson>, 'conclusion' | 'status' | 'completed_at' | 'steps'>>().toExtend<
    Omit<Payload<'workflow_job.completed'>['workflow_job'], 'conclusion' | 'status' | 'completed_at' | 'steps'>
  >();
  expectTypeOf<Pick<ReturnType<typeof suiteJson>, Suited>>().toExtend<
    Pick<Payload<'check_suite.completed'>['check_suite'], Suited>
  >();
  expectTypeOf<Pick<ReturnType<typeof deploymentJson>, Deployed>>().toExtend<
    Pick<Payload<'deployment.created'>['deployment'], Deployed>
  >();
  expectTypeOf<Pick<ReturnType<typeof deploymentStatusJson>, Told>>().toExtend<
    Pick<Payload<'deployment_status.created'>['deployment_status'], Told>
  >();
});

/** Its App's permissions are, there, one word each. */
type Gathered = 'milestone' | 'labels' | 'assignee' | 'assignees' | 'performed_via_github_app';
type Suited =
  | 'id'
  | 'head_sha'
  | 'head_branch'
  | 'before'
  | 'after'
  | 'pull_requests'
  | 'head_commit'
  | 'latest_check_runs_count';
type Deployed = 'id' | 'sha' | 'ref' | 'task' | 'environment' | 'created_at' | 'statuses_url';
type Told = 'id' | 'state' | 'description' | 'environment' | 'target_url' | 'created_at' | 'deployment_url';
