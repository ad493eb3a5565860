import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { findingColumns } from './figures.ts'
import { planState } from './plans/queries.ts'
import { findingDue, findingFailures, findingState, fromFindings, visitState, visitTotal } from './queries.ts'
import { COPING_WORDS, FINDING_WORDS, PLAN_WORDS, SEVERITY_WORDS, TRACK_WORDS, VISIT_WORDS } from './words.ts'

const STATE = words('Tình trạng', 'State')
const TRACK = words('Tuyến', 'Track')

export const inspections: Register = {
  id: 'inspections',
  words: words('Cuộc kiểm tra', 'Inspections'),
  right: 'inspection.read',
  opens: '/inspections/{id}',
  columns: [
    { key: 'subject', type: 'text', words: words('Nơi kiểm tra', 'Where'), sortable: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'track', type: 'choice', words: TRACK, values: TRACK_WORDS, sortable: true },
    { key: 'team', type: 'text', words: words('Tổ kiểm tra', 'Team'), sortable: true },
    { key: 'planned_on', type: 'date', words: words('Ngày', 'Day'), sortable: true },
    { key: 'state', type: 'choice', words: STATE, values: VISIT_WORDS },
    { key: 'total', type: 'integer', words: words('Điểm', 'Points'), sortable: true },
    { key: 'findings', type: 'integer', words: words('Tồn tại', 'Findings'), sortable: true },
  ],
  filters: [
    { key: 'track', type: 'choice', words: TRACK, values: TRACK_WORDS },
    { key: 'state', type: 'choice', words: STATE, values: VISIT_WORDS },
  ],
  sort: { key: 'planned_on', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.inspection_visit as v')
      .innerJoin('vx.area as a', 'a.id', 'v.area_id')
      .select(['v.id', 'v.subject_label as subject', 'a.label as area', 'v.track', 'v.team_label as team'])
      .select([
        'v.planned_on',
        visitState('v', localDate(input.now)).as('state'),
        visitTotal('v').as('total'),
      ])
      .select(
        sql<number>`(select count(*)::int from vx.inspection_finding f where f.visit_id = v.id)`.as(
          'findings',
        ),
      )
      .where('v.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.track) q = q.where('x.track', '=', input.filters.track as 'organisation')
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'closed')
    if (input.search)
      q = q.where(
        sql<boolean>`vx.fold(x.subject || ' ' || x.team) like '%' || vx.fold(${input.search}) || '%'`,
      )
    return q as never
  },
}

export const findings: Register = {
  id: 'findings',
  words: words('Tồn tại sau kiểm tra', 'Findings'),
  right: 'inspection.read',
  opens: '/findings/{id}',
  columns: [
    findingColumns[0]!,
    { key: 'state', type: 'choice', words: STATE, values: FINDING_WORDS },
    ...findingColumns.slice(1),
    { key: 'coping', type: 'choice', words: words('Đối phó', 'For show'), values: COPING_WORDS },
  ],
  filters: [
    { key: 'state', type: 'choice', words: STATE, values: FINDING_WORDS },
    { key: 'severity', type: 'choice', words: words('Mức độ', 'Severity'), values: SEVERITY_WORDS },
    { key: 'track', type: 'choice', words: TRACK, values: TRACK_WORDS },
    { key: 'coping', type: 'choice', words: words('Đối phó', 'For show'), values: COPING_WORDS },
  ],
  sort: { key: 'due_at', desc: true },
  query(db, input) {
    const rows = fromFindings(db)
      .select(['f.id', 'f.what', 'v.subject_label as subject', 'a.label as area', 'v.track', 'f.severity'])
      .select(['f.post_kind', findingDue(input.now).as('due_at')])
      .select(sql<number>`${findingFailures(input.now)}::int`.as('reopened'))
      .select(findingState(input.now).as('state'))
      .select(sql<string>`case when f.coping then 'yes' else 'no' end`.as('coping'))
      .where('f.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    const f = input.filters
    if (f.state) q = q.where('x.state', '=', f.state as 'open')
    if (f.severity) q = q.where('x.severity', '=', f.severity as 'minor')
    if (f.track) q = q.where('x.track', '=', f.track as 'organisation')
    if (f.coping) q = q.where('x.coping', '=', f.coping)
    if (input.search)
      q = q.where(
        sql<boolean>`vx.fold(x.what || ' ' || x.subject) like '%' || vx.fold(${input.search}) || '%'`,
      )
    return q as never
  },
}

export const plans: Register = {
  id: 'plans',
  words: words('Phương án phòng, chống dịch', 'Prevention plans'),
  right: 'inspection.read',
  opens: '/plans/{id}',
  columns: [
    { key: 'organisation', type: 'text', words: words('Đơn vị', 'Organisation'), sortable: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'edition', type: 'integer', words: words('Lần nộp', 'Edition'), sortable: true },
    { key: 'submitted_on', type: 'date', words: words('Ngày nộp', 'Handed in'), sortable: true },
    { key: 'staff', type: 'integer', words: words('Số người', 'Staff'), sortable: true },
    { key: 'state', type: 'choice', words: STATE, values: PLAN_WORDS },
  ],
  filters: [{ key: 'state', type: 'choice', words: STATE, values: PLAN_WORDS }],
  sort: { key: 'submitted_on', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.prevention_plan as p')
      .innerJoin('vx.organisation as o', 'o.id', 'p.organisation_id')
      .innerJoin('vx.area as a', 'a.id', 'p.area_id')
      .select(['p.id', 'o.name as organisation', 'a.label as area', 'p.edition', 'p.submitted_on', 'p.staff'])
      .select(planState('p', input.now).as('state'))
      .where('p.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'waiting')
    if (input.search)
      q = q.where(sql<boolean>`vx.fold(x.organisation) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}
