-- Names as they are compared: without accents, i for y, a hyphen like a space; the own name first, then what people say.
create function vx.names_key(name text, others text[]) returns text language sql immutable parallel safe as
$$ select regexp_replace(translate(vx.fold(name || coalesce(E'\n' || nullif(array_to_string(others, E'\n'), ''), '')), 'y-–.,', 'i  '), '[ \t]+', ' ', 'g') $$;

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
  -- What people call it besides: an old name, a market or a complex that stands for it.
  aliases text[] not null default '{}',
  search_key text not null generated always as (vx.names_key(name, array_prepend(full_name, aliases))) stored,
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
grant update (aliases) on vx.area to vx_app;
alter function vx.place_in_tree() security definer set search_path = pg_catalog, vx;

-- How well a text of names_key fits a question in the same form: 4 a whole name, 3 the start of one, 2 every word as
-- the start of a word, 1 every word somewhere, below 1 likeness only (typing slips), null not at all.
create function vx.name_fit(search_key text, asked text) returns real language sql immutable parallel safe as $$
  select case
    when E'\n' || search_key || E'\n' like '%' || E'\n' || escaped || E'\n' || '%' then 4
    when E'\n' || search_key like '%' || E'\n' || escaped || '%' then 3
    when not exists (select from regexp_split_to_table(escaped, ' ') w
      where translate(E'\n' || search_key, E'\n', ' ') not like '% ' || w || '%') then 2
    when not exists (select from regexp_split_to_table(escaped, ' ') w where search_key not like '%' || w || '%') then 1
    when public.word_similarity(asked, search_key) >= 0.45 then public.word_similarity(asked, search_key) * 0.99
  end::real
  from (select replace(replace(replace(asked, '\', '\\'), '%', '\%'), '_', '\_') as escaped) e
$$;
