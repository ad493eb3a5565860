import type { z } from 'zod'
import { localDate } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import { Problem } from '../../../../platform/problems.ts'
import { getRule, type RuleVersion } from '../../../../platform/rules.ts'
import { CaseDefinition, CaseForm, type LabMethod } from './contract.ts'

/** The definition of a disease on the day a case was reported (instant); undefined when none was in force. */
export function findDefinition(
  db: Tx,
  disease: string,
  reportedAt: string,
): Promise<RuleVersion<CaseDefinition> | undefined> {
  return findRule(db, `case.definition.${disease}`, localDate(reportedAt), CaseDefinition)
}

/** The investigation form on the day a case was reported. @throws Problem rule-missing */
export function getForm(db: Tx, reportedAt: string): Promise<RuleVersion<CaseForm>> {
  return getRule(db, 'case.form', localDate(reportedAt), CaseForm)
}

/** As getRule, where having no rule is an answer too. */
export async function findRule<S extends z.ZodType>(
  db: Tx,
  key: string,
  date: string,
  schema: S,
): Promise<RuleVersion<z.output<S>> | undefined> {
  try {
    return await getRule(db, key, date, schema)
  } catch (error) {
    if (error instanceof Problem && error.code === 'rule-missing') return undefined
    throw error
  }
}

/** Whether a positive result by a method confirms a case by itself; without a definition only PCR does. */
export async function confirmsAlone(
  db: Tx,
  found: { disease: string; reportedAt: string },
  method: LabMethod,
): Promise<boolean> {
  const definition = await findDefinition(db, found.disease, found.reportedAt)
  return (definition?.body.confirms ?? ['pcr']).includes(method)
}
