-- readable from: 1
-- How many processes in a row ended, or hung, while they tried a delivery: only that sets one aside that may never be given up.

alter table deliveries add column deaths smallint not null default 0;
