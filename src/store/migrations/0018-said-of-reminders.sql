-- readable from: 1
-- What people said of reminders outlives what is known of a pull request; and comments that are nothing but commands are no moves.

-- How quiet we are on pull requests, from their first minute on.
create table pulls_quiet (
  repository_id bigint not null,
  number int not null,
  snoozed_until timestamptz,
  muted boolean not null,
  primary key (repository_id, number)
);

insert into pulls_quiet
  select repository_id, number, (story ->> 'snoozedUntil')::timestamptz, (story ->> 'muted')::boolean from pull_turns
  where (story ->> 'muted')::boolean or story ->> 'snoozedUntil' is not null;

-- Where somebody has let reminders begin: nobody is asked twice.
create table reminders_agreed (
  repository_id bigint primary key,
  at timestamptz not null default clock()
);

insert into reminders_agreed (repository_id) select repository_id from reminder_books where state = 'on';

-- The comment was nothing else.
alter table commands add column whole boolean not null default false;
