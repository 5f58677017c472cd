import type { Call } from '../call.ts';
import { findLabel } from '../changes/labels.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Issue, Ref as RefRow, Repository as Row } from '../rows.ts';
import type { Rule } from '../rows-people.ts';
import { repositoryPage } from '../shapes/urls.ts';
import { isPull } from '../world.ts';
import { connection, type Places } from './connection.ts';
import { type Args, type Fields, need, notResolved, text } from './fields.ts';
import { gitObject } from './git.ts';

const Repository: Fields<Row> = {
  id: repository => nodeId(repository),
  databaseId: repository => repository.id,
  name: repository => repository.name,
  nameWithOwner: (repository, _, call) => call.site.world.fullName(repository),
  owner: (repository, _, call) => call.site.world.accounts.get(repository.owner),
  createdAt: repository => stamp(repository.createdAt),
  pushedAt: repository => stamp(repository.pushedAt),
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
      placesIn(args),
    );
  },
  pullRequests: (repository, args, call) => {
    need(call, repository, 'pull_requests:read');
    return connection('pullRequests', listed(call, repository, args, isPull), args, placesIn(args));
  },
};

const Ref: Fields<RefRow> = {
  name: ref => ref.name.replace(/^refs\/(heads|tags)\//, ''),
  associatedPullRequests: (ref, args, call) => {
    const repository = call.site.world.repositories.get(ref.repository);
    need(call, repository, 'pull_requests:read');
    const ofIt = (issue: Issue) =>
      isPull(issue) && issue.pull.headRepository === ref.repository && `refs/heads/${issue.pull.head}` === ref.name;
    return connection('associatedPullRequests', listed(call, repository, args, ofIt), args, placesIn(args));
  },
  refUpdateRule: (ref, _, call) => {
    const classic = rulesOf(call, ref).filter(rule => rule.ruleset === null);
    if (classic.length === 0) return null;
    const reviews = Math.max(...classic.map(rule => rule.reviews));
    return {
      pattern: classic[0]?.branch,
      requiredApprovingReviewCount: reviews === 0 ? null : reviews,
      requiredStatusCheckContexts: classic.flatMap(rule => rule.checks.map(one => one.context)),
    };
  },
  rules: (ref, args, call) => {
    const parts = rulesOf(call, ref)
      .filter(rule => rule.ruleset !== null)
      .flatMap(rule => [...demandedChecks(rule), ...demandedReviews(rule)]);
    return connection('rules', parts, args);
  },
  prefix: ref => /^refs\/\w+\//.exec(ref.name)?.[0] ?? 'refs/',
  target: (ref, _, call) => gitObject(call, call.site.world.repositories.get(ref.repository), ref.sha),
};

export const repositories = { Repository, Ref };

function rulesOf(call: Call, ref: RefRow): Rule[] {
  const { world } = call.site;
  return world.rules.where(rule => rule.repository === ref.repository && `refs/heads/${rule.branch}` === ref.name);
}

function demandedChecks(rule: Rule): object[] {
  if (rule.checks.length === 0) return [];
  const requiredStatusChecks = rule.checks.map(one => ({ context: one.context, integrationId: one.app }));
  const parameters = { kind: 'RequiredStatusChecksParameters', requiredStatusChecks };
  return [
    {
      id: `RRU_${rule.id}_checks`,
      type: 'REQUIRED_STATUS_CHECKS',
      parameters: { ...parameters, strictRequiredStatusChecksPolicy: rule.strict },
    },
  ];
}

function demandedReviews(rule: Rule): object[] {
  if (rule.reviews === 0) return [];
  const parameters = { kind: 'PullRequestParameters', requiredApprovingReviewCount: rule.reviews };
  return [{ id: `RRU_${rule.id}_reviews`, type: 'PULL_REQUEST', parameters }];
}

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

/** By state, base and since when, in the order asked for. */
function listed(call: Call, repository: Row, args: Args, asked: (issue: Issue) => boolean): Issue[] {
  const states = Array.isArray(args.states) ? args.states.map(String) : null;
  const since = property(args.filterBy, 'since');
  const order = orderIn(args);
  const stateOf = (issue: Issue) => (issue.pull?.mergedAt ? 'MERGED' : issue.state.toUpperCase());
  const found = call.site.world.issues
    .of('repository', repository.id)
    .filter(asked)
    .filter(issue => states?.includes(stateOf(issue)) ?? true)
    .filter(issue => typeof args.baseRefName !== 'string' || issue.pull?.base === args.baseRefName)
    .filter(issue => typeof since !== 'string' || issue.updatedAt.getTime() >= Date.parse(since))
    .toSorted((a, b) => a[order].getTime() - b[order].getTime() || a.id - b.id);
  return property(args.orderBy, 'direction') === 'DESC' ? found.toReversed() : found;
}

const orderIn = (args: Args) => (property(args.orderBy, 'field') === 'UPDATED_AT' ? 'updatedAt' : 'createdAt');

/** A cursor is a value in the order that was asked for: what comes or goes before it moves nobody out of the next page. */
function placesIn(args: Args): Places<Issue> {
  const order = orderIn(args);
  const sign = property(args.orderBy, 'direction') === 'DESC' ? -1 : 1;
  return {
    of: issue => `${issue[order].getTime()}:${issue.id}`,
    isUpTo(issue, place) {
      const [time = 0, id = 0] = place.split(':').map(Number);
      return sign * (issue[order].getTime() - time || issue.id - id) <= 0;
    },
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
