-- A signal: something unusual that somebody in the community or a facility noticed. Not a case: nobody is named.
-- Its state is computed from the steps that were taken.
create table vx.signal (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('fever_cluster','cough_cluster','rash_cluster','diarrhoea_cluster','sudden_death','animal_deaths','absence','returnees','other')),
  description text not null check (length(trim(description)) > 0),
  place_text text not null,
  started_on date,
  people int check (people > 0),
  deaths int check (deaths >= 0),
  source text not null check (source in ('community','facility','school','workplace','media','other')),
  reported_at timestamptz not null,
  reported_by text not null,
  reported_by_post text not null,
  verified_at timestamptz,
  is_true boolean,
  assessed_at timestamptz,
  likelihood int check (likelihood between 1 and 5),
  impact int check (impact between 1 and 5),
  closed_at timestamptz,
  outcome text check (outcome in ('response','closed')),
  rule_version_id int not null references platform.rule_version,
  version int not null default 1,
  check ((verified_at is null) = (is_true is null)),
  check ((assessed_at is null) = (likelihood is null) and (likelihood is null) = (impact is null)),
  check ((closed_at is null) = (outcome is null)),
  -- Nobody assesses what was not found to be true, nor decides on what was not assessed.
  check (assessed_at is null or is_true), check (closed_at is null or assessed_at is not null)
);
create index on vx.signal (area_id, reported_at);
create index on vx.signal (reported_at desc nulls last, id);
create index on vx.signal (area_id) where closed_at is null and is_true is not false;
create index on vx.signal (rule_version_id);
revoke delete on vx.signal from vx_app;
call platform.protect('vx.signal', 'area_id');
call platform.keep_versions('vx.signal', 'area_id');

-- What was done about it, by whom, in words; a step that was taken back stays here with the one that took it back.
create table vx.signal_step (
  id uuid primary key,
  signal_id uuid not null references vx.signal,
  area_id int not null references vx.area,
  step text not null check (step in ('reported','verified','not_true','assessed','response','closed','taken_back','case_linked','case_unlinked')),
  at timestamptz not null,
  by_name text not null,
  by_post text not null,
  note text
);
create index on vx.signal_step (signal_id, at);
create index on vx.signal_step (area_id);
revoke delete on vx.signal_step from vx_app;
call platform.protect('vx.signal_step', 'area_id');

-- Cases that the signal led to.
create table vx.signal_case (
  id uuid primary key,
  signal_id uuid not null references vx.signal,
  case_id uuid not null references vx.case_record on delete cascade,
  area_id int not null references vx.area,
  linked_at timestamptz not null,
  linked_by text not null,
  constraint signal_case_once unique (signal_id, case_id)
);
create index on vx.signal_case (case_id);
create index on vx.signal_case (area_id);
call platform.protect('vx.signal_case', 'area_id');

insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body) values
('signal.clocks', '2000-01-01', null,
 'Thông tư 54/2015/TT-BYT (thông tin, báo cáo bệnh truyền nhiễm); hướng dẫn giám sát dựa vào sự kiện (EBS) của Bộ Y tế và WHO (xác minh trong 24 giờ, đánh giá nguy cơ trong 48 giờ, thang 5 × 5)',
 '{"verifyHours":24,"assessHours":48,"nearHours":4,
   "likelihood":[{"vi":"Rất khó xảy ra","en":"Very unlikely"},{"vi":"Ít khả năng","en":"Unlikely"},{"vi":"Có thể","en":"Likely"},{"vi":"Nhiều khả năng","en":"Highly likely"},{"vi":"Gần như chắc chắn","en":"Almost certain"}],
   "impact":[{"vi":"Không đáng kể","en":"Negligible"},{"vi":"Nhỏ","en":"Minor"},{"vi":"Vừa","en":"Moderate"},{"vi":"Lớn","en":"Major"},{"vi":"Nghiêm trọng","en":"Severe"}],
   "matrix":[
    ["low","low","low","moderate","moderate"],
    ["low","low","moderate","moderate","high"],
    ["low","moderate","moderate","high","high"],
    ["moderate","moderate","high","high","very_high"],
    ["moderate","high","high","very_high","very_high"]]}');

insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.' || t.key, r.effective_from, r.effective_to,
  split_part(r.legal_basis, '; ', 1) || '; số ngày do đơn vị đặt, chờ xác nhận', t.body::jsonb
from (select distinct effective_from, effective_to, legal_basis from platform.rule_version where key = 'retention.contacts') r
cross join (values
  ('signals', '{"vi":"Lời kể và địa chỉ trong tín hiệu","en":"Words and addresses in signals","do":"blank","table":"vx.signal","days":1825,
    "since":"reported_at","versions":true,"set":{"description":"Đã xoá","place_text":"Đã xoá"}}'),
  ('signal-steps', '{"vi":"Ghi chú xử lý tín hiệu","en":"Notes on steps about signals","do":"blank","table":"vx.signal_step","days":1825,
    "since":"at","set":{"note":null}}')
) as t (key, body);
