-- readable from: 1
-- Heads of pull requests: which commit it moved to, and when by GitHub's own clock. What somebody could see when they said something is told from here.

create table heads (
  repository_id bigint not null,
  pull int not null,
  -- Empty: it was opened or found there, and nobody knows what was before.
  before text not null,
  after text not null,
  at timestamptz not null,
  -- Who pushed, as the webhook says.
  by_id bigint,
  by_login text,
  by_bot boolean,
  -- The same webhook twice is one move; back and forth are several.
  primary key (repository_id, pull, at, before, after)
);
