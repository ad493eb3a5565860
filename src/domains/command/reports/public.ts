import { z } from 'zod'
import { type Ctx, read } from '../../../platform/context.ts'
import type { MadeFile } from '../../../platform/domain.ts'
import type { Block, OfficialDocument } from '../../../platform/files/official.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { formatDateTime } from '../../../web/kit/format.ts'
import type { SheetRow } from './contract.ts'
import { templateOf } from './count.ts'
import { openReport } from './service.ts'
import { number, rowText, vi } from './wording.ts'

/** Rule `report.public`: smaller counts are not published (below two only one is left), and figures of these domains only. */
const PublicRule = z.object({ least: z.number().int().min(3), domains: z.array(z.string()) })

/** What is published instead of a number: that it is small, or that it would tell a small one. */
export type Published = number | 'small' | 'hidden'

/**
 * Counts that add up to a published total, as they may be published. A count below `least` is hidden; where that would
 * leave it to be worked out from the total and from what the hiding itself tells, the smallest of the others go with it.
 */
export function suppress(values: readonly number[], least: number): Published[] {
  const shown: Published[] = values.map((v) => (v > 0 && v < least ? 'small' : v))
  while (isTold(values, shown, least)) {
    let next = -1
    for (const [i, v] of values.entries())
      if (typeof shown[i] === 'number' && v > 0 && (next < 0 || v < values[next]!)) next = i
    // Nothing else to hide behind: the total itself is what is small.
    if (next < 0) break
    shown[next] = 'hidden'
  }
  return shown
}

/** Whether the sum of what is hidden leaves only one way to share it out: small ones are 1 to least − 1, others at least `least`. */
function isTold(values: readonly number[], shown: readonly Published[], least: number): boolean {
  const small = shown.filter((s) => s === 'small').length
  const others = shown.filter((s) => s === 'hidden').length
  if (small === 0) return false
  const sum = values.reduce((n, v, i) => n + (typeof shown[i] === 'number' ? 0 : v), 0)
  const free = sum - small - others * least
  return free === 0 || (others === 0 && (small === 1 || free === small * (least - 2)))
}

const said = (p: Published, least: number): string =>
  p === 'small' ? `dưới ${least}` : p === 'hidden' ? 'không công bố' : number(p)

/** A row with its parts; a small total has no parts at all. */
function rowLines(row: SheetRow, least: number): { label: string; value: string }[] {
  const total = row.cell.value
  const own: Published = total > 0 && total < least ? 'small' : total
  const lines = [{ label: rowText(row), value: `${said(own, least)} ${row.unit.vi}` }]
  if (own === 'small' || !row.parts) return lines
  const shown = suppress(
    row.parts.items.map((i) => i.cell.value),
    least,
  )
  for (const [i, item] of row.parts.items.entries())
    if (item.cell.value > 0) lines.push({ label: `   – ${item.words.vi}`, value: said(shown[i]!, least) })
  return lines
}

/**
 * The version of a signed report for everybody: numbers without lists, small ones suppressed, no assessment of risk by
 * persons, no names. @throws Problem not-found, report-not-frozen
 */
export async function publicFile(ctx: Ctx, id: string): Promise<MadeFile> {
  const { report, page } = await openReport(ctx, id)
  // What an office puts side by side may give away by subtraction what each number alone does not.
  if (report.template.key !== 'situation') throw problem('not-found')
  if (!report.stored) throw problem('report-not-frozen')
  const { template, least, domains } = await read(ctx, 'report.read', async (db) => ({
    template: (await templateOf(db, report)).template,
    ...(await getRule(db, 'report.public', report.day, PublicRule)).body,
  }))
  // How the offices do their work is their superiors' business; how the outbreak goes is everybody's.
  const rows = page.sheet.sections
    .flatMap((s) => s.rows)
    .filter((r) => domains.includes(r.figureId.split('.')[0]!))
  const byKey = new Map(rows.map((r) => [r.key, r]))
  const body: Block[] = [
    { kind: 'figures', rows: rows.flatMap((r) => rowLines(r, least)) },
    {
      kind: 'paragraph',
      italic: true,
      text: `Số dưới ${least} không ghi cụ thể để không nhận ra người; có số khác được giữ lại cùng với nó khi từ tổng có thể suy ra.`,
    },
  ]
  const at = page.sheet.areaTable.columns.map((key, i) => ({ key, i })).filter(({ key }) => byKey.has(key))
  const columns = at.map(({ key }) => key)
  const areas = page.sheet.areaTable.rows
  if (columns.length && areas.length) {
    // A column is suppressed as a whole: its total stands above.
    const shown = at.map(({ i }) =>
      suppress(
        areas.map((a) => a.cells[i]!.value),
        least,
      ),
    )
    body.push({
      kind: 'table',
      columns: [
        { label: report.level === 'district' ? 'Phường' : 'Tổ dân phố', width: 2 },
        ...columns.map((key) => ({ label: rowText(byKey.get(key)!), align: 'right' as const })),
      ],
      rows: areas.map((a, n) => [a.name, ...columns.map((_, i) => said(shown[i]![n]!, least))]),
    })
  }
  const document: OfficialDocument = {
    form: 'state',
    superior: '',
    issuer: template.issuer,
    number: report.number!,
    place: report.areaName.replace(/^(Phường|Quận) /, ''),
    date: report.day,
    typeName: 'THÔNG TIN CÔNG BỐ',
    abstract: `Tình hình dịch bệnh tính đến ${formatDateTime(report.asOf, vi)}, ${report.areaName}`,
    bases: [],
    body,
    recipients: ['Nhân dân trên địa bàn', 'Lưu: VT'],
    authority: ['TM. BAN CHỈ ĐẠO'],
    signer: report.signerName!,
    draft: false,
  }
  const { renderPdf } = await import('../../../platform/files/pdf.ts')
  return {
    name: `cong-bo-${report.number!.replace(/[^\w-]+/g, '-')}.pdf`,
    type: 'application/pdf',
    body: await renderPdf(document, { createdAt: new Date(report.frozenAt!) }),
  }
}
