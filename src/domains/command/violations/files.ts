import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireRight, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { checkAsked, renderPaper } from '../../../platform/files/paper.ts'
import { Problem, problem } from '../../../platform/problems.ts'
import { findAreaEver } from '../../registry/areas/index.ts'
import { getPerson } from '../../registry/people/index.ts'
import { paperForm } from '../documents/index.ts'
import { type DecisionFacts, decisionDocument } from './document.ts'
import { getViolation } from './service.ts'

/** The post that decides, by the level of its area. */
const DECIDES: Record<string, string> = { ward: 'ward-chair', district: 'district-commander' }

/** @throws Problem outside-area when the person has moved to where the viewer may not look */
async function findOffender(db: Tx, id: string) {
  try {
    return await getPerson(db, id)
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') throw problem('outside-area')
    throw error
  }
}

/**
 * The decision as PDF or DOCX. The paper names the person, so it needs the right to know people, and handing it out is
 * recorded.
 * @throws Problem not-found, right-missing, violation-not-decided, outside-area
 */
async function decisionFile(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  requireRight(ctx, 'person.read')
  checkAsked(id, format)
  const { facts, paper } = await write(
    { ...ctx, idempotencyKey: undefined },
    'violation.read',
    async (tx) => {
      const violation = await getViolation(ctx, tx.db, id, localDate(tx.now))
      if (!violation.decidedAt) throw problem('violation-not-decided')
      // The issuer may have been dissolved since: the paper names it all the same.
      const issuer = (await findAreaEver(ctx.common, violation.issuerAreaId!))!
      const parent = issuer.parentId === null ? undefined : await findAreaEver(ctx.common, issuer.parentId)
      const person = violation.personId ? await findOffender(tx.db, violation.personId) : null
      tx.record({
        action: 'violation.document',
        opening: true,
        subject: { type: 'violation', id },
        areaId: violation.areaId,
        personId: violation.personId,
      })
      const facts: DecisionFacts = {
        violation,
        person,
        issuer: {
          name: issuer.name,
          fullName: issuer.fullName,
          level: issuer.level,
          parentName: parent?.fullName ?? null,
        },
      }
      const paper = await paperForm(ctx, tx.db, {
        areaId: violation.issuerAreaId!,
        form: 'state',
        type: 'QĐ',
        on: localDate(violation.decidedAt),
        at: violation.decidedAt,
      })
      return { facts, paper }
    },
  )
  const decision = decisionDocument(facts)
  // Articles and competence are laid down by law: who decides signs in person, for no body.
  const authority = paper.title(decision.authority, DECIDES[facts.issuer.level])
  const made = paper.set(decision, {
    office: `Ủy ban nhân dân ${facts.issuer.fullName}`,
    authority,
    text: false,
  })
  const name = `xu-phat-${facts.violation.numberText!.split('/')[0]}-${made.date}`
  return renderPaper(made, { name, format, createdAt: new Date(facts.violation.decidedAt!) })
}

export const files: FileRoute[] = [
  {
    path: '/api/violations/:id/document.:format',
    right: 'violation.read',
    run: (ctx, params) => decisionFile(ctx, params.id ?? '', params.format ?? ''),
  },
]
