-- Areas are reorganised by a decision, from a day on: some end, new ones begin, and each old one goes to one or more of
-- the new ones. What happened before stays with the old areas.
create table vx.reorganisation (
  id uuid primary key,
  name text not null check (length(trim(name)) > 0),
  legal_basis text not null,
  in_force_on date not null,
  state text not null check (state in ('draft', 'decided', 'done', 'withdrawn')),
  made_by text not null,
  made_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  version int not null default 1
);
create index on vx.reorganisation (in_force_on) where state = 'decided';

-- The areas that end, and what their last day was before somebody decided this.
create table vx.reorganisation_end (
  reorganisation_id uuid not null references vx.reorganisation on delete cascade,
  ended_area int not null references vx.area,
  valid_to_before date,
  primary key (reorganisation_id, ended_area)
);
create index on vx.reorganisation_end (ended_area);

-- The areas that begin. They lie in an area that stays or in another one that begins.
create table vx.reorganisation_unit (
  reorganisation_id uuid not null references vx.reorganisation on delete cascade,
  key text not null,
  level text not null references vx.area_level,
  code text not null check (length(trim(code)) > 0),
  name text not null check (length(trim(name)) > 0),
  full_name text not null check (length(trim(full_name)) > 0),
  in_area int references vx.area,
  in_unit text,
  lon double precision, lat double precision,
  became int references vx.area,
  primary key (reorganisation_id, key),
  constraint unit_lies_somewhere check (num_nonnulls(in_area, in_unit) = 1),
  foreign key (reorganisation_id, in_unit) references vx.reorganisation_unit (reorganisation_id, key) deferrable initially deferred
);
create index on vx.reorganisation_unit (reorganisation_id, in_unit);
create index on vx.reorganisation_unit (level);
create index on vx.reorganisation_unit (in_area);
create index on vx.reorganisation_unit (became);

-- Which share of the people of an old area went where.
create table vx.area_descent (
  reorganisation_id uuid not null references vx.reorganisation on delete cascade,
  from_area int not null references vx.area,
  to_unit text not null,
  to_area int references vx.area,
  share double precision not null constraint descent_share_in_range check (share > 0 and share <= 1),
  -- No count lies behind the share.
  estimated boolean not null,
  primary key (reorganisation_id, from_area, to_unit),
  foreign key (reorganisation_id, to_unit) references vx.reorganisation_unit (reorganisation_id, key) on delete cascade
);
create index on vx.area_descent (reorganisation_id, to_unit);
create index on vx.area_descent (from_area);
create index on vx.area_descent (to_area);

-- Goes up whenever the areas of any day change, so that every server process sees that its tree is out of date.
create table vx.area_generation (one boolean primary key default true check (one), n bigint not null);
insert into vx.area_generation values (true, 1);
revoke insert, update, delete on vx.area_generation from vx_app;
create function vx.areas_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  update vx.area_generation set n = n + 1;
  return null;
end $$;
create trigger areas_changed after insert or update or delete on vx.area
  for each statement execute function vx.areas_changed();
create trigger descent_changed after insert or update or delete on vx.area_descent
  for each statement execute function vx.areas_changed();

-- The domains may add areas; ending one, and taking one back that never began, happens only with a reorganisation.
create function vx.decide_reorganisation(of_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, vx, platform as $$
declare r vx.reorganisation; u vx.reorganisation_unit; parent int; made int; left_over int;
begin
  select * into strict r from vx.reorganisation where id = of_id and state = 'draft' for update;
  if exists (select from vx.reorganisation_end e where e.reorganisation_id = of_id and not e.ended_area = any (platform.scope())) then
    raise insufficient_privilege using message = 'an ended area lies outside the scope';
  end if;
  update vx.reorganisation_end e set valid_to_before = a.valid_to from vx.area a
    where a.id = e.ended_area and e.reorganisation_id = of_id;
  update vx.area a set valid_to = r.in_force_on - 1 from vx.reorganisation_end e
    where e.reorganisation_id = of_id and a.id = e.ended_area;
  loop
    left_over := 0;
    for u in select * from vx.reorganisation_unit where reorganisation_id = of_id and became is null order by key loop
      select coalesce(u.in_area, (select p.became from vx.reorganisation_unit p
        where p.reorganisation_id = of_id and p.key = u.in_unit)) into parent;
      if parent is null then left_over := left_over + 1; continue; end if;
      insert into vx.area (parent_id, level, code, name, full_name, valid_from, lon, lat)
        values (parent, u.level, u.code, u.name, u.full_name, r.in_force_on, u.lon, u.lat) returning id into made;
      update vx.reorganisation_unit set became = made where reorganisation_id = of_id and key = u.key;
      left_over := left_over - 1000000;
    end loop;
    exit when left_over >= 0;
  end loop;
  update vx.area_descent d set to_area = made_unit.became from vx.reorganisation_unit made_unit
    where d.reorganisation_id = of_id and made_unit.reorganisation_id = of_id and made_unit.key = d.to_unit;
end $$;

create function vx.withdraw_reorganisation(of_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, vx, platform as $$
declare gone int[];
begin
  perform from vx.reorganisation where id = of_id and state = 'decided' for update;
  if not found then return; end if;
  if exists (select from vx.reorganisation_end e where e.reorganisation_id = of_id and not e.ended_area = any (platform.scope())) then
    raise insufficient_privilege using message = 'an ended area lies outside the scope';
  end if;
  update vx.area_descent set to_area = null where reorganisation_id = of_id;
  select array_agg(became) into gone from vx.reorganisation_unit where reorganisation_id = of_id;
  update vx.reorganisation_unit set became = null where reorganisation_id = of_id;
  delete from vx.area_tree where descendant_id = any (gone);
  -- From the leaves up, whatever their order: the parent is checked when the statement ends.
  delete from vx.area where id = any (gone);
  update vx.area a set valid_to = e.valid_to_before from vx.reorganisation_end e
    where e.reorganisation_id = of_id and a.id = e.ended_area;
end $$;
revoke all on function vx.decide_reorganisation(uuid), vx.withdraw_reorganisation(uuid) from public;
grant execute on function vx.decide_reorganisation(uuid), vx.withdraw_reorganisation(uuid) to vx_app;
