-- How an area's command post is on duty round the clock: which shifts a day has, who is needed in each, from a day to a day.
create table vx.duty_pattern (
  id uuid primary key,
  area_id int not null references vx.area,
  -- [{name, start: 'HH:MM', hours}] in Asia/Ho_Chi_Minh; may pass midnight.
  shifts jsonb not null check (jsonb_typeof(shifts) = 'array' and jsonb_array_length(shifts) > 0),
  -- [{role, n}]
  needs jsonb not null check (jsonb_typeof(needs) = 'array' and jsonb_array_length(needs) > 0),
  rest_hours int not null check (rest_hours between 0 and 48),
  from_date date not null,
  until_date date,
  version int not null default 1,
  check (until_date is null or until_date >= from_date)
);
create index on vx.duty_pattern (area_id, from_date);
call platform.protect('vx.duty_pattern', 'area_id');
call platform.keep_versions('vx.duty_pattern', 'area_id');

-- Whoever of the command post may stand on duty, and as what. Who that is, the membership says.
create table vx.duty_person (
  id uuid primary key,
  area_id int not null references vx.area,
  -- A membership that is taken back on the day it was entered takes its duty along: the hours are open then.
  member_id uuid not null references vx.team_member on delete cascade,
  roles text[] not null check (cardinality(roles) > 0 and roles <@ array['leader','member','medical','driver']),
  active boolean not null,
  added_at timestamptz not null,
  version int not null default 1,
  constraint duty_person_once unique (member_id)
);
create index on vx.duty_person (area_id);
call platform.protect('vx.duty_person', 'area_id');

-- Whole days on which somebody takes no shift: leave, or an order of quarantine or isolation.
create table vx.duty_leave (
  id uuid primary key,
  area_id int not null references vx.area,
  duty_id uuid not null references vx.duty_person on delete cascade,
  -- Of contain/quarantine, whose tables come later in the order of migrations; an order is never deleted.
  order_id uuid,
  since date not null,
  until date not null,
  reason text check (length(trim(reason)) between 3 and 300),
  constraint duty_leave_in_order check (until >= since),
  check ((order_id is null) = (reason is not null)),
  constraint duty_leave_of_order unique (order_id, duty_id)
);
create index on vx.duty_leave (area_id);
create index on vx.duty_leave (duty_id, since);
call platform.protect('vx.duty_leave', 'area_id');

-- One person in one shift. One that became vacant stays, with when and why; the hours are open until another row fills them.
create table vx.duty_shift (
  id uuid primary key,
  area_id int not null references vx.area,
  duty_id uuid not null references vx.duty_person on delete cascade,
  role text not null check (role in ('leader','member','medical','driver')),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  source text not null check (source in ('plan','hand','swap')),
  vacated_at timestamptz,
  vacated_why text check (vacated_why in ('order','leave','other')),
  version int not null default 1,
  check ((vacated_at is null) = (vacated_why is null))
);
create index on vx.duty_shift (area_id, starts_at);
create index on vx.duty_shift (duty_id, starts_at);
create unique index duty_shift_once on vx.duty_shift (duty_id, starts_at) where vacated_at is null;
call platform.protect('vx.duty_shift', 'area_id');
call platform.keep_versions('vx.duty_shift', 'area_id');

-- Somebody asks another to take a shift, for one of theirs or for nothing.
create table vx.duty_swap (
  id uuid primary key,
  area_id int not null references vx.area,
  shift_id uuid not null references vx.duty_shift on delete cascade,
  shift_version int not null,
  to_duty_id uuid not null references vx.duty_person on delete cascade,
  give_shift_id uuid references vx.duty_shift on delete cascade,
  give_version int,
  said text check (length(trim(said)) between 3 and 300),
  asked_at timestamptz not null,
  asked_by text not null,
  answer text check (answer in ('accepted','declined','withdrawn')),
  answered_at timestamptz,
  answered_by text,
  version int not null default 1,
  check (give_shift_id is distinct from shift_id),
  check ((give_shift_id is null) = (give_version is null)),
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null))
);
create index on vx.duty_swap (area_id) where answer is null;
create index on vx.duty_swap (area_id);
create index on vx.duty_swap (shift_id);
create index on vx.duty_swap (give_shift_id);
create index on vx.duty_swap (to_duty_id);
call platform.protect('vx.duty_swap', 'area_id');

-- At a change of shifts whoever leaves signs first, then whoever takes over; what was signed is not rewritten.
create table vx.duty_handover (
  id uuid primary key,
  area_id int not null references vx.area,
  boundary_at timestamptz not null,
  kind text not null check (kind in ('leave','take')),
  said text check (length(trim(said)) between 3 and 4000),
  -- The incidents that were open when it was signed: [{id, code, what, state}].
  incidents jsonb not null default '[]',
  at timestamptz not null,
  by_name text not null,
  by_post text not null,
  check (kind = 'take' or said is not null),
  constraint duty_handover_once unique (area_id, boundary_at, kind)
);
call platform.protect('vx.duty_handover', 'area_id');
revoke update, delete on vx.duty_handover from vx_app;
