import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireRight, write } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { checkAsked, renderPaper } from '../../../platform/files/paper.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { getPerson } from '../../registry/people/index.ts'
import { usualBasis } from './basis.ts'
import { type DocumentFacts, orderDocument } from './document.ts'
import { listDecisions } from './queries.ts'
import { getOrder } from './service.ts'

const NAMES = { issue: 'quyet-dinh', extend: 'gia-han', release: 'ket-thuc', cancel: 'huy-bo' }

/**
 * A decision as PDF or DOCX: the one asked for, else the first of the order, else its draft.
 * The paper names the person, so it needs the right to know people, and handing it out is recorded.
 * @throws Problem not-found, right-missing
 */
async function documentFile(
  ctx: Ctx,
  id: string,
  format: string,
  decisionId: string | undefined,
): Promise<MadeFile> {
  requireRight(ctx, 'person.read')
  checkAsked(id, format)
  const facts = await write({ ...ctx, idempotencyKey: undefined }, 'order.read', async (tx) => {
    const order = await getOrder(tx.db, id, tx.now)
    const decisions = await listDecisions(tx.db, id)
    const decision = decisionId
      ? decisions.find((d) => d.id === decisionId)
      : decisions.find((d) => d.type === 'issue')
    if (decisionId && !decision) throw problem('not-found')
    const tree = await treeOf(ctx)
    const ward = tree.ancestor(order.areaId, 'ward') ?? tree.byId.get(order.areaId)!
    const issuer = (decision && tree.byId.get(decision.issuerAreaId)) ?? ward
    const parent = issuer.parentId === null ? undefined : tree.byId.get(issuer.parentId)
    const person = await getPerson(tx.db, order.personId)
    tx.record({
      action: 'order.document',
      opening: true,
      subject: { type: 'order', id },
      areaId: order.areaId,
      personId: order.personId,
    })
    return {
      order,
      decision,
      draftBasis: decision ? [] : await usualBasis(tx, order, order.ruleVersionId),
      person,
      issuer: {
        name: issuer.name,
        fullName: issuer.fullName,
        level: issuer.level,
        parentName: parent?.fullName ?? null,
      },
      wardName: ward.fullName.charAt(0).toLocaleLowerCase('vi') + ward.fullName.slice(1),
      negatives: decision?.negatives ?? null,
      today: localDate(tx.now),
    } satisfies DocumentFacts
  })
  const document = orderDocument(facts)
  const number = facts.decision?.numberText.split('/')[0] ?? 'du-thao'
  const name = `${NAMES[facts.decision?.type ?? 'issue']}-${number}-${document.date}`
  const createdAt = new Date(facts.decision?.signedAt ?? ctx.clock.now())
  return renderPaper(document, { name, format, createdAt })
}

export const files: FileRoute[] = [
  {
    path: '/api/orders/:id/document.:format',
    right: 'order.read',
    run: (ctx, params, query) => documentFile(ctx, params.id ?? '', params.format ?? '', query.decision),
  },
]
