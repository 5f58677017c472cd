-- readable from: 1
-- Doors of their own for what tells us of errors and alerts, what came through them, and what production does wrong as they tell it.

create table hooks (
  name text primary key,
  kind text not null,
  owner text not null,
  repository text,
  -- The newest first, each sealed: only whoever has SECRETS_KEY can read them.
  secrets jsonb not null,
  settings jsonb not null,
  added_at timestamptz not null default clock(),
  rotated_at timestamptz,
  heard_at timestamptz,
  heard bigint not null default 0,
  refused bigint not null default 0,
  last_refused_at timestamptz,
  routed bigint not null default 0,
  unrouted bigint not null default 0,
  last_unrouted text,
  -- With which the source is told and asked, sealed like the secrets; and when it was asked last, and why it gave no answer.
  token text,
  token_at timestamptz,
  asked_at timestamptz,
  ask_after timestamptz,
  ask_failures integer not null default 0,
  ask_error text
);

-- What hooks bring is heaped: kept like everything else, and read many at a time.
alter table deliveries
  drop constraint deliveries_source_check,
  add constraint deliveries_source_check check (source in ('github', 'ours', 'hook')),
  drop constraint deliveries_state_check,
  add constraint deliveries_state_check check (state in ('waiting', 'taken', 'done', 'seen', 'aside', 'heaped'));

create index deliveries_heaped on deliveries (seq) where state = 'heaped';

-- Letters are many, and go when they are old; whoever deletes one has to know that nothing names it.
create index deliveries_letters on deliveries (received_at) where source = 'hook' and state = 'done';
create index audit_of_delivery on audit (delivery);
create index commands_of_delivery on commands (delivery);
create index effects_of_delivery on effects (delivery);

-- One thing that goes wrong in one repository's production, with all that was counted of it.
create table alert_groups (
  repository_id bigint not null,
  print text not null,
  hook text not null,
  status text not null check (status in ('firing', 'resolved', 'acknowledged')),
  title text not null,
  level text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  said_at timestamptz not null,
  resolved_at timestamptz,
  alerts bigint not null,
  counted bigint not null,
  environments jsonb not null,
  releases jsonb not null,
  times jsonb not null,
  sample jsonb not null,
  -- The one that was counted last, where only its bytes tell whether it comes again.
  letter jsonb,
  changed_at timestamptz not null,
  -- Something was counted since somebody looked. No time tells that: two transactions may begin in one order and end in the other.
  unseen boolean not null,
  primary key (repository_id, print)
);

create index alert_groups_to_look_at on alert_groups (repository_id, changed_at) where unseen;
create index alert_groups_of_hook on alert_groups (hook, print);

-- What is told of one repository, wherever that is.
create index episodes_of_errors on episodes (about, key) where of = 'errors';

-- What each repository's file says of errors; null: it wants none. And when somebody looked, and looks next, at what was counted for it.
create table error_homes (
  repository_id bigint primary key,
  settings jsonb,
  -- Since when GitHub does not let us read it.
  refused_at timestamptz,
  seen_at timestamptz not null,
  looked_at timestamptz,
  look_at timestamptz,
  quiet_at timestamptz
);

-- What each repository's file lets us look for, query by query, and how far that is read.
create table error_scans (
  repository_id bigint not null,
  name text not null,
  -- A digest of all that the file says of it.
  words text not null,
  -- Written with what was counted up to it.
  cursor jsonb,
  next_at timestamptz not null,
  last_at timestamptz,
  hits bigint not null default 0,
  trouble text,
  troubled_since timestamptz,
  missed text,
  missed_at timestamptz,
  primary key (repository_id, name)
);

create index error_scans_next on error_scans (next_at);

-- What goes along to an address that a file names: for one owner and one origin, and sealed for them.
create table outside_secrets (
  owner text not null,
  name text not null,
  origin text not null,
  sealed text not null,
  added_at timestamptz not null default clock(),
  primary key (owner, name)
);
