-- Areas are jurisdictions; places (venues, buildings) are something else. Levels are data.
create table vx.area_level (key text primary key, rank int not null unique, name_vi text not null, name_en text not null);
create table vx.area (
  id int generated always as identity primary key,
  parent_id int references vx.area,
  level text not null references vx.area_level,
  code text not null,
  name text not null,
  full_name text not null,
  -- As people say it: a neighbourhood with its ward, the others by their full name.
  label text not null default '',
  name_key text not null generated always as (vx.fold(full_name)) stored,
  valid_from date not null,
  valid_to date,
  lon double precision, lat double precision,
  boundary jsonb,
  constraint area_code_once unique (code, valid_from)
);
create index on vx.area (parent_id);
create index on vx.area (level);
create function vx.label_area() returns trigger language plpgsql as $$
begin
  new.label := case when new.level = 'neighbourhood'
    then new.name || ', ' || (select name from vx.area where id = new.parent_id) else new.full_name end;
  return new;
end $$;
create trigger label_area before insert or update on vx.area for each row execute function vx.label_area();
-- Every ancestor of every area, itself included: jurisdiction and roll-up are one join.
create table vx.area_tree (
  ancestor_id int not null references vx.area, descendant_id int not null references vx.area, depth int not null,
  primary key (ancestor_id, descendant_id)
);
create index on vx.area_tree (descendant_id);
create function vx.place_in_tree() returns trigger language plpgsql as $$
begin
  insert into vx.area_tree
    select ancestor_id, new.id, depth + 1 from vx.area_tree where descendant_id = new.parent_id
    union all select new.id, new.id, 0;
  return null;
end $$;
create trigger place_in_tree after insert on vx.area for each row execute function vx.place_in_tree();
insert into vx.area_level values
  ('city', 1, 'Thành phố', 'City'), ('district', 2, 'Quận, huyện', 'District'),
  ('ward', 3, 'Phường, xã', 'Ward'), ('neighbourhood', 4, 'Tổ dân phố', 'Neighbourhood');
revoke insert, update, delete on vx.area_level, vx.area_tree from vx_app;
revoke update, delete on vx.area from vx_app;
alter function vx.place_in_tree() security definer set search_path = pg_catalog, vx;
