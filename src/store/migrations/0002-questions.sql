-- readable from: 1
-- Questions that wait for an answer, and whom the names in a team's file stood for when we first met them.

create table questions (
  -- The command that asks, as in `commands`.
  id text primary key,
  repository_id bigint not null,
  number integer not null,
  asked_id bigint not null,
  asked_login text not null,
  -- As it was said, from the command's name on; with the answers it is read again.
  line text not null,
  answers jsonb not null default '{}',
  argument text not null,
  -- The key of the effect that posted it, or of the one whose comment it took over.
  comment text not null,
  heading text not null,
  -- All texts that this question has had, boxes cleared: whoever ticks one of them has read what we wrote.
  written text[] not null,
  state text not null default 'open' check (state in ('open', 'answered', 'lapsed', 'folded')),
  asked_at timestamptz not null default clock(),
  lapses_at timestamptz not null
);
create unique index questions_open on questions (repository_id, number, asked_id) where state = 'open';

create table question_options (
  question text not null references questions (id),
  place smallint not null,
  value text not null,
  says text not null,
  primary key (question, place)
);

create table pins (
  repository_id bigint not null,
  -- As the file writes it, in small letters: `@bob`, `@acme/web`.
  name text not null,
  stands_for bigint not null,
  pinned_at timestamptz not null default clock(),
  primary key (repository_id, name)
);
