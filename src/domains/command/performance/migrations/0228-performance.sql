-- What was published about a head of unit, and what they answered.
create table vx.scorecard (
  id uuid primary key,
  -- The unit judged: the card is theirs to read.
  area_id int not null references vx.area,
  head text not null,
  from_day date not null,
  to_day date not null,
  as_of timestamptz not null,
  measures jsonb not null,
  rule_version_id int not null references platform.rule_version,
  published_at timestamptz not null,
  published_by text not null,
  check (to_day >= from_day),
  constraint scorecard_once unique (area_id, from_day, to_day)
);
create index on vx.scorecard (rule_version_id);
call platform.protect('vx.scorecard', 'area_id');
revoke update, delete on vx.scorecard from vx_app;

create table vx.scorecard_reply (
  id uuid primary key,
  area_id int not null references vx.area,
  scorecard_id uuid not null references vx.scorecard,
  said text not null check (length(trim(said)) between 3 and 2000),
  at timestamptz not null,
  by_name text not null,
  by_post text not null
);
create index on vx.scorecard_reply (scorecard_id, at);
create index on vx.scorecard_reply (area_id);
call platform.protect('vx.scorecard_reply', 'area_id');
revoke update, delete on vx.scorecard_reply from vx_app;

-- Something done that others should know of: commended, tried out, learned.
create table vx.example (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('commendation','practice','lesson')),
  -- Who is commended, what the practice is called, what was learned.
  title text not null check (length(trim(title)) between 3 and 200),
  body text not null check (length(trim(body)) between 3 and 3000),
  created_at timestamptz not null,
  created_by text not null,
  by_user text not null,
  by_post text not null
);
create index on vx.example (area_id, created_at);
create index on vx.example (created_at desc, id);
call platform.protect('vx.example', 'area_id');
revoke update, delete on vx.example from vx_app;

create table vx.example_step (
  id uuid primary key,
  area_id int not null references vx.area,
  example_id uuid not null references vx.example,
  -- In the order of time; the last one says how it stands.
  ordinal int not null,
  step text not null check (step in ('proposed','approved','declined','published','withdrawn','pilot','evaluated','scaling','dropped','noted','agreed','done')),
  note text not null check (length(trim(note)) >= 3),
  at timestamptz not null,
  by_name text not null,
  by_user text not null,
  by_post text not null,
  constraint example_step_once unique (example_id, ordinal)
);
create index on vx.example_step (area_id);
call platform.protect('vx.example_step', 'area_id');
revoke update, delete on vx.example_step from vx_app;

-- Units that took a practice up.
create table vx.example_unit (
  id uuid primary key,
  area_id int not null references vx.area,
  example_id uuid not null references vx.example,
  since date not null,
  at timestamptz not null,
  by_name text not null,
  constraint example_unit_once unique (example_id, area_id)
);
create index on vx.example_unit (area_id);
call platform.protect('vx.example_unit', 'area_id');
revoke update, delete on vx.example_unit from vx_app;

-- What is published is for everybody to read, in whichever area it was.
create function vx.examples_for_all() returns setof uuid language sql stable security definer set search_path = pg_catalog, platform as $$
  select s.example_id from vx.example_step s where s.step in ('published','scaling')
    and not exists (select from vx.example_step l where l.example_id = s.example_id and l.ordinal > s.ordinal and l.step in ('withdrawn','dropped'))
$$;
revoke all on function vx.examples_for_all() from public;
grant execute on function vx.examples_for_all() to vx_app;
create policy for_all on vx.example for select to vx_app using (id in (select vx.examples_for_all()));
create policy for_all on vx.example_step for select to vx_app using (example_id in (select vx.examples_for_all()));

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('performance.measures', '2021-04-27',
 'Kết luận "lấy hiệu quả công tác phòng, chống dịch theo phân công làm thước đo" (Công văn 318-CV/QU và các văn bản chỉ đạo năm 2021); các phép đo và mức do đơn vị đặt, chờ xác nhận',
 '{"level":"ward","head":"ward-chair","few":10,"loadFigure":"cases.confirmed","loads":[0,1,3,10],"measures":[
   {"id":"acknowledge","figure":"documents.receipts","part":"state","good":["in_time"]},
   {"id":"tasks","figure":"tasks.due","part":"state","good":["done_in_time"]},
   {"id":"response","figure":"tasks.response_due","part":"state","good":["done_in_time"]},
   {"id":"reports","figure":"reports.due","part":"state","good":["in_time"]},
   {"id":"followup","figure":"followups.due_days","part":"seen","good":["seen"]}]}');
