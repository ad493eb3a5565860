-- Who of the command went where (đi cơ sở): no inspection, so without a checklist; what was seen, heard and settled there.
-- Never rewritten: what comes to mind later is a supplement, what was a mistake is struck out and stays.
create table vx.field_visit (
  id uuid primary key,
  -- The ward or neighbourhood that was visited: it reads who came.
  area_id int not null references vx.area,
  place_id uuid references vx.place,
  spot text check (length(trim(spot)) between 2 and 300),
  -- Whose post went, and who it was; `entered_by` is the account that may supplement and strike out.
  by_area_id int not null references vx.area,
  entered_by text not null,
  by_name text not null,
  by_post text not null,
  companions text check (length(trim(companions)) between 2 and 500),
  began_at timestamptz not null,
  minutes int check (minutes between 1 and 1440),
  purpose text not null check (purpose in ('zone','checkpoint','quarantine_site','health_point','households','meeting','other')),
  seen text not null check (length(trim(seen)) between 3 and 3000),
  settled text check (length(trim(settled)) between 3 and 3000),
  entered_at timestamptz not null,
  struck_at timestamptz,
  -- Goes after its time while the striking stays.
  struck_reason text check (length(trim(struck_reason)) between 3 and 500),
  version int not null default 1,
  constraint field_visit_not_ahead check (began_at <= entered_at),
  check (struck_at is not null or struck_reason is null),
  check (struck_at is null or struck_at >= entered_at)
);
create index on vx.field_visit (area_id, began_at);
create index on vx.field_visit (by_area_id);
create index on vx.field_visit (place_id) where place_id is not null;
create index on vx.field_visit (began_at desc, id);
revoke delete on vx.field_visit from vx_app;
call platform.protect('vx.field_visit', 'area_id');
call platform.keep_versions('vx.field_visit', 'area_id');

create table vx.field_visit_supplement (
  id uuid primary key,
  visit_id uuid not null references vx.field_visit,
  area_id int not null references vx.area,
  said text not null check (length(trim(said)) between 3 and 3000),
  at timestamptz not null,
  by_name text not null,
  by_post text not null
);
create index on vx.field_visit_supplement (visit_id, at);
create index on vx.field_visit_supplement (area_id);
revoke update, delete on vx.field_visit_supplement from vx_app;
call platform.protect('vx.field_visit_supplement', 'area_id');

-- Each is the subject of one task: a visit gives one unit several things to do, and a unit has one task about a subject.
create table vx.field_visit_task (
  id uuid primary key,
  visit_id uuid not null references vx.field_visit,
  area_id int not null references vx.area,
  at timestamptz not null
);
create index on vx.field_visit_task (visit_id, at);
create index on vx.field_visit_task (area_id);
revoke update, delete on vx.field_visit_task from vx_app;
call platform.protect('vx.field_visit_task', 'area_id');

-- The visit on which somebody came across it.
alter table vx.incident add column field_visit_id uuid references vx.field_visit;
create index on vx.incident (field_visit_id) where field_visit_id is not null;

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('field.visits', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021 (tăng cường đi cơ sở, giải quyết kịp thời các vụ việc phát sinh tại cơ sở), mức do đơn vị đặt, chờ xác nhận',
 '{"days":7}');

-- Within how many days before an instant a unit counts as visited.
create function vx.field_visit_days(at timestamptz) returns int language sql stable as $$
  select (body ->> 'days')::int from platform.rule_version where key = 'field.visits'
    and effective_from <= (at at time zone 'Asia/Ho_Chi_Minh')::date
    and (effective_to is null or effective_to >= (at at time zone 'Asia/Ho_Chi_Minh')::date)
  order by effective_from desc limit 1
$$;

-- The texts may name people; that somebody went there stays.
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.' || t.key, r.effective_from, r.effective_to,
  split_part(r.legal_basis, '; ', 1) || '; số ngày do đơn vị đặt, chờ xác nhận', t.body::jsonb
from (select distinct effective_from, effective_to, legal_basis from platform.rule_version where key = 'retention.contacts') r
cross join (values
  ('field-visits', '{"vi":"Nội dung ghi khi đi cơ sở","en":"What was written down on field visits","do":"blank","table":"vx.field_visit","days":730,
    "since":"entered_at","versions":true,"set":{"seen":"Đã xoá theo thời hạn","settled":null,"companions":null,"spot":null,"struck_reason":null}}'),
  ('field-visit-supplements', '{"vi":"Nội dung bổ sung sau khi đi cơ sở","en":"Supplements to field visits","do":"blank","table":"vx.field_visit_supplement","days":730,
    "since":"at","set":{"said":"Đã xoá theo thời hạn"}}')
) as t (key, body);
