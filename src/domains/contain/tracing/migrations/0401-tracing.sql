-- Mốc dịch tễ: a place and a time at which people may have been exposed (QĐ 5053/QĐ-BYT, step 1).
create table vx.exposure_event (
  id uuid primary key,
  area_id int not null references vx.area,
  place_id uuid references vx.place,
  case_id uuid references vx.case_record,
  name text not null check (length(trim(name)) > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  public_notice text,
  created_at timestamptz not null,
  created_by text not null,
  version int not null default 1,
  constraint event_ends_after_start check (ends_at >= starts_at)
);
create index on vx.exposure_event (area_id, starts_at);
create index on vx.exposure_event (place_id);
create index on vx.exposure_event (case_id);
call platform.protect('vx.exposure_event', 'area_id');
call platform.keep_versions('vx.exposure_event', 'area_id');

-- One time that two people were together, on the list of one of them (usually the case). Tiers are never typed here.
-- Either side's ward sees it: the contact may live in another ward than the case.
create table vx.contact (
  id uuid primary key,
  source_person_id uuid not null references vx.person,
  person_id uuid not null references vx.person,
  area_id int not null references vx.area,
  source_area_id int not null references vx.area,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- Only the calendar day is known: first_at and last_at are its first and last minute.
  day_only boolean not null,
  closeness text not null check (closeness in ('household','direct','within_2m_15min','same_room','brief','proximity_device','unknown')),
  place_text text,
  exposure_event_id uuid references vx.exposure_event,
  note text,
  recorded_at timestamptz not null,
  recorded_by text not null,
  handed_over_at timestamptz,
  received_at timestamptz,
  received_by text,
  -- Taken off the list by mistake or on purpose: kept, so that it can be put back.
  removed_at timestamptz,
  removed_reason text,
  import_id uuid,
  outside_id text,
  version int not null default 1,
  constraint contact_of_two check (source_person_id <> person_id),
  constraint contact_ends_after_start check (last_at >= first_at),
  check ((received_at is null) = (received_by is null)),
  check (received_at is null or handed_over_at is not null),
  check ((removed_at is null) = (removed_reason is null))
);
create unique index contact_once on vx.contact (source_person_id, person_id, first_at) where removed_at is null;
create index on vx.contact (source_person_id);
create index on vx.contact (person_id);
create index on vx.contact (area_id);
create index on vx.contact (source_area_id);
create index on vx.contact (exposure_event_id);
create index on vx.contact (import_id) where import_id is not null;
create index on vx.contact (outside_id) where outside_id is not null;
create index on vx.contact (area_id, handed_over_at) where handed_over_at is not null and received_at is null and removed_at is null;
call platform.protect('vx.contact', 'area_id', 'source_area_id');
call platform.keep_versions('vx.contact', 'area_id', 'source_area_id');

-- Computed from the contacts and the confirmed cases, only ever by the recompute function. What it was computed from
-- may be taken back at any time and the next recompute follows, so index case and last link are ids without a foreign
-- key; the code of the index case stays here because a ward must be able to name a case it may not open.
create table vx.contact_tier (
  id uuid primary key,
  person_id uuid not null unique references vx.person,
  area_id int not null references vx.area,
  tier int not null check (tier between 1 and 5),
  index_case_id uuid not null,
  index_code text not null,
  via_contact_id uuid not null,
  last_exposure_at timestamptz not null,
  monitor_from date not null,
  monitor_until date not null,
  -- End of the days at home that follow the monitoring, where the rule has them.
  home_until date,
  status text not null check (status in ('monitoring','finished','became_case','lost')),
  -- The day on which monitoring ended, whichever way; null while it lasts.
  ended_on date,
  rule_version_id int not null references platform.rule_version,
  -- The import that made this person a contact, if one did.
  import_id uuid,
  version int not null default 1,
  check (monitor_until >= monitor_from),
  check ((status in ('finished','became_case')) = (ended_on is not null))
);
create index on vx.contact_tier (area_id, tier);
create index on vx.contact_tier (monitor_until desc nulls last, id);
create index contact_tier_day on vx.contact_tier (((last_exposure_at at time zone 'Asia/Ho_Chi_Minh')::date) desc nulls last, id);
create index contact_tier_open_day on vx.contact_tier (tier, ((last_exposure_at at time zone 'Asia/Ho_Chi_Minh')::date) desc nulls last, id)
  where status in ('monitoring', 'lost');
-- What is open is little beside what was followed in years.
create index on vx.contact_tier (area_id, tier) where status in ('monitoring', 'lost');
create index on vx.contact_tier (index_case_id);
create index on vx.contact_tier (via_contact_id);
create index on vx.contact_tier (rule_version_id);
create index on vx.contact_tier (status, monitor_until);
call platform.protect('vx.contact_tier', 'area_id');
call platform.keep_versions('vx.contact_tier', 'area_id');
create index on vx.contact_tier_version (person_id);

-- A day on which a contact is due to be seen, and what was found. One row per person and day, whatever happens twice.
create table vx.followup (
  id uuid primary key,
  person_id uuid not null references vx.person,
  area_id int not null references vx.area,
  due_on date not null,
  checked_at timestamptz,
  outcome text check (outcome in ('normal','symptoms','absent')),
  temperature numeric(3,1) check (temperature between 34 and 43),
  symptoms text[] not null default '{}',
  by_name text,
  note text,
  import_id uuid,
  outside_id text,
  version int not null default 1,
  constraint followup_once unique (person_id, due_on),
  check ((checked_at is null) = (outcome is null)),
  check (checked_at is not null or (temperature is null and by_name is null and note is null and symptoms = '{}'))
);
create index on vx.followup (area_id, due_on);
create index on vx.followup (import_id) where import_id is not null;
call platform.protect('vx.followup', 'area_id');
call platform.keep_versions('vx.followup', 'area_id');
create index on vx.followup_version (area_id, due_on);

-- The list of contacts of one case as a whole: its sign-off, and when the case was isolated. Same id as the case.
create table vx.contact_list (
  id uuid primary key references vx.case_record on delete cascade,
  area_id int not null references vx.area,
  isolated_at timestamptz,
  signed_off_at timestamptz,
  signed_off_by text,
  note text,
  version int not null default 1,
  check ((signed_off_at is null) = (signed_off_by is null))
);
create index on vx.contact_list (area_id);
call platform.protect('vx.contact_list', 'area_id');
call platform.keep_versions('vx.contact_list', 'area_id');

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('tracing.window', '2020-12-03',
 'QĐ 5053/QĐ-BYT ngày 3/12/2020: tính từ 3 ngày trước khởi phát đến khi F0 được cách ly; không rõ ngày khởi phát thì tính từ ngày lấy mẫu, rồi đến ngày có kết quả. Người tiếp xúc được coi là có thể nối tiếp chuỗi lây trong 28 ngày từ lần tiếp xúc cuối (14 ngày ủ bệnh dài nhất và 14 ngày có thể lây): do đơn vị đặt, chờ xác nhận',
 '{"daysBeforeOnset": 3, "passOnDays": 28}'),
('tracing.closeness', '2020-12-03',
 'QĐ 5053/QĐ-BYT ngày 3/12/2020; QĐ 3638/QĐ-BYT ngày 30/7/2021 (trong vòng 2 m); mốc 15 phút theo cách ghi tháng 12/2021. Tiếp xúc thoáng qua không xếp tầng; chưa rõ thì xếp như tiếp xúc gần; chờ xác nhận',
 '{"metres": 2, "minutes": 15, "close": ["household", "direct", "within_2m_15min", "same_room", "proximity_device", "unknown"]}'),
('tracing.followup', '2020-03-12',
 'QĐ 878/QĐ-BYT và 879/QĐ-BYT ngày 12/3/2020: 14 ngày từ lần tiếp xúc cuối; phiếu theo dõi mỗi ngày một dòng. Số ngày theo dõi F2 lấy như F1 và mức "mất dấu" sau 3 ngày do đơn vị đặt, chờ xác nhận',
 '{"tiers": [{"tier": 1, "days": 14, "thenHome": 0, "checksPerDay": 1}, {"tier": 2, "days": 14, "thenHome": 0, "checksPerDay": 1}, {"tier": 3, "days": 14, "thenHome": 0, "checksPerDay": 0}], "lostAfterDays": 3}'),
('tracing.followup', '2021-05-05',
 'Áp dụng từ 5/5/2021: cách ly tập trung 21 ngày rồi 14 ngày tại nhà (theo các báo cáo địa phương); F2 lấy như F1, chờ xác nhận',
 '{"tiers": [{"tier": 1, "days": 21, "thenHome": 14, "checksPerDay": 1}, {"tier": 2, "days": 21, "thenHome": 0, "checksPerDay": 1}, {"tier": 3, "days": 21, "thenHome": 0, "checksPerDay": 0}], "lostAfterDays": 3}'),
('tracing.followup', '2021-07-14',
 'Từ giữa tháng 7/2021 (ngày gần đúng): 14 ngày rồi 14 ngày tại nhà (theo các báo cáo địa phương); F2 lấy như F1, chờ xác nhận',
 '{"tiers": [{"tier": 1, "days": 14, "thenHome": 14, "checksPerDay": 1}, {"tier": 2, "days": 14, "thenHome": 0, "checksPerDay": 1}, {"tier": 3, "days": 14, "thenHome": 0, "checksPerDay": 0}], "lostAfterDays": 3}'),
('tracing.followup', '2021-12-16',
 'CV 10696/BYT-MT ngày 16/12/2021: F1 đã tiêm đủ hoặc đã khỏi trong 6 tháng: 7 ngày tại nhà rồi 7 ngày tự theo dõi. Người chưa tiêm đủ chưa tách riêng ở đây; chờ xác nhận',
 '{"tiers": [{"tier": 1, "days": 7, "thenHome": 7, "checksPerDay": 1}, {"tier": 2, "days": 7, "thenHome": 0, "checksPerDay": 1}, {"tier": 3, "days": 7, "thenHome": 0, "checksPerDay": 0}], "lostAfterDays": 3}'),
('tracing.followup', '2022-02-21',
 'CV 762 của Bộ Y tế ngày 21/2/2022: người chưa tiêm đủ 7 ngày rồi 3 ngày tự theo dõi (người đã tiêm hoặc đã khỏi trong 3 tháng là 5 + 5, chưa tách riêng ở đây); chờ xác nhận',
 '{"tiers": [{"tier": 1, "days": 7, "thenHome": 3, "checksPerDay": 1}, {"tier": 2, "days": 7, "thenHome": 0, "checksPerDay": 1}, {"tier": 3, "days": 7, "thenHome": 0, "checksPerDay": 0}], "lostAfterDays": 3}');

insert into vx.person_holding values
  ('vx.contact', 'source_person_id', 'Lần tiếp xúc', 'Contacts', null),
  ('vx.contact', 'person_id', 'Lần tiếp xúc', 'Contacts', null),
  ('vx.contact_tier', 'person_id', 'Tầng tiếp xúc (máy tính lại)', 'Tier of contact (computed anew)', 'true'),
  ('vx.followup', 'person_id', 'Ngày theo dõi', 'Days of monitoring', 't.checked_at is null');
-- The same meeting stands on a list once. Of two checks of a day the one that found something stays, then the later.
insert into vx.person_once (table_name, keys, only_when, prefer) values
  ('vx.contact', '{source_person_id,person_id,first_at}', 't.removed_at is null', 't.recorded_at'),
  ('vx.contact_tier', '{person_id}', 'true', 't.person_id = $3'),
  ('vx.followup', '{person_id,due_on}', 'true',
   $$t.checked_at is null, t.outcome is not distinct from 'symptoms' desc, t.outcome is not distinct from 'normal' desc, t.checked_at desc$$);
