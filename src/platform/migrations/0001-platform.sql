-- Everything below the domains: scope, clock, versions, audit, events, idempotency, rules, settings.
create schema if not exists vx;
create schema if not exists auth;
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
grant usage on schema platform, vx to vx_app;
alter default privileges in schema vx grant select, insert, update, delete on tables to vx_app;
alter default privileges in schema vx grant usage, select on sequences to vx_app;

-- unaccent is only STABLE because its dictionary may change; ours does not, and indexes need IMMUTABLE.
create function vx.fold(value text) returns text language sql immutable strict parallel safe as
$$ select lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, nfc))) $$;

create function platform.scope() returns int[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('vx.areas', true), ''), '{}')::int[] $$;

create function platform.clock() returns timestamptz language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('vx.now', true), '')::timestamptz, now()) $$;

-- Row-level security on one area column: the policy compares integers, which is leakproof and indexable.
create procedure platform.protect(t regclass, variadic columns text[]) language plpgsql as $$
declare condition text;
begin
  select string_agg(format('%I = any ((select platform.scope())::int[])', c), ' or ') into condition from unnest(columns) c;
  execute format('alter table %s enable row level security', t);
  execute format('create policy in_scope on %s to vx_app using (%s) with check (%s)', t, condition, condition);
end $$;

-- History by transaction time. The trigger belongs to the owner, so the restricted role cannot rewrite it.
create function platform.keep_version() returns trigger language plpgsql security definer set search_path = pg_catalog, platform as $$
declare
  versions text := format('%I.%I', tg_table_schema, tg_table_name || '_version');
  at timestamptz := platform.clock();
begin
  if tg_op <> 'INSERT' then
    execute format('update %s set valid_to = greatest($1, valid_from) where id = $2 and valid_to is null', versions) using at, old.id;
  end if;
  if tg_op <> 'DELETE' then
    execute format('insert into %s select ($1).*, $2, null', versions) using new, at;
  end if;
  return null;
end $$;

create procedure platform.keep_versions(t regclass, variadic columns text[]) language plpgsql as $$
declare versions text := t::text || '_version';
begin
  execute format('create table %s (like %s, valid_from timestamptz not null, valid_to timestamptz)', versions, t);
  execute format('create index on %s (id, valid_from)', versions);
  execute format('create unique index on %s (id) where valid_to is null', versions);
  execute format('create index on %s (%s, valid_from)', versions, columns[1]);
  execute format('create trigger keep_version after insert or update or delete on %s for each row execute function platform.keep_version()', t);
  execute format('revoke insert, update, delete on %s from vx_app', versions);
  call platform.protect(versions::regclass, variadic columns);
end $$;

create table platform.setting (key text primary key, value jsonb not null);
grant select on platform.setting to vx_app;

-- One answer per idempotency key and user.
create table platform.idempotency (
  user_id text not null, key text not null, route text not null, response jsonb, created_at timestamptz not null default now(),
  primary key (user_id, key)
);
grant select, insert, update on platform.idempotency to vx_app;

-- Opens a read or a write: whose areas, at what time, and for a write with a key the key. It goes out together with the
-- first statement, so a key that was used before must fail the transaction; the error tells what was answered then.
create function platform.enter(areas int[], at timestamptz, knows text, of_user text, with_key text, for_route text) returns void
language plpgsql set search_path = pg_catalog, platform as $$
begin
  perform set_config('vx.areas', areas::text, true), set_config('vx.now', at::text, true), set_config('vx.knows_people', knows, true);
  if with_key is null then return; end if;
  insert into platform.idempotency (user_id, key, route) values (of_user, with_key, for_route) on conflict do nothing;
  if not found then
    raise exception 'key used before' using errcode = 'VX001', detail = (
      select jsonb_build_object('route', route, 'response', response) from platform.idempotency
      where user_id = of_user and key = with_key);
  end if;
end $$;

-- 64 chains, so that writers do not queue behind one head.
create table platform.audit_chain (chain int primary key, seq bigint not null, hash bytea not null);
insert into platform.audit_chain select c, 0, sha256(('vung-xanh:' || c)::bytea) from generate_series(0, 63) c;
create table platform.audit (
  id uuid primary key, chain int not null, seq bigint not null, at timestamptz not null, user_id text not null, post_id uuid,
  action text not null, subject_type text not null, subject_id text not null, area_id int, person_id uuid,
  fields text[] not null, digest bytea not null, hash bytea not null, unique (chain, seq)
);
create index on platform.audit (subject_type, subject_id, at);
create index on platform.audit (person_id, at) where person_id is not null;
create table platform.audit_value (audit_id uuid primary key references platform.audit, changes jsonb not null);
create table platform.audit_checkpoint (id bigint generated always as identity primary key, at timestamptz not null, heads jsonb not null, mac bytea not null);
grant select on platform.audit, platform.audit_value, platform.audit_checkpoint to vx_app;

-- seq is given after commit by the one sequencer: a later seq never becomes visible before an earlier one.
create table platform.event (
  id bigint generated always as identity primary key, seq bigint unique, at timestamptz not null, type text not null,
  subject_type text not null, subject_id text not null, area_id int, user_id text not null, payload jsonb not null default '{}'
);
create index on platform.event (id) where seq is null;
create sequence platform.event_seq;
create table platform.consumer (name text primary key, seq bigint not null);
grant select on platform.event to vx_app;

-- Numbers what was committed, one process at a time, and hands out what has not been queued since.
create function platform.number_events() returns setof platform.event language plpgsql as $$
begin
  if not pg_try_advisory_xact_lock(728304) then return; end if;
  update platform.event e set seq = n.seq from (
    select id, nextval('platform.event_seq') as seq from (
      select id from platform.event where seq is null order by id limit 1000) o) n where e.id = n.id;
  return query select * from platform.event
    where seq > coalesce((select c.seq from platform.consumer c where c.name = 'jobs'), 0) order by seq limit 1000;
end $$;
create function platform.events_queued(last bigint) returns void language sql as $$
  insert into platform.consumer values ('jobs', last) on conflict (name) do update set seq = greatest(consumer.seq, excluded.seq);
  select pg_notify('vx_live', last::text);
$$;
revoke all on function platform.number_events(), platform.events_queued(bigint) from public;

-- Appends audit rows and events of one write. Entries arrive ordered by chain so that two writers cannot deadlock.
create function platform.record(entries jsonb) returns void language plpgsql security definer set search_path = pg_catalog, platform as $$
declare e record; head platform.audit_chain;
begin
  for e in select * from jsonb_to_recordset(entries) as x (id uuid, chain int, "order" int, at timestamptz, user_id text, post_id uuid,
    action text, subject_type text, subject_id text, area_id int, person_id uuid, fields text[], digest text, changes jsonb)
    order by chain, "order" loop
    update platform.audit_chain c set seq = c.seq + 1, hash = sha256(c.hash || decode(e.digest, 'hex')) where c.chain = e.chain returning * into head;
    insert into platform.audit values (e.id, head.chain, head.seq, e.at, e.user_id, e.post_id, e.action, e.subject_type, e.subject_id,
      e.area_id, e.person_id, e.fields, decode(e.digest, 'hex'), head.hash);
    if e.changes <> '{}' then insert into platform.audit_value values (e.id, e.changes); end if;
  end loop;
  insert into platform.event (at, type, subject_type, subject_id, area_id, user_id, payload)
    select platform.clock(), event, subject_type, subject_id, area_id, user_id, coalesce(payload, '{}') from jsonb_to_recordset(entries)
      as x ("order" int, event text, subject_type text, subject_id text, area_id int, user_id text, payload jsonb)
    where event is not null order by "order";
  if found then perform pg_notify('vx_event', ''); end if;
end $$;
revoke all on function platform.record(jsonb) from public;
grant execute on function platform.record(jsonb) to vx_app;

-- Numbers of documents: one gap-free series per type, issuing area and year, whatever the document is about. The row
-- stays locked until the write commits, so two signings take turns and a refused one gives its number back.
create table platform.number_series (
  series text not null, issuer int not null, year int not null, last int not null, primary key (series, issuer, year)
);
create function platform.next_number(of_series text, of_issuer int, of_year int) returns int
language plpgsql security definer set search_path = pg_catalog, platform as $$
declare taken int;
begin
  if not of_issuer = any (platform.scope()) then
    raise insufficient_privilege using message = 'the issuer lies outside the scope';
  end if;
  insert into platform.number_series values (of_series, of_issuer, of_year, 1)
    on conflict (series, issuer, year) do update set last = number_series.last + 1 returning last into taken;
  return taken;
end $$;

-- Rules of law and medicine are data: the version in force on a day, and on what basis.
create table platform.rule_version (
  id int generated always as identity primary key, key text not null, effective_from date not null, effective_to date,
  legal_basis text not null, confirmed_by text, body jsonb not null, unique (key, effective_from)
);
grant select on platform.rule_version to vx_app;
revoke all on function platform.next_number(text, int, int) from public;
grant execute on all functions in schema platform to vx_app;
revoke all on procedure platform.protect(regclass, text[]), platform.keep_versions(regclass, text[]) from public, vx_app;
