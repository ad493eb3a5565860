-- The same guarantees in fewer statements and fewer row versions: every write pays for what stands here.

-- A key that was used before fails the transaction at once. A new one is noted at the end, together with the answer.
create or replace function platform.enter(areas int[], at timestamptz, knows text, of_user text, with_key text, for_route text) returns void
language plpgsql set search_path = pg_catalog, platform as $$
declare earlier text;
begin
  perform set_config('vx.areas', areas::text, true), set_config('vx.now', at::text, true), set_config('vx.knows_people', knows, true);
  if with_key is null then return; end if;
  select jsonb_build_object('route', i.route, 'response', i.response)::text into earlier
    from platform.idempotency i where i.user_id = of_user and i.key = with_key;
  if found then raise exception 'key used before' using errcode = 'VX001', detail = earlier; end if;
end $$;

-- Of two writes with one key that run at the same time the second waits here for the first and is undone when that one
-- was committed.
create function platform.answered(of_user text, with_key text, for_route text, answer jsonb) returns void
language plpgsql set search_path = pg_catalog, platform as $$
begin
  insert into platform.idempotency (user_id, key, route, response) values (of_user, with_key, for_route, answer) on conflict do nothing;
  if not found then
    raise exception 'key used before' using errcode = 'VX001', detail = (
      select jsonb_build_object('route', i.route, 'response', i.response) from platform.idempotency i
      where i.user_id = of_user and i.key = with_key);
  end if;
end $$;
revoke all on function platform.answered(text, text, text, jsonb) from public;
grant execute on function platform.answered(text, text, text, jsonb) to vx_app;
revoke update on platform.idempotency from vx_app;

-- Both rows are written by one statement of platform.record and by nothing else.
alter table platform.audit_value drop constraint audit_value_audit_id_fkey;

-- Appends audit rows and events of one write. Entries arrive with their chain; they are taken in the order of chains so
-- that two writers cannot deadlock.
create or replace function platform.record(entries jsonb) returns void language plpgsql security definer set search_path = pg_catalog, platform as $$
declare e record; tells boolean := false;
begin
  for e in select * from jsonb_to_recordset(entries) as x (id uuid, chain int, "order" int, at timestamptz, user_id text, post_id uuid,
    action text, subject_type text, subject_id text, area_id int, person_id uuid, fields text[], digest text, changes jsonb, event text)
    order by chain, "order" loop
    with head as (
      update platform.audit_chain c set seq = c.seq + 1, hash = sha256(c.hash || decode(e.digest, 'hex'))
      where c.chain = e.chain returning c.chain, c.seq, c.hash),
    kept as (insert into platform.audit_value select e.id, e.changes where e.changes <> '{}')
    insert into platform.audit select e.id, h.chain, h.seq, e.at, e.user_id, e.post_id, e.action, e.subject_type, e.subject_id,
      e.area_id, e.person_id, e.fields, decode(e.digest, 'hex'), h.hash from head h;
    tells := tells or e.event is not null;
  end loop;
  if not tells then return; end if;
  insert into platform.event (at, type, subject_type, subject_id, area_id, user_id, payload)
    select platform.clock(), event, subject_type, subject_id, area_id, user_id, coalesce(payload, '{}') from jsonb_to_recordset(entries)
      as x ("order" int, event text, subject_type text, subject_id text, area_id int, user_id text, payload jsonb)
    where event is not null order by "order";
  perform pg_notify('vx_event', '');
end $$;
