-- What the duty officer hears of: by telephone, from the field, from somebody at the door, from another unit.
create table vx.incident (
  id uuid primary key,
  area_id int not null references vx.area,
  code text not null,
  kind text not null check (kind in ('suspect','gathering','breach','supplies','medical','security','other')),
  source text not null check (source in ('hotline','field','walk_in','other_unit')),
  place_text text not null check (length(trim(place_text)) between 2 and 300),
  what text not null check (length(trim(what)) between 3 and 2000),
  -- Who called: for those who call back, and gone after its time.
  caller_name text,
  caller_phone text,
  reported_at timestamptz not null,
  taken_by text not null,
  taken_by_post text not null,
  taken_in_area_id int not null references vx.area
);
create index on vx.incident (area_id, reported_at);
create index on vx.incident (taken_in_area_id);
create index on vx.incident (reported_at desc nulls last, id);
call platform.protect('vx.incident', 'area_id');
revoke delete on vx.incident from vx_app;

-- Everything that was done about it, in order. `at` is the server's time; `happened_at` what is told, never later.
create table vx.incident_step (
  id uuid primary key,
  incident_id uuid not null references vx.incident,
  area_id int not null references vx.area,
  seq int not null check (seq > 0),
  kind text not null check (kind in ('triage','dispatch','arrive','done','close','reopen','note','escalate')),
  at timestamptz not null,
  happened_at timestamptz not null,
  priority int check (priority between 1 and 3),
  team_id uuid references vx.team,
  -- Its name on that day: who may not see the team still reads whom their incident was given to.
  team_label text,
  -- Of an escalation: which time ran out.
  limit_of text check (limit_of in ('triage','dispatch','arrive')),
  said text check (length(trim(said)) between 3 and 2000),
  by_name text not null,
  by_post text not null,
  check (happened_at <= at),
  check ((kind = 'triage') = (priority is not null)),
  check ((kind = 'dispatch') = (team_id is not null)),
  check ((team_id is null) = (team_label is null)),
  check ((kind = 'escalate') = (limit_of is not null)),
  check (kind not in ('done','close','reopen','note') or said is not null),
  constraint incident_step_order unique (incident_id, seq)
);
create index on vx.incident_step (area_id, at);
create index on vx.incident_step (team_id);
call platform.protect('vx.incident_step', 'area_id');
revoke update, delete on vx.incident_step from vx_app;

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('incident.timers', '2021-04-27', 'Số phút do đơn vị đặt, chờ xác nhận',
 '{"triage":10,"dispatch":{"1":10,"2":30,"3":120},"arrive":{"1":20,"2":60,"3":240}}');

-- The minutes in force on a day.
create function vx.incident_timers(day date) returns jsonb language sql stable as $$
  select body from platform.rule_version where key = 'incident.timers' and effective_from <= day
    and (effective_to is null or effective_to >= day) order by effective_from desc limit 1
$$;

-- Where incidents stood at a moment: the times of the round since it was last opened, its state, and until when the next
-- step is due. Everything follows from the steps known by then.
create function vx.incident_facts(of_incident uuid, reported timestamptz, as_of timestamptz)
returns table (version int, rounds int, begun_at timestamptz, triaged_at timestamptz, dispatched_at timestamptz,
  arrived_at timestamptz, ended_at timestamptz, state text, priority int, team_id uuid, due_at timestamptz, escalated_at timestamptz)
language sql stable rows 1 as $$
  with s as (select * from vx.incident_step x where x.incident_id = of_incident and x.at <= as_of),
  r as (select coalesce(max(seq), 0) as seq, count(*)::int as n, coalesce(max(at), reported) as begun from s where kind = 'reopen'),
  f as (
    select coalesce((select max(seq) from s), 0) as version, r.n + 1 as rounds, r.begun,
      min(s.happened_at) filter (where s.kind = 'triage') as triaged,
      min(s.happened_at) filter (where s.kind = 'dispatch') as dispatched,
      min(s.happened_at) filter (where s.kind = 'arrive') as arrived,
      min(s.happened_at) filter (where s.kind in ('done','close')) as ended,
      bool_or(s.kind = 'close') as closed,
      (array_agg(s.priority order by s.seq desc) filter (where s.kind = 'triage'))[1] as priority,
      (array_agg(s.team_id order by s.seq desc) filter (where s.kind = 'dispatch'))[1] as team_id,
      max(s.seq) filter (where s.kind <> 'note' and s.kind <> 'escalate') as last_step,
      max(s.at) filter (where s.kind = 'escalate') as escalated, max(s.seq) filter (where s.kind = 'escalate') as escalated_seq
    from r left join s on s.seq > r.seq group by r.n, r.begun),
  t as (select f.*, vx.incident_timers((f.begun at time zone 'Asia/Ho_Chi_Minh')::date) as minutes from f)
  select t.version, t.rounds, t.begun, t.triaged, t.dispatched, t.arrived, t.ended,
    case when t.ended is not null then case when t.closed then 'closed' else 'done' end
      when t.arrived is not null then 'on_site' when t.dispatched is not null then 'dispatched'
      when t.triaged is not null then 'triaged' else 'new' end,
    t.priority, t.team_id,
    case when t.ended is not null or t.arrived is not null then null
      when t.dispatched is not null then t.dispatched + make_interval(mins => (t.minutes #>> array['arrive', t.priority::text])::int)
      when t.triaged is not null then t.triaged + make_interval(mins => (t.minutes #>> array['dispatch', t.priority::text])::int)
      else t.begun + make_interval(mins => (t.minutes ->> 'triage')::int) end,
    case when t.escalated_seq > coalesce(t.last_step, 0) then t.escalated end
  from t
$$;

-- Which teams of the viewer's areas are at an incident, wherever that is: a team that the district sent to another ward is
-- not free in its own.
create function vx.teams_busy() returns table (team_id uuid, incident_id uuid, code text)
language sql stable security definer set search_path = pg_catalog, vx, platform as $$
  select f.team_id, i.id, i.code
  from vx.incident i
  cross join lateral vx.incident_facts(i.id, i.reported_at, 'infinity') f
  join vx.team t on t.id = f.team_id
  where coalesce((select s.kind from vx.incident_step s where s.incident_id = i.id and s.kind in ('done','close','reopen')
      order by s.seq desc limit 1), 'reopen') = 'reopen'
    and f.ended_at is null and t.area_id = any ((select platform.scope())::int[])
$$;
revoke all on function vx.teams_busy() from public;
grant execute on function vx.teams_busy() to vx_app;

-- Who called is asked back within days; what happened is the record of the command post.
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.incident-callers', r.effective_from, r.effective_to,
  split_part(r.legal_basis, '; ', 1) || '; số ngày do đơn vị đặt, chờ xác nhận',
  '{"vi":"Tên và số điện thoại người báo sự cố","en":"Names and telephones of callers about incidents","do":"blank","table":"vx.incident","days":90,
    "since":"reported_at","set":{"caller_name":null,"caller_phone":null}}'::jsonb
from (select distinct effective_from, effective_to, legal_basis from platform.rule_version where key = 'retention.contacts') r;
