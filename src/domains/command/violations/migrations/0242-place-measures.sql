-- Which measures hold in which kind of place: for everybody by the rule 'place.measures', in an area by what its command
-- adds for a time.
create table vx.place_measure (
  id uuid primary key,
  area_id int not null references vx.area,
  title text not null check (length(trim(title)) >= 3),
  settings text[] not null check (cardinality(settings) >= 1),
  -- An act of the rule 'violation.acts'; without one the measure is advice.
  act text,
  -- The document that sets it.
  legal_basis text not null check (length(trim(legal_basis)) >= 3),
  -- Who signed that document, and who is touched by it and how many.
  signed_by text not null check (length(trim(signed_by)) >= 2),
  impact text not null check (length(trim(impact)) >= 3),
  from_day date not null,
  -- The last day: power over people has an end.
  until_day date not null check (until_day >= from_day),
  created_by text not null,
  created_post text not null,
  created_at timestamptz not null,
  -- Ended before its time: the last day then; one that had not begun holds on no day.
  last_day date check (last_day < until_day),
  ended_at timestamptz,
  ended_by text,
  end_reason text check (length(trim(end_reason)) >= 3),
  version int not null default 1,
  check (num_nonnulls(last_day, ended_at, ended_by, end_reason) in (0, 4))
);
create index on vx.place_measure (area_id, until_day);
call platform.protect('vx.place_measure', 'area_id');
-- What was set is never rewritten: it ends.
revoke update, delete on vx.place_measure from vx_app;
grant update (last_day, ended_at, ended_by, end_reason, version) on vx.place_measure to vx_app;
-- What an area above sets holds below as well, so it is read there.
create policy handed_down on vx.place_measure for select to vx_app
  using (area_id = any ((select vx.areas_above())::int[]));

-- Where it happened, as a kind of place, and the measure that was broken: of the rule, or of an area.
alter table vx.violation add column setting text,
  add column measure text,
  add column measure_rule_id int references platform.rule_version,
  add column place_measure_id uuid references vx.place_measure,
  add constraint violation_measure_once check (num_nonnulls(measure, place_measure_id) <= 1),
  add constraint violation_measure_rule check ((measure is null) = (measure_rule_id is null)),
  add constraint violation_measure_setting check (setting is not null or num_nonnulls(measure, place_measure_id) = 0);
create index on vx.violation (measure_rule_id) where measure_rule_id is not null;
create index on vx.violation (place_measure_id) where place_measure_id is not null;

-- History rows are written by position: the new columns go before the two of the history.
alter table vx.violation_version add column setting text, add column measure text, add column measure_rule_id int,
  add column place_measure_id uuid, add column known_from timestamptz, add column known_to timestamptz;
update vx.violation_version set known_from = valid_from, known_to = valid_to;
alter table vx.violation_version drop column valid_from, drop column valid_to;
alter table vx.violation_version rename column known_from to valid_from;
alter table vx.violation_version rename column known_to to valid_to;
alter table vx.violation_version alter column valid_from set not null;
create index on vx.violation_version (id, valid_from);
create unique index on vx.violation_version (id) where valid_to is null;
create index on vx.violation_version (area_id, valid_from);
create index on vx.violation_version (valid_to) where valid_to is not null;

-- `longestDays`: for how long an area's command may add a measure at once.
with version (n, from_day, to_day, basis) as (values
  (1, date '2020-11-15', date '2021-04-26',
   'Thông điệp 5K của Bộ Y tế; Chỉ thị 19/CT-TTg ngày 24/4/2020; Nghị định 117/2020/NĐ-CP; phạm vi từng loại địa điểm chờ xác nhận'),
  (2, date '2021-04-27', date '2021-07-23',
   'Công điện 541/CĐ-TTg ngày 23/4/2021; Công điện 03/CĐ-CT ngày 27/4/2021 của Chủ tịch UBND Thành phố Hà Nội; Chỉ thị 19/CT-TTg ngày 24/4/2020; phạm vi từng loại địa điểm chờ xác nhận'),
  (3, date '2021-07-24', date '2021-10-10',
   'Chỉ thị 16/CT-TTg ngày 31/3/2020, áp dụng tại Hà Nội từ 24/7/2021; số, ký hiệu văn bản của Thành phố, ngày kết thúc giãn cách, phạm vi từng loại địa điểm chờ xác nhận'),
  (4, date '2021-10-11', date '2023-10-19',
   'Nghị quyết 128/NQ-CP ngày 11/10/2021 (tạm dừng Chỉ thị 15, 16, 19); Covid-19 chuyển từ nhóm A sang nhóm B từ 20/10/2023 (văn bản, ngày kết thúc chờ xác nhận); phạm vi từng loại địa điểm chờ xác nhận')),
measure (n, code, holds_in, settings, act, vi, en, basis) as (values
  (1, 'mask', '{1}'::int[], '{public_space,public_transport,hospital,health_station,care_facility,quarantine_site,market,shop}'::text[], 'no_mask',
   'Đeo khẩu trang', 'A mask is worn',
   'Nghị định 117/2020/NĐ-CP, Điều 12 khoản 1 điểm a (chờ xác nhận điều, khoản); Thông điệp 5K; phạm vi chờ xác nhận'),
  (2, 'mask', '{2,3,4}', '{public_space,event,conference,public_transport,hospital,health_station,care_facility,quarantine_site,market,shop,office,factory,school,lodging,worship,apartment}', 'no_mask',
   'Đeo khẩu trang', 'A mask is worn',
   'Nghị định 117/2020/NĐ-CP, Điều 12 khoản 1 điểm a (chờ xác nhận điều, khoản); Thông điệp 5K; phạm vi, văn bản mở rộng ra sự kiện, hội nghị, phương tiện công cộng chờ xác nhận'),
  (3, 'stay_home', '{3}', '{public_space}', 'no_distance',
   'Ở nhà; chỉ ra ngoài khi thật cần thiết', 'Stay at home; go out only when really necessary',
   'Chỉ thị 16/CT-TTg ngày 31/3/2020'),
  (4, 'gathering_2', '{3}', '{public_space}', 'gathering',
   'Không tập trung quá 2 người ngoài công sở, trường học, bệnh viện', 'No more than two people together outside offices, schools and hospitals',
   'Chỉ thị 16/CT-TTg ngày 31/3/2020'),
  (5, 'distance_2m', '{3}', '{public_space,public_transport,market,shop,office,factory,hospital,health_station}', 'no_distance',
   'Giữ khoảng cách tối thiểu 2 m', 'Keep at least two metres apart',
   'Chỉ thị 16/CT-TTg ngày 31/3/2020; phạm vi chờ xác nhận'),
  (6, 'distance_1m', '{1,2}', '{public_space,public_transport,market,shop,office,factory,hospital,health_station}', 'no_distance',
   'Giữ khoảng cách tối thiểu 1 m', 'Keep at least one metre apart',
   'Chỉ thị 19/CT-TTg ngày 24/4/2020'),
  (7, 'distance', '{4}', '{public_space,public_transport,market,shop,office,factory,hospital,health_station}', null,
   'Giữ khoảng cách an toàn', 'Keep a safe distance',
   'Thông điệp 5K; khoảng cách cụ thể chờ xác nhận'),
  (8, 'no_crowd', '{1,2}', '{public_space}', null,
   'Không tụ tập đông người nơi công cộng', 'No crowds in public places',
   'Chỉ thị 19/CT-TTg ngày 24/4/2020; Thông điệp 5K'),
  (9, 'festivals_stopped', '{1,2}', '{event,worship}', null,
   'Dừng lễ hội, nghi lễ tôn giáo, giải thể thao tập trung đông người', 'No festivals, religious rites or sports events with crowds',
   'Chỉ thị 19/CT-TTg ngày 24/4/2020'),
  (10, 'events_stopped', '{3}', '{event,worship}', 'gathering',
   'Dừng sự kiện, lễ hội, nghi lễ tập trung đông người', 'Events, festivals and rites with crowds are stopped',
   'Chỉ thị 16/CT-TTg ngày 31/3/2020; phạm vi, hành vi xử phạt tương ứng chờ xác nhận'),
  (11, 'meeting_20', '{3}', '{conference,office}', null,
   'Họp không quá 20 người trong một phòng', 'No more than 20 people in a meeting room',
   'Chỉ thị 15/CT-TTg ngày 27/3/2020; phạm vi, việc áp dụng trong thời gian giãn cách chờ xác nhận'),
  (12, 'services_suspended', '{3}', '{shop,market,other}', 'business_open',
   'Tạm dừng kinh doanh, dịch vụ không thiết yếu', 'Non-essential business and services are suspended',
   'Chỉ thị 16/CT-TTg ngày 31/3/2020; phạm vi chờ xác nhận'),
  (13, 'entertainment_closed', '{1,2}', '{shop,other}', 'business_open',
   'Dừng cơ sở giải trí, làm đẹp, karaoke, massage, quán bar', 'Entertainment, beauty, karaoke, massage and bars stay closed',
   'Chỉ thị 19/CT-TTg ngày 24/4/2020; hành vi, phạm vi chờ xác nhận'),
  (14, 'declaration', '{1,2,3,4}', '{hospital,health_station,care_facility,quarantine_site,office,factory,lodging}', 'no_declaration',
   'Khai báo y tế khi vào', 'A health declaration on entering',
   'Thông điệp 5K; Nghị định 117/2020/NĐ-CP, Điều 7 (chờ xác nhận khoản và loại địa điểm)'),
  (15, 'qr', '{2,3,4}', '{office,factory,school,hospital,health_station,conference}', null,
   'Quét mã QR khi vào và khi ra; có cách khai thay cho người không có điện thoại', 'Check in and out by QR code; help for people without a telephone',
   'Công văn 318-CV/QU (khai báo y tế bằng mã QR tại từng cơ quan, đơn vị); Công điện 03/CĐ-CT (chờ xác nhận)'),
  (16, 'disinfect', '{1,2,3,4}', '{public_transport,market,shop,office,factory,school,hospital,health_station,care_facility,quarantine_site,lodging,worship,apartment,event,conference}', null,
   'Có nước sát khuẩn; khử khuẩn bề mặt thường xuyên', 'Hand disinfectant is provided; surfaces are disinfected often',
   'Thông điệp 5K; phạm vi chờ xác nhận'),
  (17, 'stay_in_quarantine', '{1,2,3,4}', '{quarantine_site}', 'leaves_quarantine',
   'Không rời nơi cách ly khi chưa được phép', 'Nobody leaves quarantine without permission',
   'Nghị định 117/2020/NĐ-CP, Điều 11 (chờ xác nhận khoản)'))
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'place.measures', v.from_day, v.to_day, v.basis, jsonb_build_object('longestDays', 30, 'measures',
  (select jsonb_agg(jsonb_build_object('code', m.code, 'vi', m.vi, 'en', m.en, 'settings', to_jsonb(m.settings),
    'basis', m.basis || case v.n when 3 then '; ngày bắt đầu, ngày kết thúc tại Hà Nội chờ xác nhận' else '' end,
    'act', m.act) order by m.n) from measure m where v.n = any(m.holds_in)))
from version v;
