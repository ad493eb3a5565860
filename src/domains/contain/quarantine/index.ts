import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { columns, EXPOSURE_WORDS, figures, KIND_WORDS, PLACE_WORDS, STATE_WORDS } from './figures.ts'
import { files } from './files.ts'
import { reactions } from './jobs.ts'
import { kpiFigures } from './kpi-figures.ts'
import { kpiIndicators } from './kpi-indicators.ts'
import { problems } from './problems.ts'
import { orderState } from './queries.ts'
import { quarantineRouter } from './routes.ts'

export type { Decision, Order, ProposeInput, ReleaseInput, SignInput } from './contract.ts'
export { signOrder } from './decide.ts'
export { listOrders } from './queries.ts'
export { proposeOrder } from './service.ts'

const register: Register = {
  id: 'orders',
  words: words('Quyết định cách ly', 'Quarantine and isolation orders'),
  right: 'order.read',
  opens: '/orders/{id}',
  columns: [
    ...columns,
    { key: 'proposed_at', type: 'datetime', words: words('Đề xuất lúc', 'Proposed'), sortable: true },
  ],
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'kind', type: 'choice', words: words('Biện pháp', 'Measure'), values: KIND_WORDS },
    { key: 'exposure', type: 'choice', words: words('Diện', 'Group'), values: EXPOSURE_WORDS },
    { key: 'place', type: 'choice', words: words('Nơi cách ly', 'Where'), values: PLACE_WORDS },
  ],
  sort: { key: 'proposed_at', desc: true },
  query(db, input) {
    const f = input.filters
    const rows = db
      .selectFrom('vx.isolation_order as o')
      .leftJoin('vx.area as a', 'a.id', 'o.area_id')
      .select([
        'o.id',
        'o.person_id',
        'o.number_text',
        'o.kind',
        'o.exposure',
        nameOf('o.person_id').as('full_name'),
        'a.label as area',
        'o.place_kind as place',
        'o.starts_at',
        'o.ends_at',
        'o.proposed_at',
        orderState('o', input.now).as('state'),
      ])
      .where('o.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (f.state) q = q.where('x.state', '=', f.state as 'active')
    if (f.kind) q = q.where('x.kind', '=', f.kind as 'quarantine')
    if (f.exposure) q = q.where('x.exposure', '=', f.exposure as 'F1')
    if (f.place) q = q.where('x.place', '=', f.place as 'home')
    if (input.search) {
      q = q.where(
        sql<boolean>`(x.number_text ilike '%' || ${input.search} || '%' or x.person_id in (select vx.search_people(${input.search}, 1000)))`,
      )
    }
    return q as never
  },
}

const SIGNERS = ['ward-chair', 'district-commander']

export const quarantine = defineDomain({
  name: 'quarantine',
  router: quarantineRouter,
  figures: [...figures, ...kpiFigures],
  indicators: kpiIndicators,
  registers: [register],
  reactions,
  files,
  problems,
  rights: {
    'order.read': [
      'district-commander',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'laboratory',
      'clinician',
      'area-police',
      'site-manager',
      'city-cdc',
      'neighbourhood-head',
      'team-member',
      'military',
    ],
    'order.propose': ['ward-nurse', 'epidemiologist'],
    'order.sign': SIGNERS,
    'order.release': SIGNERS,
  },
  constraints: { order_open_once: 'order-exists' },
})
