-- A committee, a command post or a team: set up for an area by a decision, from a day to a day (both inclusive).
create table vx.team (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('steering_committee','command_post','community','rapid_response','self_managed','reinforcement')),
  name text not null check (length(trim(name)) > 0),
  name_key text not null generated always as (vx.fold(name)) stored,
  decision_number text,
  decision_date date,
  since date not null,
  until date,
  end_reason text,
  version int not null default 1,
  constraint team_ends_in_order check (until >= since),
  constraint team_in_its_area unique (id, area_id)
);
create index on vx.team (area_id);
call platform.protect('vx.team', 'area_id');

-- Who serves in it: a person of the register, whoever holds a post, or somebody from outside by name. The area is the
-- team's, so that both are seen by the same posts; it goes along when the team's changes.
create table vx.team_member (
  id uuid primary key,
  team_id uuid not null,
  area_id int not null,
  person_id uuid references vx.person,
  post_id uuid references vx.post,
  full_name text,
  phone text,
  employer text,
  source text not null generated always as
    (case when post_id is not null then 'post' when person_id is not null then 'person' else 'outsider' end) stored,
  role text not null check (role in ('head','standing_deputy','deputy','member','secretary')),
  duty text,
  since date not null,
  until date,
  end_reason text,
  -- Ended because the team did: goes on when the team does after all.
  with_team boolean not null default false,
  entered_on date not null,
  version int not null default 1,
  constraint member_ends_in_order check (until >= since),
  constraint member_is_one check (num_nonnulls(person_id, post_id, full_name) = 1),
  constraint member_of_team foreign key (team_id, area_id) references vx.team (id, area_id) on update cascade
);
create index on vx.team_member (team_id, area_id);
create index on vx.team_member (person_id) where person_id is not null;
create index on vx.team_member (post_id) where post_id is not null;
call platform.protect('vx.team_member', 'area_id');

-- The areas whose households it looks after; how many those are is counted, never kept.
create table vx.team_cover (
  id uuid primary key,
  team_id uuid not null,
  area_id int not null,
  covers_area_id int not null references vx.area,
  since date not null,
  until date,
  with_team boolean not null default false,
  entered_on date not null,
  version int not null default 1,
  constraint cover_ends_in_order check (until >= since),
  constraint cover_of_team foreign key (team_id, area_id) references vx.team (id, area_id) on update cascade
);
create index on vx.team_cover (team_id, area_id);
create index on vx.team_cover (covers_area_id);
call platform.protect('vx.team_cover', 'area_id');

-- Who held a post on a day. Two share the day on which one handed over to the other within it: the later counts.
create function vx.holder_on(of_post uuid, day date) returns text language sql stable as $$
  select name from vx.post_holder where post_id = of_post and since <= day and (until is null or until >= day)
  order by since desc, until desc nulls first limit 1
$$;

insert into vx.person_holding values
  ('vx.team_member', 'person_id', 'Thành viên ban, tổ, đội', 'Memberships of committees and teams', null);
