-- readable from: 1
-- What was read row by row once these tables had grown: with a million effects and a hundred thousand deploys each of these was a walk through a
-- table, or through all that an environment has ever seen.

-- The text that stands there, and whether something newer does. What is left behind by nobody's end stands nowhere.
create index effects_standing on effects (target, id) where state in ('planned', 'sent', 'done');
-- To be told to sources of alerts; all others are passed by.
create index effects_to_tell on effects (id) where kind = 'tell' and state in ('planned', 'sent');

-- Where a commit went, or the same files; and who was where last.
create index deploys_of_commit on deploys (repository_id, sha);
create index deploys_of_tree on deploys (repository_id, tree);
create index deploys_begun on deploys (repository_id, environment, coalesce(ran_at, started_at, asked_at));
create index deploys_said on deploys (repository_id, environment, asked_at) where thread is not null;

-- What goes on, of one home.
create index episodes_going_of_errors on episodes (about) where of = 'errors' and state in ('watching', 'open');
