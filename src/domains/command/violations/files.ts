import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireRight, write } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { getPerson } from '../../registry/people/index.ts'
import { type DecisionFacts, decisionDocument } from './document.ts'
import { getViolation } from './service.ts'

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The decision as PDF or DOCX. The paper names the person, so it needs the right to know people, and handing it out is
 * recorded.
 * @throws Problem not-found, right-missing, violation-not-decided
 */
async function decisionFile(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  requireRight(ctx, 'person.read')
  const type = TYPES[format]
  if (!type || !UUID.test(id)) throw problem('not-found')
  const facts = await write({ ...ctx, idempotencyKey: undefined }, 'violation.read', async (tx) => {
    const violation = await getViolation(ctx, tx.db, id, localDate(tx.now))
    if (!violation.decidedAt) throw problem('violation-not-decided')
    const tree = await treeOf(ctx)
    const issuer = tree.byId.get(violation.issuerAreaId!)!
    const parent = issuer.parentId === null ? undefined : tree.byId.get(issuer.parentId)
    tx.record({
      action: 'violation.document',
      opening: true,
      subject: { type: 'violation', id },
      areaId: violation.areaId,
      personId: violation.personId,
    })
    return {
      violation,
      person: violation.personId ? await getPerson(tx.db, violation.personId) : null,
      issuer: {
        name: issuer.name,
        fullName: issuer.fullName,
        level: issuer.level,
        parentName: parent?.fullName ?? null,
      },
    } satisfies DecisionFacts
  })
  const made = decisionDocument(facts)
  const name = `xu-phat-${facts.violation.numberText!.split('/')[0]}-${made.date}.${format}`
  if (format === 'docx') {
    const { renderDocx } = await import('../../../platform/files/docx.ts')
    return { name, type, body: await renderDocx(made) }
  }
  const { renderPdf } = await import('../../../platform/files/pdf.ts')
  return { name, type, body: await renderPdf(made, { createdAt: new Date(facts.violation.decidedAt!) }) }
}

export const files: FileRoute[] = [
  {
    path: '/api/violations/:id/document.:format',
    right: 'violation.read',
    run: (ctx, params) => decisionFile(ctx, params.id ?? '', params.format ?? ''),
  },
]
