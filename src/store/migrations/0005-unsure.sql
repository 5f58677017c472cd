-- readable from: 1
-- Of a write that failed: nobody could find out whether it happened all the same.

alter table effects add column unsure boolean not null default false;
