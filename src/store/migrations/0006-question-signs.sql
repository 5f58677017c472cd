-- readable from: 1
-- The comment whose command asked: what comes of the answer is shown on it too. Null for questions that were asked before this.

alter table questions add column sign text;
