import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays } from '../../../../platform/figures.ts'
import type { Indicator } from '../../../../platform/indicators.ts'
import type { Column } from '../../../../platform/listing.ts'
import type { Register } from '../../../../platform/registers.ts'
import { words } from '../../../../platform/words.ts'
import { factsOf } from './queries.ts'

export const INCIDENT_WORDS = {
  suspect: words('Ca nghi ngờ', 'Suspected case'),
  gathering: words('Tụ tập đông người', 'Gathering'),
  breach: words('Vi phạm cách ly', 'Breach of quarantine'),
  supplies: words('Nhu yếu phẩm', 'Supplies'),
  medical: words('Cấp cứu, y tế', 'Medical'),
  security: words('An ninh trật tự', 'Security'),
  other: words('Khác', 'Other'),
}

const SOURCE_WORDS = {
  hotline: words('Đường dây nóng', 'Hotline'),
  field: words('Hiện trường', 'Field'),
  walk_in: words('Đến trực tiếp', 'Walk-in'),
  other_unit: words('Đơn vị khác', 'Other unit'),
}

export const STATE_WORDS = {
  new: words('Mới', 'New'),
  triaged: words('Đã phân loại', 'Triaged'),
  dispatched: words('Đã điều đội', 'Team sent'),
  on_site: words('Đội đã đến nơi', 'On site'),
  done: words('Đã xong', 'Done'),
  closed: words('Đóng, không điều đội', 'Closed without a team'),
}

const columns: Column[] = [
  { key: 'code', type: 'text', words: words('Số', 'Number'), sortable: true },
  { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: INCIDENT_WORDS, sortable: true },
  { key: 'place_text', type: 'text', words: words('Nơi xảy ra', 'Place') },
  { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS, sortable: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'priority', type: 'integer', words: words('Mức ưu tiên', 'Priority'), sortable: true },
  { key: 'due_at', type: 'datetime', words: words('Hạn bước tới', 'Next step due'), sortable: true },
  { key: 'reported_at', type: 'datetime', words: words('Tiếp nhận lúc', 'Taken in'), sortable: true },
]

const minutes = (to: string) =>
  sql<number | null>`round(extract(epoch from ${sql.ref(`f.${to}`)} - f.begun_at) / 60)::int`

function rows(db: Parameters<Figure['rows']>[0], input: FigureInput) {
  return db
    .selectFrom('vx.incident as i')
    .innerJoin('vx.area as a', 'a.id', 'i.area_id')
    .innerJoinLateral(factsOf(input.isPresent ? undefined : input.asOf).as('f'), (join) => join.onTrue())
    .select(['i.id', 'i.area_id', 'i.code', 'i.kind', 'i.source', 'i.place_text', 'i.reported_at'])
    .select(['a.label as area', 'f.state', 'f.priority', 'f.due_at'])
    .select(sql<string>`(i.reported_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
    .select([minutes('triaged_at').as('to_triage'), minutes('dispatched_at').as('to_dispatch')])
    .select(minutes('arrived_at').as('to_arrival'))
    .where('i.reported_at', '<=', input.asOf)
    .where('i.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const shared = {
  unit: words('sự cố', 'incidents'),
  right: 'incident.read',
  opens: '/incidents/{id}',
  columns,
  parts: {
    kind: { words: words('Loại', 'Kind'), values: INCIDENT_WORDS },
    state: { words: words('Tình trạng', 'State'), values: STATE_WORDS },
  },
}

const reported: Figure = {
  ...shared,
  id: 'incidents.reported',
  words: words('Sự cố tiếp nhận', 'Incidents taken in'),
  definition: words(
    'Sự cố tiếp nhận trong khoảng thời gian, qua mọi nguồn.',
    'Incidents taken in within the window, from every source.',
  ),
  axis: 'flow',
  columns: [
    ...columns,
    { key: 'to_triage', type: 'integer', words: words('Phút đến phân loại', 'Minutes to triage') },
    { key: 'to_dispatch', type: 'integer', words: words('Phút đến điều đội', 'Minutes to dispatch') },
    { key: 'to_arrival', type: 'integer', words: words('Phút đến nơi', 'Minutes to arrival') },
  ],
  parts: {
    ...shared.parts,
    source: { words: words('Nguồn', 'Source'), values: SOURCE_WORDS },
  },
  rows: (db, input) => rows(db, input).where(inDays('i.reported_at', input)) as never,
}

export const incidentFigures: Figure[] = [
  {
    ...shared,
    id: 'incidents.open',
    words: words('Sự cố đang xử lý', 'Open incidents'),
    definition: words(
      'Sự cố đã tiếp nhận, chưa xong và chưa đóng vào thời điểm xem.',
      'Incidents taken in and neither done nor closed at the moment asked about.',
    ),
    axis: 'stock',
    rows: (db, input) => rows(db, input).where('f.ended_at', 'is', null) as never,
  },
  {
    ...shared,
    id: 'incidents.late',
    words: words('Sự cố quá thời gian', 'Late incidents'),
    definition: words(
      'Sự cố đang xử lý mà bước tới (phân loại, điều đội, đến nơi) đã quá số phút của quy định vào thời điểm xem.',
      'Open incidents whose next step (triage, dispatch, arrival) was past the minutes of the rule at the moment asked about.',
    ),
    axis: 'stock',
    rows: (db, input) =>
      rows(db, input).where('f.ended_at', 'is', null).where('f.due_at', '<', input.asOf) as never,
  },
  reported,
]

const inMinutes = {
  group: 'speed' as const,
  kind: 'distribution' as const,
  better: 'lower' as const,
  figure: reported,
  unit: words('phút', 'minutes'),
  lag: {
    days: 0,
    words: words(
      'Tính đến hôm nay; sự cố còn đang xử lý là chưa rõ.',
      'Up to today; of those still open it is not known.',
    ),
  },
}

export const incidentIndicators: Indicator[] = [
  {
    ...inMinutes,
    id: 'speed.incident_triage',
    words: words('Từ tiếp nhận sự cố đến phân loại', 'From intake of an incident to triage'),
    formula: words(
      'Trung vị số phút từ lúc tiếp nhận (hoặc mở lại) đến lúc phân loại, của sự cố tiếp nhận trong khoảng thời gian. Chưa phân loại là chưa rõ.',
      'Median minutes from intake (or opening again) to triage, of incidents taken in within the window. Not triaged: not known.',
    ),
    column: 'to_triage',
  },
  {
    ...inMinutes,
    id: 'speed.incident_dispatch',
    words: words('Từ tiếp nhận sự cố đến điều đội', 'From intake of an incident to dispatch'),
    formula: words(
      'Trung vị số phút từ lúc tiếp nhận (hoặc mở lại) đến lúc điều đội đầu tiên. Không điều đội là chưa rõ.',
      'Median minutes from intake (or opening again) to the first dispatch. Without a dispatch: not known.',
    ),
    column: 'to_dispatch',
  },
  {
    ...inMinutes,
    id: 'speed.incident_arrival',
    words: words('Từ tiếp nhận sự cố đến khi đội tới nơi', 'From intake of an incident to arrival'),
    formula: words(
      'Trung vị số phút từ lúc tiếp nhận (hoặc mở lại) đến lúc đội đến nơi. Chưa đến nơi là chưa rõ.',
      'Median minutes from intake (or opening again) to the arrival of the team. Without an arrival: not known.',
    ),
    column: 'to_arrival',
  },
]

export const incidentRegister: Register = {
  id: 'incidents',
  words: words('Sự cố', 'Incidents'),
  right: 'incident.read',
  opens: '/incidents/{id}',
  columns,
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: INCIDENT_WORDS },
    { key: 'source', type: 'choice', words: words('Nguồn', 'Source'), values: SOURCE_WORDS },
  ],
  sort: { key: 'reported_at', desc: true },
  query(db, input) {
    const f = input.filters
    let q = db
      .selectFrom(rows(db, { areaIds: input.areaIds, asOf: input.now, isPresent: true }).as('x'))
      .selectAll()
    if (f.state) q = q.where('x.state', '=', f.state as 'new')
    if (f.kind) q = q.where('x.kind', '=', f.kind as 'other')
    if (f.source) q = q.where('x.source', '=', f.source as 'field')
    if (input.search) {
      q = q.where(
        sql<boolean>`(vx.fold(x.place_text) like '%' || vx.fold(${input.search}) || '%' or x.code ilike '%' || ${input.search} || '%')`,
      )
    }
    return q as never
  },
}
