import type { ColumnType, Generated } from 'kysely';

/** The tables as TypeScript sees them; `schema.sql` is how PostgreSQL does, and a contract test holds the two against each other. */

type Defaulted<T> = ColumnType<T, T | undefined, T>;

export interface Tables {
  births: { born_at: Generated<Date>; how: 'new' | 'restored' };
  deliveries: DeliveryTable;
  effects: EffectTable;
  installations: { id: number; paused_until: Date | null };
  repositories: RepositoryTable;
  commands: {
    id: string;
    name: string;
    actor_id: number;
    repository_id: number;
    delivery: number | null;
    outcome: string;
    at: Generated<Date>;
    whole: Generated<boolean>;
  };
  audit: {
    seq: Generated<number>;
    at: Generated<Date>;
    delivery: number | null;
    repository_id: number | null;
    scope: string;
    about: string;
    actor: string | null;
    outcome: string;
    reasons: string;
  };
  audit_links: { repository_id: number; place: number; seq: number; hash: Buffer };
  audit_chains: { repository_id: number; links: number; hash: Buffer };
  scopes: { name: string };
  chores: {
    name: string;
    due_at: Defaulted<Date>;
    holder: string | null;
    lease_until: Date | null;
    note: ColumnType<Record<string, unknown>, string | undefined, string>;
  };
  file_blobs: { blob: string; text: string; read_at: Generated<Date> };
  repository_files: {
    repository_id: number;
    blob: string | null;
    seen_at: Defaulted<Date>;
    told: ColumnType<string | null, string | undefined, string>;
  };
  deploys: DeployTable;
  boards: BoardTable;
  heads: HeadTable;
  approvals: ApprovalTable;
  approval_ends: { repository_id: number; pull: number; at: Date; why: string };
  locks: LockTable;
  ops_runs: OpsRunTable;
  questions: QuestionTable;
  question_options: { question: string; place: number; value: string; says: string };
  plans: PlanTable;
  cleanups: { repository_id: number; next_at: Date };
  cleanup_lists: CleanupListTable;
  episodes: EpisodeTable;
  issue_books: { repository_id: number; known_at: Date };
  build_reports: BuildReportTable;
  build_looks: { repository_id: number; about: string; looked_at: Date | null; next_at: Date | null };
  infrastructure_checks: InfrastructureCheckTable;
  infrastructure_unrelated: { repository_id: number; file: string; read_at: Date };
  hooks: HookTable;
  alert_groups: AlertGroupTable;
  error_homes: ErrorHomeTable;
  error_scans: ErrorScanTable;
  errors_logged: { repository_id: number; run: number; attempt: number; name: string; environment: string; at: Generated<Date> };
  pull_turns: PullTurnTable;
  pulls_to_read: PullToReadTable;
  reminder_books: ReminderBookTable;
  reminder_digests: { repository_id: number; name: string; number: number | null; story: ColumnType<unknown, string, string> };
  reminders_heard: ReminderHeardTable;
  stale_threads: { repository_id: number; number: number; issue: boolean; story: ColumnType<unknown, string, string> };
  reminders_opted_out: ReminderOptedOutTable;
  reminders_agreed: { repository_id: number; at: Generated<Date> };
  pulls_quiet: { repository_id: number; number: number; snoozed_until: Date | null; muted: boolean };
  outside_secrets: { owner: string; name: string; origin: string; sealed: string; added_at: Generated<Date> };
  pins: { repository_id: number; name: string; stands_for: number; pinned_at: Generated<Date> };
}

export type DeliveryState = 'waiting' | 'taken' | 'done' | 'seen' | 'aside' | 'heaped';

export type DeliverySource = 'github' | 'ours' | 'hook';

interface DeliveryTable {
  seq: Generated<number>;
  guid: string;
  source: DeliverySource;
  name: string;
  key: string;
  lane: number;
  state: Defaulted<DeliveryState>;
  attempts: Defaulted<number>;
  deaths: Defaulted<number>;
  received_at: Defaulted<Date>;
  due_at: Defaulted<Date>;
  holder: string | null;
  lease_until: Date | null;
  settled_at: Date | null;
  error: string | null;
  body: Buffer | null;
}

export type EffectState = 'planned' | 'sent' | 'done' | 'failed' | 'dropped' | 'merged';

interface EffectTable {
  id: Generated<number>;
  key: string;
  kind: string;
  target: string;
  installation_id: number;
  repository_id: number;
  lane: number;
  what: ColumnType<Record<string, unknown>, string, string>;
  digest: string;
  delivery: number | null;
  state: Defaulted<EffectState>;
  attempts: Defaulted<number>;
  looks: Defaulted<number>;
  planned_at: Defaulted<Date>;
  due_at: Defaulted<Date>;
  leave_by: Date | null;
  sent_at: Date | null;
  holder: string | null;
  lease_until: Date | null;
  settled_at: Date | null;
  remote_id: string | null;
  unsure: Defaulted<boolean>;
  error: string | null;
}

interface QuestionTable {
  id: string;
  repository_id: number;
  number: number;
  asked_id: number;
  asked_login: string;
  line: string;
  answers: ColumnType<Record<string, string>, string, string>;
  argument: string;
  comment: string;
  sign: string | null;
  heading: string;
  written: string[];
  state: Defaulted<'open' | 'answered' | 'lapsed' | 'folded'>;
  asked_at: Generated<Date>;
  lapses_at: Date;
}

interface DeployTable {
  id: string;
  repository_id: number;
  environment: string;
  kind: 'asked' | 'auto' | 'hand';
  state: 'waiting' | 'starting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost' | 'dropped';
  sha: string | null;
  tree: string | null;
  thread: number | null;
  run_id: number | null;
  attempt: number;
  comment: string | null;
  edits: number;
  looks: number;
  asked_at: Date;
  started_at: Date | null;
  ran_at: Date | null;
  ended_at: Date | null;
  shown_at: Date | null;
  due_at: Date | null;
  story: ColumnType<unknown, string, string>;
}

interface BoardTable {
  repository_id: number;
  state: Defaulted<'off' | 'kept' | 'left'>;
  why: string | null;
  issue: string | null;
  round: Defaulted<number>;
  visit: Defaulted<number>;
  edits: Defaulted<number>;
  says: string | null;
  shown_at: Date | null;
  visited_at: Date | null;
  main: string | null;
  drift: ColumnType<unknown, string | undefined, string>;
}

interface HeadTable {
  repository_id: number;
  pull: number;
  before: string;
  after: string;
  at: Date;
  by_id: number | null;
  by_login: string | null;
  by_bot: boolean | null;
}

interface ApprovalTable {
  id: string;
  repository_id: number;
  environment: string;
  sha: string;
  pull: number | null;
  by_id: number;
  by_login: string;
  at: Date;
  thread: number;
  void_at: Date | null;
  void_why: string | null;
}

interface LockTable {
  id: string;
  repository_id: number;
  environment: string | null;
  kind: 'person' | 'hold' | 'rollback';
  reason: string | null;
  by_id: number | null;
  by_login: string | null;
  pull: number | null;
  thread: number | null;
  comment: string | null;
  edits: number;
  since: Date;
  until: Date | null;
  ended_at: Date | null;
  ended_how: 'unlocked' | 'time' | 'merged' | 'closed' | 'replaced' | null;
  ended_by_id: number | null;
  ended_by_login: string | null;
  ended_reason: string | null;
}

interface OpsRunTable {
  id: string;
  repository_id: number;
  command: string;
  state: 'starting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
  thread: number;
  run_id: number | null;
  attempt: number;
  comment: string | null;
  edits: number;
  looks: number;
  asked_at: Date;
  ran_at: Date | null;
  ended_at: Date | null;
  shown_at: Date | null;
  due_at: Date | null;
  story: ColumnType<unknown, string, string>;
}

interface PlanTable {
  id: string;
  repository_id: number;
  environment: string;
  sha: string;
  tree: string;
  state: 'starting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
  thread: number;
  run_id: number | null;
  attempt: number;
  comment: string | null;
  edits: number;
  looks: number;
  asked_at: Date;
  ran_at: Date | null;
  ended_at: Date | null;
  shown_at: Date | null;
  due_at: Date | null;
  story: ColumnType<unknown, string, string>;
}

interface CleanupListTable {
  issue: string;
  repository_id: number;
  month: string;
  state: 'open' | 'ending' | 'over';
  ending: string | null;
  findings: ColumnType<unknown, string, string>;
  reworded_at: Date | null;
  edits: number;
  written: string[];
  judged: string[];
}

interface EpisodeTable {
  id: string;
  repository_id: number;
  of: string;
  about: string;
  key: string;
  state: 'watching' | 'open' | 'closed' | 'moot';
  began_at: Date;
  bad_at: Date;
  ended_at: Date | null;
  issue: string | null;
  number: number | null;
  opened_at: Date | null;
  round: number;
  shut: 'us' | 'person' | 'kept' | null;
  shut_at: Date | null;
  left_why: string | null;
  locked: boolean;
  snoozed_until: Date | null;
  muted: boolean;
  rolled: string | null;
  edits: number;
  notes: ColumnType<unknown, string, string>;
  noted: number;
  says: string | null;
  shown_at: Date | null;
  story: ColumnType<unknown, string, string>;
}

interface InfrastructureCheckTable {
  repository_id: number;
  environment: string;
  name: string;
  kind: string;
  line: number;
  at: Date | null;
  run: number | null;
  attempt: number | null;
  verdict: 'pass' | 'warn' | 'fail' | null;
  says: string | null;
  unknown_at: Date | null;
  unknown_run: number | null;
  unknown_attempt: number | null;
  unknown_says: string | null;
}

interface BuildReportTable {
  repository_id: number;
  about: string;
  run: number;
  attempt: number;
  number: number;
  source: string;
  sha: string;
  queued: boolean;
  verdict: 'pass' | 'fail' | 'broken' | 'none';
  url: string | null;
  began_at: Date | null;
  at: Date;
  looked: boolean;
}

interface HookTable {
  name: string;
  kind: string;
  owner: string;
  repository: string | null;
  secrets: ColumnType<unknown, string, string>;
  settings: ColumnType<Record<string, unknown>, string, string>;
  added_at: Generated<Date>;
  rotated_at: Date | null;
  heard_at: Date | null;
  heard: Defaulted<number>;
  refused: Defaulted<number>;
  last_refused_at: Date | null;
  routed: Defaulted<number>;
  unrouted: Defaulted<number>;
  last_unrouted: string | null;
  token: string | null;
  token_at: Date | null;
  asked_at: Date | null;
  ask_after: Date | null;
  ask_failures: Defaulted<number>;
  ask_error: string | null;
}

interface AlertGroupTable {
  repository_id: number;
  print: string;
  hook: string;
  status: 'firing' | 'resolved' | 'acknowledged';
  title: string;
  level: string;
  first_at: Date;
  last_at: Date;
  said_at: Date;
  resolved_at: Date | null;
  alerts: number;
  counted: number;
  environments: ColumnType<unknown, string, string>;
  releases: ColumnType<unknown, string, string>;
  times: ColumnType<unknown, string, string>;
  sample: ColumnType<unknown, string, string>;
  letter: ColumnType<unknown, string | null, string | null>;
  changed_at: Date;
  unseen: boolean;
}

interface ErrorHomeTable {
  repository_id: number;
  settings: ColumnType<unknown, string | null, string | null>;
  refused_at: Date | null;
  seen_at: Date;
  looked_at: Date | null;
  look_at: Date | null;
  quiet_at: Date | null;
}

interface ErrorScanTable {
  repository_id: number;
  name: string;
  words: string;
  cursor: ColumnType<unknown, string | null, string | null>;
  next_at: Date;
  last_at: Date | null;
  hits: Defaulted<number>;
  trouble: string | null;
  troubled_since: Date | null;
  missed: string | null;
  missed_at: Date | null;
}

interface PullTurnTable {
  repository_id: number;
  number: number;
  head: string;
  holders: number[];
  since: Date;
  due_at: Date | null;
  read_at: Date;
  story: ColumnType<unknown, string, string>;
}

interface PullToReadTable {
  repository_id: number;
  number: number;
  mark: string;
  heard_at: Generated<Date>;
}

interface ReminderBookTable {
  repository_id: number;
  state: 'reading' | 'asked' | 'on' | 'refused';
  began_at: Date | null;
  next_at: Date;
  sweep: ColumnType<unknown, string | null, string | null>;
  swept_at: Date | null;
  news: ColumnType<unknown, string | null, string | null>;
  news_at: Date | null;
  plan: ColumnType<unknown, string | null, string | null>;
  issues_at: Date | null;
}

interface ReminderHeardTable {
  id: Generated<number>;
  repository_id: number;
  number: number;
  person_id: number | null;
  login: string | null;
  what: string;
  at: Date;
}

interface ReminderOptedOutTable {
  repository_id: number;
  person_id: number;
  login: string;
  at: Generated<Date>;
}

interface RepositoryTable {
  id: number;
  installation_id: number;
  owner: string;
  name: string;
  private: boolean;
  default_branch: string;
  adopted_at: Date | null;
  heard_at: Date | null;
}
