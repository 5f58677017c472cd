-- readable from: 1
-- Monthly lists of what lies around: when a repository has its next one, and the lists with what became of their lines.

create table cleanups (
  repository_id bigint primary key,
  next_at timestamptz not null
);

create table cleanup_lists (
  -- The effect that opens its issue.
  issue text primary key,
  repository_id bigint not null,
  month text not null,
  state text not null check (state in ('open', 'ending', 'over')),
  -- What is said when it ends.
  ending text,
  findings jsonb not null,
  reworded_at timestamptz,
  edits int not null,
  -- Digests of all texts that it had, and the names of the ticks that were judged.
  written text[] not null,
  judged text[] not null,
  check ((ending is null) = (state = 'open'))
);
create index cleanup_lists_going_on on cleanup_lists (repository_id) where state <> 'over';
