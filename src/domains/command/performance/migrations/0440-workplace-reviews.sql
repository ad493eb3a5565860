-- Review of an infection at a workplace (rà soát ca mắc tại nơi làm việc): one confirmed case, one workplace. It stands
-- after the cases in the order of the files because it refers to one.

create table vx.workplace_review (
  id uuid primary key,
  -- The area of the workplace, whose head answers for it; the person may live elsewhere.
  area_id int not null references vx.area,
  case_id uuid not null references vx.case_record,
  organisation_id uuid references vx.organisation,
  place_id uuid references vx.place,
  -- The measures, the days and the deadline it is held to.
  rule_version_id int not null references platform.rule_version,
  opened_at timestamptz not null,
  opened_by text not null,
  opened_post text not null,
  check (num_nonnulls(organisation_id, place_id) = 1),
  -- One is opened again rather than made a second time.
  constraint workplace_review_once unique nulls not distinct (case_id, organisation_id, place_id)
);
create index on vx.workplace_review (area_id, opened_at);
create index on vx.workplace_review (organisation_id) where organisation_id is not null;
create index on vx.workplace_review (place_id) where place_id is not null;
create index on vx.workplace_review (rule_version_id);
call platform.protect('vx.workplace_review', 'area_id');
revoke update, delete on vx.workplace_review from vx_app;

-- What was found, concluded, opened again and replied: added and never changed. The last finding and the last conclusion
-- are those that hold.
create table vx.workplace_review_step (
  id uuid primary key,
  area_id int not null references vx.area,
  review_id uuid not null references vx.workplace_review,
  -- In the order of time; also what two people who write at once collide on.
  ordinal int not null check (ordinal > 0),
  step text not null check (step in ('found','concluded','reopened','replied')),
  infected text check (infected in ('yes','no','unknown')),
  -- Code of a measure → kept, not_kept; what is not named was not seen.
  measures jsonb check (jsonb_typeof(measures) = 'object'),
  -- Code of a measure → what was seen, freely.
  notes jsonb,
  cause text check (cause in ('not_kept','kept','unknown')),
  head_name text check (length(trim(head_name)) >= 2),
  head_post text check (length(trim(head_post)) >= 2),
  -- The ground, the reason, the reply.
  said text not null check (length(trim(said)) >= 3),
  at timestamptz not null,
  by_name text not null,
  by_user text not null,
  by_post text not null,
  constraint workplace_review_step_once unique (review_id, ordinal),
  check ((step = 'found') = (infected is not null) and (step = 'found') = (measures is not null)),
  check ((step = 'concluded') = (cause is not null)),
  check (num_nonnulls(cause, head_name, head_post) in (0, 3))
);
create index on vx.workplace_review_step (area_id);
call platform.protect('vx.workplace_review_step', 'area_id');
revoke update, delete on vx.workplace_review_step from vx_app;

-- Code and day of the case of each review within the scope, also of somebody who lives outside it: whoever answers for a
-- workplace has to know which case is meant, and the cases of one workplace are counted wherever the staff live. Nothing
-- that tells who the person is.
create function vx.workplace_cases() returns table (review_id uuid, code text, confirmed_at timestamptz)
language sql stable security definer set search_path = pg_catalog, platform as $$
  select r.id, c.code, c.confirmed_at from vx.workplace_review r join vx.case_record c on c.id = r.case_id
  where r.area_id = any ((select platform.scope())::int[]) and c.classification = 'confirmed'
$$;
revoke all on function vx.workplace_cases() from public;
grant execute on function vx.workplace_cases() to vx_app;

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('workplace.review', '2021-04-27',
 'Công điện, chỉ thị của Thủ tướng và Thành ủy 2020–2021 về trách nhiệm người đứng đầu; các mức do đơn vị đặt, chờ xác nhận',
 '{"windowDays":28,"replyDays":5,"measures":[
   {"code":"plan","vi":"Có phương án phòng, chống dịch được duyệt và thực hiện đúng","en":"A prevention plan is approved and followed","basis":"QĐ 2194/QĐ-BCĐQG; 318-CV/QU"},
   {"code":"declaration","vi":"Đo thân nhiệt, khai báo y tế, quét mã QR khi vào","en":"Temperature, declaration and QR code at the entrance","basis":"318-CV/QU, khai báo y tế bằng mã QR"},
   {"code":"masks","vi":"Đeo khẩu trang tại nơi làm việc","en":"Masks are worn at work","basis":"318-CV/QU, 5K"},
   {"code":"distance","vi":"Giữ khoảng cách nơi làm việc, phòng họp, nơi ăn","en":"Distance at work, in meetings, at meals","basis":"QĐ 2194/QĐ-BCĐQG"},
   {"code":"density","vi":"Chia ca, hạn chế số người, không tập trung đông","en":"Shifts, fewer people at once, no gatherings","basis":"318-CV/QU, giãn cách; mức chờ xác nhận"},
   {"code":"ventilation","vi":"Thông gió nơi làm việc, phòng họp, nhà ăn","en":"Work rooms, meeting rooms and canteens are aired","basis":"QĐ 2194/QĐ-BCĐQG"},
   {"code":"disinfection","vi":"Khử khuẩn, nước sát khuẩn tại lối vào và nơi dùng chung","en":"Disinfection at the entrance and in shared places","basis":"QĐ 2194/QĐ-BCĐQG"},
   {"code":"isolation","vi":"Người có triệu chứng nghỉ việc, báo ngay trạm y tế","en":"Staff with symptoms stay away and the station is told","basis":"QĐ 2194/QĐ-BCĐQG"}]}');

-- What was told freely, and who was held to answer, goes after its time; what is counted stays.
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.' || t.key, r.effective_from, r.effective_to,
  split_part(r.legal_basis, '; ', 1) || '; số ngày do đơn vị đặt, chờ xác nhận', t.body::jsonb
from (select distinct effective_from, effective_to, legal_basis from platform.rule_version where key = 'retention.contacts') r
cross join (values
  ('workplace-words', '{"vi":"Lời ghi trong rà soát ca mắc tại nơi làm việc","en":"What was told in reviews of workplaces","do":"blank","table":"vx.workplace_review_step","days":730,
    "since":"at","set":{"said":"Đã xoá theo thời hạn","notes":null}}'),
  ('workplace-heads', '{"vi":"Người đứng đầu nêu trong kết luận rà soát nơi làm việc","en":"Heads named in conclusions on workplaces","do":"blank","table":"vx.workplace_review_step","days":730,
    "since":"at","when":{"step":["concluded"]},"set":{"head_name":"Đã xoá theo thời hạn"}}')
) as t (key, body);
