-- readable from: 1
-- Commands of a team's own: one row for each run, from the word to its end.

create table ops_runs (
  id text primary key,
  repository_id bigint not null,
  command text not null,
  state text not null check (state in ('starting', 'running', 'succeeded', 'failed', 'cancelled', 'lost')),
  -- The issue or pull request that it was asked for in.
  thread int not null,
  run_id bigint,
  attempt int not null,
  -- The effect that posts its comment.
  comment text,
  edits int not null,
  looks int not null,
  asked_at timestamptz not null,
  ran_at timestamptz,
  ended_at timestamptz,
  shown_at timestamptz,
  due_at timestamptz,
  -- What its comment tells, and nobody looks for.
  story jsonb not null,
  check ((ended_at is not null) = (state not in ('starting', 'running')))
);
create index ops_runs_open on ops_runs (repository_id, command, asked_at) where state in ('starting', 'running');
create index ops_runs_ended on ops_runs (repository_id, command, ended_at);
create index ops_runs_of_run on ops_runs (repository_id, run_id);
