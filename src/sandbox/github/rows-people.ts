/** Rows of teams, labels, milestones, and of the rules and the history of branches. */
import type { Role } from './rows.ts';

export interface Team {
  id: number;
  kind: 'Team';
  organisation: number;
  name: string;
  slug: string;
  secret: boolean;
  parent: number | null;
  createdAt: Date;
}

export interface TeamMembership {
  id: number;
  team: number;
  person: number;
  role: 'member' | 'maintainer';
  /** Invited, and not yet in. */
  pending: boolean;
}

/** What a team may do in a repository. */
export interface TeamGrant {
  id: number;
  team: number;
  repository: number;
  role: Role;
}

export interface Label {
  id: number;
  kind: 'Label';
  repository: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Milestone {
  id: number;
  kind: 'Milestone';
  repository: number;
  number: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  creator: number;
  dueOn: Date | null;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
}

/** One line of an issue's history. */
export interface IssueEvent {
  id: number;
  repository: number;
  issue: number;
  event: string;
  actor: number;
  at: Date;
  /** The commit behind it: what closed it, what was merged. */
  commit: string | null;
  /** The pull request that closed it. */
  closer: number | null;
  /** The label, person, team or title it is about. */
  about: string | null;
}

export interface RequiredCheck {
  context: string;
  /** Null: from any App. */
  app: number | null;
}

/** What a branch demands: classic protection for one branch, or a rule of a ruleset. */
export interface Rule {
  id: number;
  repository: number;
  branch: string;
  /** The ruleset's name; null for classic protection. */
  ruleset: string | null;
  checks: RequiredCheck[];
  strict: boolean;
  reviews: number;
}

/** A move of a branch, by GitHub's own clock. */
export interface Activity {
  id: number;
  repository: number;
  ref: string;
  before: string;
  after: string;
  type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge';
  actor: number;
  at: Date;
}
