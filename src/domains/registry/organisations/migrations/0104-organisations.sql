create table vx.organisation (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null,
  name text not null,
  name_key text not null generated always as (vx.fold(name)) stored,
  place_id uuid references vx.place,
  head_name text,
  phone text,
  staff int check (staff >= 0),
  version int not null default 1
);
create index on vx.organisation (area_id);
create index on vx.organisation (place_id);
call platform.protect('vx.organisation', 'area_id');

-- A post gives rights over an area subtree; people come and go in it.
create table vx.post (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null,
  organisation_id uuid references vx.organisation
);
create index on vx.post (area_id);
create index on vx.post (organisation_id);
create table vx.post_holder (
  id uuid primary key,
  post_id uuid not null references vx.post,
  user_id text not null,
  username text not null,
  name text not null,
  since date not null,
  until date,
  check (until is null or until >= since)
);
create index on vx.post_holder (post_id);
create unique index one_post_at_a_time on vx.post_holder (user_id) where until is null;
create unique index one_holder_at_a_time on vx.post_holder (post_id) where until is null;
revoke insert, update, delete on vx.post, vx.post_holder from vx_app;
