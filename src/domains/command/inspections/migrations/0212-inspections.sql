-- Inspection teams are teams like the others: head, members, areas they cover.
alter table vx.team drop constraint team_kind_check,
  add constraint team_kind_check check (kind in ('steering_committee','command_post','community','rapid_response','self_managed','reinforcement','inspection'));

-- A visit (kiểm tra): planned, begun on the spot, closed with a score. Its state and its total are computed.
create table vx.inspection_visit (
  id uuid primary key,
  -- The area that is visited, or in which the organisation or place lies.
  area_id int not null references vx.area,
  track text not null check (track in ('neighbourhood','organisation')),
  organisation_id uuid references vx.organisation,
  place_id uuid references vx.place,
  subject_label text not null check (length(trim(subject_label)) > 0),
  team_id uuid not null references vx.team,
  -- The team is a district's: its name is shown in wards that do not see its record.
  team_label text not null,
  -- Whose plan it is: only this unit carries the visit out.
  by_area_id int not null references vx.area,
  planned_on date not null,
  planned_at timestamptz not null,
  planned_by text not null,
  why text,
  -- Why the ranking proposed it, as it stood when it was planned: [{factor, n, points}].
  reasons jsonb not null default '[]' check (jsonb_typeof(reasons) = 'array'),
  -- The checklist it is made by.
  rule_version_id int not null references platform.rule_version,
  recheck_of uuid references vx.inspection_visit,
  started_at timestamptz,
  started_by text,
  lat double precision, lon double precision, accuracy_m int check (accuracy_m >= 0),
  -- Criterion → {score, remark}.
  answers jsonb not null default '{}' check (jsonb_typeof(answers) = 'object'),
  praise text, weaknesses text, note text,
  closed_at timestamptz,
  closed_by text,
  cancelled_at timestamptz,
  cancel_reason text,
  version int not null default 1,
  constraint visit_subject check (case track when 'neighbourhood' then num_nonnulls(organisation_id, place_id) = 0
    else num_nonnulls(organisation_id, place_id) = 1 end),
  constraint visit_in_order check (closed_at is null or (started_at is not null and closed_at >= started_at)),
  constraint visit_ends_once check (closed_at is null or cancelled_at is null),
  check ((started_at is null) = (started_by is null)),
  check ((closed_at is null) = (closed_by is null)),
  check ((cancelled_at is null) = (cancel_reason is null)),
  check (num_nonnulls(lat, lon) in (0, 2) and lat between -90 and 90 and lon between -180 and 180)
);
create index on vx.inspection_visit (area_id, planned_on);
create index on vx.inspection_visit (organisation_id) where organisation_id is not null;
create index on vx.inspection_visit (place_id) where place_id is not null;
create index on vx.inspection_visit (team_id);
create index on vx.inspection_visit (by_area_id);
create index on vx.inspection_visit (rule_version_id);
create index on vx.inspection_visit (recheck_of) where recheck_of is not null;
-- One visit of a subject is under way at a time, however many plan it at once.
create unique index visit_open_once on vx.inspection_visit (track, area_id, organisation_id, place_id) nulls not distinct
  where closed_at is null and cancelled_at is null;
revoke delete on vx.inspection_visit from vx_app;
call platform.protect('vx.inspection_visit', 'area_id');
call platform.keep_versions('vx.inspection_visit', 'area_id');

-- Points of a visit over its criteria; null before anything is scored.
create function vx.visit_total(answers jsonb) returns int language sql immutable parallel safe as
$$ select sum((value ->> 'score')::int)::int from jsonb_each(answers) $$;

-- What was corrected after a visit was closed, with the reason; nothing is taken back.
create table vx.visit_correction (
  id uuid primary key,
  area_id int not null references vx.area,
  visit_id uuid not null references vx.inspection_visit,
  at timestamptz not null,
  by_name text not null,
  reason text not null check (length(trim(reason)) >= 3),
  -- Field → [before, after].
  changes jsonb not null
);
create index on vx.visit_correction (visit_id, at);
create index on vx.visit_correction (area_id);
revoke update, delete on vx.visit_correction from vx_app;
call platform.protect('vx.visit_correction', 'area_id');

-- What was found wrong (kết luận): stands from the closing of its visit until a re-check finds it remedied.
create table vx.inspection_finding (
  id uuid primary key,
  area_id int not null references vx.area,
  visit_id uuid not null references vx.inspection_visit,
  criterion text,
  what text not null check (length(trim(what)) >= 3),
  severity text not null check (severity in ('minor','serious','critical')),
  -- Done for show only (đối phó).
  coping boolean not null default false,
  remedy text not null check (length(trim(remedy)) >= 3),
  due_at timestamptz not null,
  post_kind text not null,
  created_at timestamptz not null,
  created_by text not null
);
create index on vx.inspection_finding (visit_id);
create index on vx.inspection_finding (area_id, due_at);
revoke update, delete on vx.inspection_finding from vx_app;
call platform.protect('vx.inspection_finding', 'area_id');

-- What a re-check (phúc tra) found of a finding: remedied, or not and until when.
create table vx.finding_check (
  id uuid primary key,
  area_id int not null references vx.area,
  finding_id uuid not null references vx.inspection_finding,
  visit_id uuid not null references vx.inspection_visit,
  at timestamptz not null,
  by_name text not null,
  fixed boolean not null,
  said text not null check (length(trim(said)) >= 3),
  due_at timestamptz,
  constraint finding_check_due check (fixed = (due_at is null)),
  constraint finding_check_once unique (finding_id, visit_id)
);
create unique index finding_closed_once on vx.finding_check (finding_id) where fixed;
create index on vx.finding_check (visit_id);
create index on vx.finding_check (area_id);
revoke update, delete on vx.finding_check from vx_app;
call platform.protect('vx.finding_check', 'area_id');

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('inspection.risk', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021 (tăng cường kiểm tra, đôn đốc; tăng cường đi cơ sở); trọng số do đơn vị đặt, chờ xác nhận',
 '{"caseDays":14,"violationDays":60,"safeScore":80,"factors":{
   "zones":{"per":20,"most":20},"cases":{"per":5,"most":30},"workers":{"per":8,"most":24},"events":{"per":5,"most":15},
   "overdue":{"per":2,"most":10},"days":{"per":0.5,"most":15},"never":{"per":10,"most":10},"score":{"per":0.5,"most":20},
   "findings":{"per":5,"most":20},"noPlan":{"per":8,"most":8},"violations":{"per":5,"most":15}}}'),
('inspection.checklist', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021; Quyết định 2194/QĐ-BCĐQG ngày 27/5/2020 (nơi làm việc), Quyết định 2225/QĐ-BCĐQG ngày 28/5/2020 (chợ, siêu thị, nhà hàng); mười tiêu chí, mỗi tiêu chí 10 điểm do đơn vị đặt, chờ xác nhận',
 '{"passTotal":80,"neighbourhood":[
   {"code":"households","vi":"Tổ Covid cộng đồng nắm chắc từng hộ, từng người","en":"The community team knows every household and person","basis":"Quyết định 3638/QĐ-BYT; S3, chờ xác nhận"},
   {"code":"residence","vi":"Rà soát người lưu trú, người về từ vùng dịch chưa khai báo","en":"Residents and returnees who have not declared are looked for","basis":"318-CV/QU, quản lý lưu trú"},
   {"code":"declaration","vi":"Khai báo y tế, mã QR tại nơi công cộng","en":"Health declaration, QR codes in public places","basis":"318-CV/QU, khai báo y tế bằng mã QR"},
   {"code":"masks","vi":"Đeo khẩu trang nơi công cộng, thực hiện 5K","en":"Masks in public, the 5K rules","basis":"318-CV/QU, 5K"},
   {"code":"gathering","vi":"Không tập trung đông người, giãn cách đúng quy định","en":"No gatherings, distance as ordered","basis":"318-CV/QU, giãn cách"},
   {"code":"quarantine","vi":"Giám sát người cách ly tại nhà hằng ngày","en":"People in home quarantine are watched daily","basis":"318-CV/QU, giám sát cách ly"},
   {"code":"tracing","vi":"Khoanh vùng, truy vết ngay khi có ca","en":"Containment and tracing at once when there is a case","basis":"318-CV/QU, khoanh vùng, truy vết"},
   {"code":"perimeter","vi":"Chốt, rào bảo vệ vùng xanh đúng ba lớp","en":"Checkpoints and barriers of the green zone in three layers","basis":"đơn vị đặt, chờ xác nhận"},
   {"code":"onduty","vi":"Trực, tiếp nhận tin báo và xử lý tình huống đột xuất","en":"On duty for reports and sudden events","basis":"318-CV/QU, ứng trực"},
   {"code":"reporting","vi":"Thông tin, báo cáo đúng hạn, sổ sách khớp thực tế","en":"Reports in time; records agree with what is there","basis":"318-CV/QU, chế độ thông tin báo cáo"}],
  "organisation":[
   {"code":"plan","vi":"Có phương án phòng, chống dịch được duyệt và sát thực tế","en":"An approved prevention plan that fits the place","basis":"QĐ 2194/QĐ-BCĐQG; 318-CV/QU"},
   {"code":"incharge","vi":"Có người, tổ phụ trách phòng, chống dịch","en":"Somebody is in charge of prevention","basis":"QĐ 2194/QĐ-BCĐQG"},
   {"code":"temperature","vi":"Đo thân nhiệt, khai báo y tế, quét mã QR khi vào","en":"Temperature, declaration and QR code at the entrance","basis":"318-CV/QU, khai báo y tế bằng mã QR"},
   {"code":"masks","vi":"Đeo khẩu trang bắt buộc","en":"Masks are worn","basis":"318-CV/QU, 5K"},
   {"code":"disinfection","vi":"Khử khuẩn, nước sát khuẩn tại lối vào và nơi dùng chung","en":"Disinfection at the entrance and in shared places","basis":"QĐ 2194/QĐ-BCĐQG; QĐ 2225/QĐ-BCĐQG"},
   {"code":"distance","vi":"Giữ khoảng cách nơi làm việc, nơi ăn, quầy hàng","en":"Distance at work, at meals, at stalls","basis":"QĐ 2194/QĐ-BCĐQG; QĐ 2225/QĐ-BCĐQG"},
   {"code":"density","vi":"Hạn chế số người cùng lúc, chia ca, không tập trung đông","en":"Fewer people at once, shifts, no gatherings","basis":"QĐ 2225/QĐ-BCĐQG"},
   {"code":"ventilation","vi":"Thông gió nơi làm việc, phòng họp, nhà ăn","en":"Work rooms, meeting rooms and canteens are aired","basis":"QĐ 2194/QĐ-BCĐQG"},
   {"code":"testing","vi":"Xét nghiệm, tiêm vắc xin cho người lao động theo kế hoạch","en":"Staff are tested and vaccinated as planned","basis":"đơn vị đặt, chờ xác nhận"},
   {"code":"isolation","vi":"Có phòng cách ly tạm và kịch bản khi có ca","en":"A room to isolate, and what to do when there is a case","basis":"QĐ 2194/QĐ-BCĐQG"}]}');
