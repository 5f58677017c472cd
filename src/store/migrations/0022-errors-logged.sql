-- readable from: 1
-- What checks found in logs, run by run: a run may be heard of more than once, and what it found counts once.

create table errors_logged (
  repository_id bigint not null,
  run bigint not null,
  attempt int not null,
  name text not null,
  -- Empty: the check is about none.
  environment text not null,
  at timestamptz not null default clock(),
  primary key (repository_id, run, attempt, name, environment)
);
