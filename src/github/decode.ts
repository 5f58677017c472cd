import * as z from 'zod/mini';
import type { CommentPosted, Event, HeadMoved, Repository, ReviewGiven, Subject } from '../core/event.ts';
import { personOf, RunAnswer, runOf, User } from './answers.ts';
import { deploymentKey } from './writes/deployments.ts';

/** Payload → event. GitHub's shapes end here; what is not one of our events is null. */

const Common = z.object({
  action: z.optional(z.string()),
  installation: z.object({ id: z.number() }),
  repository: z.object({
    id: z.number(),
    name: z.string(),
    owner: z.object({ login: z.string() }),
    private: z.boolean(),
    default_branch: z.string(),
    // Seconds in pushes, a date elsewhere.
    pushed_at: z.optional(z.nullable(z.union([z.number(), z.string()]))),
  }),
});
const App = z.optional(z.nullable(z.object({ id: z.optional(z.nullable(z.number())), slug: z.optional(z.string()) })));
const Said = z.object({
  node_id: z.string(),
  user: z.nullable(User),
  body: z.nullable(z.string()),
  author_association: z.optional(z.string()),
  created_at: z.optional(z.string()),
  submitted_at: z.optional(z.nullable(z.string())),
  performed_via_github_app: App,
});
const Issue = z.object({ number: z.number(), pull_request: z.optional(z.unknown()) });
const IssueComment = z.object({ issue: Issue, comment: Said });
const EditedComment = z.object({
  issue: Issue,
  comment: z.object({ node_id: z.string(), user: z.nullable(User), updated_at: z.string(), performed_via_github_app: App }),
  sender: User,
});
const PullRequest = z.object({
  pull_request: z.object({
    number: z.number(),
    updated_at: z.string(),
    merged: z.optional(z.nullable(z.boolean())),
    head: z.object({ sha: z.string() }),
    base: z.object({ ref: z.string() }),
  }),
  before: z.optional(z.string()),
  changes: z.optional(z.object({ base: z.optional(z.unknown()) })),
  sender: z.optional(User),
});
const Numbered = z.object({ pull_request: z.object({ number: z.number() }) });
const Review = z.object({
  review: z.extend(Said, { state: z.string(), commit_id: z.string(), updated_at: z.optional(z.nullable(z.string())) }),
});
const ReviewComment = z.object({ comment: Said });
const Push = z.object({ ref: z.string(), after: z.string(), deleted: z.optional(z.boolean()) });
const WorkflowRun = z.object({ workflow_run: RunAnswer });
const Deployment = z.object({
  deployment: z.object({
    id: z.number(),
    environment: z.string(),
    sha: z.string(),
    creator: z.nullable(User),
    payload: z.unknown(),
    performed_via_github_app: App,
    created_at: z.string(),
  }),
  deployment_status: z.optional(z.object({ state: z.string(), created_at: z.string() })),
});
const CheckSuite = z.object({
  check_suite: z.object({ head_sha: z.string(), head_branch: z.nullable(z.string()), app: App, updated_at: z.string() }),
});
const Status = z.object({
  sha: z.string(),
  state: z.string(),
  updated_at: z.string(),
  branches: z.array(z.object({ name: z.string() })),
});

type Common = z.infer<typeof Common>;

const repositoryOf = ({ repository, installation }: Common): Repository => ({
  id: repository.id,
  owner: repository.owner.login,
  name: repository.name,
  installation: installation.id,
  private: repository.private,
  defaultBranch: repository.default_branch,
});

const subjectOf = (issue: z.infer<typeof Issue>): Subject => ({
  kind: issue.pull_request ? 'pull_request' : 'issue',
  number: issue.number,
});

/** GitHub sends many deliveries that concern an App without an installation or a repository; none of them is an event yet. */
export function decode(name: string, payload: unknown, appId: number): Event | null {
  const common = z.safeParse(Common, payload);
  if (!common.success) return null;
  const repository = repositoryOf(common.data);
  const what = `${name}.${common.data.action ?? ''}`;
  switch (what) {
    case 'issue_comment.created': {
      const { issue, comment } = z.parse(IssueComment, payload);
      return said(repository, 'comment', subjectOf(issue), comment);
    }
    case 'issue_comment.edited':
      return edited(repository, z.parse(EditedComment, payload), appId);
    case 'pull_request_review.submitted':
      return reviewed(repository, z.parse(Numbered, payload).pull_request.number, z.parse(Review, payload).review);
    case 'pull_request_review.dismissed': {
      const { review } = z.parse(Review, payload);
      return given(repository, z.parse(Numbered, payload).pull_request.number, review, 'dismissed');
    }
    case 'pull_request_review_comment.created': {
      const subject = { kind: 'pull_request' as const, number: z.parse(Numbered, payload).pull_request.number };
      return said(repository, 'review_comment', subject, z.parse(ReviewComment, payload).comment);
    }
    case 'pull_request.opened':
    case 'pull_request.reopened':
    case 'pull_request.synchronize':
    case 'pull_request.edited':
    case 'pull_request.closed':
    case 'pull_request.converted_to_draft':
    case 'pull_request.ready_for_review':
      return moved(repository, common.data.action ?? '', z.parse(PullRequest, payload));
    case 'push.': {
      const push = z.parse(Push, payload);
      if (!push.ref.startsWith('refs/heads/')) return null;
      const branch = push.ref.slice('refs/heads/'.length);
      return { type: 'BranchPushed', at: pushedAt(common.data), repository, branch, head: push.deleted ? null : push.after };
    }
    case 'workflow_run.requested':
    case 'workflow_run.in_progress':
    case 'workflow_run.completed': {
      const run = runOf(z.parse(WorkflowRun, payload).workflow_run);
      return { type: 'RunMoved', at: run.updatedAt, repository, run };
    }
    case 'deployment.created':
    case 'deployment_status.created':
      return deployed(repository, z.parse(Deployment, payload), appId);
    case 'check_suite.completed': {
      const { check_suite: suite } = z.parse(CheckSuite, payload);
      // What we say of a commit ourselves is no news to us.
      if (suite.app?.id === appId) return null;
      const branches = suite.head_branch === null ? [] : [suite.head_branch];
      return { type: 'CommitChecked', at: new Date(suite.updated_at), repository, head: suite.head_sha, branches };
    }
    case 'status.': {
      const status = z.parse(Status, payload);
      if (status.state === 'pending') return null;
      const branches = status.branches.map(one => one.name);
      return { type: 'CommitChecked', at: new Date(status.updated_at), repository, head: status.sha, branches };
    }
    default:
      return null;
  }
}

function said(
  repository: Repository,
  channel: CommentPosted['channel'],
  subject: Subject,
  what: z.infer<typeof Said>,
): CommentPosted | null {
  const at = what.created_at ?? what.submitted_at;
  // A review without words, or one by an account that is gone, says nothing.
  if (!what.user || !what.body || !at) return null;
  return {
    type: 'CommentPosted',
    at: new Date(at),
    repository,
    subject,
    channel,
    node: what.node_id,
    author: personOf(what.user),
    body: what.body,
    throughApp: what.performed_via_github_app?.slug ?? null,
    stranger: ['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR'].includes(what.author_association ?? ''),
  };
}

const moves: Record<string, HeadMoved['how']> = {
  opened: 'opened',
  reopened: 'reopened',
  synchronize: 'pushed',
  edited: 'edited',
};

function moved(repository: Repository, action: string, payload: z.infer<typeof PullRequest>): Event {
  const { pull_request: pull, before, changes, sender } = payload;
  const common = {
    at: new Date(pull.updated_at),
    repository,
    number: pull.number,
    head: pull.head.sha,
    base: pull.base.ref,
    by: sender ? personOf(sender) : null,
  };
  const how = moves[action];
  if (how) return { type: 'HeadMoved', ...common, how: changes?.base === undefined ? how : 'retargeted', before: before ?? null };
  const left = { closed: pull.merged ? 'merged' : 'closed', converted_to_draft: 'drafted' } as const;
  return { type: 'PullMoved', ...common, how: action === 'closed' || action === 'converted_to_draft' ? left[action] : 'ready' };
}

type Review = z.infer<typeof Review>['review'];

/** One delivery is one event: with words it is those, and its yes or no comes with them. */
function reviewed(repository: Repository, number: number, review: Review): Event | null {
  const opinion = opinions[review.state.toLowerCase()];
  const words = said(repository, 'review', { kind: 'pull_request', number }, review);
  if (!opinion) return words;
  return words ? { ...words, review: { state: opinion, commit: review.commit_id } } : given(repository, number, review, opinion);
}

const opinions: Record<string, 'approved' | 'changes'> = { approved: 'approved', changes_requested: 'changes' };

function given(repository: Repository, number: number, review: Review, state: ReviewGiven['state']): ReviewGiven | null {
  const at = state === 'dismissed' ? (review.updated_at ?? review.submitted_at) : review.submitted_at;
  if (!at) return null;
  const by = review.user && personOf(review.user);
  return { type: 'ReviewGiven', at: new Date(at), repository, number, by, commit: review.commit_id, state };
}

/** Only of what we wrote ourselves: whoever edits somebody else's words does not speak to us. */
function edited(repository: Repository, { issue, comment, sender }: z.infer<typeof EditedComment>, appId: number): Event | null {
  const ours = comment.performed_via_github_app?.id === appId && comment.user?.type === 'Bot';
  if (!ours || sender.id === comment.user?.id) return null;
  const at = new Date(comment.updated_at);
  return { type: 'CommentEdited', at, repository, subject: subjectOf(issue), node: comment.node_id, by: personOf(sender) };
}

function deployed(
  repository: Repository,
  { deployment, deployment_status: status }: z.infer<typeof Deployment>,
  appId: number,
): Event {
  const { id, environment, sha, creator, payload, performed_via_github_app } = deployment;
  const ours = performed_via_github_app?.id === appId;
  return {
    type: 'DeploymentMoved',
    at: new Date(status?.created_at ?? deployment.created_at),
    repository,
    deployment: {
      id,
      environment,
      sha,
      by: creator && personOf(creator),
      ours,
      // Whoever can deploy can write any payload.
      key: ours ? deploymentKey(payload) : null,
    },
    state: status?.state ?? null,
  };
}

/** The push's own commits carry dates that anybody may forge; the repository's is GitHub's. */
function pushedAt({ repository }: Common): Date {
  const at = repository.pushed_at;
  return typeof at === 'number' ? new Date(at * 1000) : new Date(at ?? 0);
}
