import type { PlatformParts } from './api.ts'
import type { IndicatorQuery, MeasureOut } from './api-contract.ts'
import type { Ctx } from './context.ts'
import type { Sheet, SheetColumn } from './files/spreadsheet.ts'
import { describeIndicator, indicatorValue } from './indicators-api.ts'

const MEASURE: SheetColumn[] = [
  { key: 'share', label: 'Tỷ lệ', type: 'percent' },
  { key: 'value', label: 'Giá trị', type: 'number' },
  { key: 'unit', label: 'Đơn vị', type: 'text', width: 12 },
  { key: 'n', label: 'Tử số', type: 'integer' },
  { key: 'd', label: 'Mẫu số', type: 'integer' },
  { key: 'unknown', label: 'Chưa rõ', type: 'integer' },
  { key: 'p25', label: '25%', type: 'number' },
  { key: 'p75', label: '75%', type: 'number' },
  { key: 'p90', label: '90%', type: 'number' },
]
const TOTALS: SheetColumn[] = [
  { key: 'indicator', label: 'Chỉ số', type: 'text', width: 44 },
  ...MEASURE,
  { key: 'target', label: 'Mức so sánh', type: 'text', width: 44 },
  { key: 'from', label: 'Từ ngày', type: 'date' },
  { key: 'to', label: 'Đến ngày', type: 'date' },
  { key: 'lag', label: 'Độ trễ', type: 'text', width: 44 },
  { key: 'formula', label: 'Cách tính', type: 'text', width: 80 },
]
const AREAS: SheetColumn[] = [
  { key: 'indicator', label: 'Chỉ số', type: 'text', width: 44 },
  { key: 'area', label: 'Địa bàn', type: 'text', width: 28 },
  ...MEASURE,
]

const cells = (m: MeasureOut, share: boolean, unit: string) => ({
  share: share ? m.value : null,
  value: share ? null : m.value,
  unit: share ? null : unit,
  n: m.n,
  d: m.d,
  unknown: m.unknown,
  p25: m.spread?.p25,
  p75: m.spread?.p75,
  p90: m.spread?.p90,
})

/**
 * Every indicator as a workbook: a sheet of values with formula and lag, a sheet of the areas right below.
 * @throws Problem outside-area
 */
export async function indicatorSheets(
  parts: PlatformParts,
  ctx: Ctx,
  query: IndicatorQuery,
): Promise<{ sheets: Sheet[]; columns: SheetColumn[] }> {
  const below = await parts.areasBelow(ctx, query.areaId ?? ctx.viewer.areaId)
  const names = new Map<number | null, string>(below.map((b) => [b.areaId, b.name]))
  const totals: Record<string, unknown>[] = []
  const areas: Record<string, unknown>[] = []
  for (const i of parts.indicators.values()) {
    const about = describeIndicator(ctx, i)
    const value = await indicatorValue(parts, ctx, i, query)
    const indicator = about.words.vi
    const measured = (m: MeasureOut) => cells(m, about.share, about.unit.vi)
    totals.push({
      indicator,
      ...measured(value.total),
      target: about.target?.source.vi,
      from: value.from,
      to: value.to,
      lag: about.lag.words.vi,
      formula: about.formula.vi,
    })
    for (const a of value.areas) {
      if ((a.d ?? a.n) === 0) continue
      areas.push({ indicator, area: names.get(a.areaId) ?? 'Không rõ địa bàn', ...measured(a) })
    }
  }
  const notes = [
    'Chỉ số',
    `Xuất bởi ${ctx.viewer.name}`,
    `Tính đến: ${query.asOf ?? ctx.clock.now().toISOString()}`,
  ]
  return {
    sheets: [
      { name: 'Chỉ số', columns: TOTALS, rows: totals, notes },
      { name: 'Theo địa bàn', columns: AREAS, rows: areas, notes },
    ],
    columns: TOTALS,
  }
}
