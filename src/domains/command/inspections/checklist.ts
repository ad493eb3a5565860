import { z } from 'zod'
import type { Tx } from '../../../platform/db.ts'
import { getRule, listRules } from '../../../platform/rules.ts'
import { Criterion } from './contract.ts'

/** Rule `inspection.checklist`: the criteria of each track, ten points each. */
const Checklist = z.object({
  passTotal: z.number(),
  neighbourhood: z.array(Criterion),
  organisation: z.array(Criterion),
})

/** The checklist in force on a calendar date. @throws Problem rule-missing */
export const getChecklist = (db: Tx, day: string) => getRule(db, 'inspection.checklist', day, Checklist)

/** The checklist a visit was made under. */
export async function checklistOf(db: Tx, visitId: string) {
  const { rule_version_id } = await db
    .selectFrom('vx.inspection_visit')
    .select('rule_version_id')
    .where('id', '=', visitId)
    .executeTakeFirstOrThrow()
  const rule = (await listRules(db)).find((r) => r.id === rule_version_id)!
  return { legalBasis: rule.legalBasis, body: Checklist.parse(rule.body) }
}
