-- readable from: 1
-- The issue that shows what runs where in a repository, one at most, and what it says now.

create table boards (
  repository_id bigint primary key,
  -- `off`: nobody asks for it. `left`: somebody closed or deleted it, or GitHub refused it; it stays so until the file stops asking.
  state text not null default 'off' check (state in ('off', 'kept', 'left')),
  why text,
  -- The key of the effect that opened its issue.
  issue text,
  -- How often the file has stopped asking for it: each time is another issue.
  round integer not null default 0,
  -- Names the next visit: whoever changes something asks for that one, and it is asked for once.
  visit integer not null default 0,
  edits integer not null default 0,
  says text,
  shown_at timestamptz,
  visited_at timestamptz,
  -- The head of the default branch, and how far it is from what runs, by commit: both as of the last push that told of one.
  main text,
  drift jsonb not null default '{}'
);

-- What was last told of as the file that counts from now on; empty when it was told that there is none. Whoever reads the file for
-- something else may have seen it first, and tells nobody.
alter table repository_files add column told text;
