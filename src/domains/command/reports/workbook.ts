import type { Readable } from 'node:stream'
import type { Ctx } from '../../../platform/context.ts'
import { type Sheet as BookSheet, type SheetColumn, writeXlsx } from '../../../platform/files/spreadsheet.ts'
import { type Column, visibleColumns } from '../../../platform/listing.ts'
import { formatDateTime } from '../../../web/kit/format.ts'
import { allRows, openCell } from './cells.ts'
import type { ReportPage, SheetRow } from './contract.ts'
import { SUBMISSION_WORDS } from './figures.ts'
import { difference, footing, PHASES, reconciliation, rowText, vi, windowText } from './wording.ts'

type Row = Record<string, unknown>

const text = (key: string, label: string, width?: number): SheetColumn => ({
  key,
  label,
  type: 'text',
  ...(width ? { width } : {}),
})
const integer = (key: string, label: string): SheetColumn => ({ key, label, type: 'integer' })

function numbers(rows: SheetRow[], phase: string): Row[] {
  return rows.flatMap((r) => [
    {
      phase,
      figure: r.words.vi,
      part: '',
      window: windowText(r.window),
      value: r.cell.value,
      unit: r.unit.vi,
      previous: r.previous,
      change: difference(r),
      share: r.share && r.share.denominator > 0 ? r.share.numerator / r.share.denominator : null,
      of: r.share ? `${r.share.numerator}/${r.share.denominator} ${r.share.ofWords.vi}` : '',
    },
    ...(r.parts?.items ?? []).map((i) => ({
      phase,
      figure: r.words.vi,
      part: i.words.vi,
      window: windowText(r.window),
      value: i.cell.value,
      unit: r.unit.vi,
    })),
  ])
}

/**
 * The report as a workbook: the numbers, the areas, the days, and one sheet for each list that the viewer may open,
 * masked by the viewer's rights and areas. Streams.
 */
export async function reportWorkbook(ctx: Ctx, page: ReportPage): Promise<Readable> {
  const { report, sheet } = page
  const rows = sheet.sections.flatMap((s) => s.rows)
  const notes = [
    `Báo cáo ${report.number ?? '(dự thảo)'} · ${report.areaName}`,
    ...footing(page),
    ...rows.flatMap((r) => {
      const rest = reconciliation(r)
      return rest ? [`${rowText(r)}: ${rest}.`] : []
    }),
    ...(page.seal ? [`Mã xác thực ${page.seal.code} · chốt nhật ký ${page.seal.checkpoint}`] : []),
    `Xuất bởi ${ctx.viewer.name}, ${formatDateTime(ctx.clock.now(), vi)}`,
  ]
  const sheets: BookSheet[] = [
    {
      name: 'Báo cáo',
      notes,
      columns: [
        text('phase', 'Phần', 26),
        text('figure', 'Chỉ tiêu', 34),
        text('part', 'Trong đó', 20),
        text('window', 'Khoảng thời gian', 30),
        integer('value', 'Số liệu'),
        text('unit', 'Đơn vị', 10),
        integer('previous', 'Báo cáo trước'),
        integer('change', 'Tăng, giảm'),
        { key: 'share', label: 'Tỷ lệ', type: 'percent' },
        text('of', 'Tử số/mẫu số', 26),
      ],
      rows: sheet.sections.flatMap((s) => numbers(s.rows, PHASES[s.phase])),
    },
  ]
  if (sheet.areaTable.columns.length) {
    const named = new Map(rows.map((r) => [r.key, r]))
    sheets.push({
      name: 'Địa bàn',
      columns: [
        text('name', 'Địa bàn'),
        ...sheet.areaTable.columns.map((key) => integer(key, rowText(named.get(key)!))),
      ],
      rows: sheet.areaTable.rows.map((r) => ({
        name: r.name,
        ...Object.fromEntries(sheet.areaTable.columns.map((key, i) => [key, r.cells[i]!.value])),
      })),
    })
  }
  if (sheet.curve) {
    const { days, parts } = sheet.curve
    sheets.push({
      name: 'Theo ngày',
      columns: [
        { key: 'day', label: 'Ngày', type: 'date' },
        ...parts.map((p, i) => integer(String(i), p.words.vi)),
        integer('sum', 'Cộng'),
      ],
      rows: days.map((d) => ({
        day: d.day,
        sum: d.cell.value,
        ...Object.fromEntries(d.parts.map((c, i) => [String(i), c.value])),
      })),
    })
  }
  if (sheet.submissions.length) {
    sheets.push({
      name: 'Báo cáo cấp dưới',
      columns: [
        text('name', 'Địa bàn'),
        { key: 'dueAt', label: 'Hạn', type: 'datetime' },
        text('state', 'Tình trạng', 16),
        text('number', 'Số báo cáo', 16),
        { key: 'frozenAt', label: 'Ký lúc', type: 'datetime' },
      ],
      rows: sheet.submissions.map((s) => ({ ...s, state: SUBMISSION_WORDS[s.state].vi })),
    })
  }
  for (const row of rows.filter((r) => page.mayOpen.includes(r.key)))
    sheets.push(await listSheet(ctx, report.id, row))
  return writeXlsx({ sheets, createdAt: ctx.clock.now() })
}

async function listSheet(ctx: Ctx, reportId: string, row: SheetRow): Promise<BookSheet> {
  const first = await openCell(ctx, { id: reportId, key: row.key, limit: 1 })
  const columns = visibleColumns(first.columns as Column[], ctx.viewer.rights)
  return {
    name: row.words.vi,
    notes: [
      rowText(row),
      row.definition.vi,
      ...(first.outside
        ? [`${first.count} dòng, trong đó ${first.outside} dòng ngoài địa bàn không hiện.`]
        : [`${first.count} dòng.`]),
    ],
    columns: columns.map((c) => ({
      key: c.key,
      label: c.words.vi,
      type: c.type === 'choice' ? 'text' : c.type,
    })),
    rows: worded(columns, allRows(ctx, reportId, row.key)),
  }
}

async function* worded(columns: Column[], rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  for await (const row of rows) {
    const choices = columns.filter((c) => c.type === 'choice' && typeof row[c.key] === 'string')
    yield {
      ...row,
      ...Object.fromEntries(choices.map((c) => [c.key, c.values?.[row[c.key] as string]?.vi ?? row[c.key]])),
    }
  }
}
