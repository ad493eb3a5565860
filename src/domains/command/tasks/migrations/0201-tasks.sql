-- One task: what, about which record, who must act where, until when. Its state is computed from the times.
create table vx.task (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('isolate','trace','contain','test','notify','other')),
  title text,
  subject_type text not null,
  subject_id uuid not null,
  subject_label text not null,
  post_kind text not null,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  done_note text,
  rule_version_id int references platform.rule_version,
  version int not null default 1,
  check (due_at >= opened_at),
  constraint task_once unique (subject_type, subject_id, kind, area_id)
);
create index on vx.task (area_id, due_at);
create index on vx.task (due_at, id);
-- What is open is little beside what was done in years.
create index on vx.task (area_id) where done_at is null;
create index on vx.task (rule_version_id);
call platform.protect('vx.task', 'area_id');
call platform.keep_versions('vx.task', 'area_id');

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('response.checklist', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021, mục I.2, II.1 (khoanh vùng, truy vết, cách ly ngay; trong thời gian ngắn nhất); số giờ do đơn vị đặt, chờ xác nhận',
 '{"steps":[
   {"kind":"isolate","post":"ward-nurse","hours":6},
   {"kind":"contain","post":"ward-chair","hours":6},
   {"kind":"trace","post":"ward-nurse","hours":24},
   {"kind":"test","post":"ward-nurse","hours":48},
   {"kind":"notify","post":"epidemiologist","hours":24}]}');
