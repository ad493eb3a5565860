import { type AliasableExpression, sql } from 'kysely'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea } from '../../../../platform/context.ts'
import { type Figure, type FigureInput, inDays, known } from '../../../../platform/figures.ts'
import type { Column } from '../../../../platform/listing.ts'
import type { Register } from '../../../../platform/registers.ts'
import { getRule } from '../../../../platform/rules.ts'
import { words } from '../../../../platform/words.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { Days, type Unvisited } from './contract.ts'

const PURPOSE_WORDS = {
  zone: words('Kiểm tra vùng cách ly, phong tỏa', 'Zone under quarantine or lockdown'),
  checkpoint: words('Chốt kiểm soát', 'Checkpoint'),
  quarantine_site: words('Khu cách ly tập trung', 'Quarantine site'),
  health_point: words('Điểm tiêm chủng, xét nghiệm', 'Vaccination or testing point'),
  households: words('Thăm, nắm tình hình hộ dân', 'Households'),
  meeting: words('Làm việc với tổ dân phố', 'Meeting with the neighbourhood'),
  other: words('Khác', 'Other'),
}

const LEVEL_WORDS = {
  district: words('Quận', 'District'),
  ward: words('Phường', 'Ward'),
  neighbourhood: words('Tổ dân phố', 'Neighbourhood'),
}

const columns: Column[] = [
  { key: 'began_at', type: 'datetime', words: words('Đến lúc', 'Came at'), sortable: true },
  { key: 'area', type: 'text', words: words('Nơi đến', 'Where'), sortable: true },
  {
    key: 'purpose',
    type: 'choice',
    words: words('Nội dung', 'Purpose'),
    values: PURPOSE_WORDS,
    sortable: true,
  },
  { key: 'by_name', type: 'text', words: words('Người đi', 'Who went'), sortable: true },
  { key: 'post_kind', type: 'text', words: words('Chức danh', 'Post') },
  { key: 'by', type: 'choice', words: words('Cấp đi', 'Level'), values: LEVEL_WORDS, sortable: true },
  { key: 'spot', type: 'text', words: words('Địa điểm', 'Spot') },
]

const ofHanoi = (column: string) => sql<string>`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`

function rows(db: Parameters<Figure['rows']>[0], input: FigureInput) {
  return db
    .selectFrom(known('vx.field_visit', 'v', input))
    .innerJoin('vx.area as a', 'a.id', 'v.area_id')
    .innerJoin('vx.area as b', 'b.id', 'v.by_area_id')
    .leftJoin('vx.place as p', 'p.id', 'v.place_id')
    .select(['v.id', 'v.area_id', 'v.began_at', 'v.purpose', 'v.by_name', 'v.by_post as post_kind'])
    .select(['v.entered_at', 'v.seen', 'v.settled', 'v.struck_at'])
    .select(['a.label as area', 'b.level as by', ofHanoi('v.began_at').as('day')])
    .select(sql<string | null>`nullif(concat_ws(', ', v.spot, p.name), '')`.as('spot'))
    .where('v.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

interface UnitRow {
  id: string
  area_id: number
  day: string
  area: string
  level: string
  last_at: string | null
  days: number | null
  visited: 'yes' | 'no'
}

/**
 * Wards and neighbourhoods of a day, each with when somebody of a unit above was last in it or below it, as known at
 * `asOf`. Who goes about in their own unit does not make it visited: the question is where nobody came.
 */
function units(input: FigureInput) {
  const day = ofHanoiText(input.asOf)
  return sql<UnitRow>`(
    select a.id::text as id, a.id as area_id, ${day} as day, a.label as area, a.level, l.last_at,
      (${day} - (l.last_at at time zone 'Asia/Ho_Chi_Minh')::date) as days,
      case when l.last_at > ${input.asOf}::timestamptz - make_interval(days => vx.field_visit_days(${input.asOf}::timestamptz))
        then 'yes' else 'no' end as visited
    from vx.area a
    left join (
      select t.ancestor_id, max(v.began_at) as last_at
      from ${known('vx.field_visit', 'v', input)}
      join vx.area_tree t on t.descendant_id = v.area_id
      join vx.area_tree u on u.descendant_id = t.ancestor_id and u.ancestor_id = v.by_area_id and u.depth > 0
      where v.struck_at is null and v.began_at <= ${input.asOf}::timestamptz
      group by t.ancestor_id
    ) l on l.ancestor_id = a.id
    where a.id = any(${input.areaIds}::int[]) and a.level in ('ward','neighbourhood')
      and a.valid_from <= ${day} and (a.valid_to is null or a.valid_to >= ${day})
  )` as AliasableExpression<UnitRow>
}

const ofHanoiText = (instant: string) => sql`(${instant}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date`

const VISITED_WORDS = {
  yes: words('Đã có cấp trên đến', 'Visited'),
  no: words('Chưa có cấp trên đến', 'Not visited'),
}
const UNIT_WORDS = { ward: LEVEL_WORDS.ward, neighbourhood: LEVEL_WORDS.neighbourhood }

export const visitFigures: Figure[] = [
  {
    id: 'field_visits.made',
    words: words('Lượt đi cơ sở', 'Field visits'),
    definition: words(
      'Lượt lãnh đạo, cán bộ chỉ huy đi cơ sở trong khoảng thời gian, theo nơi đến và ngày đến. Không tính lượt đã gạch bỏ.',
      'Visits of heads and officials of the command to the grass roots within the window, by the area visited and the day. What was struck out does not count.',
    ),
    unit: words('lượt', 'visits'),
    right: 'field-visit.read',
    opens: '/field-visits/{id}',
    axis: 'flow',
    columns,
    parts: {
      purpose: { words: words('Nội dung', 'Purpose'), values: PURPOSE_WORDS },
      by: { words: words('Cấp đi', 'Level'), values: LEVEL_WORDS },
    },
    rows: (db, input) =>
      rows(db, input)
        .where('v.struck_at', 'is', null)
        .where('v.entered_at', '<=', input.asOf)
        .where(inDays('v.began_at', input)) as never,
  },
  {
    id: 'field_visits.areas',
    words: words('Phường, tổ dân phố theo lượt đi cơ sở', 'Wards and neighbourhoods by field visits'),
    definition: words(
      'Phường, tổ dân phố đang có. "Đã có cấp trên đến": trong số ngày của quy định (field.visits) tính đến thời điểm xem, có người của đơn vị cấp trên đến địa bàn đó hoặc tổ dân phố thuộc địa bàn đó.',
      'Wards and neighbourhoods in being. "Visited": within the days of the rule (field.visits) before the moment asked about, somebody of a unit above was there or in a neighbourhood of it.',
    ),
    unit: words('địa bàn', 'areas'),
    right: 'field-visit.read',
    opens: '/field-visits?area={area_id}',
    axis: 'stock',
    columns: [
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'level', type: 'choice', words: words('Cấp', 'Level'), values: UNIT_WORDS, sortable: true },
      {
        key: 'visited',
        type: 'choice',
        words: words('Tình trạng', 'State'),
        values: VISITED_WORDS,
        sortable: true,
      },
      { key: 'last_at', type: 'datetime', words: words('Lần gần nhất', 'Last visit'), sortable: true },
      { key: 'days', type: 'integer', words: words('Số ngày từ lần gần nhất', 'Days since'), sortable: true },
    ],
    parts: {
      visited: { words: words('Tình trạng', 'State'), values: VISITED_WORDS },
      level: { words: words('Cấp', 'Level'), values: UNIT_WORDS },
    },
    rows: (db, input) => db.selectFrom(units(input).as('f')).selectAll() as never,
  },
]

const STATE_WORDS = {
  kept: words('Có hiệu lực', 'Stands'),
  struck: words('Đã gạch bỏ', 'Struck out'),
}

export const visitRegister: Register = {
  id: 'field-visits',
  words: words('Sổ đi cơ sở', 'Field visits'),
  right: 'field-visit.read',
  opens: '/field-visits/{id}',
  columns: [
    ...columns.slice(0, 4),
    { key: 'seen', type: 'text', words: words('Ghi nhận', 'Seen and heard') },
    { key: 'settled', type: 'text', words: words('Giải quyết tại chỗ', 'Settled there') },
    columns.find((c) => c.key === 'spot')!,
    columns.find((c) => c.key === 'post_kind')!,
    { key: 'state', type: 'choice', words: words('Hiệu lực', 'Standing'), values: STATE_WORDS },
  ],
  filters: [
    { key: 'purpose', type: 'choice', words: words('Nội dung', 'Purpose'), values: PURPOSE_WORDS },
    { key: 'by', type: 'choice', words: words('Cấp đi', 'Level'), values: LEVEL_WORDS },
    { key: 'from', type: 'date', words: words('Từ ngày', 'From') },
    { key: 'to', type: 'date', words: words('Đến ngày', 'To') },
  ],
  sort: { key: 'began_at', desc: true },
  query(db, input) {
    const f = input.filters
    let q = db
      .selectFrom(rows(db, { areaIds: input.areaIds, asOf: input.now, isPresent: true }).as('x'))
      .selectAll()
      .select(sql<string>`case when x.struck_at is null then 'kept' else 'struck' end`.as('state'))
    if (f.purpose) q = q.where('x.purpose', '=', f.purpose as 'other')
    if (f.by) q = q.where('x.by', '=', f.by as never)
    if (f.from) q = q.where(sql<boolean>`x.day >= ${f.from}::date`)
    if (f.to) q = q.where(sql<boolean>`x.day <= ${f.to}::date`)
    if (input.search) {
      const found = (column: string) =>
        sql<boolean>`vx.fold(${sql.ref(column)}) like '%' || vx.fold(${input.search}) || '%'`
      q = q.where((e) => e.or(['x.area', 'x.by_name', 'x.spot', 'x.seen'].map(found)))
    }
    return q as never
  },
}

const MOST = 6

/** Where nobody from above has been for longest: the rows of `field_visits.areas`. @throws Problem outside-area */
export async function unvisited(ctx: Ctx, asked: number | undefined): Promise<Unvisited> {
  const root = asked ?? ctx.viewer.areaId
  requireArea(ctx, root)
  const areaIds = (await treeOf(ctx)).subtree(root)
  const asOf = ctx.clock.now().toISOString()
  return read(ctx, 'field-visit.read', async (db) => {
    const rule = await getRule(db, 'field.visits', localDate(asOf), Days)
    const found = await db
      .selectFrom(units({ areaIds, asOf, isPresent: true }).as('f'))
      .select(['f.area_id as areaId', 'f.area as label', 'f.level', 'f.last_at as lastAt'])
      .where('f.visited', '=', 'no')
      .orderBy(sql`f.level = 'ward' desc, f.last_at asc nulls first`)
      .orderBy('f.area')
      .execute()
    const count = (level: string) => found.filter((u) => u.level === level).length
    return {
      days: rule.body.days,
      legalBasis: rule.legalBasis,
      total: found.length,
      wards: count('ward'),
      neighbourhoods: count('neighbourhood'),
      first: found.slice(0, MOST).map(({ areaId, label, lastAt }) => ({ areaId, label, lastAt })),
    }
  })
}
