-- Diseases are confirmed by different methods: what each counts for is in the case definition, not here.
alter table vx.lab_result drop constraint lab_result_method_check;
alter table vx.lab_result add constraint lab_result_method_check check (method in ('pcr','antigen','igm','culture','other'));
-- Whether dates agree is a figure, so what was known of samples at a moment must be known too.
call platform.keep_versions('vx.lab_result', 'area_id');
insert into vx.lab_result_version select l.*, coalesce(l.resulted_at, l.sampled_at, platform.clock()), null from vx.lab_result l;
create index on vx.lab_result_version (case_id);
update platform.rule_version set body = body || '{"versions":true}' where key = 'retention.samples';

insert into vx.disease values
  ('hand-foot-mouth', 'Tay chân miệng', 'Hand, foot and mouth disease', 'B', 24, 'Thông tư 54/2015/TT-BYT');
-- The hours are in the rule notification.clock, with their date of effect; a fact has one home.
alter table vx.disease drop column report_within_hours;

-- What surveillance keeps about a case beside the case itself: how it came in, when it was diagnosed and notified, and
-- the answers of the investigation. One row per case, made with the case or by the first entry about an older one.
create table vx.case_file (
  id uuid primary key references vx.case_record on delete cascade,
  area_id int not null references vx.area,
  -- Null is "chưa rõ": counted and shown as the remainder.
  channel text check (channel in ('facility','community','laboratory','self_report','contact_followup')),
  diagnosed_at timestamptz,
  notified_at timestamptz,
  notified_by text,
  notified_to text,
  form_version_id int references platform.rule_version,
  -- Coded answers (choices, dates, numbers) stay as long as the case; words typed freely are apart, because they are
  -- blanked after a time and no count may change by that.
  answers jsonb not null default '{}' check (jsonb_typeof(answers) = 'object'),
  texts jsonb not null default '{}' check (jsonb_typeof(texts) = 'object'),
  answered_at timestamptz,
  answered_by text,
  version int not null default 1,
  check ((notified_at is null) = (notified_by is null) and (notified_at is null) = (notified_to is null))
);
create index on vx.case_file (area_id, notified_at);
create index on vx.case_file (form_version_id);
call platform.protect('vx.case_file', 'area_id');
call platform.keep_versions('vx.case_file', 'area_id');

-- The rule of a key in force on a day; null when there was none.
create function vx.rule_on(of_key text, day date) returns jsonb language sql stable parallel safe as
$$ select body from platform.rule_version
   where key = of_key and effective_from <= day and (effective_to is null or effective_to >= day)
   order by effective_from desc limit 1 $$;

-- From when until when a case is to be notified. Which moment starts the clock is said by the rule: a diagnosis that was
-- entered always does; else the report of the suspicion, or the confirmation. No row: the clock has not started.
create function vx.notification_clock(disease text, reported_at timestamptz, confirmed_at timestamptz, diagnosed_at timestamptz)
returns table (started_by text, starts_at timestamptz, due_at timestamptz, near_from timestamptz, hours int)
language sql stable parallel safe as $$
  select s.started_by, s.starts_at, s.starts_at + make_interval(hours => s.hours),
    s.starts_at + make_interval(hours => s.hours) - make_interval(hours => s.near_hours), s.hours
  from (
    select case when diagnosed_at is not null then 'diagnosed' else r.since end as started_by,
      case when diagnosed_at is not null then diagnosed_at when r.since = 'confirmed' then confirmed_at else reported_at end as starts_at,
      r.hours, r.near_hours
    from (
      select coalesce(d.body -> 'diseases' -> disease, d.body -> 'others') ->> 'since' as since,
        (coalesce(d.body -> 'diseases' -> disease, d.body -> 'others') ->> 'hours')::int as hours,
        (d.body ->> 'nearHours')::int as near_hours
      from (select vx.rule_on('notification.clock', (coalesce(diagnosed_at, reported_at) at time zone 'Asia/Ho_Chi_Minh')::date) as body) d
      where d.body is not null
    ) r
  ) s where s.starts_at is not null $$;

-- What must be known about a case of a disease: facts of the case and the person, then the required questions of its form.
create function vx.form_required(form jsonb, of_disease text) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_agg(x), '[]') from (
    select f as x from jsonb_array_elements(form -> 'facts') f
    union all
    select jsonb_strip_nulls(jsonb_build_object('key', q -> 'key', 'weight', coalesce(q -> 'weight', '1'), 'when', q -> 'when'))
    from jsonb_array_elements(form -> 'sections') s, jsonb_array_elements(s -> 'questions') q
    where (s -> 'diseases' is null or s -> 'diseases' ? of_disease) and (q ->> 'required')::boolean
  ) r $$;

-- 0-100 by weight, and what is missing. A question that depends on another counts when that one is answered so.
create function vx.completeness(required jsonb, facts jsonb)
returns table (score int, missing text[]) language sql immutable parallel safe as $$
  select coalesce(round(100.0 * coalesce(sum(weight) filter (where there), 0) / nullif(sum(weight), 0)), 100)::int,
    coalesce(array_agg(key) filter (where not there), '{}')
  from (
    select r ->> 'key' as key, (r ->> 'weight')::int as weight, coalesce(facts ->> (r ->> 'key'), '') not in ('', '[]') as there
    from jsonb_array_elements(required) r
    where not r ? 'when'
      or coalesce(r -> 'when' -> 'is' ? (facts ->> (r -> 'when' ->> 'question')), false)
      or (r -> 'when' ? 'not' and not coalesce(r -> 'when' -> 'not' ? (facts ->> (r -> 'when' ->> 'question')), false))
  ) x $$;

-- Which two dates contradict each other, as 'earlier.later' of what the order should be; 'onset..reported' when the onset
-- lies further back than anybody would wait (`longest`, days).
create function vx.date_conflicts(d jsonb, longest int) returns text[] language sql immutable parallel safe as $$
  select array_remove(array[
    case when (d ->> 'exposure')::date < (d ->> 'birth')::date then 'birth.exposure' end,
    case when (d ->> 'onset')::date < (d ->> 'birth')::date then 'birth.onset' end,
    case when (d ->> 'onset')::date < (d ->> 'exposure')::date then 'exposure.onset' end,
    -- Somebody without symptoms at the time of the sample may fall ill later.
    case when (d ->> 'sampled')::date < (d ->> 'onset')::date and coalesce(d ->> 'symptom_free', '') <> 'yes' then 'onset.sampled' end,
    case when (d ->> 'reported')::date < (d ->> 'onset')::date then 'onset.reported' end,
    case when (d ->> 'admitted')::date < (d ->> 'birth')::date then 'birth.admitted' end,
    case when (d ->> 'outcome')::date < (d ->> 'onset')::date then 'onset.outcome' end,
    case when (d ->> 'outcome')::date < (d ->> 'admitted')::date then 'admitted.outcome' end,
    -- A death may be reported after it; nobody is reported as recovered before being reported at all.
    case when (d ->> 'recovered')::date < (d ->> 'reported')::date then 'reported.outcome' end,
    case when (d ->> 'recovered')::date < (d ->> 'confirmed')::date then 'confirmed.outcome' end,
    case when (d ->> 'reported')::date - (d ->> 'onset')::date > longest then 'onset..reported' end
  ], null) $$;

insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.case-files', effective_from, effective_to,
  legal_basis || '; Luật Khám bệnh, chữa bệnh 40/2009/QH12 Điều 59 và Thông tư 53/2017/TT-BYT (hồ sơ bệnh án lưu ít nhất 10 năm), chờ xác nhận',
  '{"vi":"Lời ghi trong phiếu điều tra ca bệnh","en":"Words in case investigations","do":"blank","table":"vx.case_file","days":3653,
    "via":{"column":"id","table":"vx.case_record"},"since":"reported_at","versions":true,"set":{"texts":"{}"}}'::jsonb
from (select distinct effective_from, effective_to, split_part(legal_basis, '; ', 1) as legal_basis
      from platform.rule_version where key = 'retention.samples') r;
