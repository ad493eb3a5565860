-- One file that somebody brought, from its upload to its end: entered, undone, or removed before anything was entered.
create table vx.import_batch (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('cases','contacts','relationships','followups','labs')),
  source_system text not null check (source_system in ('csv','godata')),
  file_name text not null,
  sha256 text not null,
  columns jsonb not null,
  header_key text not null,
  file_warnings jsonb not null,
  mapping jsonb not null,
  options jsonb not null,
  state text not null check (state in ('uploaded','checking','checked','committing','committed','undoing','undone','failed')),
  row_count int not null,
  done int not null default 0,
  tries int not null default 0,
  failure jsonb,
  -- In whose name the present work is done: jobs act within that person's area and are recorded as theirs.
  acting jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  committed_at timestamptz,
  undone_at timestamptz,
  undo_reason text,
  version int not null default 1
);
create index on vx.import_batch (area_id, created_at);
create index on vx.import_batch (sha256);
create index on vx.import_batch (state) where state in ('checking','committing','undoing');
call platform.protect('vx.import_batch', 'area_id');

create table vx.import_row (
  id uuid primary key,
  batch_id uuid not null references vx.import_batch on delete cascade,
  area_id int not null references vx.area,
  line int not null,
  raw jsonb not null,
  parsed jsonb,
  outcome text not null default 'pending' check (outcome in
    ('pending','create','match','review','refuse','created','matched','queued','refused','undone')),
  reasons jsonb not null default '[]',
  -- What rows of one file are compared by.
  match_key text,
  national_id text,
  name_set text,
  person_id uuid,
  subject_type text,
  subject_id uuid,
  case_id uuid,
  -- Records this row entered: [{"type":"person","id":"…","version":1}]; undo takes back exactly these.
  made jsonb not null default '[]',
  constraint import_row_once unique (batch_id, line)
);
create index on vx.import_row (batch_id, outcome, line);
create index on vx.import_row (area_id);
create index on vx.import_row (person_id) where person_id is not null;
create index on vx.import_row (match_key, batch_id) where match_key is not null;
create index on vx.import_row (batch_id, name_set) where name_set is not null;
create index on vx.import_row (batch_id, national_id) where national_id is not null;
call platform.protect('vx.import_row', 'area_id');

-- A row that may be a person already known, and what somebody decided. A table of its own because a figure counts it.
create table vx.import_review (
  id uuid primary key,
  batch_id uuid not null references vx.import_batch on delete cascade,
  row_id uuid not null constraint import_review_once unique references vx.import_row on delete cascade,
  area_id int not null references vx.area,
  line int not null,
  opened_at timestamptz not null,
  candidates jsonb not null,
  decision text check (decision in ('same','new','refuse')),
  decided_person uuid,
  decided_at timestamptz,
  decided_by text,
  version int not null default 1,
  check ((decision = 'same') = (decided_person is not null)),
  check ((decision is null) = (decided_at is null))
);
create index on vx.import_review (batch_id, line);
create index on vx.import_review (area_id);
create index on vx.import_review (decided_person) where decided_person is not null;
call platform.protect('vx.import_review', 'area_id');
call platform.keep_versions('vx.import_review', 'area_id');

-- A mapping somebody settled for files with these headers; the next such file starts from it.
create table vx.import_mapping (
  id uuid primary key,
  area_id int not null references vx.area,
  header_key text not null,
  kind text not null,
  mapping jsonb not null,
  options jsonb not null,
  saved_at timestamptz not null,
  saved_by text not null,
  constraint import_mapping_once unique (area_id, header_key)
);
create index on vx.import_mapping (header_key);
call platform.protect('vx.import_mapping', 'area_id');

-- A line list may know that a patient died and not when; a date nobody gave is not invented.
alter table vx.case_record drop constraint case_record_check1;
alter table vx.case_record add constraint case_outcome_date check (outcome_date is null or outcome is not null);

create index on vx.case_record (person_id, disease);
create index on vx.lab_result (outside_id) where outside_id is not null;

-- What refers to records from outside one import: every foreign key there is, so that a domain added later counts too.
-- SECURITY DEFINER because a use outside the viewer's areas is a use all the same; it tells table names, no contents.
create function vx.uses_outside_import(target regclass, ids uuid[], import uuid) returns table (id uuid, used_by text)
language plpgsql stable security definer set search_path = pg_catalog, public, vx as $$
declare fk record; has_import boolean;
begin
  for fk in
    select format('%I.%I', n.nspname, r.relname) as tab, c.conrelid as relid, a.attname as col
    from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = target and cardinality(c.conkey) = 1
      and c.conrelid not in ('vx.case_classification'::regclass)
  loop
    select exists (select from pg_attribute where attrelid = fk.relid and attname = 'import_id' and not attisdropped) into has_import;
    return query execute format('select distinct t.%I, %L::text from %s t where t.%I = any ($1) %s',
      fk.col, fk.tab, fk.tab, fk.col, case when has_import then 'and t.import_id is distinct from $2' else '' end)
      using ids, import;
  end loop;
end $$;
revoke all on function vx.uses_outside_import(regclass, uuid[], uuid) from public;
grant execute on function vx.uses_outside_import(regclass, uuid[], uuid) to vx_app;

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('import.checks', '2000-01-01',
 'Không có văn bản: mức kiểm tra dữ liệu khi nhập tệp do đơn vị đặt. 90 ngày là khoảng thường dùng để coi là mắc lại Covid-19 (CDC Hoa Kỳ, 10/2020); chờ xác nhận',
 '{"sameEpisodeDays": 90, "sampleFarDays": 60}');

-- Rows name people without a foreign key, because an import that is undone takes the person and leaves the row.
insert into vx.person_holding values
  ('vx.import_row', 'person_id', 'Dòng của tệp đã nhập', 'Rows of imported files', null),
  ('vx.import_review', 'decided_person', 'Dòng nhập đã xem xét', 'Reviewed rows of imports', null);
