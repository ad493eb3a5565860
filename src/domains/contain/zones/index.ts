import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { columns, figures, insideCounts, STATE_WORDS } from './figures.ts'
import { files } from './files.ts'
import { reactions } from './jobs.ts'
import { problems } from './problems.ts'
import { zoneState } from './queries.ts'
import { zonesRouter } from './routes.ts'

export type { Zone } from './contract.ts'
export { decideZone, extendZone } from './decide.ts'
export { proposeZone } from './service.ts'

const register: Register = {
  id: 'zones',
  words: words('Vùng phong tỏa', 'Containment zones'),
  right: 'zone.read',
  opens: '/zones/{id}',
  columns: [
    ...columns,
    { key: 'number_text', type: 'text', words: words('Số quyết định', 'Number'), sortable: true },
  ],
  filters: [{ key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS }],
  sort: { key: 'starts_at', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.zone as z')
      .leftJoin('vx.area as a', 'a.id', 'z.area_id')
      .select(['z.id', 'z.name', 'a.label as area', 'z.starts_at', 'z.ends_at', 'z.number_text'])
      .select([zoneState('z', input.now).as('state'), ...insideCounts('z.id', input.now)])
      .where(sql<boolean>`z.reach && ${input.areaIds}::int[]`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'active')
    if (input.search) {
      q = q.where(
        sql<boolean>`(vx.fold(x.name) like '%' || vx.fold(${input.search}) || '%' or x.number_text ilike '%' || ${input.search} || '%')`,
      )
    }
    return q as never
  },
}

export const zones = defineDomain({
  name: 'zones',
  router: zonesRouter,
  figures,
  registers: [register],
  reactions,
  files,
  problems,
  rights: {
    'zone.read': [
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
      'group-head',
      'team-member',
      'military',
      'checkpoint-guard',
      'front-officer',
    ],
    'zone.propose': ['ward-nurse', 'epidemiologist', 'ward-chair'],
    'zone.decide': ['ward-chair', 'district-commander'],
  },
  constraints: { zone_ends_after_start: 'zone-term-outside-rule' },
})
