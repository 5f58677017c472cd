-- readable from: 1
-- What was decided in a thread last, for whoever asks why.

create index audit_of_thread on audit (scope, seq) where scope like 'thread/%' and outcome in ('done', 'refused');
