/** Everything that is true on this GitHub: its rows, its git objects, its time, and the ways to find things. It makes no sound. */
import type { BoxClock } from './clock.ts';
import { Git } from './git.ts';
import { type Node, nodeId, readNodeId } from './nodes.ts';
import type {
  Account,
  CheckRun,
  CheckSuite,
  Collaborator,
  Comment,
  FormerBranch,
  FormerName,
  Installation,
  Issue,
  Membership,
  OtherApp,
  PullRequest,
  Reaction,
  Ref,
  Repository,
  Review,
  ReviewComment,
} from './rows.ts';
import type {
  Artifact,
  Cache,
  CommitStatus,
  Deployment,
  DeploymentReview,
  DeploymentStatus,
  Environment,
  Job,
  Script,
  Workflow,
  WorkflowRun,
} from './rows-actions.ts';
import type { Activity, IssueEvent, Label, Milestone, Rule, Team, TeamGrant, TeamMembership } from './rows-people.ts';
import { Journal, Table } from './table.ts';

export class World {
  readonly clock: BoxClock;
  readonly git = new Git();
  readonly journal = new Journal();
  readonly accounts = new Table<Account, 'login'>(this.journal, { login: row => row.login.toLowerCase() });
  readonly memberships = new Table<Membership>(this.journal);
  readonly repositories = new Table<Repository>(this.journal);
  readonly formerNames = new Table<FormerName>(this.journal);
  readonly formerBranches = new Table<FormerBranch>(this.journal);
  readonly collaborators = new Table<Collaborator>(this.journal);
  readonly refs = new Table<Ref, 'name' | 'sha'>(this.journal, {
    name: row => `${row.repository} ${row.name}`,
    sha: row => row.sha,
  });
  readonly issues = new Table<Issue, 'number' | 'repository' | 'state' | 'head' | 'pull'>(this.journal, {
    pull: row => row.pull?.id ?? null,
    repository: row => row.repository,
    number: row => `${row.repository} ${row.number}`,
    state: row => `${row.repository} ${row.state}`,
    head: row => row.pull && `${row.pull.headRepository} ${row.pull.head}`,
  });
  readonly comments = new Table<Comment, 'issue'>(this.journal, { issue: row => row.issue });
  readonly reviews = new Table<Review, 'issue'>(this.journal, { issue: row => row.issue });
  readonly reviewComments = new Table<ReviewComment, 'issue' | 'thread'>(this.journal, {
    issue: row => row.issue,
    thread: row => row.replyTo,
  });
  readonly reactions = new Table<Reaction, 'subject'>(this.journal, { subject: row => row.subject });
  readonly checkRuns = new Table<CheckRun, 'suite' | 'head'>(this.journal, { suite: row => row.suite, head: row => row.head });
  readonly checkSuites = new Table<CheckSuite, 'head'>(this.journal, { head: row => row.head });
  readonly otherApps = new Table<OtherApp>(this.journal);
  readonly statuses = new Table<CommitStatus, 'sha'>(this.journal, { sha: row => row.sha });
  readonly workflows = new Table<Workflow>(this.journal);
  readonly runs = new Table<WorkflowRun, 'suite' | 'number' | 'workflow' | 'group'>(this.journal, {
    number: row => `${row.workflow} ${row.number}`,
    suite: row => row.suite,
    workflow: row => row.workflow,
    group: row => row.group,
  });
  readonly jobs = new Table<Job, 'run' | 'deployment' | 'group' | 'moves'>(this.journal, {
    run: row => row.run,
    deployment: row => row.deployment,
    group: row => row.group,
    moves: row => (row.nextAt ? 1 : 0),
  });
  readonly scripts = new Table<Script>(this.journal);
  readonly deployments = new Table<Deployment>(this.journal);
  readonly deploymentStatuses = new Table<DeploymentStatus, 'deployment'>(this.journal, { deployment: row => row.deployment });
  readonly deploymentReviews = new Table<DeploymentReview>(this.journal);
  readonly environments = new Table<Environment>(this.journal);
  readonly artifacts = new Table<Artifact>(this.journal);
  readonly caches = new Table<Cache>(this.journal);
  readonly teams = new Table<Team>(this.journal);
  readonly teamMemberships = new Table<TeamMembership>(this.journal);
  readonly teamGrants = new Table<TeamGrant>(this.journal);
  readonly labels = new Table<Label>(this.journal);
  readonly milestones = new Table<Milestone>(this.journal);
  readonly issueEvents = new Table<IssueEvent, 'issue'>(this.journal, { issue: row => row.issue });
  readonly rules = new Table<Rule>(this.journal);
  readonly activities = new Table<Activity>(this.journal);
  readonly installations = new Table<Installation>(this.journal);
  #lastId = 1000;

  constructor(clock: BoxClock) {
    this.clock = clock;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  account(login: string): Account | undefined {
    return this.accounts.of('login', login.toLowerCase())[0];
  }

  fullName(repository: Repository): string {
    return `${this.accounts.get(repository.owner).login}/${repository.name}`;
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.repositories.first(repository => same(this.fullName(repository), `${owner}/${name}`));
  }

  /** The repository that had this name once. */
  movedFrom(owner: string, name: string): Repository | undefined {
    const former = this.formerNames.first(row => same(row.fullName, `${owner}/${name}`));
    return former && this.repositories.find(former.repository);
  }

  issue(repository: Repository, number: number): Issue | undefined {
    return this.issues.of('number', `${repository.id} ${number}`)[0];
  }

  ref(repository: Repository, name: string): Ref | undefined {
    return this.refs.of('name', `${repository.id} ${name}`)[0];
  }

  /** The commit that a branch, a tag, `HEAD`, a full ref name or a (short) id stands for. */
  commitAt(repository: Repository, expression: string): string | undefined {
    const name = expression === 'HEAD' ? repository.defaultBranch : expression;
    const found = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
      .map(ref => this.ref(repository, ref))
      .find(ref => ref !== undefined);
    return found?.sha ?? this.git.resolve(expression);
  }

  headOf(pull: PullRequest): string {
    const head = this.ref(this.repositories.get(pull.repository), `refs/pull/${pull.number}/head`);
    if (!head) throw new Error(`Pull request ${pull.number} has no head.`);
    return head.sha;
  }

  installationOf(repository: Repository): Installation | undefined {
    const found = this.installations.first(installation => installation.account === repository.owner);
    return found && covers(found, repository) ? found : undefined;
  }

  /** Writes a line into the history of an issue or a pull request. */
  note(issue: Issue, event: string, by: Account, more: Partial<Pick<IssueEvent, 'commit' | 'closer' | 'about'>> = {}): void {
    const where = { repository: issue.repository, issue: issue.id, actor: by.id };
    const about = { commit: null, closer: null, about: null, ...more };
    this.issueEvents.add({ id: this.nextId(), ...where, event, at: this.clock.now(), ...about });
  }

  node(id: string): Node | undefined {
    const read = readNodeId(id);
    if (!read) return undefined;
    const found = this.#byKind(read.kind, read.row);
    return found && nodeId(found) === id ? found : undefined;
  }

  #byKind(kind: Node['kind'], id: number): Node | undefined {
    switch (kind) {
      case 'User':
      case 'Organization':
      case 'Bot':
        return this.accounts.find(id);
      case 'Repository':
        return this.repositories.find(id);
      case 'Issue':
        return this.issues.find(id);
      case 'PullRequest':
        return this.issues.of('pull', id)[0];
      case 'IssueComment':
        return this.comments.find(id);
      case 'PullRequestReview':
        return this.reviews.find(id);
      case 'PullRequestReviewComment':
        return this.reviewComments.find(id);
      case 'CheckRun':
        return this.checkRuns.find(id);
      case 'Reaction':
        return this.reactions.find(id);
      case 'Team':
        return this.teams.find(id);
      case 'Label':
        return this.labels.find(id);
      case 'Milestone':
        return this.milestones.find(id);
      case 'CheckSuite':
        return this.checkSuites.find(id);
      case 'WorkflowRun':
        return this.runs.find(id);
      case 'Deployment':
        return this.deployments.find(id);
      default:
        return kind satisfies never;
    }
  }
}

export const covers = (installation: Installation, repository: Repository): boolean =>
  installation.account === repository.owner && (installation.repositories?.includes(repository.id) ?? true);

export const isPull = (issue: Issue): issue is PullRequest => issue.pull !== null;

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
