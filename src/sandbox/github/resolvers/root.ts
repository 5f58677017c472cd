/** Where a query begins, and the mutations. */
import { GraphQLError } from 'graphql';
import type { Call } from '../call.ts';
import { react, reactionsOn } from '../changes/comments.ts';
import type { Node } from '../nodes.ts';
import type { Reactable } from '../rows.ts';
import { type Args, type Fields, input, need, notResolved, sees, text } from './fields.ts';
import { contentOf } from './reactions.ts';
import { speaking } from './speaking.ts';
import { tending } from './tending.ts';

const Query: Fields<unknown> = {
  viewer: (_, __, call) => ({ ...call.actor, kind: 'User' }),
  node: (_, args, call) => nodeOf(call, text(args, 'id')),
  nodes: (_, args, call) => (Array.isArray(args.ids) ? args.ids.map(id => orError(() => nodeOf(call, String(id)))) : []),
  repository: (_, args, call) => {
    const [owner, name] = [text(args, 'owner'), text(args, 'name')];
    const { world } = call.site;
    const found = world.repository(owner, name) ?? (args.followRenames === false ? undefined : world.movedFrom(owner, name));
    if (!found || !sees(call, found)) throw notResolved(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    return found;
  },
  organization: (_, args, call) => {
    const found = call.site.world.account(text(args, 'login'));
    if (found?.kind !== 'Organization')
      throw notResolved(`Could not resolve to an Organization with the login of '${args.login}'.`);
    return found;
  },
  user: (_, args, call) => {
    const found = call.site.world.account(text(args, 'login'));
    if (found?.kind !== 'User') throw notResolved(`Could not resolve to a User with the login of '${args.login}'.`);
    return found;
  },
  rateLimit: () => ({ cost: 1, limit: 5000, remaining: 4999, used: 1, nodeCount: 1 }),
};

const Mutation: Fields<unknown> = {
  ...speaking(nodeOf),
  ...tending(nodeOf),
  addReaction: (_, args, call) => {
    const asked = input(args);
    const subject = nodeOf(call, text(asked, 'subjectId'));
    if (!isReactable(subject)) throw new GraphQLError('That takes no reactions.', { extensions: { type: 'UNPROCESSABLE' } });
    const { world } = call.site;
    const repository = world.repositories.get(subject.repository);
    const issue = 'issue' in subject ? world.issues.get(subject.issue) : subject;
    need(call, repository, ...reactersTo(subject, issue.pull !== null));
    const [reaction, isNew] = react(call.site, subject, call.actor, contentOf(text(asked, 'content')));
    if (isNew)
      call.wrote({ repository, number: issue.number, ids: { reaction: reaction.id }, route: 'graphql addReaction', body: asked });
    return { clientMutationId: asked.clientMutationId ?? null, reaction, subject };
  },
  removeReaction: (_, args, call) => {
    const asked = input(args);
    const subject = nodeOf(call, text(asked, 'subjectId'));
    if (!isReactable(subject)) throw new GraphQLError('That takes no reactions.', { extensions: { type: 'UNPROCESSABLE' } });
    const mine = reactionsOn(call.site, subject).find(
      row => row.author === call.actor.id && row.content === contentOf(text(asked, 'content')),
    );
    if (!mine) throw notResolved('Could not resolve to a Reaction.');
    call.site.world.reactions.remove(mine.id);
    const repository = call.site.world.repositories.get(subject.repository);
    call.wrote({ repository, ids: { reaction: mine.id }, route: 'graphql removeReaction', body: asked });
    return { clientMutationId: asked.clientMutationId ?? null, reaction: mine, subject };
  },
  minimizeComment: (_, args, call) => minimize(call, input(args), true),
  unminimizeComment: (_, args, call) => minimize(call, input(args), false),
};

/** Our own comment always; somebody else's with the right to write. */
function minimize(call: Call, asked: Args, minimized: boolean) {
  const comment = nodeOf(call, text(asked, 'subjectId'));
  if (comment.kind !== 'IssueComment')
    throw new GraphQLError('This GitHub hides only comments on issues and pull requests.', {
      extensions: { type: 'UNPROCESSABLE' },
    });
  const { world } = call.site;
  const repository = world.repositories.get(comment.repository);
  need(call, repository, 'issues:write', 'pull_requests:write');
  const reason = minimized ? text(asked, 'classifier').toLowerCase().replaceAll('_', '-') : null;
  const changed = world.comments.change(comment.id, { minimized: reason });
  const route = `graphql ${minimized ? 'minimizeComment' : 'unminimizeComment'}`;
  call.wrote({ repository, number: world.issues.get(comment.issue).number, ids: { comment: comment.id }, route, body: asked });
  const shown = minimized ? 'minimizedComment' : 'unminimizedComment';
  return { clientMutationId: asked.clientMutationId ?? null, [shown]: changed };
}

export const root = { Query, Mutation };

/** Of several things one may be gone: it is null then, with an error of its own beside the others. */
function orError<T>(find: () => T): T | GraphQLError {
  try {
    return find();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function nodeOf(call: Call, id: string): Node {
  const { world } = call.site;
  const found = world.node(id);
  const repository = found && 'repository' in found ? world.repositories.get(found.repository) : null;
  if (!found || (repository && !sees(call, repository)))
    throw notResolved(`Could not resolve to a node with the global id of '${id}'`);
  if (repository && isReactable(found)) need(call, repository, ...readersOf(found));
  return found;
}

/** A comment on a pull request is one on an issue too; a review is not. */
function reactersTo(subject: Reactable, onPull: boolean): ('issues:write' | 'pull_requests:write')[] {
  if (subject.kind === 'PullRequestReview' || subject.kind === 'PullRequestReviewComment') return ['pull_requests:write'];
  return onPull ? ['pull_requests:write', 'issues:write'] : ['issues:write'];
}

function readersOf(subject: Reactable): ('issues:read' | 'pull_requests:read')[] {
  if (subject.kind === 'Issue') return ['issues:read'];
  return subject.kind === 'IssueComment' ? ['issues:read', 'pull_requests:read'] : ['pull_requests:read'];
}

const reactables = ['Issue', 'PullRequest', 'IssueComment', 'PullRequestReview', 'PullRequestReviewComment'];
const isReactable = (node: Node): node is Reactable => reactables.includes(node.kind);
