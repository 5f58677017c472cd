import type { Call } from '../call.ts';
import { findLabel } from '../changes/labels.ts';
import { nodeId } from '../nodes.ts';
import type { Issue, Ref as RefRow, Repository as Row } from '../rows.ts';
import { repositoryPage } from '../shapes/urls.ts';
import { isPull } from '../world.ts';
import { connection } from './connection.ts';
import { type Args, type Fields, need, notResolved, text } from './fields.ts';
import { gitObject } from './git.ts';

const Repository: Fields<Row> = {
  id: repository => nodeId(repository),
  databaseId: repository => repository.id,
  name: repository => repository.name,
  nameWithOwner: (repository, _, call) => call.site.world.fullName(repository),
  owner: (repository, _, call) => call.site.world.accounts.get(repository.owner),
  isPrivate: repository => repository.private,
  isFork: repository => repository.forkOf !== null,
  isArchived: repository => repository.archived,
  visibility: repository => (repository.private ? 'PRIVATE' : 'PUBLIC'),
  url: (repository, _, call) => repositoryPage(call.site, repository),
  defaultBranchRef: (repository, _, call) => refNamed(call, repository, `refs/heads/${repository.defaultBranch}`),
  ref: (repository, args, call) => {
    const name = text(args, 'qualifiedName');
    return refNamed(call, repository, name.startsWith('refs/') ? name : `refs/heads/${name}`);
  },
  object: (repository, args, call) => {
    need(call, repository, 'contents:read');
    const expression = args.oid ?? args.expression;
    return typeof expression === 'string' ? gitObject(call, repository, expression) : null;
  },
  issue: (repository, args, call) => numbered(call, repository, args, 'Issue'),
  pullRequest: (repository, args, call) => numbered(call, repository, args, 'PullRequest'),
  issueOrPullRequest: (repository, args, call) => numbered(call, repository, args, null),
  refs: (repository, args, call) => {
    need(call, repository, 'contents:read');
    const prefix = text(args, 'refPrefix');
    const found = call.site.world.refs.where(ref => ref.repository === repository.id && ref.name.startsWith(prefix));
    return connection('refs', found, args);
  },
  labels: (repository, args, call) =>
    connection(
      'labels',
      call.site.world.labels.where(label => label.repository === repository.id),
      args,
    ),
  label: (repository, args, call) => findLabel(call.site, repository, text(args, 'name')) ?? null,
  milestones: (repository, args, call) =>
    connection(
      'milestones',
      call.site.world.milestones.where(row => row.repository === repository.id),
      args,
    ),
  deployments: (repository, args, call) => {
    need(call, repository, 'deployments:read');
    const wanted = Array.isArray(args.environments) ? args.environments : null;
    const found = call.site.world.deployments
      .where(row => row.repository === repository.id)
      .filter(row => wanted?.includes(row.environment) ?? true);
    return connection('deployments', property(args.orderBy, 'direction') === 'DESC' ? found.toReversed() : found, args);
  },
  issues: (repository, args, call) => {
    need(call, repository, 'issues:read');
    return connection(
      'issues',
      listed(call, repository, args, issue => !isPull(issue)),
      args,
    );
  },
  pullRequests: (repository, args, call) => {
    need(call, repository, 'pull_requests:read');
    return connection('pullRequests', listed(call, repository, args, isPull), args);
  },
};

const Ref: Fields<RefRow> = {
  name: ref => ref.name.replace(/^refs\/(heads|tags)\//, ''),
  associatedPullRequests: (ref, args, call) => {
    const repository = call.site.world.repositories.get(ref.repository);
    need(call, repository, 'pull_requests:read');
    const ofIt = (issue: Issue) =>
      isPull(issue) && issue.pull.headRepository === ref.repository && `refs/heads/${issue.pull.head}` === ref.name;
    return connection('associatedPullRequests', listed(call, repository, args, ofIt), args);
  },
  prefix: ref => /^refs\/\w+\//.exec(ref.name)?.[0] ?? 'refs/',
  target: (ref, _, call) => gitObject(call, call.site.world.repositories.get(ref.repository), ref.sha),
};

export const repositories = { Repository, Ref };

function refNamed(call: Call, repository: Row, name: string): RefRow | null {
  need(call, repository, 'contents:read');
  return call.site.world.ref(repository, name) ?? null;
}

function numbered(call: Call, repository: Row, args: Args, kind: Issue['kind'] | null): Issue {
  const found = call.site.world.issue(repository, Number(args.number));
  if (!found || (kind !== null && found.kind !== kind)) {
    const what = kind === null ? 'issue or pull request' : kind === 'PullRequest' ? 'PullRequest' : 'Issue';
    throw notResolved(`Could not resolve to ${kind === 'PullRequest' ? 'a' : 'an'} ${what} with the number of ${args.number}.`);
  }
  need(call, repository, ...(isPull(found) ? (['pull_requests:read'] as const) : (['issues:read'] as const)));
  return found;
}

/** By state and since when, in the order asked for. */
function listed(call: Call, repository: Row, args: Args, asked: (issue: Issue) => boolean): Issue[] {
  const states = Array.isArray(args.states) ? args.states.map(String) : null;
  const since = property(args.filterBy, 'since');
  const order = property(args.orderBy, 'field') === 'UPDATED_AT' ? 'updatedAt' : 'createdAt';
  const stateOf = (issue: Issue) => (issue.pull?.mergedAt ? 'MERGED' : issue.state.toUpperCase());
  const found = call.site.world.issues
    .where(issue => issue.repository === repository.id && asked(issue))
    .filter(issue => states?.includes(stateOf(issue)) ?? true)
    .filter(issue => typeof since !== 'string' || issue.updatedAt.getTime() >= Date.parse(since))
    .toSorted((a, b) => a[order].getTime() - b[order].getTime() || a.id - b.id);
  return property(args.orderBy, 'direction') === 'DESC' ? found.toReversed() : found;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
