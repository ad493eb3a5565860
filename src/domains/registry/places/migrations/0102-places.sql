-- A place is somewhere people meet, live or work; it lies in one area.
create table vx.place (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('apartment','market','school','factory','office','health_station','hospital','quarantine_site','care_facility','lodging','shop','worship','other')),
  name text not null,
  name_key text not null generated always as (vx.fold(name)) stored,
  address text not null default '',
  lon double precision, lat double precision,
  version int not null default 1
);
create index on vx.place (area_id);
create index on vx.place using gin (name_key gin_trgm_ops);
call platform.protect('vx.place', 'area_id');
