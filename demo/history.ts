import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import copyStreams from 'pg-copy-streams'
import { chainOf, digestOf } from '../src/platform/context.ts'

export interface HistoryInput {
  auditKey: Buffer
  /** Who did it, for the audit. */
  userId: string
  cases: number
  contacts: number
}

/**
 * Three years before the demo's outbreak, all closed: dengue, measles and others in yearly waves, with results,
 * contacts, their follow-up, tasks, orders and audit rows. Written set by set, with its versions as the services would
 * have left them, because nobody plays a hundred thousand cases; the three weeks that follow are played. Needs the
 * functions of SEEDED in the session.
 */
export async function writeHistory(db: pg.Client, input: HistoryInput): Promise<void> {
  const versioned = [
    'case_record',
    'contact',
    'contact_tier',
    'followup',
    'contact_list',
    'task',
    'isolation_order',
    'lab_result',
    'case_file',
  ]
  const keep = async (does: 'disable' | 'enable') => {
    for (const t of versioned) await db.query(`alter table vx.${t} ${does} trigger keep_version`)
    await db.query(`alter table vx.followup ${does} trigger keep_due_days`)
  }
  await keep('disable')
  for (const step of steps(input)) await db.query(step)
  await keep('enable')
  await writeAudit(db, input)
  await db.query('analyze')
}

/** Copies the rows of a table as versions: known from one column of the select to the next. */
const versions = (table: string, select: string) => `insert into vx.${table}_version ${select}`

const steps = ({ cases, contacts }: HistoryInput): string[] => [
  `create temp table soul as select row_number() over (order by id) as n, id, area_id, household_id from vx.person
     where id::text like '0160%';
   create unique index on soul (n);
   analyze soul`,
  // A yearly wave: the uniform share of three years is bent by a sine whose slope stays positive.
  `create temp table ill as
     select i as n, s.id as person_id, s.area_id, t.reported_at, t.reported_at + (6 + 34 * pg_temp.r('k' || i)) * interval '1 hour' as result_at,
       (t.reported_at at time zone 'Asia/Ho_Chi_Minh')::date - floor(5 * pg_temp.r('o' || i))::int as onset,
       pg_temp.uid(t.reported_at, 'case' || i) as id, pg_temp.r('c' || i) < 0.85 as sure,
       (array['dengue','dengue','dengue','dengue','dengue','measles','measles','other','other','covid-19'])[1 + floor(10 * pg_temp.r('d' || i))::int] as disease,
       (array['community','community','community','community','community','community','quarantine','quarantine','quarantine','containment_zone','imported',null])[1 + floor(12 * pg_temp.r('p' || i))::int] as place,
       case when pg_temp.r('z' || i) < 0.005 then 'died' else 'recovered' end as outcome
     from generate_series(1, ${cases}) i
     join soul s on s.n = (i * 104729::bigint) % (select max(n) from soul) + 1
     cross join lateral (select pg_temp.r('t' || i) as u) w
     cross join lateral (select timestamptz '2018-08-10 07:00+07' + (w.u + 0.045 * sin(6 * pi() * w.u)) * interval '1075 days' as reported_at) t;
   alter table ill add primary key (n);
   alter table ill add code text;
   update ill set code = numbered.code from (select n, 'HM-' || to_char(reported_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY') || '-' ||
     to_char(row_number() over (partition by to_char(reported_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY') order by reported_at, n), 'FM999990000') as code from ill) numbered
     where numbered.n = ill.n;
   insert into vx.case_counter select 'HM', split_part(code, '-', 2)::int, count(*) from ill group by 2;
   analyze ill`,
  `insert into vx.case_record (id, code, area_id, person_id, disease, classification, detected_in, onset_date, reported_at, confirmed_at, outcome, outcome_date, version)
     select id, code, area_id, person_id, disease, case when sure then 'confirmed' else 'discarded' end, place, onset, reported_at,
       case when sure then result_at end, case when sure then outcome end, case when sure then onset + 14 end, case when sure then 3 else 2 end
     from ill order by reported_at`,
  versions(
    'case_record',
    `select c.id, c.code, c.area_id, c.person_id, c.disease, v.classification, v.detected_in, c.onset_date, c.symptoms, c.reported_at,
       case when v.classification = 'confirmed' then c.confirmed_at end, v.outcome, v.outcome_date, c.source, c.outside_id, c.import_id, v.version, v.valid_from, v.valid_to
     from vx.case_record c join ill i on i.id = c.id cross join lateral (values
       ('suspected', null, null, null::date, 1, i.reported_at, i.result_at),
       (c.classification, c.detected_in, null, null, 2, i.result_at, case when i.sure then i.result_at + interval '14 days' end),
       (c.classification, c.detected_in, c.outcome, c.outcome_date, 3, i.result_at + interval '14 days', null)
     ) v (classification, detected_in, outcome, outcome_date, version, valid_from, valid_to) where v.version < 3 or i.sure`,
  ),
  `insert into vx.case_classification select pg_temp.uid(v.at, v.c || i.id), i.id, i.area_id, v.c, v.at, 'Trạm y tế', v.reason
     from ill i cross join lateral (values ('suspected', i.reported_at, 'case.entered'),
       (case when i.sure then 'confirmed' else 'discarded' end, i.result_at, 'lab.result')) v (c, at, reason);
   insert into vx.lab_result (id, case_id, person_id, area_id, method, result, sampled_at, resulted_at, laboratory)
     select pg_temp.uid(i.result_at, 'lab' || i.id), i.id, i.person_id, i.area_id, 'pcr', case when i.sure then 'positive' else 'negative' end,
       i.reported_at, i.result_at, 'CDC Hà Nội' from ill i`,
  versions(
    'lab_result',
    `select l.*, l.resulted_at, null from vx.lab_result l join ill i on i.id = l.case_id`,
  ),
  `insert into vx.case_file (id, area_id, channel, notified_at, notified_by, notified_to, version)
     select id, area_id, (array['facility','facility','community','laboratory','contact_followup'])[1 + n % 5],
       result_at + 26 * pg_temp.r('n' || n) * interval '1 hour', 'Trạm y tế', 'CDC Hà Nội', 2 from ill`,
  versions('case_file', `select f.*, f.notified_at, null from vx.case_file f join ill i on i.id = f.id`),
  `create temp table met as
     select k as n, pg_temp.uid(i.reported_at, 'contact' || k) as id, i.n as case_n, i.id as case_id, i.code, i.sure, i.person_id as source_person_id, i.area_id as source_area_id,
       s.id as person_id, s.area_id, i.reported_at - (1 + floor(3 * pg_temp.r('w' || k))) * interval '1 day' as first_at, i.reported_at
     from generate_series(1, ${contacts}) k join ill i on i.n = (k - 1) % ${cases} + 1
     join soul s on s.n = 1 + floor((select max(n) from soul) * pg_temp.r('s' || k))::bigint
     where s.id <> i.person_id;
   insert into vx.contact (id, source_person_id, person_id, area_id, source_area_id, first_at, last_at, day_only, closeness, recorded_at, recorded_by)
     select id, source_person_id, person_id, area_id, source_area_id, first_at, first_at + interval '30 minutes', false,
       (array['household','direct','within_2m_15min','same_room'])[1 + n % 4], reported_at + interval '3 hours', 'Trạm y tế'
     from met on conflict do nothing;
   analyze met; analyze vx.contact`,
  versions('contact', `select c.*, c.recorded_at, null from vx.contact c where c.id in (select id from met)`),
  `insert into vx.contact_tier (id, person_id, area_id, tier, index_case_id, index_code, via_contact_id, last_exposure_at, monitor_from, monitor_until, status, ended_on, rule_version_id, version)
     select distinct on (m.person_id) pg_temp.uid(m.reported_at, 'tier' || m.id), m.person_id, m.area_id, 1, m.case_id, m.code, m.id, m.first_at,
       m.reported_at::date, m.reported_at::date + 13, 'finished', m.reported_at::date + 13,
       (select id from platform.rule_version where key = 'tracing.followup' order by effective_from limit 1), 2
     from met m join vx.contact c on c.id = m.id where m.sure order by m.person_id, m.n`,
  versions(
    'contact_tier',
    `select t.id, t.person_id, t.area_id, t.tier, t.index_case_id, t.index_code, t.via_contact_id, t.last_exposure_at, t.monitor_from, t.monitor_until,
       t.home_until, v.status, v.ended_on, t.rule_version_id, t.import_id, v.version, v.valid_from, v.valid_to
     from vx.contact_tier t cross join lateral (values
       ('monitoring', null::date, 1, t.monitor_from::timestamptz, t.monitor_until + interval '1 day'),
       ('finished', t.ended_on, 2, t.monitor_until + interval '1 day', null)) v (status, ended_on, version, valid_from, valid_to)`,
  ),
  `insert into vx.followup (id, person_id, area_id, due_on, checked_at, outcome, temperature, by_name)
     select pg_temp.uid(t.monitor_from::timestamptz, 'check' || d || t.id), t.person_id, t.area_id, t.monitor_from + d,
       t.monitor_from + d + interval '9 hours', 'normal', 36.5, 'Tổ Covid cộng đồng' from vx.contact_tier t, unnest(array[0, 5, 10]) d`,
  versions('followup', `select f.*, f.checked_at, null from vx.followup f`),
  `insert into vx.contact_list (id, area_id, isolated_at, signed_off_at, signed_off_by, version)
     select id, area_id, result_at, result_at + interval '1 day', 'Trạm y tế', 1 from ill where sure`,
  versions('contact_list', `select l.*, l.signed_off_at, null from vx.contact_list l`),
  `insert into vx.task (id, area_id, kind, subject_type, subject_id, subject_label, post_kind, opened_at, due_at, done_at, done_by, rule_version_id, version)
     select pg_temp.uid(i.result_at, k.kind || i.id), i.area_id, k.kind, 'case', i.id, i.code, k.post, i.result_at, i.result_at + k.hours * interval '1 hour',
       i.result_at + 1.2 * pg_temp.r(k.kind || i.n) * k.hours * interval '1 hour', 'Trạm y tế', (select id from platform.rule_version where key = 'response.checklist' limit 1), 2
     from ill i, (values ('isolate', 'ward-nurse', 6), ('contain', 'ward-chair', 6), ('trace', 'ward-nurse', 24), ('test', 'ward-nurse', 48), ('notify', 'epidemiologist', 24)) k (kind, post, hours)
     where i.sure`,
  versions(
    'task',
    `select t.id, t.area_id, t.kind, t.title, t.subject_type, t.subject_id, t.subject_label, t.post_kind, t.opened_at, t.due_at, v.done_at, v.done_by, t.done_note,
       t.rule_version_id, v.version, t.cancelled_at, t.expected, t.with_posts, t.goal, v.valid_from, v.valid_to from vx.task t cross join lateral (values
       (null::timestamptz, null, 1, t.opened_at, t.done_at), (t.done_at, t.done_by, 2, t.done_at, null)) v (done_at, done_by, version, valid_from, valid_to)`,
  ),
  `create temp table paper as select i.*, row_number() over (partition by ward.parent_id, extract(year from i.result_at) order by i.result_at, i.n) as number,
       ward.parent_id as issuer, extract(year from i.result_at)::int as year, pg_temp.uid(i.result_at, 'order' || i.id) as order_id
     from ill i join vx.area ward on ward.id = i.area_id where i.sure;
   insert into vx.isolation_order (id, kind, exposure, person_id, case_id, area_id, place_kind, address, reason, immune, proposed_at, proposed_by, proposed_by_post,
       starts_at, ends_at, days, rule_version_id, issued_at, number_text, closed_at, closed_how, closed_reason, version)
     select order_id, 'isolation', 'F0', person_id, id, area_id, 'facility', 'Bệnh viện', 'Xét nghiệm dương tính', false, result_at, 'Trạm y tế', 'ward-nurse',
       result_at, result_at + interval '14 days', 14, (select id from platform.rule_version where key = 'quarantine.days' order by effective_from limit 1),
       result_at, number || '/QĐ-UBND', result_at + interval '14 days', 'released', 'Đủ điều kiện', 3 from paper`,
  versions('isolation_order', `select o.*, o.proposed_at, null from vx.isolation_order o`),
  `insert into vx.order_decision (id, order_id, area_id, type, issuer_area_id, year, number, number_text, signed_at, signer_name, signer_post, legal_basis, starts_at, ends_at, days, rule_version_id)
     select pg_temp.uid(result_at, 'decision' || id), order_id, area_id, 'issue', issuer, year, number, number || '/QĐ-UBND', result_at, 'Chủ tịch phường', 'ward-chair',
       '{Luật Phòng, chống bệnh truyền nhiễm năm 2007}', result_at, result_at + interval '14 days', 14, (select id from platform.rule_version where key = 'quarantine.days' order by effective_from limit 1)
     from paper;
   insert into platform.number_series select 'QĐ', issuer, year, max(number) from paper group by issuer, year`,
]

/** One audit row per case and contact, in the order of time, in the same 64 chains as every later one. */
async function writeAudit(db: pg.Client, { auditKey, userId }: HistoryInput): Promise<void> {
  const { rows: heads } = await db.query<{ chain: number; seq: string; hash: Buffer }>(
    'select chain, seq, hash from platform.audit_chain order by chain',
  )
  const chains = heads.map((h) => ({ seq: Number(h.seq), hash: h.hash }))
  const { rows } = await db.query<{
    id: string
    at: string
    action: string
    type: string
    area: number
    person: string
    subject: string
    field: string
    value: string
  }>(
    `select pg_temp.uid(reported_at, 'audit' || id) as id, reported_at as at, 'case.create' as action, 'case' as type,
       area_id as area, person_id as person, id as subject, 'code' as field, code as value from vx.case_record
     union all select pg_temp.uid(recorded_at, 'audit' || id), recorded_at, 'contact.add', 'contact',
       area_id, person_id, id, 'closeness', closeness from vx.contact
     order by 2, 1`,
  )
  const lines = function* () {
    for (const r of rows) {
      const row = {
        id: r.id,
        at: r.at,
        user_id: userId,
        post_id: null,
        action: r.action,
        subject_type: r.type,
        subject_id: r.subject,
        area_id: r.area,
        person_id: r.person,
        fields: [r.field],
      }
      const digest = Buffer.from(digestOf(auditKey, row, { [r.field]: [null, r.value] }), 'hex')
      const number = chainOf(r.subject)
      const chain = chains[number]!
      chain.hash = createHash('sha256').update(chain.hash).update(digest).digest()
      chain.seq++
      yield `${[r.id, number, chain.seq, row.at, userId, '\\N', r.action, r.type, r.subject, r.area, r.person, `{${r.field}}`, `\\\\x${digest.toString('hex')}`, `\\\\x${chain.hash.toString('hex')}`].join('\t')}\n`
    }
  }
  await pipeline(Readable.from(blocks(lines())), db.query(copyStreams.from('copy platform.audit from stdin')))
  const values = function* () {
    for (const r of rows) yield `${r.id}\t{"${r.field}": [null, "${r.value}"]}\n`
  }
  await pipeline(
    Readable.from(blocks(values())),
    db.query(copyStreams.from('copy platform.audit_value from stdin')),
  )
  for (const [chain, { seq, hash }] of chains.entries()) {
    await db.query('update platform.audit_chain set seq = $2, hash = $3 where chain = $1', [chain, seq, hash])
  }
}

/** Lines joined by the thousand: each piece costs a message of its own on the way to the database. */
function* blocks(lines: Iterable<string>): Generator<string> {
  let block: string[] = []
  for (const line of lines) {
    if (block.push(line) < 1000) continue
    yield block.join('')
    block = []
  }
  yield block.join('')
}
