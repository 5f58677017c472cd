-- readable from: 1
-- A stretch of failing of one thing, and the one issue that it may have; and what was reported on builds, as far back as anybody asks.

create table episodes (
  id text primary key,
  repository_id bigint not null,
  of text not null,
  about text not null,
  key text not null,
  state text not null check (state in ('watching', 'open', 'closed', 'moot')),
  began_at timestamptz not null,
  bad_at timestamptz not null,
  ended_at timestamptz,
  issue text,
  number integer,
  opened_at timestamptz,
  round integer not null,
  shut text check (shut in ('us', 'person', 'kept')),
  shut_at timestamptz,
  left_why text,
  locked boolean not null,
  snoozed_until timestamptz,
  muted boolean not null,
  rolled text,
  edits integer not null,
  notes jsonb not null,
  noted integer not null,
  says text,
  shown_at timestamptz,
  story jsonb not null
);

-- One at a time of each, whatever two replicas decide at once.
create unique index episodes_one_at_a_time on episodes (repository_id, of, key) where state in ('watching', 'open');
create index episodes_by_key on episodes (repository_id, of, key, began_at);
create index episodes_by_about on episodes (repository_id, of, about) where state in ('watching', 'open');
create index episodes_by_number on episodes (repository_id, number) where number is not null;
create index episodes_by_opening on episodes (repository_id, opened_at) where opened_at is not null;

-- Repositories whose issues of ours from before this database are known.
create table issue_books (
  repository_id bigint primary key,
  known_at timestamptz not null
);

create table build_reports (
  repository_id bigint not null,
  about text not null,
  run bigint not null,
  attempt bigint not null,
  number bigint not null,
  source text not null,
  sha text not null,
  queued boolean not null,
  verdict text not null check (verdict in ('pass', 'fail', 'broken', 'none')),
  url text,
  began_at timestamptz,
  at timestamptz not null,
  looked boolean not null,
  primary key (repository_id, about, run, attempt)
);

create index build_reports_in_order on build_reports (repository_id, about, number, attempt);
create index build_reports_to_look_at on build_reports (repository_id, about) where not looked;

-- When a source of reports was looked at last, and when it is looked at next.
create table build_looks (
  repository_id bigint not null,
  about text not null,
  looked_at timestamptz,
  next_at timestamptz,
  primary key (repository_id, about)
);
