-- A ring of [longitude, latitude] pairs as PostgreSQL's own polygon; the casts refuse whatever is not a number.
create function vx.ring_polygon(ring jsonb) returns polygon language sql immutable strict parallel safe as
$$ select ('(' || string_agg(format('(%s,%s)', (p ->> 0)::float8, (p ->> 1)::float8), ',' order by n) || ')')::polygon
   from jsonb_array_elements(ring) with ordinality as e(p, n) $$;

-- A containment zone (vùng cách ly y tế, phong tỏa). Its state is computed from the facts and the times.
create table vx.zone (
  id uuid primary key,
  -- The ward or district that decides.
  area_id int not null references vx.area,
  name text not null check (length(trim(name)) > 0),
  reason text not null,
  impact text not null,
  case_id uuid references vx.case_record,
  polygon jsonb check (polygon is null or jsonb_array_length(polygon) between 3 and 200),
  ring polygon generated always as (vx.ring_polygon(polygon)) stored,
  -- Areas that the zone touches: whoever works in one of them must see that it stands there.
  reach int[] not null,
  proposed_at timestamptz not null,
  proposed_by text not null,
  proposed_by_post text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  decided_at timestamptz,
  number_text text,
  reduced_at timestamptz,
  lifted_at timestamptz,
  rule_version_id int not null references platform.rule_version,
  version int not null default 1,
  constraint zone_ends_after_start check (ends_at > starts_at),
  check ((decided_at is null) = (number_text is null)),
  check (decided_at is not null or (reduced_at is null and lifted_at is null))
);
create index on vx.zone (area_id, ends_at);
create index on vx.zone (case_id);
create index on vx.zone (rule_version_id);
revoke delete on vx.zone from vx_app;
call platform.protect('vx.zone', 'area_id');
call platform.keep_versions('vx.zone', 'area_id');
-- Seen, never changed, from the areas it touches: a district's zone stands in its wards too.
create policy in_reach on vx.zone for select to vx_app using (reach && (select platform.scope()));
create policy in_reach on vx.zone_version for select to vx_app using (reach && (select platform.scope()));

-- What a zone is made of: neighbourhoods or wards, and buildings.
create table vx.zone_part (
  id uuid primary key,
  zone_id uuid not null references vx.zone,
  area_id int not null references vx.area,
  part_area_id int references vx.area,
  place_id uuid references vx.place,
  removed_at timestamptz,
  check (num_nonnulls(part_area_id, place_id) = 1)
);
create index on vx.zone_part (zone_id);
create index on vx.zone_part (area_id);
create index on vx.zone_part (part_area_id);
create index on vx.zone_part (place_id);
create unique index zone_part_area_once on vx.zone_part (zone_id, part_area_id) where removed_at is null and part_area_id is not null;
create unique index zone_part_place_once on vx.zone_part (zone_id, place_id) where removed_at is null and place_id is not null;
revoke delete on vx.zone_part from vx_app;
call platform.protect('vx.zone_part', 'area_id');
call platform.keep_versions('vx.zone_part', 'area_id');
create policy in_reach on vx.zone_part for select to vx_app using (zone_id in (select id from vx.zone));
create policy in_reach on vx.zone_part_version for select to vx_app using (zone_id in (select id from vx.zone));

-- What was signed, each under its own number. Paper that has left the office is not rewritten.
create table vx.zone_decision (
  id uuid primary key,
  zone_id uuid not null references vx.zone,
  area_id int not null references vx.area,
  type text not null check (type in ('decide','reduce','extend','lift')),
  issuer_area_id int not null references vx.area,
  year int not null,
  number int not null check (number > 0),
  number_text text not null,
  signed_at timestamptz not null,
  signer_name text not null,
  signer_post text not null,
  legal_basis text[] not null check (cardinality(legal_basis) > 0),
  duties text[] not null default '{}',
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- What the zone was made of when this was signed, and what was taken out of it.
  parts text[] not null,
  removed text[] not null default '{}',
  households int not null,
  people int not null,
  rule_version_id int not null references platform.rule_version,
  criteria jsonb,
  overridden boolean not null default false,
  note text,
  check ((type = 'lift') = (criteria is not null)),
  check (not overridden or length(trim(note)) >= 10),
  constraint zone_decision_number_once unique (issuer_area_id, year, number)
);
create index on vx.zone_decision (zone_id, signed_at);
create index on vx.zone_decision (area_id);
create index on vx.zone_decision (rule_version_id);
revoke update, delete on vx.zone_decision from vx_app;
call platform.protect('vx.zone_decision', 'area_id');
create policy in_reach on vx.zone_decision for select to vx_app using (zone_id in (select id from vx.zone));

-- Households inside these zones as they were known at an instant, each once. Rights are the caller's: row-level security
-- of zones and households applies. A drawn zone holds only households of the area that decides it. Each area, building
-- and ring is looked into by itself: the planner would otherwise read every household of the viewer's areas.
create function vx.zone_households(at timestamptz, zones uuid[]) returns table (zone_id uuid, household_id uuid, area_id int)
language sql stable parallel safe as $$
  select p.zone_id, h.id, h.area_id
    from vx.zone_part_version p
    join vx.area_tree t on t.ancestor_id = p.part_area_id
    cross join lateral (select x.id, x.area_id from vx.household x where x.area_id = t.descendant_id offset 0) h
    where p.zone_id = any (zones) and p.removed_at is null and p.valid_from <= at and (p.valid_to is null or p.valid_to > at)
  union
  select p.zone_id, h.id, h.area_id
    from vx.zone_part_version p
    cross join lateral (select x.id, x.area_id from vx.household x where x.place_id = p.place_id offset 0) h
    where p.zone_id = any (zones) and p.removed_at is null and p.valid_from <= at and (p.valid_to is null or p.valid_to > at)
  union
  select z.id, h.id, h.area_id
    from vx.zone_version z
    join vx.area_tree t on t.ancestor_id = z.area_id
    cross join lateral (select x.id, x.area_id from vx.household x
      where x.area_id = t.descendant_id and x.lon is not null and x.lat is not null and z.ring @> point(x.lon, x.lat) offset 0) h
    where z.id = any (zones) and z.ring is not null and z.valid_from <= at and (z.valid_to is null or z.valid_to > at)
$$;
grant execute on function vx.zone_households(timestamptz, uuid[]) to vx_app;

-- When a zone may be lifted. "unclassified" is a case whose place of detection nobody has recorded yet.
insert into platform.rule_version (key, effective_from, legal_basis, body) values
('zone.lift', '2021-05-31',
 '14 ngày không có ca mới trong vùng và xét nghiệm âm tính toàn vùng, rồi mới có quyết định gỡ: văn bản căn cứ chờ xác nhận; số ngày của kết quả xét nghiệm, nơi phát hiện được tính, thời hạn dài nhất: do đơn vị đặt, chờ xác nhận',
 '{"quietDays":14,"counted":["community","containment_zone","unclassified"],"negativeWithinDays":3,"methods":["pcr","antigen"],"termDays":14,"maxDays":28}');
