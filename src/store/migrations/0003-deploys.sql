-- readable from: 1
-- Deploys: one row each, from the wish to its end.

create table deploys (
  id text primary key,
  repository_id bigint not null,
  environment text not null,
  kind text not null check (kind in ('asked', 'auto', 'hand')),
  state text not null check (state in ('waiting', 'starting', 'running', 'succeeded', 'failed', 'cancelled', 'lost', 'dropped')),
  -- Null: somebody started it by hand, and nothing says what.
  sha text,
  tree text,
  -- The issue or pull request that it was asked for in.
  thread int,
  run_id bigint,
  attempt int not null,
  -- The effect that posts its comment.
  comment text,
  edits int not null,
  looks int not null,
  asked_at timestamptz not null,
  started_at timestamptz,
  ran_at timestamptz,
  ended_at timestamptz,
  shown_at timestamptz,
  due_at timestamptz,
  -- What its comment tells, and nobody looks for.
  story jsonb not null,
  check ((ended_at is not null) = (state not in ('waiting', 'starting', 'running')))
);
-- The promise of one at a time is this index: whoever asks, and however often. What was started past us was not asked for here.
create unique index deploys_one_under_way on deploys (repository_id, environment)
  where state in ('starting', 'running') and kind <> 'hand';
create index deploys_open on deploys (repository_id, environment, asked_at) where state in ('waiting', 'starting', 'running');
create index deploys_of_environment on deploys (repository_id, environment, ended_at);
create index deploys_of_thread on deploys (repository_id, thread, asked_at);
create index deploys_of_run on deploys (repository_id, run_id);
