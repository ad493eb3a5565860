-- The public notice of an exposure event: same id as the event. What it says is its own: the event may name what the
-- public must not read.
create table vx.public_notice (
  id uuid primary key references vx.exposure_event on delete cascade,
  area_id int not null references vx.area,
  title text not null check (length(trim(title)) > 0),
  title_en text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  advice text not null check (length(trim(advice)) > 0),
  advice_en text,
  phone text,
  valid_until date not null,
  drafted_at timestamptz not null,
  drafted_by text not null,
  published_at timestamptz,
  published_by text,
  corrected_at timestamptz,
  correction text,
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_reason text,
  version int not null default 1,
  constraint notice_ends_after_start check (ends_at >= starts_at),
  check ((published_at is null) = (published_by is null)),
  check ((withdrawn_at is null) = (withdrawn_reason is null)),
  check (withdrawn_at is null or published_at is not null)
);
create index on vx.public_notice (area_id);
create index on vx.public_notice (valid_until) where published_at is not null;
call platform.protect('vx.public_notice', 'area_id');
call platform.keep_versions('vx.public_notice', 'area_id');

-- Somebody says that they were there: from the page without account, or by telephone to the station.
create table vx.exposure_claim (
  id uuid primary key,
  notice_id uuid not null references vx.public_notice,
  area_id int not null references vx.area,
  receipt text not null unique,
  channel text not null check (channel in ('web','phone')),
  full_name text not null,
  phone text,
  address text,
  from_at timestamptz not null,
  to_at timestamptz not null,
  closeness text not null check (closeness in ('direct','within_2m_15min','same_room','brief','unknown')),
  symptoms text[] not null default '{}',
  consented_at timestamptz not null,
  handed_in_at timestamptz not null,
  -- Of a claim by telephone, who wrote it down.
  entered_by text,
  -- Digest of the network it came from, for the limit of an hour; of a claim by telephone none.
  network text,
  decided_at timestamptz,
  decided_by text,
  person_id uuid references vx.person,
  contact_id uuid references vx.contact,
  refused_reason text,
  state text not null generated always as
    (case when contact_id is not null then 'accepted' when refused_reason is not null then 'refused' else 'waiting' end) stored,
  version int not null default 1,
  constraint claim_ends_after_start check (to_at >= from_at),
  check ((contact_id is null) = (person_id is null)),
  check ((decided_at is null) = (contact_id is null and refused_reason is null)),
  check (contact_id is null or refused_reason is null)
);
create index on vx.exposure_claim (notice_id);
create index on vx.exposure_claim (area_id, handed_in_at);
create index on vx.exposure_claim (network, handed_in_at) where network is not null;
create index on vx.exposure_claim (person_id) where person_id is not null;
create index on vx.exposure_claim (contact_id) where contact_id is not null;
call platform.protect('vx.exposure_claim', 'area_id');
call platform.keep_versions('vx.exposure_claim', 'area_id');

-- What somebody without account may read: notices in force, and of a claim whose number they hold how it stands. The
-- functions belong to the owner and hand out these columns alone.
create function vx.notices_in_force() returns table (id uuid, area_id int, area text, title text, title_en text,
  starts_at timestamptz, ends_at timestamptz, advice text, advice_en text, phone text, valid_until date,
  published_at timestamptz, corrected_at timestamptz, correction text, withdrawn_at timestamptz)
language sql stable security definer set search_path = pg_catalog, vx, platform as $$
  select n.id, n.area_id, w.full_name, n.title, n.title_en, n.starts_at, n.ends_at,
    case when n.withdrawn_at is null then n.advice end, case when n.withdrawn_at is null then n.advice_en end,
    n.phone, n.valid_until, n.published_at, n.corrected_at, n.correction, n.withdrawn_at
  from vx.public_notice n
  join lateral (select a.full_name from vx.area_tree x join vx.area a on a.id = x.ancestor_id
    where x.descendant_id = n.area_id and a.level in ('ward','district','city')
    order by array_position(array['ward','district','city'], a.level) limit 1) w on true
  where n.published_at <= platform.clock() and n.valid_until >= (platform.clock() at time zone 'Asia/Ho_Chi_Minh')::date
  order by n.starts_at desc, n.id limit 500
$$;
create function vx.claim_by_receipt(of_receipt text) returns table (state text, handed_in_at timestamptz, title text)
language sql stable security definer set search_path = pg_catalog, vx, platform as $$
  select c.state, c.handed_in_at, n.title from vx.exposure_claim c join vx.public_notice n on n.id = c.notice_id
  where c.receipt = of_receipt
$$;
revoke all on function vx.notices_in_force(), vx.claim_by_receipt(text) from public;
grant execute on function vx.notices_in_force(), vx.claim_by_receipt(text) to vx_app;

insert into vx.person_holding values
  ('vx.exposure_claim', 'person_id', 'Lời báo đã có mặt ở mốc dịch tễ', 'Claims to have been at an exposure event', null);

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('tracing.claims', '2020-12-03',
 'QĐ 5053/QĐ-BYT ngày 3/12/2020 (thông báo mốc dịch tễ); giới hạn số lượt gửi do đơn vị đặt, chờ xác nhận',
 '{"perNetworkPerHour": 20, "perNoticePerHour": 300}');

insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.' || r.key, b.effective_from, b.effective_to, b.legal_basis || r.basis, r.body::jsonb
from (values
  ('claims-refused', '; số ngày theo cam kết xoá dữ liệu khai báo sau 1 tháng (Bộ TT&TT, 2021), chờ xác nhận',
   '{"vi":"Lời báo có mặt không liên quan","en":"Claims found not relevant","do":"blank","table":"vx.exposure_claim","days":30,
     "since":"decided_at","when":{"state":["refused"]},"versions":true,
     "set":{"full_name":"Đã xoá theo thời hạn","phone":null,"address":null,"symptoms":"{}","network":null}}'),
  ('claims-accepted', '; số ngày do đơn vị đặt, chờ xác nhận',
   '{"vi":"Lời báo có mặt đã thành người tiếp xúc","en":"Claims that became contacts","do":"blank","table":"vx.exposure_claim","days":730,
     "since":"handed_in_at","versions":true,
     "set":{"full_name":"Đã xoá theo thời hạn","phone":null,"address":null,"symptoms":"{}","network":null}}')
) as r (key, basis, body)
cross join (values
  ('2023-07-01'::date, '2025-12-31'::date, 'Nghị định 13/2023/NĐ-CP (bảo vệ dữ liệu cá nhân), Điều 3 và Điều 16'),
  ('2026-01-01'::date, null::date, 'Luật 91/2025/QH15 (bảo vệ dữ liệu cá nhân) và Nghị định 356/2025/NĐ-CP')
) as b (effective_from, effective_to, legal_basis);
