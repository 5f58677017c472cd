-- readable from: 1
-- Who said that a commit may go to an environment. What counts no more stays, with why: people ask.

create table approvals (
  id text primary key,
  repository_id bigint not null,
  environment text not null,
  -- All of its digits.
  sha text not null,
  -- The pull request whose work it is; null for a commit that stands for none.
  pull int,
  by_id bigint not null,
  by_login text not null,
  -- When it was said, by GitHub's clock.
  at timestamptz not null,
  thread int not null,
  void_at timestamptz,
  void_why text,
  check ((void_at is null) = (void_why is null))
);
create unique index approvals_one_each on approvals (repository_id, environment, sha, by_id) where void_at is null;
create index approvals_of_commit on approvals (repository_id, environment, sha, at);
create index approvals_of_environment on approvals (repository_id, environment, at);
create index approvals_live on approvals (repository_id, pull, sha) where void_at is null;

-- Nothing that was said of this pull request before counts. Kept, because what was said first may be decided last.
create table approval_ends (
  repository_id bigint not null,
  pull int not null,
  at timestamptz not null,
  why text not null,
  primary key (repository_id, pull)
);

-- Whether somebody deploys to an environment for the first time.
create index deploys_of_person on deploys (repository_id, environment, (story -> 'by' ->> 'id'));
