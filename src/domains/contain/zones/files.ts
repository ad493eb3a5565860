import { type Ctx, read } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { problem } from '../../../platform/problems.ts'
import { zoneDocument } from './document.ts'
import { listDecisions } from './queries.ts'
import { getZone } from './service.ts'

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const NAMES = { decide: 'thiet-lap', reduce: 'thu-hep', extend: 'gia-han', lift: 'ket-thuc' } as const

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * A signed decision as DOCX or PDF: the one asked for, else the newest.
 * @throws Problem not-found; zone-not-decided when nothing has been signed yet
 */
async function decisionFile(ctx: Ctx, id: string, format: string, decisionId?: string): Promise<MadeFile> {
  const type = TYPES[format]
  if (!type || !UUID.test(id)) throw problem('not-found')
  const { zone, decisions } = await read(ctx, 'zone.read', async (db) => ({
    zone: await getZone(ctx, db, id, ctx.clock.now()),
    decisions: await listDecisions(db, id),
  }))
  const first = decisions[0]
  if (!first) throw problem('zone-not-decided')
  const chosen = decisionId ? decisions.find((d) => d.id === decisionId) : decisions.at(-1)
  if (!chosen) throw problem('not-found')
  const document = await zoneDocument(ctx, zone, chosen, first)
  const name = `quyet-dinh-${NAMES[chosen.type]}-vung-${chosen.numberText.replace(/[^\w]+/g, '-')}.${format}`
  // Both renderers are large and few requests need them.
  if (format === 'docx') {
    const { renderDocx } = await import('../../../platform/files/docx.ts')
    return { name, type, body: await renderDocx(document) }
  }
  const { renderPdf } = await import('../../../platform/files/pdf.ts')
  return { name, type, body: await renderPdf(document, { createdAt: new Date(chosen.signedAt) }) }
}

export const files: FileRoute[] = [
  {
    path: '/api/zones/:id/document.:format',
    right: 'zone.read',
    run: (ctx, params, query) => decisionFile(ctx, params.id ?? '', params.format ?? '', query.decision),
  },
]
