-- readable from: 1
-- What each check of infrastructure came to last, as runs of the default branch reported it.

create table infrastructure_checks (
  repository_id bigint not null,
  -- Empty: it is about none.
  environment text not null,
  name text not null,
  kind text not null,
  -- Where it stands in the file.
  line int not null,
  -- The last time that somebody could know: when that run began, and what it came to.
  at timestamptz,
  run bigint,
  attempt int,
  verdict text check (verdict in ('pass', 'warn', 'fail')),
  says text,
  -- What began after that, and nobody could know.
  unknown_at timestamptz,
  unknown_run bigint,
  unknown_attempt int,
  unknown_says text,
  primary key (repository_id, environment, name),
  check (num_nulls(at, run, attempt, verdict, says) in (0, 5)),
  check (num_nulls(unknown_at, unknown_run, unknown_attempt, unknown_says) in (0, 4)),
  check (at is not null or unknown_at is not null)
);

-- Workflows that do not run the Action, as far as anybody has read them since the last push that touched one.
create table infrastructure_unrelated (
  repository_id bigint not null,
  file text not null,
  read_at timestamptz not null,
  primary key (repository_id, file)
);
