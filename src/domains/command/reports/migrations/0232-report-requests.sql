-- Which reports are asked of whom: by the clock (schedules), and once for a reason (requests).

create table vx.report_schedule (
  id uuid primary key,
  -- The office that asks.
  area_id int not null references vx.area,
  template_key text not null references vx.report_template,
  -- Of whom: all units of a level below the office, or one unit.
  level text references vx.area_level,
  unit_id int references vx.area,
  due_time time not null,
  -- ISO days of the week, 1 is Monday.
  weekdays int[] not null check (cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'),
  from_day date not null,
  -- The last day; one ended before it began lies before the first and asks nothing.
  until_day date,
  legal_basis text not null check (length(trim(legal_basis)) >= 3),
  created_by text not null,
  created_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  version int not null default 1,
  check (num_nonnulls(level, unit_id) = 1),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null or until_day is not null)),
  check (until_day is null or until_day >= from_day or ended_at is not null)
);
create index on vx.report_schedule (area_id);
create index on vx.report_schedule (template_key);
create index on vx.report_schedule (level);
create index on vx.report_schedule (unit_id);
call platform.protect('vx.report_schedule', 'area_id');
revoke delete on vx.report_schedule from vx_app;
-- Whoever is asked reads what an office above asks.
create policy handed_down on vx.report_schedule for select to vx_app
  using (area_id = any ((select vx.areas_above())::int[]));

create table vx.report_request (
  id uuid primary key,
  -- The office that asks.
  area_id int not null references vx.area,
  template_key text not null references vx.report_template,
  title text not null check (length(trim(title)) >= 3),
  -- What for and on what ground.
  purpose text not null check (length(trim(purpose)) >= 3),
  count_from date,
  due_at timestamptz not null,
  created_by text not null,
  created_at timestamptz not null,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  version int not null default 1,
  check (due_at > created_at),
  check (num_nonnulls(cancelled_at, cancelled_by, cancel_reason) in (0, 3))
);
create index on vx.report_request (area_id, due_at);
create index on vx.report_request (template_key);
call platform.protect('vx.report_request', 'area_id');
revoke delete on vx.report_request from vx_app;

-- One unit asked; the row is that unit's, and the office above it reads it too.
create table vx.report_request_unit (
  request_id uuid not null references vx.report_request,
  area_id int not null references vx.area,
  primary key (request_id, area_id)
);
create index on vx.report_request_unit (area_id);
call platform.protect('vx.report_request_unit', 'area_id');
revoke update, delete on vx.report_request_unit from vx_app;
-- The office's table must not be asked by the unit's policy in turn, so the units are looked up by the scope alone.
create policy sent_here on vx.report_request for select to vx_app
  using (id in (select u.request_id from vx.report_request_unit u where u.area_id = any ((select platform.scope())::int[])));

-- What a report answers.
alter table vx.report add column request_id uuid references vx.report_request,
  add constraint report_answers_once_asked check (request_id is null or kind = 'ad_hoc');
create index on vx.report (request_id);

-- Which periodic reports these areas owe for these days, and by when, all in one pass. Of several schedules one for that
-- very unit goes before one for its level, then the nearest office; whoever has the word says also on which days nothing
-- is asked. A template that is used no more is asked for no longer than the day on which that was said. Where nobody has said anything the rule 'report.due' asks for the situation report.
create function vx.reports_due(areas int[], days date[])
returns table (area_id int, template_key text, day date, due_at timestamptz) language sql stable as $$
  with asked_days as materialized (
    select distinct d.day, extract(isodow from d.day)::int as weekday from unnest(days) d(day)),
  schedules as materialized (
    select t.descendant_id as unit, s.template_key, s.due_time, s.weekdays, s.from_day, s.last_day as until_day, s.created_at,
      s.unit_id is null as by_level, t.depth
    from (select x.*, least(x.until_day, (k.retired_at at time zone 'Asia/Ho_Chi_Minh')::date) as last_day
      from vx.report_schedule x join vx.report_template k on k.key = x.template_key) s
    join vx.area_tree t on t.ancestor_id = s.area_id and t.depth > 0 and t.descendant_id = any(areas)
    join vx.area a on a.id = t.descendant_id and (a.id = s.unit_id or a.level = s.level)),
  said as materialized (
    select distinct on (s.unit, s.template_key, d.day) s.unit, s.template_key, d.day, s.due_time,
      d.weekday = any(s.weekdays) as is_asked
    from schedules s
    join asked_days d on d.day >= s.from_day and (s.until_day is null or d.day <= s.until_day)
    order by s.unit, s.template_key, d.day, s.by_level, s.depth, d.weekday = any(s.weekdays) desc, s.created_at desc),
  ruled as materialized (
    select l.level, d.day, l.due_time::time as due_time
    from asked_days d
    cross join lateral (
      select r.body from platform.rule_version r
      where r.key = 'report.due' and r.effective_from <= d.day and (r.effective_to is null or r.effective_to >= d.day)
      order by r.effective_from desc limit 1) v
    cross join lateral jsonb_each_text(v.body -> 'levels') l(level, due_time))
  select o.unit, o.template_key, o.day, (o.day + o.due_time) at time zone 'Asia/Ho_Chi_Minh'
  from (
    select s.unit, s.template_key, s.day, s.due_time from said s where s.is_asked
    union all
    select a.id, 'situation', r.day, r.due_time
    from vx.area a
    join ruled r on r.level = a.level
    left join said s on s.unit = a.id and s.day = r.day and s.template_key = 'situation'
    where a.id = any(areas) and s.unit is null) o
$$;
drop function vx.report_due(text, date);
