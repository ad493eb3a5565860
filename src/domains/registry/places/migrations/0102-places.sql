-- A place is somewhere people meet, live or work; it lies in one area. A complex holds its blocks.
create table vx.place (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('apartment','market','school','factory','office','health_station','hospital','quarantine_site','care_facility','lodging','shop','worship','other')),
  name text not null,
  name_key text not null generated always as (vx.fold(name)) stored,
  -- What else people call it; the papers write "Time City" and "Times City" for one complex.
  aliases text[] not null default '{}',
  search_key text not null generated always as (vx.names_key(name, aliases)) stored,
  address text not null default '',
  lon double precision, lat double precision,
  -- The complex that a block belongs to, and what the block is called within it.
  part_of uuid references vx.place,
  block text,
  floors int constraint place_floors_in_range check (floors between 1 and 200),
  version int not null default 1,
  constraint place_not_in_itself check (part_of <> id)
);
create index on vx.place (area_id);
create index on vx.place (part_of) where part_of is not null;
create index on vx.place using gin (search_key gin_trgm_ops);
call platform.protect('vx.place', 'area_id');

-- A flat of a building, whether somebody lives in it or not.
create table vx.flat (
  id uuid primary key,
  place_id uuid not null references vx.place,
  area_id int not null references vx.area,
  floor int not null constraint flat_floor_in_range check (floor between -5 and 200),
  name text not null check (length(trim(name)) > 0),
  name_key text not null generated always as (vx.names_key(name, '{}')) stored,
  constraint flat_once unique (place_id, name_key)
);
create index on vx.flat (area_id);
call platform.protect('vx.flat', 'area_id');

-- Places by any of their names, best first; without one that has every word, those that look alike. As the owner,
-- because the operators of likeness are not leakproof and row-level security would switch the index off; the scope is
-- applied here, before any limit.
create function vx.find_places(query text, how_many int) returns table (id uuid, fit real)
language plpgsql stable security definer set search_path = pg_catalog, public, vx
set pg_trgm.word_similarity_threshold = 0.45 as $$
declare
  asked text := trim(vx.names_key(query, '{}'));
  patterns text[] := array(select '%' || replace(replace(replace(t, '\', '\\'), '%', '\%'), '_', '\_') || '%'
    from regexp_split_to_table(asked, ' ') t where t <> '');
  areas int[] := platform.scope();
begin
  if asked = '' then
    return query select p.id, 1::real from vx.place p where p.area_id = any (areas) order by p.name, p.id limit how_many;
    return;
  end if;
  return query select p.id, vx.name_fit(p.search_key, asked) as f from vx.place p
    where p.search_key like all (patterns) and p.area_id = any (areas)
    order by f desc, length(p.name), p.name, p.id limit how_many;
  if found then return; end if;
  return query select p.id, vx.name_fit(p.search_key, asked) as f from vx.place p
    where asked <% p.search_key and p.area_id = any (areas)
    order by f desc, length(p.name), p.name, p.id limit how_many;
end $$;
revoke all on function vx.find_places(text, int) from public;
grant execute on function vx.find_places(text, int) to vx_app;

-- A place and whatever is part of it, so that a complex stands for all of its blocks.
create function vx.place_with_parts(of_place uuid) returns setof uuid language sql stable as $$
  with recursive p (id) as (select of_place union select c.id from vx.place c join p on c.part_of = p.id) select id from p
$$;
