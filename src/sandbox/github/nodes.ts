/** GraphQL node ids, packed as GitHub packs them: a prefix for the type, then the numbers of repository and row. */
import type { Account, CheckRun, CheckSuite, Comment, Issue, Reaction, Repository, Review, ReviewComment } from './rows.ts';
import type { Deployment, WorkflowRun } from './rows-actions.ts';
import type { Label, Milestone, Team } from './rows-people.ts';

const prefixes = {
  User: 'U',
  Organization: 'O',
  Bot: 'BOT',
  Repository: 'R',
  Issue: 'I',
  PullRequest: 'PR',
  IssueComment: 'IC',
  PullRequestReview: 'PRR',
  PullRequestReviewComment: 'PRRC',
  CheckRun: 'CR',
  Reaction: 'REA',
  Team: 'T',
  Label: 'LA',
  Milestone: 'MI',
  CheckSuite: 'CS',
  WorkflowRun: 'WFR',
  Deployment: 'DE',
} as const;
export type NodeKind = keyof typeof prefixes;
export type Node =
  | Account
  | Repository
  | Issue
  | Comment
  | Review
  | ReviewComment
  | CheckRun
  | CheckSuite
  | Reaction
  | Team
  | Label
  | Milestone
  | WorkflowRun
  | Deployment;

const number = (value: number): Buffer => {
  const packed = Buffer.alloc(5, 0xce);
  packed.writeUInt32BE(value, 1);
  return packed;
};

/** `IC_kwDO…` for things inside a repository, `U_kgDO…` for the others. */
export function nodeId(row: Node): string {
  const inside = 'repository' in row;
  const parts = inside ? [Buffer.from([0x93, 0]), number(row.repository)] : [Buffer.from([0x92, 0])];
  const id = 'pull' in row && row.pull ? row.pull.id : row.id;
  return `${prefixes[row.kind]}_${Buffer.concat([...parts, number(id)]).toString('base64url')}`;
}

/** Null when it is no node id of ours. */
export function readNodeId(id: string): { kind: NodeKind; row: number } | null {
  // The first one only: the packed part may hold others.
  const [, prefix, packed] = /^([A-Z]+)_(.+)$/.exec(id) ?? [];
  const kind = kinds.find(kind => prefixes[kind] === prefix);
  if (!kind || !packed) return null;
  const bytes = Buffer.from(packed, 'base64url');
  if (bytes.length < 5 || bytes.toString('base64url') !== packed) return null;
  return { kind, row: bytes.readUInt32BE(bytes.length - 4) };
}

function hasKind(name: string): name is NodeKind {
  return name in prefixes;
}
const kinds = Object.keys(prefixes).filter(hasKind);
