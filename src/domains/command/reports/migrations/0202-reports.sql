-- Situation reports. A draft computes its cells from the figures; signing keeps, for every cell, the very records it
-- counted, and from then on the database itself refuses every change.

-- What a report holds is data: which figures, over which window, broken down by what.
create table vx.report_template (key text primary key, name_vi text not null, name_en text not null);
create table vx.report_template_version (
  id int generated always as identity primary key,
  template_key text not null references vx.report_template,
  effective_from date not null, effective_to date,
  legal_basis text not null, confirmed_by text,
  body jsonb not null,
  unique (template_key, effective_from)
);
revoke insert, update, delete on vx.report_template, vx.report_template_version from vx_app;

create table vx.report (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('periodic','ad_hoc')),
  state text not null default 'draft' check (state in ('draft','submitted','frozen')),
  as_of timestamptz not null,
  -- The day a periodic report answers for.
  day date not null generated always as ((as_of at time zone 'Asia/Ho_Chi_Minh')::date) stored,
  -- Until when facts were recorded to count. A correction keeps the moment of the report it replaces and knows more.
  known_at timestamptz not null,
  count_from date not null,
  template_version_id int not null references vx.report_template_version,
  phase text,
  risk text check (risk in ('low','medium','high','very_high')),
  assessment text,
  outlook text,
  proposals text,
  replaces_id uuid references vx.report,
  created_by text not null,
  created_at timestamptz not null,
  submitted_by text,
  submitted_at timestamptz,
  number_year int,
  number_seq int,
  number text,
  signer_name text,
  signer_post text,
  frozen_at timestamptz,
  -- Short hash over the audit heads before the signature, and how far each chain had come: a cut tail shows.
  checkpoint text,
  checkpoint_seqs bigint[],
  sheet jsonb,
  hash text,
  version int not null default 1,
  constraint report_number_once unique (area_id, number_year, number_seq),
  constraint report_window check (count_from <= day),
  check (known_at >= as_of and (replaces_id is not null or known_at = as_of)),
  constraint report_complete check (
    (state = 'frozen') = (num_nonnulls(number_year, number_seq, number, signer_name, signer_post, frozen_at, checkpoint,
      checkpoint_seqs, sheet, hash) = 10)),
  check ((state = 'submitted') <= (submitted_at is not null))
);
create index on vx.report (area_id, as_of);
create index on vx.report (template_version_id);
create index on vx.report (replaces_id);
create unique index report_replaced_once on vx.report (replaces_id) where state = 'frozen';
call platform.protect('vx.report', 'area_id');

create table vx.report_cell (
  report_id uuid not null references vx.report,
  key text not null,
  area_id int not null references vx.area,
  list_key text not null,
  value int not null,
  record_ids uuid[] not null,
  hash text not null,
  primary key (report_id, key),
  check (value = cardinality(record_ids))
);
create index on vx.report_cell (area_id);
call platform.protect('vx.report_cell', 'area_id');

-- The counted records as they were shown. Their own area decides who may see them; what identifies a person stands
-- apart, so that retention can blank it and the count stays.
create table vx.report_row (
  report_id uuid not null references vx.report,
  list_key text not null,
  record_id uuid not null,
  area_id int not null references vx.area,
  day date,
  shown jsonb not null,
  personal jsonb,
  primary key (report_id, list_key, record_id)
);
create index on vx.report_row (area_id);
call platform.protect('vx.report_row', 'area_id');
revoke update, delete on vx.report_cell, vx.report_row from vx_app;

-- A signed report goes down to the areas it covers; its rows still follow each viewer's own jurisdiction.
create function vx.areas_above() returns int[] language sql stable security definer set search_path = pg_catalog, platform, vx as
$$ select coalesce(array_agg(distinct ancestor_id), '{}') from vx.area_tree where descendant_id = any (platform.scope()) $$;
revoke all on function vx.areas_above() from public;
grant execute on function vx.areas_above() to vx_app;
create policy handed_down on vx.report for select to vx_app
  using (state = 'frozen' and area_id = any ((select vx.areas_above())::int[]));
create policy handed_down on vx.report_cell for select to vx_app
  using (area_id = any ((select vx.areas_above())::int[]));

create function vx.keep_frozen_report() returns trigger language plpgsql as $$
begin
  if old.state = 'frozen' then
    raise exception 'A signed report is never changed' using errcode = 'check_violation', constraint = 'report_frozen';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger keep_frozen before update or delete on vx.report for each row execute function vx.keep_frozen_report();

-- SECURITY DEFINER: row-level security must not hide from this check the report that a row is slipped into.
create function vx.keep_frozen_part() returns trigger language plpgsql security definer set search_path = pg_catalog, vx as $$
begin
  if tg_op = 'INSERT' then
    if not exists (select from vx.report where id = new.report_id and state = 'frozen') then return new; end if;
  elsif tg_op = 'UPDATE' and tg_table_name = 'report_row' then
    if to_jsonb(new) -> 'personal' = 'null' and to_jsonb(new) - 'personal' = to_jsonb(old) - 'personal' then return new; end if;
  end if;
  raise exception 'A signed report is never changed' using errcode = 'check_violation', constraint = 'report_frozen';
end $$;
create trigger keep_frozen before insert or update or delete on vx.report_cell for each row execute function vx.keep_frozen_part();
create trigger keep_frozen before insert or update or delete on vx.report_row for each row execute function vx.keep_frozen_part();

-- When the report of an area of that level is due for a day; null where none is asked for.
create function vx.report_due(level text, day date) returns timestamptz language sql stable as $$
  select (day + (r.body -> 'levels' ->> level)::time) at time zone 'Asia/Ho_Chi_Minh'
  from platform.rule_version r
  where r.key = 'report.due' and r.effective_from <= day and (r.effective_to is null or r.effective_to >= day)
  order by r.effective_from desc limit 1
$$;

-- The heads of all audit chains as one short code, with the position of each chain so that it can be computed again.
create function platform.checkpoint_code(out code text, out seqs bigint[]) language sql stable security definer
set search_path = pg_catalog, platform as $$
  select left(encode(sha256(convert_to(string_agg(chain || ':' || seq || ':' || encode(hash, 'hex'), ',' order by chain), 'UTF8')), 'hex'), 16),
    array_agg(seq order by chain)
  from platform.audit_chain
$$;
-- The same code from the audit rows at those positions: differs when one of them was altered or cut off.
create function platform.checkpoint_code_at(seqs bigint[]) returns text language sql stable security definer
set search_path = pg_catalog, platform as $$
  select left(encode(sha256(convert_to(string_agg(h.chain || ':' || h.seq || ':' || coalesce(encode(h.hash, 'hex'), ''), ',' order by h.chain), 'UTF8')), 'hex'), 16)
  from (
    select s.n - 1 as chain, s.seq,
      case when s.seq = 0 then sha256(('vung-xanh:' || (s.n - 1))::bytea) else a.hash end as hash
    from unnest(seqs) with ordinality as s (seq, n)
    left join platform.audit a on a.chain = s.n - 1 and a.seq = s.seq
  ) h
$$;
revoke all on function platform.checkpoint_code(), platform.checkpoint_code_at(bigint[]) from public;
grant execute on function platform.checkpoint_code(), platform.checkpoint_code_at(bigint[]) to vx_app;

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('report.due', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021: thực hiện chế độ thông tin báo cáo định kỳ và đột xuất theo đúng quy định (S4:55); giờ nộp theo thực hành của địa phương, chờ xác nhận',
 '{"levels":{"ward":"16:00","district":"17:30"}}');

insert into vx.report_template values ('situation', 'Báo cáo tình hình', 'Situation report');
insert into vx.report_template_version (template_key, effective_from, legal_basis, body) values
('situation', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021 (chế độ thông tin báo cáo định kỳ và đột xuất; S4:55); sáu nhóm theo S4:49; mẫu do đơn vị đặt, chờ xác nhận',
 '{"countFrom":"2021-07-24",
   "symbol":"BC-BCĐ",
   "issuer":"BAN CHỈ ĐẠO\nPHÒNG, CHỐNG DỊCH COVID-19",
   "addressee":{"ward":"Ban Chỉ đạo phòng, chống dịch Covid-19 {parent}","district":"Ban Chỉ đạo phòng, chống dịch Covid-19 {parent}"},
   "recipients":["Như trên","Thành viên Ban Chỉ đạo","Lưu: VT"],
   "sections":[
     {"phase":"detect","rows":[
       {"key":"confirmed_total","figure":"cases.confirmed","window":"total","at":"confirmed_at","part":"detected_in"},
       {"key":"confirmed_24h","figure":"cases.confirmed","window":"24h","at":"confirmed_at","part":"detected_in"},
       {"key":"confirmed_7d","figure":"cases.confirmed","window":"7d","at":"confirmed_at"},
       {"key":"community_7d","figure":"cases.community","window":"7d","at":"confirmed_at","of":"confirmed_7d"},
       {"key":"suspected","figure":"cases.suspected","window":"now"}]},
     {"phase":"isolate","rows":[
       {"key":"f1","figure":"contacts.f1","window":"now","part":"status"},
       {"key":"f2","figure":"contacts.f2","window":"now"},
       {"key":"checks_due","figure":"followups.due_today","window":"now"},
       {"key":"checks_done","figure":"followups.done_today","window":"now","of":"checks_due"},
       {"key":"quarantine","figure":"orders.quarantine_active","window":"now","part":"place"},
       {"key":"release_overdue","figure":"orders.overdue_release","window":"now"},
       {"key":"zones","figure":"zones.active","window":"now"},
       {"key":"zone_people","figure":"zones.people","window":"now"}]},
     {"phase":"treat","rows":[
       {"key":"isolation","figure":"orders.isolation_active","window":"now","part":"place"},
       {"key":"deaths_total","figure":"cases.deaths","window":"total","at":"confirmed_at"}]},
     {"phase":"close","rows":[
       {"key":"tasks_open","figure":"tasks.open","window":"now","part":"kind"},
       {"key":"tasks_overdue","figure":"tasks.overdue","window":"now","of":"tasks_open"}]},
     {"phase":"stabilise","rows":[
       {"key":"zones_ending","figure":"zones.ending","window":"now"}]}],
   "areaColumns":["confirmed_total","confirmed_24h","community_7d","f1","quarantine","tasks_overdue"],
   "curve":"confirmed_total"}');
