-- An order restricts one person. Quarantine is for the exposed, isolation for the infected: one table, never one meaning.
create table vx.isolation_order (
  id uuid primary key,
  kind text not null check (kind in ('quarantine','isolation')),
  exposure text not null check (exposure in ('F0','F1','F2','returnee')),
  person_id uuid not null references vx.person,
  case_id uuid references vx.case_record,
  area_id int not null references vx.area,
  place_kind text not null check (place_kind in ('home','facility')),
  place_id uuid references vx.place,
  address text not null check (length(trim(address)) > 0),
  reason text not null,
  last_exposure date,
  immune boolean not null,
  proposed_at timestamptz not null,
  proposed_by text not null,
  proposed_by_post text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  days int not null check (days >= 1),
  rule_version_id int not null references platform.rule_version,
  -- Facts from which the state is computed; the end of the term alone closes nothing.
  issued_at timestamptz,
  number_text text,
  closed_at timestamptz,
  closed_how text check (closed_how in ('released','cancelled','replaced')),
  closed_reason text,
  replaced_by uuid references vx.isolation_order,
  version int not null default 1,
  check ((kind = 'isolation') = (exposure = 'F0')),
  check (kind = 'quarantine' or case_id is not null),
  check (ends_at > starts_at),
  check ((issued_at is null) = (number_text is null)),
  check ((closed_at is null) = (closed_how is null)),
  check ((closed_how is not distinct from 'replaced') = (replaced_by is not null)),
  check (closed_how is distinct from 'released' or issued_at is not null)
);
create index on vx.isolation_order (area_id, ends_at);
create index on vx.isolation_order (proposed_at desc nulls last, id);
create index on vx.isolation_order (area_id) where closed_at is null;
create index on vx.isolation_order (person_id);
create index on vx.isolation_order (case_id);
create index on vx.isolation_order (place_id);
create index on vx.isolation_order (rule_version_id);
create index on vx.isolation_order (replaced_by);
create unique index order_open_once on vx.isolation_order (person_id, kind) where closed_at is null;
revoke delete on vx.isolation_order from vx_app;
call platform.protect('vx.isolation_order', 'area_id');
call platform.keep_versions('vx.isolation_order', 'area_id');

-- What was signed, each under its own number. Paper that has left the office is not rewritten.
create table vx.order_decision (
  id uuid primary key,
  order_id uuid not null references vx.isolation_order,
  area_id int not null references vx.area,
  type text not null check (type in ('issue','extend','release','cancel')),
  issuer_area_id int not null references vx.area,
  year int not null,
  number int not null check (number > 0),
  number_text text not null,
  signed_at timestamptz not null,
  signer_name text not null,
  signer_post text not null,
  legal_basis text[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  days int not null,
  rule_version_id int not null references platform.rule_version,
  negatives int,
  reason text,
  overridden boolean not null default false,
  check (not overridden or length(trim(reason)) >= 10),
  constraint decision_number_once unique (issuer_area_id, year, number)
);
create index on vx.order_decision (order_id, signed_at);
create index on vx.order_decision (area_id);
create index on vx.order_decision (rule_version_id);
revoke update, delete on vx.order_decision from vx_app;
call platform.protect('vx.order_decision', 'area_id');

-- Days run from the last exposure when it is known. What a circular does not say is marked "chờ xác nhận".
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body) values
('quarantine.days', '2020-03-12', '2021-05-04',
 'Quyết định 878/QĐ-BYT và 879/QĐ-BYT ngày 12/3/2020 (14 ngày); khoảng kéo dài đến 21 ngày chờ xác nhận',
 '{"options":[{"groups":["F1","F2","returnee"],"places":["home","facility"],"days":14,"min":14,"max":21,"followUpDays":0}]}'),
('quarantine.days', '2021-05-05', '2021-07-13',
 'Chỉ đạo của Bộ Y tế từ ngày 5/5/2021 (21 ngày tập trung, theo dõi tại nhà 14 ngày); F2 và F1 tại nhà chờ xác nhận',
 '{"options":[{"groups":["F1","returnee"],"places":["home","facility"],"days":21,"min":21,"max":21,"followUpDays":14},
              {"groups":["F2"],"places":["home","facility"],"days":14,"min":14,"max":21,"followUpDays":0}]}'),
('quarantine.days', '2021-07-14', '2021-12-15',
 'Chỉ đạo của Bộ Y tế giữa tháng 7/2021 (14 ngày tập trung, 14 ngày tại nhà; ngày hiệu lực gần đúng); khoảng kéo dài đến 21 ngày chờ xác nhận',
 '{"options":[{"groups":["F1","returnee"],"places":["home","facility"],"days":14,"min":14,"max":21,"followUpDays":14},
              {"groups":["F2"],"places":["home","facility"],"days":14,"min":14,"max":21,"followUpDays":0}]}'),
('quarantine.days', '2021-12-16', '2022-02-20',
 'Công văn 10696/BYT-MT ngày 16/12/2021 (đã tiêm đủ hoặc khỏi bệnh: 7 ngày tại nhà, 7 ngày tự theo dõi); nhóm khác giữ 14 ngày, chờ xác nhận',
 '{"options":[{"groups":["F1","F2","returnee"],"places":["home","facility"],"immune":true,"days":7,"min":7,"max":14,"followUpDays":7},
              {"groups":["F1","F2","returnee"],"places":["home","facility"],"days":14,"min":14,"max":21,"followUpDays":14}]}'),
('quarantine.days', '2022-02-21', null,
 'Công văn 762/BYT-DP ngày 21/2/2022 (đã tiêm đủ hoặc khỏi bệnh: 5 ngày và 5 ngày tự theo dõi; nhóm khác: 7 ngày và 3 ngày); khoảng kéo dài chờ xác nhận',
 '{"options":[{"groups":["F1","F2","returnee"],"places":["home","facility"],"immune":true,"days":5,"min":5,"max":10,"followUpDays":5},
              {"groups":["F1","F2","returnee"],"places":["home","facility"],"days":7,"min":7,"max":14,"followUpDays":3}]}'),
('order.legal-cap', '2011-01-01', null,
 'Nghị định 101/2010/NĐ-CP (quyết định cách ly không quá 21 ngày, mỗi quyết định gia hạn 10 ngày); ngày hiệu lực chờ xác nhận',
 '{"days":21,"extensionDays":10}'),
('quarantine.release', '2020-03-12', '2021-05-04',
 'Quyết định 878/QĐ-BYT, 879/QĐ-BYT ngày 12/3/2020; số lần xét nghiệm chờ xác nhận',
 '{"options":[{"groups":["F2"],"negatives":0,"methods":["pcr"]},{"groups":["F1","returnee"],"negatives":1,"methods":["pcr"]}]}'),
('quarantine.release', '2021-05-05', '2021-12-15',
 'Chỉ đạo của Bộ Y tế năm 2021 về xét nghiệm người cách ly; số lần xét nghiệm chờ xác nhận. F2 kết thúc theo kết quả của F1 liên quan',
 '{"options":[{"groups":["F2"],"negatives":0,"methods":["pcr"]},{"groups":["F1","returnee"],"negatives":2,"methods":["pcr"]}]}'),
('quarantine.release', '2021-12-16', '2022-02-20',
 'Công văn 10696/BYT-MT ngày 16/12/2021 (xét nghiệm hai lần, ngày đầu và ngày thứ 7)',
 '{"options":[{"groups":["F2"],"negatives":0,"methods":["pcr","antigen"]},{"groups":["F1","returnee"],"negatives":2,"methods":["pcr","antigen"]}]}'),
('quarantine.release', '2022-02-21', null,
 'Công văn 762/BYT-DP ngày 21/2/2022 (xét nghiệm ngày cuối)',
 '{"options":[{"groups":["F2"],"negatives":0,"methods":["pcr","antigen"]},{"groups":["F1","returnee"],"negatives":1,"methods":["pcr","antigen"]}]}'),
('isolation.discharge', '2021-07-14', '2021-10-05',
 'Quyết định 3416/QĐ-BYT ngày 14/7/2021 (ngày 10 nếu không triệu chứng, hoặc ngày 14; hai mẫu liên tiếp cách nhau từ 24 giờ âm tính hoặc Ct từ 30; theo dõi tại nhà 14 ngày)',
 '{"days":14,"min":10,"max":21,"followUpDays":14,"negatives":2,"methods":["pcr"],"ctFrom":30,"hoursApart":24}'),
('isolation.discharge', '2021-10-06', null,
 'Quyết định 4689/QĐ-BYT ngày 6/10/2021 (từ 10 ngày nếu không triệu chứng, từ 14 ngày nếu có; một mẫu âm tính hoặc Ct từ 30; theo dõi tại nhà 7 ngày)',
 '{"days":14,"min":10,"max":21,"followUpDays":7,"negatives":1,"methods":["pcr"],"ctFrom":30,"hoursApart":0}');

insert into vx.person_holding values
  ('vx.isolation_order', 'person_id', 'Quyết định cách ly', 'Orders', null);
insert into vx.person_once (table_name, keys, only_when, problem, label) values
  ('vx.isolation_order', '{person_id,kind}', 't.closed_at is null', 'merge-two-open-orders',
   $$coalesce(t.number_text, to_char(t.proposed_at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY'))$$);
