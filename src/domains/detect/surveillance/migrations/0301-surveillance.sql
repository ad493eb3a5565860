create table vx.disease (
  key text primary key, name_vi text not null, name_en text not null,
  -- Circular 54/2015: legal group and reporting clock are different things; both may change, so both are data.
  legal_group text not null check (legal_group in ('A','B','C')), report_within_hours int not null, legal_basis text not null
);
revoke insert, update, delete on vx.disease from vx_app;
insert into vx.disease values
  ('covid-19', 'Covid-19', 'Covid-19', 'A', 24, 'QĐ 219/QĐ-BYT (29/1/2020); Thông tư 54/2015/TT-BYT'),
  ('mers', 'MERS-CoV', 'MERS-CoV', 'A', 24, 'Thông tư 54/2015/TT-BYT'),
  ('dengue', 'Sốt xuất huyết Dengue', 'Dengue', 'B', 24, 'Thông tư 54/2015/TT-BYT'),
  ('measles', 'Sởi', 'Measles', 'B', 24, 'Thông tư 54/2015/TT-BYT'),
  ('other', 'Bệnh truyền nhiễm khác', 'Other notifiable disease', 'B', 48, 'Thông tư 54/2015/TT-BYT');

create table vx.case_counter (prefix text not null, year int not null, last int not null, primary key (prefix, year));

create table vx.case_record (
  id uuid primary key,
  code text not null constraint case_code_once unique,
  area_id int not null references vx.area,
  person_id uuid not null references vx.person,
  disease text not null references vx.disease,
  classification text not null check (classification in ('suspected','probable','confirmed','discarded')),
  -- Null is "chưa phân loại": counted, shown, never folded into another place.
  detected_in text check (detected_in in ('community','quarantine','containment_zone','imported')),
  onset_date date,
  symptoms text,
  reported_at timestamptz not null,
  confirmed_at timestamptz,
  outcome text check (outcome in ('recovered','died')),
  outcome_date date,
  source text,
  outside_id text,
  import_id uuid,
  version int not null default 1,
  check (classification <> 'confirmed' or confirmed_at is not null),
  check ((outcome is null) = (outcome_date is null))
);
create index on vx.case_record (area_id, confirmed_at);
create index on vx.case_record (reported_at desc nulls last, id);
-- What is open is little beside what was settled in years.
create index on vx.case_record (area_id) where classification in ('suspected', 'probable');
create index on vx.case_record (person_id);
create index on vx.case_record (disease);
create index on vx.case_record (import_id) where import_id is not null;
call platform.protect('vx.case_record', 'area_id');
call platform.keep_versions('vx.case_record', 'area_id');

create table vx.case_classification (
  id uuid primary key, case_id uuid not null references vx.case_record on delete cascade, area_id int not null references vx.area,
  classification text not null, at timestamptz not null, by_name text not null, reason text not null
);
create index on vx.case_classification (case_id, at);
create index on vx.case_classification (area_id);
call platform.protect('vx.case_classification', 'area_id');

create table vx.lab_result (
  id uuid primary key,
  case_id uuid references vx.case_record on delete cascade,
  person_id uuid not null references vx.person,
  area_id int not null references vx.area,
  sample_code text,
  method text not null check (method in ('pcr','antigen','other')),
  result text not null check (result in ('positive','negative','inconclusive','pending')),
  ct numeric(4,1) check (ct between 0 and 50),
  sampled_at timestamptz,
  resulted_at timestamptz,
  laboratory text,
  outside_id text,
  import_id uuid,
  check (resulted_at is null or sampled_at is null or resulted_at >= sampled_at)
);
create index on vx.lab_result (case_id);
create index on vx.lab_result (person_id);
create index on vx.lab_result (area_id);
create index on vx.lab_result (import_id) where import_id is not null;
call platform.protect('vx.lab_result', 'area_id');

insert into vx.person_holding values
  ('vx.case_record', 'person_id', 'Ca bệnh', 'Cases', null),
  ('vx.lab_result', 'person_id', 'Kết quả xét nghiệm', 'Test results', null);
-- One illness is one case: somebody says first which of two open ones it is.
insert into vx.person_once (table_name, keys, only_when, problem, label) values
  ('vx.case_record', '{person_id,disease}', $$t.classification <> 'discarded' and t.outcome is null$$, 'merge-two-open-cases', 't.code');
