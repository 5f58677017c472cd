import * as z from 'zod/mini';
import type {
  BranchPushed,
  CommentPosted,
  Event,
  HeadMoved,
  IssueEdited,
  IssueMoved,
  Repository,
  ReviewGiven,
  Subject,
} from '../core/event.ts';
import { conclusionOf, personOf, RunAnswer, runOf, User, webAddress } from './answers.ts';
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
const Touched = z.object({
  pull_request: z.object({ number: z.number(), updated_at: z.string() }),
  // Of a thread that is settled.
  updated_at: z.optional(z.nullable(z.string())),
});
const Numbered = z.object({ pull_request: z.object({ number: z.number() }) });
const Review = z.object({
  review: z.extend(Said, { state: z.string(), commit_id: z.string(), updated_at: z.optional(z.nullable(z.string())) }),
});
const ReviewComment = z.object({ comment: Said });
const Push = z.object({
  ref: z.string(),
  after: z.string(),
  deleted: z.optional(z.boolean()),
  forced: z.optional(z.boolean()),
  commits: z.optional(
    z.array(
      z.object({
        added: z.optional(z.array(z.string())),
        removed: z.optional(z.array(z.string())),
        modified: z.optional(z.array(z.string())),
      }),
    ),
  ),
});
const WorkflowRun = z.object({
  workflow_run: RunAnswer,
  workflow: z.optional(z.nullable(z.object({ name: z.optional(z.string()) }))),
});
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
  check_suite: z.object({
    id: z.number(),
    head_sha: z.string(),
    head_branch: z.nullable(z.string()),
    app: App,
    conclusion: z.nullable(z.string()),
    updated_at: z.string(),
  }),
});
const statusStates = ['success', 'failure', 'error'] as const;
const Status = z.object({
  id: z.number(),
  sha: z.string(),
  state: z.string(),
  context: z.string(),
  description: z.nullable(z.string()),
  target_url: z.nullable(z.string()),
  updated_at: z.string(),
  branches: z.array(
    z.object({
      name: z.string(),
      commit: z.optional(z.nullable(z.object({ sha: z.optional(z.nullable(z.string())) }))),
    }),
  ),
});

const Issues = z.object({
  issue: z.object({
    number: z.number(),
    node_id: z.string(),
    user: z.nullable(User),
    updated_at: z.string(),
    closed_at: z.optional(z.nullable(z.string())),
    performed_via_github_app: App,
  }),
  label: z.optional(z.object({ name: z.string() })),
  sender: User,
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
    case 'pull_request.review_requested':
    case 'pull_request.review_request_removed':
    case 'pull_request.labeled':
    case 'pull_request.unlabeled':
    case 'pull_request.assigned':
    case 'pull_request.unassigned':
    case 'pull_request.milestoned':
    case 'pull_request.demilestoned':
    case 'pull_request.locked':
    case 'pull_request.unlocked':
    case 'pull_request.auto_merge_enabled':
    case 'pull_request.auto_merge_disabled':
    case 'pull_request.enqueued':
    case 'pull_request.dequeued':
    case 'pull_request_review_thread.resolved':
    case 'pull_request_review_thread.unresolved': {
      const { pull_request: pull, updated_at: at } = z.parse(Touched, payload);
      return { type: 'PullTouched', at: new Date(at ?? pull.updated_at), repository, number: pull.number };
    }
    case 'push.': {
      const push = z.parse(Push, payload);
      if (!push.ref.startsWith('refs/heads/')) return null;
      const branch = push.ref.slice('refs/heads/'.length);
      const head = push.deleted ? null : push.after;
      return { type: 'BranchPushed', at: pushedAt(common.data), repository, branch, head, ...changedBy(push) };
    }
    case 'workflow_run.requested':
    case 'workflow_run.in_progress':
    case 'workflow_run.completed': {
      const { workflow_run: told, workflow } = z.parse(WorkflowRun, payload);
      // A run with a title of its own may carry that as its name.
      const run = runOf({ ...told, name: workflow?.name ?? told.name });
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
      const said = {
        kind: 'suite' as const,
        id: suite.id,
        app: suite.app?.slug ?? '',
        conclusion: conclusionOf(suite.conclusion) ?? 'neutral',
      };
      const at = new Date(suite.updated_at);
      return { type: 'CommitChecked', at, repository, head: suite.head_sha, branches, heads: branches, said };
    }
    case 'status.': {
      const status = z.parse(Status, payload);
      const state = statusStates.find(one => one === status.state);
      if (!state) return null;
      const branches = status.branches.map(one => one.name);
      const heads = status.branches.filter(one => one.commit?.sha === status.sha).map(one => one.name);
      const { id, context, description } = status;
      const said = {
        kind: 'status' as const,
        id,
        context,
        state,
        description: description ?? '',
        url: webAddress(status.target_url),
      };
      return { type: 'CommitChecked', at: new Date(status.updated_at), repository, head: status.sha, branches, heads, said };
    }
    case 'issues.closed':
    case 'issues.reopened':
    case 'issues.deleted':
    case 'issues.transferred':
    case 'issues.locked':
    case 'issues.unlocked':
    case 'issues.unlabeled':
      return issueMoved(repository, common.data.action ?? '', z.parse(Issues, payload), appId);
    case 'issues.edited':
      return issueEdited(repository, z.parse(Issues, payload), appId);
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

const ways: Record<string, IssueMoved['how']> = {
  closed: 'closed',
  reopened: 'reopened',
  deleted: 'deleted',
  transferred: 'moved',
  locked: 'locked',
  unlocked: 'unlocked',
  unlabeled: 'unlabelled',
};

/** Only what we opened ourselves, and only by somebody else's hand: what we do to it we know. */
const oursByOthers = ({ issue, sender }: Pick<z.infer<typeof Issues>, 'issue' | 'sender'>, appId: number): boolean =>
  issue.performed_via_github_app?.id === appId && issue.user?.type === 'Bot' && sender.id !== issue.user.id;

function issueEdited(repository: Repository, payload: z.infer<typeof Issues>, appId: number): IssueEdited | null {
  const { issue, sender } = payload;
  if (!oursByOthers(payload, appId)) return null;
  const { number, node_id: node, updated_at: at } = issue;
  return { type: 'IssueEdited', at: new Date(at), repository, number, node, by: personOf(sender) };
}

function issueMoved(
  repository: Repository,
  action: string,
  { issue, label, sender }: z.infer<typeof Issues>,
  appId: number,
): IssueMoved | null {
  const how = ways[action];
  if (!how || !oursByOthers({ issue, sender }, appId)) return null;
  return {
    type: 'IssueMoved',
    at: new Date((how === 'closed' ? issue.closed_at : null) ?? issue.updated_at),
    repository,
    number: issue.number,
    how,
    label: how === 'unlabelled' ? (label?.name ?? null) : null,
    by: personOf(sender),
  };
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

/** GitHub lists no more commits than these. */
const mostListed = 2048;

/** What a push by force throws away stands in none of its commits. */
function changedBy({ forced, commits }: z.infer<typeof Push>): Pick<BranchPushed, 'removed' | 'sameWorkflows'> {
  if (forced !== false || !commits || commits.length >= mostListed) return {};
  const removed = commits.map(one => one.removed);
  const touched = commits.flatMap(({ added, removed: gone, modified }) => [added, gone, modified]);
  const isWorkflow = (path: string) => path.startsWith('.github/workflows/');
  const same = touched.length > 0 && touched.every(paths => paths !== undefined && !paths.some(isWorkflow));
  return {
    ...(removed.every(one => one !== undefined) ? { removed: removed.flat() } : {}),
    ...(same ? { sameWorkflows: true } : {}),
  };
}

/** The push's own commits carry dates that anybody may forge; the repository's is GitHub's. */
function pushedAt({ repository }: Common): Date {
  const at = repository.pushed_at;
  return typeof at === 'number' ? new Date(at * 1000) : new Date(at ?? 0);
}
