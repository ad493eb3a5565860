import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { attachmentsOf } from '../../registry/attachments/index.ts'
import { POSTS } from '../../registry/organisations/index.ts'
import { nameOf } from '../../registry/people/index.ts'
import { columns, figures, indicators, OFFENDER_WORDS, STATE_WORDS } from './figures.ts'
import { files } from './files.ts'
import { SETTING_WORDS } from './measures/contract.ts'
import { measureFiles } from './measures/files.ts'
import { problems } from './problems.ts'
import { actOf, violationState } from './queries.ts'
import { violationsRouter } from './routes.ts'
import { takeFile, VIOLATION } from './service.ts'

export { decide, record } from './service.ts'

const register: Register = {
  id: 'violations',
  words: words('Vi phạm phòng, chống dịch', 'Violations'),
  right: 'violation.read',
  opens: '/violations/{id}',
  columns: [
    { key: 'name', type: 'text', words: words('Người, đơn vị', 'Who'), personal: true },
    columns[0]!,
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    ...columns.slice(1),
    { key: 'recorded_at', type: 'datetime', words: words('Ghi lúc', 'Recorded'), sortable: true },
  ],
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'offender', type: 'choice', words: words('Ai vi phạm', 'Offender'), values: OFFENDER_WORDS },
    { key: 'setting', type: 'choice', words: words('Loại địa điểm', 'Kind of place'), values: SETTING_WORDS },
  ],
  sort: { key: 'recorded_at', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.violation as v')
      .innerJoin('vx.area as a', 'a.id', 'v.area_id')
      .leftJoin('vx.organisation as o', 'o.id', 'v.organisation_id')
      .select([
        'v.id',
        'a.label as area',
        'v.source as offender',
        'v.setting',
        'v.happened_at',
        'v.recorded_at',
      ])
      .select(['v.number_text', sql<number>`v.amount::float8`.as('amount'), actOf('v', 'vi').as('act_words')])
      .select(violationState('v', localDate(input.now)).as('state'))
      .select(sql<string | null>`coalesce(o.name, v.offender_name, ${nameOf('v.person_id')})`.as('name'))
      .where('v.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'paid')
    if (input.filters.setting) q = q.where('x.setting', '=', input.filters.setting as 'market')
    if (input.filters.offender) q = q.where('x.offender', '=', input.filters.offender as 'person')
    // By number and act only: who may not know names finds nobody by them.
    if (input.search)
      q = q.where(
        sql<boolean>`(x.number_text ilike '%' || ${input.search} || '%' or vx.fold(x.act_words) like '%' || vx.fold(${input.search}) || '%')`,
      )
    return q as never
  },
}

const photos = attachmentsOf({
  subjectType: VIOLATION,
  path: 'violations',
  reads: 'violation.read',
  // A photograph of somebody is their name.
  needs: 'person.read',
  adds: 'violation.record',
  take: takeFile,
  event: 'violation.changed',
})

export const violations = defineDomain({
  name: 'violations',
  router: violationsRouter,
  figures,
  indicators,
  registers: [register],
  uploads: photos.uploads,
  files: [...files, ...measureFiles, ...photos.files],
  problems,
  rights: {
    // Public law: whoever is signed in reads what holds.
    'measure.read': Object.keys(POSTS),
    'measure.write': ['district-commander', 'district-clerk', 'ward-chair'],
    'violation.read': ['district-commander', 'ward-chair', 'area-police', 'inspection-lead'],
    'violation.record': ['district-commander', 'ward-chair', 'area-police', 'inspection-lead'],
    'violation.decide': ['district-commander', 'ward-chair'],
  },
})
