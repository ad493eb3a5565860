-- What somebody made of an unusual count. The count itself is computed anew at every look; this keeps the numbers as
-- they stood when it was seen.
create table vx.warning_review (
  id uuid primary key,
  area_id int not null references vx.area,
  disease text not null references vx.disease,
  -- The day, or the last day of the week, that stood out.
  day date not null,
  method text not null check (method in ('C1','C2','C3','farrington')),
  observed int not null check (observed >= 0),
  expected float8 not null,
  upper float8 not null,
  rule_version_id int not null references platform.rule_version,
  seen_at timestamptz not null,
  seen_by text not null,
  seen_by_post text not null,
  judgement text check (judgement in ('real','explained','data_error')),
  reason text,
  follow_up text,
  judged_at timestamptz,
  judged_by text,
  version int not null default 1,
  constraint warning_review_once unique (area_id, disease, day),
  check (num_nulls(judgement, reason, judged_at, judged_by) in (0, 4)),
  check (reason is null or length(trim(reason)) >= 3)
);
create index on vx.warning_review (disease);
create index on vx.warning_review (rule_version_id);
revoke delete on vx.warning_review from vx_app;
call platform.protect('vx.warning_review', 'area_id');

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('warning.detection', '2020-01-01',
 'Thông tư 54/2015/TT-BYT (giám sát, báo ca hằng ngày). Phương pháp: EARS của CDC Hoa Kỳ (Hutwagner và cộng sự 2003) theo ngày, Farrington cải tiến (Noufaily và cộng sự 2013) theo tuần. Chọn phương pháp cho từng bệnh và số ca ít nhất để cảnh báo: do đơn vị đặt, chờ xác nhận',
 '{"diseases":{
    "covid-19":{"method":"C2","baselineDays":7,"alpha":0.001,"minimumCount":3,"weekly":false},
    "mers":{"method":"C1","baselineDays":7,"alpha":0.001,"minimumCount":1,"weekly":false},
    "measles":{"method":"C1","baselineDays":7,"alpha":0.001,"minimumCount":2,"weekly":true},
    "dengue":{"method":"C2","baselineDays":7,"alpha":0.001,"minimumCount":3,"weekly":true},
    "hand-foot-mouth":{"method":"C2","baselineDays":7,"alpha":0.001,"minimumCount":3,"weekly":true},
    "other":{"method":"C2","baselineDays":7,"alpha":0.001,"minimumCount":3,"weekly":true}},
   "weekly":{"yearsMost":5,"yearsLeast":2,"weeksAround":3,"weeksLeftOut":26,"periods":10,"weightsThreshold":2.58,"alpha":0.005,"leastCases":5,"inWeeks":4},
   "rememberDays":7}'),
('warning.reproduction', '2020-01-01',
 'Không có văn bản. Hệ số lây: Cori và cộng sự 2013, cửa sổ 7 ngày, ít nhất 11 ca trong cửa sổ (hệ số biến thiên dưới 0,3). Khoảng cách thế hệ: Covid-19 Nishiura và cộng sự 2020; MERS Cowling và cộng sự 2015; sởi Vink và cộng sự 2014 (độ lệch chuẩn do đơn vị đặt); tay chân miệng Yang và cộng sự 2016; sốt xuất huyết truyền qua muỗi nên không ước lượng. Chờ xác nhận',
 '{"windowDays":7,"leastCases":11,"growthDays":14,"leastDaysWithCases":5,"turnDays":42,
   "serialIntervals":{
    "covid-19":{"mean":4.7,"sd":2.9,"source":"Nishiura H. và cộng sự, Int J Infect Dis 2020;93:284"},
    "mers":{"mean":12.6,"sd":2.8,"source":"Cowling B.J. và cộng sự, Euro Surveill 2015;20(25)"},
    "measles":{"mean":11.7,"sd":2.0,"source":"Vink M.A. và cộng sự, Am J Epidemiol 2014;180:865; độ lệch chuẩn do đơn vị đặt"},
    "hand-foot-mouth":{"mean":3.7,"sd":2.6,"source":"Yang B. và cộng sự, Sci Rep 2016"}}}'),
('warning.nowcast', '2020-01-01',
 'Không có văn bản. Lawless 1994; độ trễ dài nhất, số ngày học độ trễ, các mức chất lượng số liệu: do đơn vị đặt, chờ xác nhận',
 '{"curveDays":42,"maxDelay":10,"learnDays":28,"alpha":0.05,"leastCases":20,
   "quality":{"days":28,"smallNumbers":20,"weekendShare":0.7,"silentDays":14,"repeatDays":90}}'),
('warning.briefing', '2020-01-01',
 'Không có văn bản: giờ giao ban sáng do đơn vị đặt, chờ xác nhận',
 '{"at":"07:00","mostSentences":10}');
