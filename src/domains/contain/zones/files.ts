import { type Ctx, read } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { checkAsked, renderPaper } from '../../../platform/files/paper.ts'
import { problem } from '../../../platform/problems.ts'
import { zoneDocument } from './document.ts'
import { listDecisions } from './queries.ts'
import { getZone } from './service.ts'

const NAMES = { decide: 'thiet-lap', reduce: 'thu-hep', extend: 'gia-han', lift: 'ket-thuc' } as const

/**
 * A signed decision as DOCX or PDF: the one asked for, else the newest.
 * @throws Problem not-found; zone-not-decided when nothing has been signed yet
 */
async function decisionFile(ctx: Ctx, id: string, format: string, decisionId?: string): Promise<MadeFile> {
  checkAsked(id, format)
  const { zone, decisions } = await read(ctx, 'zone.read', async (db) => ({
    zone: await getZone(ctx, db, id, ctx.clock.now()),
    decisions: await listDecisions(db, id),
  }))
  const first = decisions[0]
  if (!first) throw problem('zone-not-decided')
  const chosen = decisionId ? decisions.find((d) => d.id === decisionId) : decisions.at(-1)
  if (!chosen) throw problem('not-found')
  const document = await zoneDocument(ctx, zone, chosen, first)
  const name = `quyet-dinh-${NAMES[chosen.type]}-vung-${chosen.numberText.replace(/[^\w]+/g, '-')}`
  return renderPaper(document, { name, format, createdAt: new Date(chosen.signedAt) })
}

export const files: FileRoute[] = [
  {
    path: '/api/zones/:id/document.:format',
    right: 'zone.read',
    run: (ctx, params, query) => decisionFile(ctx, params.id ?? '', params.format ?? '', query.decision),
  },
]
