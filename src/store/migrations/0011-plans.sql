-- readable from: 1
-- Plans: what a commit would do to an environment, told by the environment's own workflow. One row each, from the word to its end.

create table plans (
  id text primary key,
  repository_id bigint not null,
  environment text not null,
  sha text not null,
  tree text not null,
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
-- Several may run at once: they change nothing.
create index plans_open on plans (repository_id, environment, asked_at) where state in ('starting', 'running');
create index plans_ended on plans (repository_id, environment, ended_at);
create index plans_of_thread on plans (repository_id, thread, asked_at);
create index plans_of_run on plans (repository_id, run_id);
create index plans_without_run on plans (repository_id, asked_at) where run_id is null;
