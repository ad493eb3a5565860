import { type Ctx, read, requireRight, write } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { renderDocx } from '../../../platform/files/docx.ts'
import { renderPdf } from '../../../platform/files/pdf.ts'
import { problem } from '../../../platform/problems.ts'
import { templateOf } from './count.ts'
import { reportDocument } from './document.ts'
import { drawer } from './drawings.ts'
import { publicFile } from './public.ts'
import { openReport } from './service.ts'
import { reportWorkbook } from './workbook.ts'

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/**
 * A report as PDF, DOCX or XLSX. The workbook holds the lists as well, so it needs the right to export, and is recorded.
 * @throws Problem not-found, right-missing
 */
async function reportFile(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  const type = TYPES[format]
  if (!type) throw problem('not-found')
  const { report, page } = await openReport(ctx, id)
  const name = `bao-cao-${(report.number ?? `du-thao-${report.day}`).replace(/[^\w-]+/g, '-')}.${format}`
  if (format === 'xlsx') {
    requireRight(ctx, 'export.make')
    await write({ ...ctx, idempotencyKey: undefined }, 'export.make', async (tx) =>
      tx.record({ action: 'report.export', subject: { type: 'report', id }, areaId: report.areaId }),
    )
    return { name, type, body: await reportWorkbook(ctx, page) }
  }
  const { template } = await read(ctx, 'report.read', (db) => templateOf(db, report))
  if (format === 'docx')
    return {
      name,
      type,
      body: await renderDocx(await reportDocument(ctx, page, template, report.signerPostKind)),
    }
  const document = await reportDocument(
    ctx,
    page,
    template,
    report.signerPostKind,
    await drawer(ctx, page.sheet),
  )
  const createdAt = new Date(report.frozenAt ?? ctx.clock.now())
  return {
    name,
    type,
    body: format === 'pdf' ? await renderPdf(document, { createdAt }) : await renderDocx(document),
  }
}

export const files: FileRoute[] = [
  {
    path: '/api/reports/:id/document.:format',
    right: 'report.read',
    run: (ctx, params) => reportFile(ctx, params.id ?? '', params.format ?? ''),
  },
  {
    path: '/api/reports/:id/public.pdf',
    right: 'report.read',
    run: (ctx, params) => publicFile(ctx, params.id ?? ''),
  },
]
