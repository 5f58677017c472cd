-- Made from the catalogue by "npm run generate"; the migrations are what counts.

create table alert_groups (
  repository_id bigint not null,
  print text not null,
  hook text not null,
  status text not null,
  title text not null,
  level text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  said_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  alerts bigint not null,
  counted bigint not null,
  environments jsonb not null,
  releases jsonb not null,
  times jsonb not null,
  sample jsonb not null,
  letter jsonb,
  changed_at timestamp with time zone not null,
  unseen boolean not null,
  constraint alert_groups_pkey PRIMARY KEY (repository_id, print),
  constraint alert_groups_status_check CHECK ((status = ANY (ARRAY['firing'::text, 'resolved'::text, 'acknowledged'::text])))
);

create table approval_ends (
  repository_id bigint not null,
  pull integer not null,
  at timestamp with time zone not null,
  why text not null,
  constraint approval_ends_pkey PRIMARY KEY (repository_id, pull)
);

create table approvals (
  id text not null,
  repository_id bigint not null,
  environment text not null,
  sha text not null,
  pull integer,
  by_id bigint not null,
  by_login text not null,
  at timestamp with time zone not null,
  thread integer not null,
  void_at timestamp with time zone,
  void_why text,
  constraint approvals_check CHECK (((void_at IS NULL) = (void_why IS NULL))),
  constraint approvals_pkey PRIMARY KEY (id)
);

create table audit (
  seq bigint not null generated always as identity,
  at timestamp with time zone not null default clock(),
  delivery bigint,
  repository_id bigint,
  scope text not null,
  about text not null,
  actor text,
  outcome text not null,
  reasons jsonb not null,
  constraint audit_delivery_fkey FOREIGN KEY (delivery) REFERENCES deliveries(seq),
  constraint audit_pkey PRIMARY KEY (seq)
);

create table audit_chains (
  repository_id bigint not null,
  links bigint not null,
  hash bytea not null,
  constraint audit_chains_pkey PRIMARY KEY (repository_id)
);

create table audit_links (
  repository_id bigint not null,
  place bigint not null,
  seq bigint not null,
  hash bytea not null,
  constraint audit_links_pkey PRIMARY KEY (repository_id, place),
  constraint audit_links_seq_key UNIQUE (seq)
);

create table births (
  born_at timestamp with time zone not null default clock(),
  how text not null,
  constraint births_how_check CHECK ((how = ANY (ARRAY['new'::text, 'restored'::text]))),
  constraint births_pkey PRIMARY KEY (born_at)
);

create table boards (
  repository_id bigint not null,
  state text not null default 'off'::text,
  why text,
  issue text,
  round integer not null default 0,
  visit integer not null default 0,
  edits integer not null default 0,
  says text,
  shown_at timestamp with time zone,
  visited_at timestamp with time zone,
  main text,
  drift jsonb not null default '{}'::jsonb,
  constraint boards_pkey PRIMARY KEY (repository_id),
  constraint boards_state_check CHECK ((state = ANY (ARRAY['off'::text, 'kept'::text, 'left'::text])))
);

create table build_looks (
  repository_id bigint not null,
  about text not null,
  looked_at timestamp with time zone,
  next_at timestamp with time zone,
  constraint build_looks_pkey PRIMARY KEY (repository_id, about)
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
  verdict text not null,
  url text,
  began_at timestamp with time zone,
  at timestamp with time zone not null,
  looked boolean not null,
  constraint build_reports_pkey PRIMARY KEY (repository_id, about, run, attempt),
  constraint build_reports_verdict_check CHECK ((verdict = ANY (ARRAY['pass'::text, 'fail'::text, 'broken'::text, 'none'::text])))
);

create table chores (
  name text not null,
  due_at timestamp with time zone not null default clock(),
  holder text,
  lease_until timestamp with time zone,
  note jsonb not null default '{}'::jsonb,
  constraint chores_pkey PRIMARY KEY (name)
);

create table cleanup_lists (
  issue text not null,
  repository_id bigint not null,
  month text not null,
  state text not null,
  ending text,
  findings jsonb not null,
  reworded_at timestamp with time zone,
  edits integer not null,
  written text[] not null,
  judged text[] not null,
  constraint cleanup_lists_check CHECK (((ending IS NULL) = (state = 'open'::text))),
  constraint cleanup_lists_pkey PRIMARY KEY (issue),
  constraint cleanup_lists_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ending'::text, 'over'::text])))
);

create table cleanups (
  repository_id bigint not null,
  next_at timestamp with time zone not null,
  constraint cleanups_pkey PRIMARY KEY (repository_id)
);

create table commands (
  id text not null,
  name text not null,
  actor_id bigint not null,
  repository_id bigint not null,
  delivery bigint,
  outcome text not null,
  at timestamp with time zone not null default clock(),
  whole boolean not null default false,
  constraint commands_delivery_fkey FOREIGN KEY (delivery) REFERENCES deliveries(seq),
  constraint commands_pkey PRIMARY KEY (id)
);

create table deliveries (
  seq bigint not null generated always as identity,
  guid text not null,
  source text not null,
  name text not null,
  key text not null,
  lane smallint not null,
  state text not null default 'waiting'::text,
  attempts smallint not null default 0,
  received_at timestamp with time zone not null default clock(),
  due_at timestamp with time zone not null default clock(),
  holder text,
  lease_until timestamp with time zone,
  settled_at timestamp with time zone,
  error text,
  body bytea storage external,
  deaths smallint not null default 0,
  constraint deliveries_check CHECK (((state = 'taken'::text) = ((holder IS NOT NULL) AND (lease_until IS NOT NULL)))),
  constraint deliveries_guid_key UNIQUE (guid),
  constraint deliveries_pkey PRIMARY KEY (seq),
  constraint deliveries_source_check CHECK ((source = ANY (ARRAY['github'::text, 'ours'::text, 'hook'::text]))),
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'taken'::text, 'done'::text, 'seen'::text, 'aside'::text, 'heaped'::text])))
);

create table deploys (
  id text not null,
  repository_id bigint not null,
  environment text not null,
  kind text not null,
  state text not null,
  sha text,
  tree text,
  thread integer,
  run_id bigint,
  attempt integer not null,
  comment text,
  edits integer not null,
  looks integer not null,
  asked_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ran_at timestamp with time zone,
  ended_at timestamp with time zone,
  shown_at timestamp with time zone,
  due_at timestamp with time zone,
  story jsonb not null,
  constraint deploys_check CHECK (((ended_at IS NOT NULL) = (state <> ALL (ARRAY['waiting'::text, 'starting'::text, 'running'::text])))),
  constraint deploys_kind_check CHECK ((kind = ANY (ARRAY['asked'::text, 'auto'::text, 'hand'::text]))),
  constraint deploys_pkey PRIMARY KEY (id),
  constraint deploys_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'starting'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text, 'lost'::text, 'dropped'::text])))
);

create table effects (
  id bigint not null generated always as identity,
  key text not null,
  kind text not null,
  target text not null,
  installation_id bigint not null,
  repository_id bigint not null,
  lane smallint not null,
  what jsonb not null,
  digest text not null,
  delivery bigint,
  state text not null default 'planned'::text,
  attempts smallint not null default 0,
  looks smallint not null default 0,
  planned_at timestamp with time zone not null default clock(),
  due_at timestamp with time zone not null default clock(),
  leave_by timestamp with time zone,
  sent_at timestamp with time zone,
  holder text,
  lease_until timestamp with time zone,
  settled_at timestamp with time zone,
  remote_id text,
  error text,
  unsure boolean not null default false,
  constraint effects_check CHECK (((state <> 'sent'::text) OR ((sent_at IS NOT NULL) AND (holder IS NOT NULL) AND (lease_until IS NOT NULL)))),
  constraint effects_delivery_fkey FOREIGN KEY (delivery) REFERENCES deliveries(seq),
  constraint effects_key_key UNIQUE (key),
  constraint effects_pkey PRIMARY KEY (id),
  constraint effects_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'sent'::text, 'done'::text, 'failed'::text, 'dropped'::text, 'merged'::text])))
);

create table episodes (
  id text not null,
  repository_id bigint not null,
  of text not null,
  about text not null,
  key text not null,
  state text not null,
  began_at timestamp with time zone not null,
  bad_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  issue text,
  number integer,
  opened_at timestamp with time zone,
  round integer not null,
  shut text,
  shut_at timestamp with time zone,
  left_why text,
  locked boolean not null,
  snoozed_until timestamp with time zone,
  muted boolean not null,
  rolled text,
  edits integer not null,
  notes jsonb not null,
  noted integer not null,
  says text,
  shown_at timestamp with time zone,
  story jsonb not null,
  constraint episodes_pkey PRIMARY KEY (id),
  constraint episodes_shut_check CHECK ((shut = ANY (ARRAY['us'::text, 'person'::text, 'kept'::text]))),
  constraint episodes_state_check CHECK ((state = ANY (ARRAY['watching'::text, 'open'::text, 'closed'::text, 'moot'::text])))
);

create table error_homes (
  repository_id bigint not null,
  settings jsonb,
  refused_at timestamp with time zone,
  seen_at timestamp with time zone not null,
  looked_at timestamp with time zone,
  look_at timestamp with time zone,
  quiet_at timestamp with time zone,
  constraint error_homes_pkey PRIMARY KEY (repository_id)
);

create table error_scans (
  repository_id bigint not null,
  name text not null,
  words text not null,
  cursor jsonb,
  next_at timestamp with time zone not null,
  last_at timestamp with time zone,
  hits bigint not null default 0,
  trouble text,
  troubled_since timestamp with time zone,
  missed text,
  missed_at timestamp with time zone,
  constraint error_scans_pkey PRIMARY KEY (repository_id, name)
);

create table errors_logged (
  repository_id bigint not null,
  run bigint not null,
  attempt integer not null,
  name text not null,
  environment text not null,
  at timestamp with time zone not null default clock(),
  constraint errors_logged_pkey PRIMARY KEY (repository_id, run, attempt, name, environment)
);

create table file_blobs (
  blob text not null,
  text text not null,
  read_at timestamp with time zone not null default clock(),
  constraint file_blobs_pkey PRIMARY KEY (blob)
);

create table heads (
  repository_id bigint not null,
  pull integer not null,
  before text not null,
  after text not null,
  at timestamp with time zone not null,
  by_id bigint,
  by_login text,
  by_bot boolean,
  constraint heads_pkey PRIMARY KEY (repository_id, pull, at, before, after)
);

create table hooks (
  name text not null,
  kind text not null,
  owner text not null,
  repository text,
  secrets jsonb not null,
  settings jsonb not null,
  added_at timestamp with time zone not null default clock(),
  rotated_at timestamp with time zone,
  heard_at timestamp with time zone,
  heard bigint not null default 0,
  refused bigint not null default 0,
  last_refused_at timestamp with time zone,
  routed bigint not null default 0,
  unrouted bigint not null default 0,
  last_unrouted text,
  token text,
  token_at timestamp with time zone,
  asked_at timestamp with time zone,
  ask_after timestamp with time zone,
  ask_failures integer not null default 0,
  ask_error text,
  constraint hooks_pkey PRIMARY KEY (name)
);

create table infrastructure_checks (
  repository_id bigint not null,
  environment text not null,
  name text not null,
  kind text not null,
  line integer not null,
  at timestamp with time zone,
  run bigint,
  attempt integer,
  verdict text,
  says text,
  unknown_at timestamp with time zone,
  unknown_run bigint,
  unknown_attempt integer,
  unknown_says text,
  constraint infrastructure_checks_check CHECK ((num_nulls(at, run, attempt, verdict, says) = ANY (ARRAY[0, 5]))),
  constraint infrastructure_checks_check1 CHECK ((num_nulls(unknown_at, unknown_run, unknown_attempt, unknown_says) = ANY (ARRAY[0, 4]))),
  constraint infrastructure_checks_check2 CHECK (((at IS NOT NULL) OR (unknown_at IS NOT NULL))),
  constraint infrastructure_checks_pkey PRIMARY KEY (repository_id, environment, name),
  constraint infrastructure_checks_verdict_check CHECK ((verdict = ANY (ARRAY['pass'::text, 'warn'::text, 'fail'::text])))
);

create table infrastructure_unrelated (
  repository_id bigint not null,
  file text not null,
  read_at timestamp with time zone not null,
  constraint infrastructure_unrelated_pkey PRIMARY KEY (repository_id, file)
);

create table installations (
  id bigint not null,
  paused_until timestamp with time zone,
  constraint installations_pkey PRIMARY KEY (id)
);

create table issue_books (
  repository_id bigint not null,
  known_at timestamp with time zone not null,
  constraint issue_books_pkey PRIMARY KEY (repository_id)
);

create table locks (
  id text not null,
  repository_id bigint not null,
  environment text,
  kind text not null,
  reason text,
  by_id bigint,
  by_login text,
  pull integer,
  thread integer,
  comment text,
  edits integer not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  ended_at timestamp with time zone,
  ended_how text,
  ended_by_id bigint,
  ended_by_login text,
  ended_reason text,
  constraint locks_check CHECK (((by_login IS NOT NULL) OR (until IS NOT NULL) OR (pull IS NOT NULL))),
  constraint locks_check1 CHECK (((ended_at IS NULL) = (ended_how IS NULL))),
  constraint locks_ended_how_check CHECK ((ended_how = ANY (ARRAY['unlocked'::text, 'time'::text, 'merged'::text, 'closed'::text, 'replaced'::text]))),
  constraint locks_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'hold'::text, 'rollback'::text]))),
  constraint locks_pkey PRIMARY KEY (id)
);

create table migrations (
  number integer not null,
  name text not null,
  digest text not null,
  readable_from integer not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (number)
);

create table ops_runs (
  id text not null,
  repository_id bigint not null,
  command text not null,
  state text not null,
  thread integer not null,
  run_id bigint,
  attempt integer not null,
  comment text,
  edits integer not null,
  looks integer not null,
  asked_at timestamp with time zone not null,
  ran_at timestamp with time zone,
  ended_at timestamp with time zone,
  shown_at timestamp with time zone,
  due_at timestamp with time zone,
  story jsonb not null,
  constraint ops_runs_check CHECK (((ended_at IS NOT NULL) = (state <> ALL (ARRAY['starting'::text, 'running'::text])))),
  constraint ops_runs_pkey PRIMARY KEY (id),
  constraint ops_runs_state_check CHECK ((state = ANY (ARRAY['starting'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text, 'lost'::text])))
);

create table outside_secrets (
  owner text not null,
  name text not null,
  origin text not null,
  sealed text not null,
  added_at timestamp with time zone not null default clock(),
  constraint outside_secrets_pkey PRIMARY KEY (owner, name)
);

create table pins (
  repository_id bigint not null,
  name text not null,
  stands_for bigint not null,
  pinned_at timestamp with time zone not null default clock(),
  constraint pins_pkey PRIMARY KEY (repository_id, name)
);

create table plans (
  id text not null,
  repository_id bigint not null,
  environment text not null,
  sha text not null,
  tree text not null,
  state text not null,
  thread integer not null,
  run_id bigint,
  attempt integer not null,
  comment text,
  edits integer not null,
  looks integer not null,
  asked_at timestamp with time zone not null,
  ran_at timestamp with time zone,
  ended_at timestamp with time zone,
  shown_at timestamp with time zone,
  due_at timestamp with time zone,
  story jsonb not null,
  constraint plans_check CHECK (((ended_at IS NOT NULL) = (state <> ALL (ARRAY['starting'::text, 'running'::text])))),
  constraint plans_pkey PRIMARY KEY (id),
  constraint plans_state_check CHECK ((state = ANY (ARRAY['starting'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text, 'lost'::text])))
);

create table pull_turns (
  repository_id bigint not null,
  number integer not null,
  head text not null,
  holders bigint[] not null,
  since timestamp with time zone not null,
  due_at timestamp with time zone,
  read_at timestamp with time zone not null,
  story jsonb not null,
  constraint pull_turns_pkey PRIMARY KEY (repository_id, number)
);

create table pulls_quiet (
  repository_id bigint not null,
  number integer not null,
  snoozed_until timestamp with time zone,
  muted boolean not null,
  constraint pulls_quiet_pkey PRIMARY KEY (repository_id, number)
);

create table pulls_to_read (
  repository_id bigint not null,
  number integer not null,
  mark uuid not null,
  heard_at timestamp with time zone not null default clock(),
  constraint pulls_to_read_pkey PRIMARY KEY (repository_id, number)
);

create table question_options (
  question text not null,
  place smallint not null,
  value text not null,
  says text not null,
  constraint question_options_pkey PRIMARY KEY (question, place),
  constraint question_options_question_fkey FOREIGN KEY (question) REFERENCES questions(id)
);

create table questions (
  id text not null,
  repository_id bigint not null,
  number integer not null,
  asked_id bigint not null,
  asked_login text not null,
  line text not null,
  answers jsonb not null default '{}'::jsonb,
  argument text not null,
  comment text not null,
  heading text not null,
  written text[] not null,
  state text not null default 'open'::text,
  asked_at timestamp with time zone not null default clock(),
  lapses_at timestamp with time zone not null,
  sign text,
  constraint questions_pkey PRIMARY KEY (id),
  constraint questions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'lapsed'::text, 'folded'::text])))
);

create table reminder_books (
  repository_id bigint not null,
  state text not null,
  began_at timestamp with time zone,
  next_at timestamp with time zone not null,
  sweep jsonb,
  swept_at timestamp with time zone,
  news jsonb,
  news_at timestamp with time zone,
  plan jsonb,
  issues_at timestamp with time zone,
  constraint reminder_books_pkey PRIMARY KEY (repository_id),
  constraint reminder_books_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'asked'::text, 'on'::text, 'refused'::text])))
);

create table reminder_digests (
  repository_id bigint not null,
  name text not null,
  number integer,
  story jsonb not null,
  constraint reminder_digests_pkey PRIMARY KEY (repository_id, name)
);

create table reminders_agreed (
  repository_id bigint not null,
  at timestamp with time zone not null default clock(),
  constraint reminders_agreed_pkey PRIMARY KEY (repository_id)
);

create table reminders_heard (
  id bigint not null generated always as identity,
  repository_id bigint not null,
  number integer not null,
  person_id bigint,
  login text,
  what text not null,
  at timestamp with time zone not null,
  constraint reminders_heard_pkey PRIMARY KEY (id)
);

create table reminders_opted_out (
  repository_id bigint not null,
  person_id bigint not null,
  login text not null,
  at timestamp with time zone not null default clock(),
  constraint reminders_opted_out_pkey PRIMARY KEY (repository_id, person_id)
);

create table repositories (
  id bigint not null,
  installation_id bigint not null,
  owner text not null,
  name text not null,
  private boolean not null,
  default_branch text not null,
  adopted_at timestamp with time zone,
  heard_at timestamp with time zone,
  constraint repositories_pkey PRIMARY KEY (id)
);

create table repository_files (
  repository_id bigint not null,
  blob text,
  seen_at timestamp with time zone not null default clock(),
  told text,
  constraint repository_files_blob_fkey FOREIGN KEY (blob) REFERENCES file_blobs(blob),
  constraint repository_files_pkey PRIMARY KEY (repository_id)
);

create table scopes (
  name text not null,
  constraint scopes_pkey PRIMARY KEY (name)
);

create table stale_threads (
  repository_id bigint not null,
  number integer not null,
  issue boolean not null,
  story jsonb not null,
  constraint stale_threads_pkey PRIMARY KEY (repository_id, number)
);

CREATE INDEX alert_groups_of_hook ON public.alert_groups USING btree (hook, print);

CREATE INDEX alert_groups_to_look_at ON public.alert_groups USING btree (repository_id, changed_at) WHERE unseen;

CREATE INDEX approvals_live ON public.approvals USING btree (repository_id, pull, sha) WHERE (void_at IS NULL);

CREATE INDEX approvals_of_commit ON public.approvals USING btree (repository_id, environment, sha, at);

CREATE INDEX approvals_of_environment ON public.approvals USING btree (repository_id, environment, at);

CREATE UNIQUE INDEX approvals_one_each ON public.approvals USING btree (repository_id, environment, sha, by_id) WHERE (void_at IS NULL);

CREATE INDEX audit_of_delivery ON public.audit USING btree (delivery);

CREATE INDEX audit_of_thread ON public.audit USING btree (scope, seq) WHERE ((scope ~~ 'thread/%'::text) AND (outcome = ANY (ARRAY['done'::text, 'refused'::text])));

CREATE INDEX build_reports_in_order ON public.build_reports USING btree (repository_id, about, number, attempt);

CREATE INDEX build_reports_to_look_at ON public.build_reports USING btree (repository_id, about) WHERE (NOT looked);

CREATE INDEX cleanup_lists_going_on ON public.cleanup_lists USING btree (repository_id) WHERE (state <> 'over'::text);

CREATE INDEX commands_of_delivery ON public.commands USING btree (delivery);

CREATE INDEX deliveries_aside ON public.deliveries USING btree (seq) WHERE (state = 'aside'::text);

CREATE INDEX deliveries_heaped ON public.deliveries USING btree (seq) WHERE (state = 'heaped'::text);

CREATE INDEX deliveries_leases ON public.deliveries USING btree (lease_until) WHERE (state = 'taken'::text);

CREATE INDEX deliveries_letters ON public.deliveries USING btree (received_at) WHERE ((source = 'hook'::text) AND (state = 'done'::text));

CREATE INDEX deliveries_of_key ON public.deliveries USING btree (key, seq) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX deliveries_one_in_hand ON public.deliveries USING btree (key) WHERE (state = 'taken'::text);

CREATE INDEX deliveries_waiting ON public.deliveries USING btree (lane, seq) WHERE (state = 'waiting'::text);

CREATE INDEX deliveries_with_body ON public.deliveries USING btree (received_at) WHERE (body IS NOT NULL);

CREATE INDEX deploys_begun ON public.deploys USING btree (repository_id, environment, COALESCE(ran_at, started_at, asked_at));

CREATE INDEX deploys_of_commit ON public.deploys USING btree (repository_id, sha);

CREATE INDEX deploys_of_environment ON public.deploys USING btree (repository_id, environment, ended_at);

CREATE INDEX deploys_of_person ON public.deploys USING btree (repository_id, environment, (((story -> 'by'::text) ->> 'id'::text)));

CREATE INDEX deploys_of_run ON public.deploys USING btree (repository_id, run_id);

CREATE INDEX deploys_of_thread ON public.deploys USING btree (repository_id, thread, asked_at);

CREATE INDEX deploys_of_tree ON public.deploys USING btree (repository_id, tree);

CREATE UNIQUE INDEX deploys_one_under_way ON public.deploys USING btree (repository_id, environment) WHERE ((state = ANY (ARRAY['starting'::text, 'running'::text])) AND (kind <> 'hand'::text));

CREATE INDEX deploys_open ON public.deploys USING btree (repository_id, environment, asked_at) WHERE (state = ANY (ARRAY['waiting'::text, 'starting'::text, 'running'::text]));

CREATE INDEX deploys_said ON public.deploys USING btree (repository_id, environment, asked_at) WHERE (thread IS NOT NULL);

CREATE INDEX effects_leases ON public.effects USING btree (lease_until) WHERE (state = 'sent'::text);

CREATE INDEX effects_of_delivery ON public.effects USING btree (delivery);

CREATE INDEX effects_of_target ON public.effects USING btree (target, id) WHERE (state = ANY (ARRAY['planned'::text, 'sent'::text]));

CREATE UNIQUE INDEX effects_one_in_hand ON public.effects USING btree (target) WHERE (state = 'sent'::text);

CREATE INDEX effects_planned ON public.effects USING btree (installation_id, lane, id) WHERE (state = 'planned'::text);

CREATE INDEX effects_spent ON public.effects USING btree (installation_id, sent_at) WHERE (sent_at IS NOT NULL);

CREATE INDEX effects_standing ON public.effects USING btree (target, id) WHERE (state = ANY (ARRAY['planned'::text, 'sent'::text, 'done'::text]));

CREATE INDEX effects_to_tell ON public.effects USING btree (id) WHERE ((kind = 'tell'::text) AND (state = ANY (ARRAY['planned'::text, 'sent'::text])));

CREATE INDEX episodes_by_about ON public.episodes USING btree (repository_id, of, about) WHERE (state = ANY (ARRAY['watching'::text, 'open'::text]));

CREATE INDEX episodes_by_key ON public.episodes USING btree (repository_id, of, key, began_at);

CREATE INDEX episodes_by_number ON public.episodes USING btree (repository_id, number) WHERE (number IS NOT NULL);

CREATE INDEX episodes_by_opening ON public.episodes USING btree (repository_id, opened_at) WHERE (opened_at IS NOT NULL);

CREATE INDEX episodes_going_of_errors ON public.episodes USING btree (about) WHERE ((of = 'errors'::text) AND (state = ANY (ARRAY['watching'::text, 'open'::text])));

CREATE INDEX episodes_of_errors ON public.episodes USING btree (about, key) WHERE (of = 'errors'::text);

CREATE UNIQUE INDEX episodes_one_at_a_time ON public.episodes USING btree (repository_id, of, key) WHERE (state = ANY (ARRAY['watching'::text, 'open'::text]));

CREATE INDEX error_scans_next ON public.error_scans USING btree (next_at);

CREATE INDEX locks_of_pull ON public.locks USING btree (repository_id, pull) WHERE (pull IS NOT NULL);

CREATE UNIQUE INDEX locks_one_open ON public.locks USING btree (repository_id, COALESCE(environment, ''::text), kind) WHERE (ended_at IS NULL);

CREATE INDEX ops_runs_ended ON public.ops_runs USING btree (repository_id, command, ended_at);

CREATE INDEX ops_runs_of_run ON public.ops_runs USING btree (repository_id, run_id);

CREATE INDEX ops_runs_open ON public.ops_runs USING btree (repository_id, command, asked_at) WHERE (state = ANY (ARRAY['starting'::text, 'running'::text]));

CREATE INDEX plans_ended ON public.plans USING btree (repository_id, environment, ended_at);

CREATE INDEX plans_of_run ON public.plans USING btree (repository_id, run_id);

CREATE INDEX plans_of_thread ON public.plans USING btree (repository_id, thread, asked_at);

CREATE INDEX plans_open ON public.plans USING btree (repository_id, environment, asked_at) WHERE (state = ANY (ARRAY['starting'::text, 'running'::text]));

CREATE INDEX plans_without_run ON public.plans USING btree (repository_id, asked_at) WHERE (run_id IS NULL);

CREATE INDEX pull_turns_asked ON public.pull_turns USING btree (repository_id) WHERE (((story -> 'stale'::text) ->> 'comment'::text) IS NOT NULL);

CREATE INDEX pull_turns_by_head ON public.pull_turns USING btree (repository_id, head);

CREATE INDEX pull_turns_due ON public.pull_turns USING btree (repository_id, since DESC) WHERE (due_at IS NOT NULL);

CREATE UNIQUE INDEX questions_open ON public.questions USING btree (repository_id, number, asked_id) WHERE (state = 'open'::text);

CREATE INDEX reminder_books_next ON public.reminder_books USING btree (next_at);

CREATE INDEX reminder_digests_by_number ON public.reminder_digests USING btree (repository_id, number);

CREATE INDEX reminders_heard_by ON public.reminders_heard USING btree (person_id, at);

CREATE INDEX reminders_heard_in ON public.reminders_heard USING btree (repository_id, at);

CREATE INDEX repositories_heard ON public.repositories USING btree (heard_at);

CREATE OR REPLACE FUNCTION public.audit_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'audit rows are never changed or deleted';
end $function$;

CREATE OR REPLACE FUNCTION public.audit_is_chained()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  chain bigint := coalesce(new.repository_id, 0);
  link audit_links;
begin
  -- What a backup brings has its links.
  if current_setting('shipmate.restoring', true) = 'yes' then return null; end if;
  loop
    update audit_chains set links = links + 1, hash = sha256(hash || convert_to(jsonb_build_array(
        chain, links + 1, new.seq, to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), new.delivery,
        new.scope, new.about, new.actor, new.outcome, new.reasons)::text, 'UTF8'))
      where repository_id = chain returning repository_id, links, new.seq, hash into link;
    exit when found;
    insert into audit_chains values (chain, 0, '') on conflict do nothing;
  end loop;
  insert into audit_links select link.*;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.clock()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$select now()$function$;

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

CREATE CONSTRAINT TRIGGER audit_is_chained AFTER INSERT ON public.audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_is_chained();

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_links FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
