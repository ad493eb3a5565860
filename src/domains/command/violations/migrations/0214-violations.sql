-- A violation (vi phạm): who, which act, when and where, on what evidence; then the decision and what came of it.
create table vx.violation (
  id uuid primary key,
  area_id int not null references vx.area,
  -- The offender: somebody of the register, an organisation, or by name somebody from elsewhere.
  person_id uuid references vx.person,
  organisation_id uuid references vx.organisation,
  offender_name text,
  offender_address text,
  source text not null generated always as
    (case when person_id is not null then 'person' when organisation_id is not null then 'organisation' else 'outsider' end) stored,
  act text not null,
  -- The acts and amounts in force on the day of the act.
  rule_version_id int not null references platform.rule_version,
  happened_at timestamptz not null,
  place_text text not null check (length(trim(place_text)) >= 2),
  evidence text not null check (length(trim(evidence)) >= 3),
  recorded_at timestamptz not null,
  recorded_by text not null,
  recorded_post text not null,
  -- The decision: number of its own series, amount in đồng.
  decided_at timestamptz,
  decided_by text,
  decided_post text,
  issuer_area_id int references vx.area,
  number_year int,
  number_text text,
  amount bigint check (amount > 0),
  measures text,
  pay_until date,
  paid_on date,
  receipt text,
  appealed_on date,
  appeal_said text,
  appeal_outcome text check (appeal_outcome in ('upheld','cancelled')),
  appeal_closed_at timestamptz,
  appeal_closed_by text,
  appeal_answer text,
  version int not null default 1,
  constraint violation_offender check (num_nonnulls(person_id, organisation_id, offender_name) = 1),
  constraint violation_decided check (num_nonnulls(decided_at, decided_by, decided_post, issuer_area_id, number_year, number_text, amount, pay_until) in (0, 8)),
  constraint violation_number_once unique (issuer_area_id, number_year, number_text),
  check ((paid_on is null) = (receipt is null)),
  check (decided_at is not null or num_nonnulls(paid_on, appealed_on) = 0),
  check (appealed_on is not null or appeal_said is null),
  check (num_nonnulls(appeal_outcome, appeal_closed_at, appeal_closed_by) in (0, 3)),
  check (appeal_outcome is null or appealed_on is not null)
);
create index on vx.violation (area_id, recorded_at);
create index on vx.violation (person_id) where person_id is not null;
create index on vx.violation (organisation_id) where organisation_id is not null;
create index on vx.violation (rule_version_id);
revoke delete on vx.violation from vx_app;
call platform.protect('vx.violation', 'area_id');
call platform.keep_versions('vx.violation', 'area_id');

insert into vx.person_holding values
  ('vx.violation', 'person_id', 'Vi phạm hành chính', 'Violations', null);

-- Amounts in đồng for persons; what an organisation pays is `organisationTimes` that. Who may fine is told by the top of
-- the range of the act (Law on Handling Administrative Violations 2012, art. 52).
insert into platform.rule_version (key, effective_from, legal_basis, body) values
('violation.acts', '2020-11-15',
 'Nghị định 117/2020/NĐ-CP ngày 28/9/2020 (hiệu lực 15/11/2020); Nghị định 15/2020/NĐ-CP, Điều 101 (tin sai sự thật); Luật Xử lý vi phạm hành chính 2012; điều, khoản và mức của từng hành vi chờ xác nhận',
 '{"organisationTimes":2,"limitDays":365,"payDays":10,
  "authorities":{"ward-chair":5000000,"district-commander":50000000},
  "acts":[
   {"code":"no_mask","vi":"Không đeo khẩu trang nơi công cộng","en":"No mask in public","basis":"Nghị định 117/2020/NĐ-CP, Điều 12 khoản 1 điểm a","from":1000000,"to":3000000},
   {"code":"no_distance","vi":"Không giữ khoảng cách, ra ngoài khi không thật cần thiết","en":"No distance kept, out without need","basis":"Nghị định 117/2020/NĐ-CP, Điều 12 (chờ xác nhận khoản)","from":1000000,"to":3000000},
   {"code":"no_declaration","vi":"Không khai báo y tế, khai báo gian dối hoặc chậm","en":"No, false or late health declaration","basis":"Nghị định 117/2020/NĐ-CP, Điều 7 (chờ xác nhận khoản, mức)","from":10000000,"to":20000000},
   {"code":"gathering","vi":"Tập trung quá 2 người nơi công cộng khi đã cấm","en":"Gathering of more than two while forbidden","basis":"Nghị định 117/2020/NĐ-CP, Điều 12 (chờ xác nhận khoản)","from":10000000,"to":20000000},
   {"code":"business_open","vi":"Mở dịch vụ không thiết yếu khi đã tạm dừng","en":"Non-essential business open while suspended","basis":"Nghị định 117/2020/NĐ-CP, Điều 12 (chờ xác nhận khoản)","from":10000000,"to":20000000},
   {"code":"leaves_quarantine","vi":"Rời nơi cách ly y tế khi chưa được phép","en":"Leaves quarantine without permission","basis":"Nghị định 117/2020/NĐ-CP, Điều 11 (chờ xác nhận khoản, mức)","from":15000000,"to":20000000},
   {"code":"fake_news","vi":"Đưa tin sai sự thật về dịch trên mạng xã hội","en":"False news of the epidemic on social networks","basis":"Nghị định 15/2020/NĐ-CP, Điều 101 khoản 1 (cá nhân bằng một nửa tổ chức)","from":5000000,"to":10000000}]}');

-- What is told of people goes after its time, and the names of those from elsewhere.
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.' || t.key, r.effective_from, r.effective_to,
  split_part(r.legal_basis, '; ', 1) || '; số ngày do đơn vị đặt, chờ xác nhận', t.body::jsonb
from (select distinct effective_from, effective_to, legal_basis from platform.rule_version where key = 'retention.contacts') r
cross join (values
  ('violations', '{"vi":"Lời ghi về vi phạm và khiếu nại","en":"What was told of violations and appeals","do":"blank","table":"vx.violation","days":1825,
    "since":"recorded_at","versions":true,"set":{"evidence":"Đã xoá","appeal_said":null,"appeal_answer":null}}'),
  ('violation-outsiders', '{"vi":"Họ tên, địa chỉ người vi phạm không có trong sổ","en":"Names of offenders who are not in the register","do":"blank","table":"vx.violation","days":1825,
    "since":"recorded_at","versions":true,"when":{"source":["outsider"]},"set":{"offender_name":"Đã xoá theo thời hạn","offender_address":null}}'),
  ('plan-contacts', '{"vi":"Đầu mối trong phương án của đơn vị","en":"Contacts in prevention plans","do":"blank","table":"vx.prevention_plan","days":730,
    "since":"entered_at","versions":true,"set":{"contact_name":null,"contact_phone":null}}')
) as t (key, body);
