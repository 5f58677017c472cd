import * as z from 'zod/mini';
import type { CommentPosted, Event, Person, Repository } from '../core/event.ts';

/** Payload → event. GitHub's shapes end here; what is not one of our events is null. */

const User = z.object({ id: z.number(), login: z.string(), type: z.optional(z.string()) });
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
const Said = z.object({
  node_id: z.string(),
  user: z.nullable(User),
  body: z.nullable(z.string()),
  author_association: z.optional(z.string()),
  created_at: z.optional(z.string()),
  submitted_at: z.optional(z.nullable(z.string())),
  performed_via_github_app: z.optional(z.nullable(z.object({ slug: z.optional(z.string()) }))),
});
const IssueComment = z.object({ issue: z.object({ number: z.number(), pull_request: z.optional(z.unknown()) }), comment: Said });
const PullRequest = z.object({
  pull_request: z.object({
    number: z.number(),
    updated_at: z.string(),
    head: z.object({ sha: z.string() }),
    base: z.object({ ref: z.string() }),
  }),
});
const Numbered = z.object({ pull_request: z.object({ number: z.number() }) });
const Review = z.object({ review: Said });
const ReviewComment = z.object({ comment: Said });
const Push = z.object({ ref: z.string(), after: z.string(), deleted: z.optional(z.boolean()) });

type Common = z.infer<typeof Common>;

const repositoryOf = ({ repository, installation }: Common): Repository => ({
  id: repository.id,
  owner: repository.owner.login,
  name: repository.name,
  installation: installation.id,
  private: repository.private,
  defaultBranch: repository.default_branch,
});

const personOf = (user: z.infer<typeof User>): Person => ({ id: user.id, login: user.login, bot: user.type !== 'User' });

/** GitHub sends many deliveries that concern an App without an installation or a repository; none of them is an event yet. */
export function decode(name: string, payload: unknown): Event | null {
  const common = z.safeParse(Common, payload);
  if (!common.success) return null;
  const what = `${name}.${common.data.action ?? ''}`;
  switch (what) {
    case 'issue_comment.created': {
      const { issue, comment } = z.parse(IssueComment, payload);
      const kind = issue.pull_request ? 'pull_request' : 'issue';
      return said(common.data, 'comment', { kind, number: issue.number }, comment);
    }
    case 'pull_request_review.submitted': {
      const subject = { kind: 'pull_request' as const, number: z.parse(Numbered, payload).pull_request.number };
      return said(common.data, 'review', subject, z.parse(Review, payload).review);
    }
    case 'pull_request_review_comment.created': {
      const subject = { kind: 'pull_request' as const, number: z.parse(Numbered, payload).pull_request.number };
      return said(common.data, 'review_comment', subject, z.parse(ReviewComment, payload).comment);
    }
    case 'pull_request.opened':
    case 'pull_request.reopened':
    case 'pull_request.synchronize':
    case 'pull_request.edited': {
      const { pull_request: pull } = z.parse(PullRequest, payload);
      return {
        type: 'HeadMoved',
        at: new Date(pull.updated_at),
        repository: repositoryOf(common.data),
        number: pull.number,
        head: pull.head.sha,
        base: pull.base.ref,
      };
    }
    case 'push.': {
      const push = z.parse(Push, payload);
      if (!push.ref.startsWith('refs/heads/')) return null;
      return {
        type: 'BranchPushed',
        at: pushedAt(common.data),
        repository: repositoryOf(common.data),
        branch: push.ref.slice('refs/heads/'.length),
        head: push.deleted ? null : push.after,
      };
    }
    default:
      return null;
  }
}

function said(
  common: Common,
  channel: CommentPosted['channel'],
  subject: CommentPosted['subject'],
  what: z.infer<typeof Said>,
): CommentPosted | null {
  const at = what.created_at ?? what.submitted_at;
  // A review without words, or one by an account that is gone, says nothing.
  if (!what.user || !what.body || !at) return null;
  return {
    type: 'CommentPosted',
    at: new Date(at),
    repository: repositoryOf(common),
    subject,
    channel,
    node: what.node_id,
    author: personOf(what.user),
    body: what.body,
    throughApp: what.performed_via_github_app?.slug ?? null,
    stranger: ['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR'].includes(what.author_association ?? ''),
  };
}

/** The push's own commits carry dates that anybody may forge; the repository's is GitHub's. */
function pushedAt({ repository }: Common): Date {
  const at = repository.pushed_at;
  return typeof at === 'number' ? new Date(at * 1000) : new Date(at ?? 0);
}
