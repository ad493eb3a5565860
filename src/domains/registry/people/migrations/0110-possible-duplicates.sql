-- Who was entered or changed in what they are recognised by: servers bring what they hold in memory up to date from
-- `changed_in`, and the search for duplicates takes those not compared yet. `id` is the person's; no foreign key,
-- because this is no use of a person, and because who has gone is noted as well: they are to be forgotten.
create table vx.person_change (
  id uuid primary key,
  changed_in xid8 not null default pg_current_xact_id(),
  is_compared boolean not null default false
);
create index on vx.person_change (changed_in);
create index on vx.person_change (id) where not is_compared;
revoke insert, delete on vx.person_change from vx_app;

-- Two records that may be one person, as the search found them. Computed: found again whenever one of them changes.
create table vx.person_pair (
  id uuid primary key,
  one_id uuid not null,
  other_id uuid not null,
  -- Where the one and the other are registered: who may know both may see the pair.
  area_id int not null references vx.area,
  other_area_id int not null references vx.area,
  -- 0 to 1.
  probability real not null,
  -- [{"code": "name.exact", "bits": 12.3}], without any value of either.
  why jsonb not null,
  found_at timestamptz not null,
  constraint person_pair_once unique (one_id, other_id),
  check (one_id < other_id)
);
create index on vx.person_pair (other_id);
create index on vx.person_pair (area_id, probability);
create index on vx.person_pair (other_area_id);
call platform.protect('vx.person_pair', 'area_id');
create policy other_in_scope on vx.person_pair as restrictive to vx_app
  using (other_area_id = any ((select platform.scope())::int[])) with check (other_area_id = any ((select platform.scope())::int[]));
call platform.keep_versions('vx.person_pair', 'area_id');
create policy other_in_scope on vx.person_pair_version as restrictive to vx_app
  using (other_area_id = any ((select platform.scope())::int[])) with check (other_area_id = any ((select platform.scope())::int[]));

-- What somebody decided: two people, however alike. No foreign keys, because this is no use of a person; a merge moves it
-- along (it is named in vx.person_holding), and it goes with either of the two.
create table vx.person_distinct (
  id uuid primary key,
  person_id uuid not null,
  other_id uuid not null,
  decided_at timestamptz not null,
  decided_by text not null,
  constraint person_distinct_once unique (person_id, other_id)
);
create index on vx.person_distinct (other_id);
alter table vx.person_distinct enable row level security;
-- Whoever may know both.
create policy in_scope on vx.person_distinct to vx_app
  using (exists (select from vx.person p where p.id = person_id) and exists (select from vx.person p where p.id = other_id))
  with check (exists (select from vx.person p where p.id = person_id) and exists (select from vx.person p where p.id = other_id));
insert into vx.person_holding values
  ('vx.person_distinct', 'person_id', 'Ghi nhận không phải cùng một người', 'Decisions that somebody is another person', null),
  ('vx.person_distinct', 'other_id', 'Ghi nhận không phải cùng một người', 'Decisions that somebody is another person', null);
insert into vx.person_once (table_name, keys, prefer) values ('vx.person_distinct', array['person_id', 'other_id'], 't.decided_at');

create function vx.note_person_entered() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  insert into vx.person_change (id) select id from added
    on conflict (id) do update set changed_in = excluded.changed_in, is_compared = false;
  return null;
end $$;
create function vx.note_person_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  insert into vx.person_change (id) select n.id from added n join removed o using (id)
    where (n.full_name, n.birth_date, n.birth_year, n.sex, n.national_id, n.phone, n.area_id, n.household_id)
      is distinct from (o.full_name, o.birth_date, o.birth_year, o.sex, o.national_id, o.phone, o.area_id, o.household_id)
    on conflict (id) do update set changed_in = excluded.changed_in, is_compared = false;
  return null;
end $$;
create function vx.note_person_gone() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  update vx.person_change c set changed_in = pg_current_xact_id(), is_compared = true from removed r where c.id = r.id;
  delete from vx.person_pair p using removed r where p.one_id = r.id;
  delete from vx.person_pair p using removed r where p.other_id = r.id;
  delete from vx.person_distinct d using removed r where d.person_id = r.id;
  delete from vx.person_distinct d using removed r where d.other_id = r.id;
  return null;
end $$;
-- Two who are known to be two are no pair, also when a merge has made them so; where that is taken back, or a merge
-- undone, they are compared again.
create function vx.note_distinct() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  if tg_op <> 'DELETE' then
    delete from vx.person_pair where (one_id, other_id) in ((new.person_id, new.other_id), (new.other_id, new.person_id));
  end if;
  if tg_op <> 'INSERT' then
    update vx.person_change set is_compared = false where id in (old.person_id, old.other_id);
  end if;
  return null;
end $$;
create trigger note_distinct after insert or update or delete on vx.person_distinct for each row execute function vx.note_distinct();
create trigger note_entered after insert on vx.person referencing new table as added
  for each statement execute function vx.note_person_entered();
create trigger note_changed after update on vx.person referencing new table as added old table as removed
  for each statement execute function vx.note_person_changed();
create trigger note_gone after delete on vx.person referencing old table as removed
  for each statement execute function vx.note_person_gone();

insert into vx.person_change (id) select id from vx.person;
