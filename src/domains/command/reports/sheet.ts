import { sql } from 'kysely'
import { addDays, daysBetween, localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Figure } from '../../../platform/figures.ts'
import type { RowQuery } from '../../../platform/listing.ts'
import { problem } from '../../../platform/problems.ts'
import { words } from '../../../platform/words.ts'
import type { Cell, Curve, Sheet, SheetRow, SheetWindow, Submission, WindowKind } from './contract.ts'
import { type Template, type TemplateRow, templateRows } from './templates/contract.ts'

/** What a report asks of every figure. Instants are ISO, `countFrom` a calendar date in Asia/Ho_Chi_Minh. */
export interface Question {
  areaIds: number[]
  below: { areaId: number; name: string; areaIds: number[] }[]
  asOf: string
  knownAt: string
  countFrom: string
}

/** A counted record, as far as breaking down needs it; `full` holds every column when it is to be kept. */
export interface Counted {
  id: string
  areaId: number
  day: string | null
  part: string | null
  full?: Record<string, unknown>
}

/** The window of a row in calendar dates, both included, and to the minute where the row counts 24 hours. */
export function windowOf(kind: WindowKind, q: Pick<Question, 'asOf' | 'countFrom'>): SheetWindow {
  const day = localDate(q.asOf)
  switch (kind) {
    case 'total':
      return { kind, from: q.countFrom, to: day, since: null }
    case '7d':
      return { kind, from: addDays(day, -6), to: day, since: null }
    case '24h': {
      const since = new Date(Date.parse(q.asOf) - 24 * 3_600_000).toISOString()
      return { kind, from: localDate(since), to: day, since }
    }
    case 'now':
      return { kind, from: null, to: null, since: null }
  }
}

/** @throws Problem report-figure-missing when a template names a figure that no domain publishes */
export function figureOf(figures: ReadonlyMap<string, Figure>, row: TemplateRow): Figure {
  const figure = figures.get(row.figure)
  if (!figure) throw problem('report-figure-missing', { figure: row.figure })
  return figure
}

/**
 * The list behind one row. A stock is read as recorded at the report's moment; a flow as recorded until `knownAt`,
 * so that a correction can count what was entered late.
 */
export function listQuery(db: Tx, figure: Figure, row: TemplateRow, q: Question): RowQuery {
  const w = windowOf(row.window, q)
  const asOf = figure.axis === 'stock' ? q.asOf : q.knownAt
  const rows = figure.rows(db, { areaIds: q.areaIds, asOf, from: w.from ?? undefined, to: w.to ?? undefined })
  let query = db.selectFrom(rows.as('f') as never).selectAll() as unknown as RowQuery
  if (row.at) {
    const at = sql.ref(`f.${row.at}`)
    query = query.where(sql<boolean>`${at} <= ${q.asOf}::timestamptz`)
    if (w.since) query = query.where(sql<boolean>`${at} > ${w.since}::timestamptz`)
  }
  return query
}

/** The counted records of a row, with every column when they are to be kept. */
export async function collect(
  db: Tx,
  figure: Figure,
  row: TemplateRow,
  q: Question,
  full = false,
): Promise<Counted[]> {
  const part = row.part
    ? sql<string | null>`${sql.ref(`r.${row.part}`)}::text`
    : sql<string | null>`null::text`
  let query = db
    .selectFrom(listQuery(db, figure, row, q).as('r') as never)
    .select([
      sql<string>`r.id::text`.as('counted_id'),
      sql<number>`r.area_id`.as('counted_area'),
      sql<string | null>`r.day`.as('counted_day'),
      part.as('counted_part'),
    ])
  if (full) query = query.selectAll() as never
  const rows = (await query.execute()) as (Record<string, unknown> & {
    counted_id: string
    counted_area: number
    counted_day: string | null
    counted_part: string | null
  })[]
  return rows.map((r) => ({
    id: r.counted_id,
    areaId: r.counted_area,
    day: r.counted_day,
    part: r.counted_part,
    ...(full ? { full: r } : {}),
  }))
}

/** Which records a cell counts: all of the row, one value of its part, one area below, one day or a part of it. */
export type Slice =
  | { of: 'row' }
  | { of: 'part'; value: string | null }
  | { of: 'area'; areaId: number | null }
  | { of: 'day'; day: string; part?: { value: string | null } }

/**
 * 'confirmed', 'confirmed:part:community', 'confirmed:rest', 'confirmed:area:12', 'confirmed:elsewhere',
 * 'confirmed:day:2021-08-10', 'confirmed:day:2021-08-10:part:community', 'confirmed:day:2021-08-10:rest'
 */
export function cellKey(rowKey: string, slice: Slice): string {
  switch (slice.of) {
    case 'row':
      return rowKey
    case 'part':
      return slice.value === null ? `${rowKey}:rest` : `${rowKey}:part:${slice.value}`
    case 'area':
      return slice.areaId === null ? `${rowKey}:elsewhere` : `${rowKey}:area:${slice.areaId}`
    case 'day':
      return cellKey(`${rowKey}:day:${slice.day}`, slice.part ? { of: 'part', ...slice.part } : { of: 'row' })
  }
}

const KEY = /^([a-z0-9_]+)(?::day:(\d{4}-\d\d-\d\d))?(?::(?:(part|area):(.+)|(rest|elsewhere)))?$/

/** The reverse of `cellKey`; undefined for what is no key. */
export function parseCellKey(key: string): { rowKey: string; slice: Slice } | undefined {
  const [, rowKey, day, kind, value, none] = KEY.exec(key) ?? []
  if (!rowKey) return undefined
  const part = kind === 'part' ? { value: value! } : none === 'rest' ? { value: null } : undefined
  if (day) return { rowKey, slice: { of: 'day', day, ...(part ? { part } : {}) } }
  if (part) return { rowKey, slice: { of: 'part', ...part } }
  if (kind === 'area') return { rowKey, slice: { of: 'area', areaId: Number(value) } }
  return { rowKey, slice: none ? { of: 'area', areaId: null } : { of: 'row' } }
}

/** The records of a row that lie in a slice. */
export function inSlice(
  counted: Counted[],
  slice: Slice,
  figure: Figure,
  row: TemplateRow,
  q: Question,
): Counted[] {
  switch (slice.of) {
    case 'row':
      return counted
    case 'part': {
      const known = row.part ? figure.parts?.[row.part]?.values : undefined
      if (slice.value !== null) return counted.filter((c) => c.part === slice.value)
      return counted.filter((c) => c.part === null || !(known && c.part in known))
    }
    case 'area': {
      if (slice.areaId === null) {
        const below = new Set(q.below.flatMap((b) => b.areaIds))
        return counted.filter((c) => !below.has(c.areaId))
      }
      const inside = new Set(q.below.find((b) => b.areaId === slice.areaId)?.areaIds)
      return counted.filter((c) => inside.has(c.areaId))
    }
    case 'day': {
      const here = counted.filter((c) => c.day === slice.day)
      return slice.part ? inSlice(here, { of: 'part', ...slice.part }, figure, row, q) : here
    }
  }
}

export const REST_WORDS = words('chưa phân loại', 'not classified')
export const ELSEWHERE = 'Chưa rõ địa bàn cấp dưới'

/** A cell with the ids behind it, as it is stored when the report is signed. */
export interface CountedCell {
  key: string
  rowKey: string
  ids: string[]
}

/** The counted records of a row by what `of` says of each, put apart once when a row is first asked for. */
function buckets<K>(counted: ReadonlyMap<string, Counted[]>, of: (c: Counted) => K) {
  const apart = new Map<string, Map<K, Counted[]>>()
  return (rowKey: string, key: K): Counted[] => {
    let mine = apart.get(rowKey)
    if (!mine) {
      mine = new Map()
      for (const c of counted.get(rowKey) ?? []) {
        const there = mine.get(of(c))
        if (there) there.push(c)
        else mine.set(of(c), [c])
      }
      apart.set(rowKey, mine)
    }
    return mine.get(key) ?? []
  }
}

/**
 * The whole report from its counted rows. Every number is the size of a list of ids, so parts, areas and days cannot
 * disagree with their row except by the remainder, which is a cell of its own.
 */
export function buildSheet(input: {
  template: Template
  figures: ReadonlyMap<string, Figure>
  counted: ReadonlyMap<string, Counted[]>
  question: Question
  submissions: Submission[]
  previous: { id: string; number: string; asOf: string; sheet: Sheet } | undefined
}): { sheet: Sheet; cells: CountedCell[] } {
  const { template, figures, counted, question: q, previous } = input
  const cells = new Map<string, CountedCell>()
  const rows = new Map(templateRows(template).map((r) => [r.key, r]))
  const before = new Map(previous?.sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))

  const childOf = new Map(q.below.flatMap((b) => b.areaIds.map((id) => [id, b.areaId] as const)))
  const byDay = buckets(counted, (c) => c.day)
  const byArea = buckets(counted, (c) => childOf.get(c.areaId) ?? null)
  /** The counted rows among which a slice lies: a year of days times all areas does not look through all rows each time. */
  const near = (row: TemplateRow, slice: Slice): Counted[] => {
    if (slice.of === 'day') return byDay(row.key, slice.day)
    if (slice.of === 'area') return byArea(row.key, slice.areaId)
    return counted.get(row.key) ?? []
  }

  const cell = (row: TemplateRow, slice: Slice): Cell => {
    const key = cellKey(row.key, slice)
    const figure = figureOf(figures, row)
    const ids = inSlice(near(row, slice), slice, figure, row, q).map((c) => c.id)
    cells.set(key, { key, rowKey: row.key, ids: ids.sort() })
    return { key, value: ids.length }
  }

  const sheetRow = (row: TemplateRow): SheetRow => {
    const figure = figureOf(figures, row)
    const window = windowOf(row.window, q)
    const total = cell(row, { of: 'row' })
    const parts = row.part ? figure.parts?.[row.part] : undefined
    const of = row.of ? rows.get(row.of) : undefined
    const earlier = before.get(row.key)
    const same = earlier?.figureId === figure.id && earlier.window.kind === row.window
    const comparable = same && (row.window !== 'total' || earlier.window.from === window.from)
    return {
      key: row.key,
      figureId: figure.id,
      words: figure.words,
      definition: figure.definition,
      unit: figure.unit,
      window,
      cell: total,
      parts: parts
        ? {
            words: parts.words,
            items: [
              ...Object.entries(parts.values).map(([value, w]) => ({
                value,
                words: w,
                cell: cell(row, { of: 'part', value }),
              })),
              { value: null, words: REST_WORDS, cell: cell(row, { of: 'part', value: null }) },
            ],
          }
        : null,
      share: of
        ? {
            ofKey: of.key,
            ofWords: figureOf(figures, of).words,
            numerator: total.value,
            denominator: counted.get(of.key)?.length ?? 0,
          }
        : null,
      previous: comparable ? earlier.cell.value : null,
    }
  }

  const columns = q.below.length ? template.areaColumns : []
  const tableRow = (areaId: number | null, name: string) => ({
    areaId,
    name,
    cells: columns.map((key) => cell(rows.get(key)!, { of: 'area', areaId })),
  })
  const elsewhere = tableRow(null, ELSEWHERE)
  const sheet: Sheet = {
    sections: template.sections.map((s) => ({ phase: s.phase, rows: s.rows.map(sheetRow) })),
    areaTable: {
      columns,
      rows: [
        ...q.below.map((b) => tableRow(b.areaId, b.name)),
        ...(elsewhere.cells.some((c) => c.value > 0) ? [elsewhere] : []),
      ],
    },
    curve: template.curve ? curveOf(rows.get(template.curve)!) : null,
    // Left out where there are none: what was signed before there could be any keeps its hash.
    ...(template.charts.length ? { charts: template.charts.map((key) => curveOf(rows.get(key)!)) } : {}),
    ...(template.maps.length && columns.length ? { maps: template.maps } : {}),
    submissions: input.submissions,
    previous: previous ? { id: previous.id, number: previous.number, asOf: previous.asOf } : null,
  }
  return { sheet, cells: [...cells.values()] }

  function curveOf(row: TemplateRow): Curve {
    const figure = figureOf(figures, row)
    const parts = row.part ? figure.parts?.[row.part]?.values : undefined
    const values: (string | null)[] = parts ? [...Object.keys(parts), null] : []
    const w = windowOf(row.window, q)
    const first = w.from ?? localDate(q.asOf)
    const days = Array.from({ length: daysBetween(first, w.to ?? first) + 1 }, (_, i) => addDays(first, i))
    return {
      rowKey: row.key,
      parts: values.map((value) => ({
        value,
        words: value === null ? REST_WORDS : parts![value]!,
      })),
      days: days.map((day) => ({
        day,
        cell: cell(row, { of: 'day', day }),
        parts: values.map((value) => cell(row, { of: 'day', day, part: { value } })),
      })),
    }
  }
}
