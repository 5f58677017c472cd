import { associationOf } from '../access.ts';
import { stamp } from '../clock.ts';
import { baseOf, changedFiles, pullCommits } from '../diff.ts';
import { nodeId } from '../nodes.ts';
import type { PullRequest as Pull, Issue as Row } from '../rows.ts';
import { issueJson } from '../shapes/issue.ts';
import { connection } from './connection.ts';
import { editable } from './edits.ts';
import type { Fields } from './fields.ts';
import { pulls } from './pulls.ts';
import { reactable } from './said.ts';
import { timelineItems } from './timeline.ts';

const common: Fields<Row> = {
  ...reactable,
  ...editable,
  number: issue => issue.number,
  title: issue => issue.title,
  body: issue => issue.body ?? '',
  locked: issue => issue.locked,
  closed: issue => issue.state === 'closed',
  closedAt: issue => issue.closedAt && stamp(issue.closedAt),
  createdAt: issue => stamp(issue.createdAt),
  updatedAt: issue => stamp(issue.updatedAt),
  author: (issue, _, call) => call.site.world.accounts.get(issue.author),
  authorAssociation: (issue, _, call) => {
    const { world } = call.site;
    return associationOf(world, world.repositories.get(issue.repository), world.accounts.get(issue.author));
  },
  viewerDidAuthor: (issue, _, call) => issue.author === call.actor.id,
  repository: (issue, _, call) => call.site.world.repositories.get(issue.repository),
  url: (issue, _, call) => issueJson(call.site, issue).html_url,
  labels: (issue, args, call) =>
    connection(
      'labels',
      issue.labels.map(id => call.site.world.labels.get(id)),
      args,
    ),
  assignees: (issue, args, call) =>
    connection(
      'assignees',
      issue.assignees.map(id => call.site.world.accounts.get(id)),
      args,
    ),
  milestone: (issue, _, call) => (issue.milestone === null ? null : call.site.world.milestones.get(issue.milestone)),
  timelineItems: (issue, args, call) => timelineItems(call, issue, args),
  comments: (issue, args, call) => {
    const comments = call.site.world.comments.of('issue', issue.id);
    const latest = JSON.stringify(args.orderBy ?? {}).includes('DESC');
    return connection(
      'comments',
      latest ? comments.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime()) : comments,
      args,
    );
  },
};

const Issue: Fields<Row> = {
  ...common,
  state: issue => issue.state.toUpperCase(),
  stateReason: issue => issue.stateReason?.toUpperCase() ?? null,
  isPinned: issue => issue.pinned,
};

const PullRequest: Fields<Pull> = {
  ...common,
  ...pulls,
  id: pull => nodeId(pull),
  databaseId: pull => pull.pull.id,
  state: pull => (pull.pull.mergedAt ? 'MERGED' : pull.state.toUpperCase()),
  isDraft: pull => pull.pull.draft,
  merged: pull => pull.pull.mergedAt !== null,
  mergedAt: pull => pull.pull.mergedAt && stamp(pull.pull.mergedAt),
  headRefOid: (pull, _, call) => call.site.world.headOf(pull),
  headRefName: pull => pull.pull.head,
  baseRefName: pull => pull.pull.base,
  baseRef: (pull, _, call) => {
    const { world } = call.site;
    return world.ref(world.repositories.get(pull.repository), `refs/heads/${pull.pull.base}`) ?? null;
  },
  baseRefOid: (pull, _, call) => {
    const { world } = call.site;
    return baseOf(world, pull) ?? null;
  },
  headRepository: (pull, _, call) => call.site.world.repositories.find(pull.pull.headRepository) ?? null,
  isCrossRepository: pull => pull.pull.headRepository !== pull.repository,
  changedFiles: (pull, _, call) => changedFiles(call.site.world, pull).length,
  additions: (pull, _, call) => changedFiles(call.site.world, pull).reduce((sum, file) => sum + file.additions, 0),
  deletions: (pull, _, call) => changedFiles(call.site.world, pull).reduce((sum, file) => sum + file.deletions, 0),
  files: (pull, args, call) =>
    connection(
      'files',
      changedFiles(call.site.world, pull).map(file => ({
        path: file.path,
        additions: file.additions,
        deletions: file.deletions,
        changeType: file.status === 'removed' ? 'DELETED' : file.status.toUpperCase(),
      })),
      args,
    ),
  commits: (pull, args, call) => {
    const { world } = call.site;
    const repository = world.repositories.get(pull.repository);
    const nodes = pullCommits(world, pull).map(oid => ({ commit: { kind: 'Commit', oid, repository } }));
    return connection('commits', nodes, args);
  },
  reviews: (pull, args, call) => connection('reviews', call.site.world.reviews.of('issue', pull.id), args),
};

export const issues = { Issue, PullRequest };
