import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { attachmentsOf } from '../../registry/attachments/index.ts'
import { columns, DIRECTION_WORDS, figures, STANDING_WORDS } from './figures.ts'
import { files } from './files.ts'
import { schedules } from './late.ts'
import { constraints, problems } from './problems.ts'
import { standingOf } from './queries.ts'
import { textOf } from './reading/from-file.ts'
import { DOCUMENT_TYPES } from './reading/symbols.ts'
import { documentsRouter } from './routes.ts'
import { getOwn } from './service.ts'

export { acknowledge, assign, disseminate, send } from './cascade.ts'
export { type PaperForm, paperForm } from './forms/resolve.ts'
export { raiseLate } from './late.ts'
export { enter, get, issue, readText } from './service.ts'
export { issuerOf } from './unit.ts'

const register: Register = {
  id: 'documents',
  words: words('Văn bản', 'Documents'),
  right: 'document.read',
  opens: '/documents/{id}',
  columns: [
    ...columns,
    { key: 'standing', type: 'choice', words: words('Hiệu lực', 'Standing'), values: STANDING_WORDS },
    { key: 'entered_at', type: 'datetime', words: words('Vào sổ lúc', 'Entered'), sortable: true },
  ],
  filters: [
    { key: 'direction', type: 'choice', words: words('Đến / đi', 'Direction'), values: DIRECTION_WORDS },
    { key: 'type', type: 'choice', words: words('Loại', 'Type'), values: DOCUMENT_TYPES },
    { key: 'standing', type: 'choice', words: words('Hiệu lực', 'Standing'), values: STANDING_WORDS },
  ],
  sort: { key: 'entered_at', desc: true },
  query(db, input) {
    const own = sql<boolean>`d.area_id = any(${input.areaIds}::int[])`
    const rows = db
      .selectFrom('vx.document as d')
      .select(['d.id', 'd.symbol', 'd.abstract', 'd.issuer', 'd.dated_on', 'd.type'])
      .select('d.created_at as entered_at')
      // What a superior sent here has come in, whatever it is in the superior's own register.
      .select(sql<string>`case when ${own} then d.direction else 'incoming' end`.as('direction'))
      .select(standingOf('d', localDate(input.now)).as('standing'))
      .where(
        sql<boolean>`(${own} or d.id in (select r.document_id from vx.document_recipient r
          where r.area_id = any(${input.areaIds}::int[])))`,
      )
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    const f = input.filters
    if (f.direction) q = q.where('x.direction', '=', f.direction)
    if (f.type) q = q.where('x.type', '=', f.type)
    if (f.standing) q = q.where('x.standing', '=', f.standing as 'draft')
    if (input.search) {
      q = q.where(
        sql<boolean>`(vx.fold(x.abstract || ' ' || x.issuer) like '%' || vx.fold(${input.search}) || '%'
          or replace(x.symbol, ' ', '') ilike '%' || replace(${input.search}, ' ', '') || '%')`,
      )
    }
    return q as never
  },
}

/** Scans and files that came with a document. */
const scans = attachmentsOf({
  subjectType: 'document',
  path: 'documents',
  reads: 'document.read',
  adds: 'document.enter',
  take: getOwn,
  event: 'document.changed',
})

const READERS = [
  'district-commander',
  'party-monitor',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'military',
  'inspection-lead',
  'front-officer',
]

export const documents = defineDomain({
  name: 'documents',
  router: documentsRouter,
  figures,
  registers: [register],
  files: [...files, ...scans.files],
  schedules,
  uploads: [
    ...scans.uploads,
    {
      // The text alone: what was read is looked at before anything is entered.
      path: '/api/documents/text',
      right: 'document.enter',
      run: async (_ctx, file) => ({ text: await textOf(file.path) }),
    },
  ],
  rights: {
    'document.read': READERS,
    'document.enter': ['party-monitor', 'district-clerk', 'ward-chair', 'ward-secretary'],
    'document.issue': ['district-commander', 'ward-chair', 'ward-secretary'],
    'document.send': [
      'district-commander',
      'party-monitor',
      'district-clerk',
      'ward-chair',
      'ward-secretary',
    ],
    'document.assign': [
      'district-commander',
      'party-monitor',
      'district-clerk',
      'ward-chair',
      'ward-secretary',
    ],
    'document.acknowledge': READERS,
    'paper.edit': ['district-clerk', 'ward-chair', 'ward-secretary'],
  },
  problems,
  constraints,
})
