-- readable from: 1
-- Of many pull requests of which something was heard, those come first of which it was heard first.

alter table pulls_to_read add column heard_at timestamptz not null default clock();
