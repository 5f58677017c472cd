-- readable from: 1
-- Each row of the audit gets a link: a hash of what it says and of the link before it in its repository. Who changes, deletes or slips in
-- a row has to make all later links anew, and then the last one is not what somebody wrote down elsewhere.

create table audit_links (
  -- 0 for rows of no repository.
  repository_id bigint not null,
  place bigint not null,
  seq bigint not null unique,
  hash bytea not null,
  primary key (repository_id, place)
);

-- The end of each repository's chain. Writers of one repository wait for each other here, from the start of their commit to its end.
create table audit_chains (
  repository_id bigint primary key,
  links bigint not null,
  hash bytea not null
) with (fillfactor = 50);

create trigger audit_is_append_only before update or delete or truncate on audit_links
  for each statement execute function audit_is_append_only();

-- In the database, so that no writer can forget it, and deferred, so that it is the last lock a transaction takes: made together with the
-- row it held up the repository while the process went on to its commit, which cost 40 % of the throughput of a busy one, and this 4 %.
-- `audit-chain.ts` makes the same hashes by itself. Rows of before have no link: nothing vouches for them.
create function audit_is_chained() returns trigger language plpgsql as $$
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
end $$;
create constraint trigger audit_is_chained after insert on audit
  deferrable initially deferred for each row execute function audit_is_chained();
