-- A second team sent to an incident does not free the first: both are at it until it is over.
create or replace function vx.teams_busy() returns table (team_id uuid, incident_id uuid, code text)
language sql stable security definer set search_path = pg_catalog, vx, platform as $$
  select distinct d.team_id, i.id, i.code
  from vx.incident i
  cross join lateral vx.incident_facts(i.id, i.reported_at, 'infinity') f
  join vx.incident_step d on d.incident_id = i.id and d.kind = 'dispatch'
    and d.seq > coalesce((select max(r.seq) from vx.incident_step r where r.incident_id = i.id and r.kind = 'reopen'), 0)
  join vx.team t on t.id = d.team_id
  where coalesce((select s.kind from vx.incident_step s where s.incident_id = i.id and s.kind in ('done','close','reopen')
      order by s.seq desc limit 1), 'reopen') = 'reopen'
    and f.ended_at is null and t.area_id = any ((select platform.scope())::int[])
$$;
