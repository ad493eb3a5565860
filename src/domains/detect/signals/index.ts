import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { CLOCK_WORDS, columns, figures, KIND_WORDS, SOURCE_WORDS, STATE_WORDS } from './figures.ts'
import { problems } from './problems.ts'
import { nextDue, riskOf, signalClock, signalState } from './queries.ts'
import { signalsRouter } from './routes.ts'

export { assess, conclude, linkCase, report, verify } from './service.ts'

const register: Register = {
  id: 'signals',
  words: words('Tín hiệu cộng đồng', 'Community signals'),
  right: 'signal.read',
  opens: '/signals/{id}',
  columns: [
    ...columns,
    { key: 'source', type: 'choice', words: words('Nguồn', 'Source'), values: SOURCE_WORDS },
  ],
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'clock', type: 'choice', words: words('Thời hạn', 'Clock'), values: CLOCK_WORDS },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS },
  ],
  sort: { key: 'reported_at', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.signal as s')
      .innerJoin('platform.rule_version as r', 'r.id', 's.rule_version_id')
      .innerJoin('vx.area as a', 'a.id', 's.area_id')
      .select(['s.id', 's.kind', 's.place_text', 's.description', 's.source', 's.reported_at'])
      .select(['a.label as area', signalState.as('state'), nextDue.as('due_at'), riskOf.as('risk')])
      .select(signalClock(input.now).as('clock'))
      .where('s.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    const { state, clock, kind } = input.filters
    if (state) q = q.where('x.state', '=', state as 'reported')
    if (clock) q = q.where('x.clock', '=', clock as 'overdue')
    if (kind) q = q.where('x.kind', '=', kind as 'other')
    if (input.search) {
      q = q.where(
        sql<boolean>`vx.fold(x.place_text || ' ' || x.description) like '%' || vx.fold(${input.search}) || '%'`,
      )
    }
    return q as never
  },
}

/** Whoever is close enough to the people to notice something first. */
const REPORTERS = [
  'neighbourhood-head',
  'group-head',
  'team-member',
  'ward-nurse',
  'clinician',
  'site-manager',
  'area-police',
  'epidemiologist',
] as const

export const signals = defineDomain({
  name: 'signals',
  router: signalsRouter,
  figures,
  registers: [register],
  rights: {
    'signal.read': [
      ...REPORTERS,
      'district-commander',
      'district-clerk',
      'ward-chair',
      'ward-secretary',
      'city-cdc',
    ],
    'signal.report': REPORTERS,
    'signal.verify': ['ward-nurse', 'epidemiologist'],
    'signal.assess': ['epidemiologist'],
  },
  problems,
  constraints: { signal_case_once: 'signal-case-linked-already' },
})
