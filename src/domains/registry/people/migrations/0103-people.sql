create table vx.household (
  id uuid primary key,
  area_id int not null references vx.area,
  place_id uuid references vx.place,
  -- Where in the building; the building is the flat's.
  flat_id uuid references vx.flat,
  address text not null,
  address_key text not null generated always as (vx.fold(address)) stored,
  lon double precision, lat double precision,
  version int not null default 1
);
create index on vx.household (area_id) include (id);
-- The register of a district is read in this order, a ward's from its area.
create index on vx.household (address_key, id);
create index on vx.household (place_id);
create index on vx.household (flat_id) where flat_id is not null;
call platform.protect('vx.household', 'area_id');

-- One record per person whatever roles they have. The key is never the phone number.
create table vx.person (
  id uuid primary key,
  area_id int not null references vx.area,
  household_id uuid references vx.household,
  relation text,
  full_name text not null check (length(trim(full_name)) > 0),
  -- Without accents, and i for y: Thúy and Thuý, Lý and Lí are one name to whoever looks for it.
  name_key text not null generated always as (translate(vx.fold(full_name), 'y', 'i')) stored,
  -- Vietnamese lists go by given name, the last word.
  sort_key text not null generated always as (vx.fold(regexp_replace(full_name, '^(.*?)\s*(\S+)\s*$', '\2 \1'))) stored,
  birth_date date,
  birth_year int,
  sex text check (sex in ('male','female','other')),
  national_id text,
  phone text,
  nationality text not null default 'VN',
  occupation text,
  workplace_id uuid references vx.place,
  outside_id text,
  version int not null default 1
);
create index on vx.person (area_id, sort_key, id);
create index on vx.person (sort_key, id);
create index on vx.person (household_id) include (area_id, id);
create index on vx.person (workplace_id);
create index on vx.person using gin (name_key gin_trgm_ops);
create index on vx.person (national_id) where national_id is not null;
create index on vx.person (phone) where phone is not null;
create index on vx.person (outside_id) where outside_id is not null;
call platform.protect('vx.person', 'area_id');

-- Every word of the query must be in the name (any order, no accents) or it is the start of a phone or ID number.
-- SECURITY DEFINER because LIKE is not leakproof and row-level security would switch the index off;
-- the scope is applied here, before any limit.
create function vx.search_people(query text, how_many int) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public, vx as $$
declare
  tokens text[] := array(select t from regexp_split_to_table(trim(translate(vx.fold(query), 'y', 'i')), '\s+') t where t <> '');
  patterns text[] := array(select '%' || replace(replace(replace(t, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(tokens) t);
  areas int[] := platform.scope();
begin
  -- A post that may not know who somebody is may not find out by counting hits.
  if cardinality(tokens) = 0 or current_setting('vx.knows_people', true) is distinct from 'yes' then return; end if;
  if cardinality(tokens) = 1 and tokens[1] ~ '^[0-9]{6,}$' then
    return query select p.id from vx.person p where p.area_id = any (areas)
      and (p.phone = tokens[1] or p.national_id = tokens[1]) limit how_many;
    return;
  end if;
  return query select p.id from vx.person p
    where p.name_key like all (patterns) and p.area_id = any (areas)
    order by p.sort_key, p.id limit how_many;
end $$;
revoke all on function vx.search_people(text, int) from public;
grant execute on function vx.search_people(text, int) to vx_app;

-- The words of a name without accents and in alphabetical order, so that "Mai Nguyễn Thị" is "Nguyễn Thị Mai".
create function vx.name_set(value text) returns text language sql immutable strict parallel safe as
$$ select string_agg(t, ' ' order by t collate "C") from regexp_split_to_table(vx.fold(value), '[^[:alnum:]]+') t where t <> '' $$;
create index person_name_set on vx.person (vx.name_set(full_name), coalesce(birth_year, extract(year from birth_date)::int));

-- Who has these words in the name and may be of that age (a year off, or unknown on either side), or has that telephone:
-- thousands share a common name. SECURITY DEFINER because a function of ours is not leakproof and row-level security
-- would switch the index off; the scope is applied here.
create function vx.people_named(name_sets text[], years int[], phones text[])
returns table (name_set text, id uuid, full_name text, birth_date date, birth_year int, sex text, national_id text, phone text, area_id int, outside_id text)
language sql stable security definer set search_path = pg_catalog, public, vx as $$
  with wanted as (select distinct w.name_set, w.year, w.phone from unnest(name_sets, years, phones) as w (name_set, year, phone)),
  found as (
    select w.name_set, p.id from wanted w join vx.person p on vx.name_set(p.full_name) = w.name_set
      and coalesce(p.birth_year, extract(year from p.birth_date)::int) = any (array[w.year - 1, w.year, w.year + 1])
    union select w.name_set, p.id from wanted w join vx.person p on vx.name_set(p.full_name) = w.name_set
      and coalesce(p.birth_year, extract(year from p.birth_date)::int) is null
    union select w.name_set, p.id from wanted w join vx.person p on vx.name_set(p.full_name) = w.name_set where w.year is null
    union select w.name_set, p.id from wanted w join vx.person p on p.phone = w.phone and vx.name_set(p.full_name) = w.name_set
  )
  select f.name_set, p.id, p.full_name, p.birth_date, p.birth_year, p.sex, p.national_id, p.phone, p.area_id, p.outside_id
  from found f join vx.person p on p.id = f.id where p.area_id = any (platform.scope())
$$;
revoke all on function vx.people_named(text[], int[], text[]) from public;
grant execute on function vx.people_named(text[], int[], text[]) to vx_app;
