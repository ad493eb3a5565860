-- Templates made in the app: an office builds its own report. A template holds no facts about anybody, so whoever has an
-- area may read it; it is written inside its owner's area only.
alter table vx.report_template
  -- The office it belongs to; null is the product's own, which nobody changes.
  add column area_id int references vx.area,
  add column created_by text,
  add column created_at timestamptz,
  add column retired_at timestamptz,
  add column retired_by text,
  -- Of everything about the template: its draft, what is published, whether it is in use. Two editors take turns by it.
  add column version int not null default 1;
create index on vx.report_template (area_id);
grant insert, delete, update (name_vi, name_en, retired_at, retired_by, version) on vx.report_template to vx_app;
call platform.protect('vx.report_template', 'area_id');
create policy readable on vx.report_template for select to vx_app
  using ((select exists (select from vx.area where id = any (platform.scope()))));

alter table vx.report_template_version add column published_by text, add column published_at timestamptz;
alter table vx.report_template_version enable row level security;
create policy readable on vx.report_template_version for select to vx_app
  using ((select exists (select from vx.area where id = any (platform.scope()))));

-- What is being edited, seen by the office itself and those above it.
create table vx.report_template_draft (
  template_key text primary key references vx.report_template on delete cascade,
  area_id int not null references vx.area,
  body jsonb not null,
  legal_basis text not null,
  edited_by text not null,
  edited_at timestamptz not null
);
create index on vx.report_template_draft (area_id);
call platform.protect('vx.report_template_draft', 'area_id');

-- SECURITY DEFINER: row-level security must not hide from this check the report that stands on the version. The lock waits
-- for a report that is just being started from it.
create function vx.keep_used_template() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  if tg_op = 'UPDATE' and (new.template_key, new.effective_from, new.legal_basis, new.body)
    is not distinct from (old.template_key, old.effective_from, old.legal_basis, old.body) then return new; end if;
  perform from vx.report_template_version where id = old.id for update;
  if exists (select from vx.report where template_version_id = old.id) then
    raise exception 'A template that a report stands on is never changed'
      using errcode = 'check_violation', constraint = 'report_template_used';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger keep_used before update or delete on vx.report_template_version
  for each row execute function vx.keep_used_template();

-- A version in force from a day: the one before it ends the day before, it ends itself where a later one is planned. On a
-- day that has one already it takes that one's place, which the trigger refuses when a report stands on it.
create function vx.publish_report_template(of_key text, from_day date, basis text, new_body jsonb, by_name text) returns int
language plpgsql security definer set search_path = pg_catalog, platform, vx as $$
declare owner int; made int;
begin
  select area_id into owner from vx.report_template where key = of_key for update;
  if owner is null or not owner = any (platform.scope()) then
    raise insufficient_privilege using message = 'the template lies outside the scope';
  end if;
  update vx.report_template_version set effective_to = from_day - 1
    where template_key = of_key and effective_from < from_day and (effective_to is null or effective_to >= from_day);
  insert into vx.report_template_version
    (template_key, effective_from, effective_to, legal_basis, confirmed_by, body, published_by, published_at)
  values (of_key, from_day,
    (select min(v.effective_from) - 1 from vx.report_template_version v where v.template_key = of_key and v.effective_from > from_day),
    basis, by_name, new_body, by_name, platform.clock())
  on conflict (template_key, effective_from) do update
    set legal_basis = excluded.legal_basis, confirmed_by = excluded.confirmed_by, body = excluded.body,
      published_by = excluded.published_by, published_at = excluded.published_at
  returning id into made;
  return made;
end $$;
revoke all on function vx.publish_report_template(text, date, text, jsonb, text) from public;
grant execute on function vx.publish_report_template(text, date, text, jsonb, text) to vx_app;

-- What was written into the text blocks of the report's template, by their keys.
alter table vx.report add column texts jsonb not null default '{}' check (jsonb_typeof(texts) = 'object');
