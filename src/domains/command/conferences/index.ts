import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { files } from './files.ts'
import { conferencesRouter } from './routes.ts'

const KIND_WORDS = {
  daily: words('Giao ban', 'Daily conference'),
  meeting: words('Họp', 'Meeting'),
  online: words('Họp trực tuyến', 'Online conference'),
}

const register: Register = {
  id: 'conferences',
  words: words('Hội nghị, giao ban', 'Conferences'),
  right: 'conference.read',
  opens: '/conferences/{id}',
  columns: [
    { key: 'title', type: 'text', words: words('Hội nghị', 'Conference'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS },
    { key: 'starts_at', type: 'datetime', words: words('Bắt đầu', 'Begins'), sortable: true },
    { key: 'area', type: 'text', words: words('Đơn vị', 'Unit'), sortable: true },
    { key: 'conclusions', type: 'integer', words: words('Kết luận', 'Conclusions') },
    { key: 'closed_at', type: 'datetime', words: words('Kết thúc', 'Closed'), sortable: true },
  ],
  filters: [{ key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS }],
  sort: { key: 'starts_at', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.conference as c')
      .innerJoin('vx.area as a', 'a.id', 'c.area_id')
      .select(['c.id', 'c.title', 'c.kind', 'c.starts_at', 'a.label as area', 'c.closed_at'])
      .select(
        sql<number>`(select count(*) from vx.conference_conclusion x where x.conference_id = c.id)`.as(
          'conclusions',
        ),
      )
      .where(
        sql<boolean>`(c.area_id = any(${input.areaIds}::int[]) or c.id in (
          select u.conference_id from vx.conference_unit u where u.area_id = any(${input.areaIds}::int[])))`,
      )
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.kind) q = q.where('x.kind', '=', input.filters.kind as 'daily')
    if (input.search) q = q.where(sql<boolean>`vx.fold(x.title) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

const RUNNERS = ['district-commander', 'district-clerk', 'ward-chair', 'ward-secretary']

export const conferences = defineDomain({
  name: 'conferences',
  router: conferencesRouter,
  registers: [register],
  files,
  rights: {
    'conference.read': [
      ...RUNNERS,
      'party-monitor',
      'epidemiologist',
      'ward-nurse',
      'area-police',
      'military',
      'inspection-lead',
      'front-officer',
    ],
    'conference.run': RUNNERS,
  },
  problems: {
    'conference-closed': {
      status: 409,
      vi: 'Hội nghị này đã kết thúc nên không sửa được. Mở hội nghị khác nếu cần kết luận thêm.',
      en: 'This conference is closed and stays as it is. Call another one if there is more to decide.',
    },
    'conference-not-yours': {
      status: 403,
      vi: 'Hội nghị này do đơn vị khác chủ trì. Hãy nhắn đơn vị đó.',
      en: 'Another unit runs this conference. Ask them.',
    },
    'conference-due-in-past': {
      status: 422,
      vi: 'Hạn đã qua. Chọn giờ muộn hơn bây giờ.',
      en: 'The deadline has passed. Choose a time that lies ahead.',
    },
    'conclusion-has-tasks': {
      status: 409,
      vi: 'Kết luận này đã thành việc giao cho đơn vị. Viết một kết luận mới, hoặc huỷ việc trước.',
      en: 'This conclusion has become tasks. Write another conclusion, or cancel the tasks first.',
    },
  },
})
