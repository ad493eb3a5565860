-- Who goes to see a contact on a day. No row: nobody could take it, which the board shows as such. The team's own area
-- stands beside, so that a team that helps out next door sees what it was given and nothing else.
create table vx.followup_assignment (
  id uuid primary key,
  person_id uuid not null references vx.person on delete cascade,
  due_on date not null,
  area_id int not null references vx.area,
  team_id uuid not null references vx.team,
  team_area_id int not null references vx.area,
  by_hand boolean not null default false,
  assigned_at timestamptz not null,
  assigned_by text not null,
  version int not null default 1,
  constraint assignment_once unique (person_id, due_on)
);
create index on vx.followup_assignment (team_id, due_on);
create index on vx.followup_assignment (area_id, due_on);
create index on vx.followup_assignment (team_area_id, due_on);
call platform.protect('vx.followup_assignment', 'area_id', 'team_area_id');

insert into vx.person_holding values
  ('vx.followup_assignment', 'person_id', 'Phân công theo dõi', 'Assignments of checks', null);
insert into vx.person_once (table_name, keys, only_when, prefer) values
  ('vx.followup_assignment', '{person_id,due_on}', 'true', 't.by_hand desc, t.assigned_at desc');

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('tracing.assignment', '2020-03-12',
 'Tổ Covid cộng đồng: 2-4 người, phụ trách 60-70 hộ (Hải Dương, 2021). Số hộ cần gặp mỗi người trong một ngày do đơn vị đặt, chờ xác nhận',
 '{"householdsPerTeam": 65, "householdsPerMember": 20}'),
('tracing.escalation', '2020-03-12',
 'Người mất dấu và tổ bỏ sót nhiều lượt được báo lên phường; số giờ và mức bỏ sót do đơn vị đặt, chờ xác nhận',
 '{"lost": {"post": "ward-chair", "hours": 24}, "team": {"post": "ward-nurse", "hours": 12, "missedChecks": 10}}');
