-- readable from: 1
-- The ground: deliveries (inbox and queue in one), effects, commands, audit, and what we know of repositories.

-- All times come from here. Tests put another function in its place; replicas' own clocks do not count.
create function clock() returns timestamptz language sql stable as 'select now()';

-- When this database began, or was restored: what GitHub dates before that is recorded, never handled.
create table births (
  born_at timestamptz primary key default clock(),
  how text not null check (how in ('new', 'restored'))
);
insert into births (how) values ('new');

create table deliveries (
  seq bigint generated always as identity primary key,
  guid text not null unique,
  source text not null check (source in ('github', 'ours')),
  name text not null,
  key text not null,
  lane smallint not null,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'done', 'seen', 'aside')),
  attempts smallint not null default 0,
  received_at timestamptz not null default clock(),
  due_at timestamptz not null default clock(),
  holder text,
  lease_until timestamptz,
  settled_at timestamptz,
  error text,
  body bytea,
  check ((state = 'taken') = (holder is not null and lease_until is not null))
);
-- Bodies are read once and thrown away: compressing them cost more than writing them.
alter table deliveries alter column body set storage external;
-- The promise of order is this index: nobody can take a second delivery of a key.
create unique index deliveries_one_in_hand on deliveries (key) where state = 'taken';
create index deliveries_waiting on deliveries (lane, seq) where state = 'waiting';
create index deliveries_of_key on deliveries (key, seq) where state = 'waiting';
create index deliveries_leases on deliveries (lease_until) where state = 'taken';
create index deliveries_aside on deliveries (seq) where state = 'aside';
create index deliveries_with_body on deliveries (received_at) where body is not null;

create table effects (
  id bigint generated always as identity primary key,
  key text not null unique,
  kind text not null,
  -- One at a time per target, in order: a comment, then its edits.
  target text not null,
  installation_id bigint not null,
  repository_id bigint not null,
  lane smallint not null,
  what jsonb not null,
  digest text not null,
  delivery bigint references deliveries (seq),
  state text not null default 'planned' check (state in ('planned', 'sent', 'done', 'failed', 'dropped', 'merged')),
  attempts smallint not null default 0,
  looks smallint not null default 0,
  planned_at timestamptz not null default clock(),
  due_at timestamptz not null default clock(),
  leave_by timestamptz,
  sent_at timestamptz,
  holder text,
  lease_until timestamptz,
  settled_at timestamptz,
  remote_id text,
  error text,
  check (state <> 'sent' or (sent_at is not null and holder is not null and lease_until is not null))
);
create unique index effects_one_in_hand on effects (target) where state = 'sent';
create index effects_leases on effects (lease_until) where state = 'sent';
create index effects_planned on effects (installation_id, lane, id) where state = 'planned';
create index effects_of_target on effects (target, id) where state in ('planned', 'sent');
create index effects_spent on effects (installation_id, sent_at) where sent_at is not null;

create table installations (
  id bigint primary key,
  -- GitHub asked us to wait (a secondary limit).
  paused_until timestamptz
);

create table repositories (
  id bigint primary key,
  installation_id bigint not null,
  owner text not null,
  name text not null,
  private boolean not null,
  default_branch text not null,
  -- Our own comments of before this database are known from here on; until then every create looks first.
  adopted_at timestamptz,
  heard_at timestamptz
);
create index repositories_heard on repositories (heard_at);

-- What somebody said is run once for ever: (comment:IC_abc:0).
create table commands (
  id text primary key,
  name text not null,
  actor_id bigint not null,
  repository_id bigint not null,
  delivery bigint references deliveries (seq),
  outcome text not null,
  at timestamptz not null default clock()
);

create table audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock(),
  delivery bigint references deliveries (seq),
  repository_id bigint,
  scope text not null,
  about text not null,
  actor text,
  outcome text not null,
  reasons jsonb not null
);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit rows are never changed or deleted';
end $$;
create trigger audit_is_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();

-- What must not be decided twice at once is a row that a transaction locks.
create table scopes (
  name text primary key
);

-- Work of the house itself, one replica at a time.
create table chores (
  name text primary key,
  due_at timestamptz not null default clock(),
  holder text,
  lease_until timestamptz,
  -- Where the last pass stopped.
  note jsonb not null default '{}'
);

-- The repository's files by blob: what they say never changes.
create table file_blobs (
  blob text primary key,
  text text not null,
  read_at timestamptz not null default clock()
);
-- Which blob counts for a repository, as last seen; null when it has no file.
create table repository_files (
  repository_id bigint primary key,
  blob text references file_blobs (blob),
  seen_at timestamptz not null default clock()
);
