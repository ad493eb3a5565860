import { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { getRule, listRules } from '../../../platform/rules.ts'
import type { Act } from './contract.ts'
import type { Measure } from './measures/contract.ts'
import { findOn } from './measures/queries.ts'

/** Rule `violation.acts`: amounts in đồng for persons, and up to which top of a range each kind of post may fine. */
const ActsRule = z.object({
  organisationTimes: z.number().positive(),
  limitDays: z.number().int().positive(),
  payDays: z.number().int().positive(),
  authorities: z.record(z.string(), z.number()),
  acts: z.array(
    z.object({
      code: z.string(),
      vi: z.string(),
      en: z.string(),
      basis: z.string(),
      from: z.number(),
      to: z.number(),
    }),
  ),
})
type ActsRule = z.output<typeof ActsRule>

/** Both the range and a post's maximum are doubled for organisations, so who may is the same. */
const withCompetent = (rule: ActsRule): Act[] =>
  rule.acts.map((a) => ({
    ...a,
    competent: Object.entries(rule.authorities)
      .filter(([, most]) => most >= a.to)
      .map(([post]) => post),
  }))

/** @throws Problem rule-missing */
export async function actsOn(db: Tx, day: string) {
  const rule = await getRule(db, 'violation.acts', day, ActsRule)
  return { ...rule, acts: withCompetent(rule.body) }
}

/** The acts of a calendar date with what a person and an organisation pay in đồng; none where no rule is on file. */
export async function rangesOn(db: Tx, day: string): Promise<RangedAct[]> {
  const version = findOn(await listRules(db, 'violation.acts'), day)
  if (!version) return []
  const { acts, organisationTimes: times } = ActsRule.parse(version.body)
  return acts.map(({ code, vi, en, basis, from, to }) => ({
    ...{ code, vi, en, basis },
    person: { from, to },
    organisation: { from: from * times, to: to * times },
  }))
}
type RangedAct = NonNullable<Measure['act']>

/** The rule that a violation was recorded under. */
export async function actsUnder(db: Tx, ruleVersionId: number) {
  const rule = (await listRules(db)).find((r) => r.id === ruleVersionId)!
  const body = ActsRule.parse(rule.body)
  return { legalBasis: rule.legalBasis, body, acts: withCompetent(body) }
}

/** @throws Problem rule-missing */
export function listActs(ctx: Ctx, on: string | undefined) {
  return read(ctx, 'violation.read', async (db) => {
    const rule = await actsOn(db, on ?? localDate(ctx.clock.now()))
    return { legalBasis: rule.legalBasis, organisationTimes: rule.body.organisationTimes, acts: rule.acts }
  })
}
