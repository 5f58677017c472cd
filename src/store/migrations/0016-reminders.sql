-- readable from: 1
-- Whose turn it is on each open pull request, how far a repository's were read, and who has heard of what.

create table pull_turns (
  repository_id bigint not null,
  number integer not null,
  head text not null,
  -- Whose turn it is, to see who has how many.
  holders bigint[] not null,
  since timestamptz not null,
  due_at timestamptz,
  read_at timestamptz not null,
  story jsonb not null,
  primary key (repository_id, number)
);

create index pull_turns_due on pull_turns (repository_id, since desc) where due_at is not null;
create index pull_turns_asked on pull_turns (repository_id) where story -> 'stale' ->> 'comment' is not null;
create index pull_turns_by_head on pull_turns (repository_id, head);

-- Pull requests of which something was heard since they were read; another mark each time, so that nothing that is heard while one is read gets lost.
create table pulls_to_read (
  repository_id bigint not null,
  number integer not null,
  mark uuid not null,
  primary key (repository_id, number)
);

-- How far a repository's pull requests are read, and when somebody looks next.
create table reminder_books (
  repository_id bigint primary key,
  -- `reading`: for the first time; `asked`: an issue says what would happen; `refused`: somebody closed that.
  state text not null check (state in ('reading', 'asked', 'on', 'refused')),
  -- What has waited longer is what was there before.
  began_at timestamptz,
  next_at timestamptz not null,
  -- A look at all of them that is not over: where it stands, and since when it runs.
  sweep jsonb,
  swept_at timestamptz,
  -- The same for those that changed.
  news jsonb,
  news_at timestamptz,
  plan jsonb,
  -- When old issues are looked at next; null: they are not.
  issues_at timestamptz
);

create index reminder_books_next on reminder_books (next_at);

-- Who heard of what, and when: nobody hears more than once a day.
create table reminders_heard (
  id bigint generated always as identity primary key,
  repository_id bigint not null,
  number integer not null,
  -- Nobody in particular, where it was only asked about.
  person_id bigint,
  login text,
  what text not null,
  at timestamptz not null
);

create index reminders_heard_by on reminders_heard (person_id, at);
create index reminders_heard_in on reminders_heard (repository_id, at);

-- Who has asked not to be reminded in a repository.
create table reminders_opted_out (
  repository_id bigint not null,
  person_id bigint not null,
  login text not null,
  at timestamptz not null default clock(),
  primary key (repository_id, person_id)
);

-- The list that a team reads at its hour, and the issue it stands in.
create table reminder_digests (
  repository_id bigint not null,
  name text not null,
  number integer,
  story jsonb not null,
  primary key (repository_id, name)
);

create index reminder_digests_by_number on reminder_digests (repository_id, number);

-- Issues that were asked about, and pull requests that we closed because nobody had moved there.
create table stale_threads (
  repository_id bigint not null,
  number integer not null,
  issue boolean not null,
  story jsonb not null,
  primary key (repository_id, number)
);
