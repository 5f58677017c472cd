-- readable from: 1
-- Locks: what keeps deploys out of an environment until somebody, its time, or the end of its pull request lifts it. A deploy that runs is no lock; its own row says so.

create table locks (
  id text primary key,
  repository_id bigint not null,
  -- Null: of all environments.
  environment text,
  kind text not null check (kind in ('person', 'hold', 'rollback')),
  reason text,
  by_id bigint,
  by_login text,
  -- The pull request that it belongs to, and ends with.
  pull int,
  -- Where it was made, and is spoken of.
  thread int,
  -- The effect that posts its own comment; null when it has none.
  comment text,
  edits int not null,
  since timestamptz not null,
  until timestamptz,
  ended_at timestamptz,
  ended_how text check (ended_how in ('unlocked', 'time', 'merged', 'closed', 'replaced')),
  ended_by_id bigint,
  ended_by_login text,
  ended_reason text,
  -- Nobody's lock, and a lock that nothing ends but somebody who does not know why it is there, must not exist.
  check (by_login is not null or until is not null or pull is not null),
  check ((ended_at is null) = (ended_how is null))
);
-- Whoever comes second loses, whatever both have read before.
create unique index locks_one_open on locks (repository_id, coalesce(environment, ''), kind) where ended_at is null;
create index locks_of_pull on locks (repository_id, pull) where pull is not null;
