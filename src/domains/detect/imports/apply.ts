import { v7 as uuid7 } from 'uuid'
import { startOfLocalDate } from '../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import { addPerson, householdAt } from '../../registry/people/index.ts'
import { addImportedCase, addImportedLab } from '../surveillance/index.ts'
import { text } from './check-values.ts'
import type { RowOutcome } from './contract.ts'
import { enterCheck } from './followups.ts'
import { enterLink } from './links.ts'
import { outsideKey } from './match.ts'
import type { PlanEnv, Planned } from './plan.ts'

const DONE: Partial<Record<RowOutcome, RowOutcome>> = {
  match: 'matched',
  refuse: 'refused',
  review: 'queued',
}

const startOf = (date: string) => startOfLocalDate(date).toISOString()

/** Carries out what was planned for rows, in the order of the file; what is not to be entered only changes its outcome. */
export async function applyRows(ctx: Ctx, tx: WriteTx, env: PlanEnv, planned: Planned[]): Promise<Planned[]> {
  const done: Planned[] = []
  for (const plan of planned) {
    const outcome = DONE[plan.outcome]
    if (outcome) done.push({ ...plan, outcome })
    else done.push({ ...(await enter(ctx, tx, env, { ...plan, made: [] })), outcome: 'created' })
  }
  return done
}

async function enter(ctx: Ctx, tx: WriteTx, env: PlanEnv, plan: Planned): Promise<Planned> {
  if (plan.isNewPerson) await enterPerson(tx, env, plan)
  if (plan.caseFacts) await enterCase(ctx, tx, env, plan)
  if (plan.labFacts) await enterLab(tx, env, plan)
  if (plan.link) await enterLink(ctx, tx, env, plan)
  if (plan.check) await enterCheck(tx, env, plan)
  return plan
}

async function enterPerson(tx: WriteTx, env: PlanEnv, plan: Planned): Promise<void> {
  const { values, person } = plan.parsed!
  const facts = person!
  const address = text(values, 'address')
  const household = address
    ? await householdAt(tx, { areaId: plan.area_id, address: address.slice(0, 200) })
    : undefined
  if (household?.isNew) plan.made.push({ type: 'household', id: household.id, version: 1 })
  const nationality = text(values, 'nationality')
  await addPerson(tx, {
    id: plan.person_id!,
    fullName: facts.fullName.slice(0, 120),
    areaId: plan.area_id,
    birthDate: facts.birthDate ?? undefined,
    birthYear: facts.birthDate ? undefined : (facts.birthYear ?? undefined),
    sex: (facts.sex as 'male' | 'female' | 'other' | null) ?? undefined,
    phone: facts.phone ?? undefined,
    nationalId: facts.nationalId ?? undefined,
    nationality:
      nationality && /^[A-Za-z]{2}$/.test(nationality)
        ? nationality.toUpperCase()
        : env.batch.options.nationality,
    occupation: text(values, 'occupation')?.slice(0, 120),
    householdId: household?.id,
    outsideId: facts.key ?? undefined,
  })
  plan.made.push({ type: 'person', id: plan.person_id!, version: 1 })
}

async function enterCase(ctx: Ctx, tx: WriteTx, env: PlanEnv, plan: Planned): Promise<void> {
  const facts = plan.caseFacts!
  const id = text(plan.parsed!.values, 'outsideId')
  await addImportedCase(ctx, tx, {
    id: plan.subject_id!,
    personId: plan.person_id!,
    areaId: plan.area_id,
    disease: env.batch.options.disease,
    classification: facts.classification,
    detectedIn: facts.detectedIn as 'community' | null,
    onsetDate: facts.onsetDate,
    symptoms: facts.symptoms,
    reportedAt: startOf(facts.reportDate),
    confirmedAt: facts.confirmDate ? startOf(facts.confirmDate) : null,
    outcome: facts.outcome,
    outcomeDate: facts.outcomeDate,
    outsideId: id ? outsideKey(env.batch.options.source, id) : null,
    importId: env.batch.id,
  })
  plan.made.push({ type: 'case', id: plan.subject_id!, version: 1 })
}

async function enterLab(tx: WriteTx, env: PlanEnv, plan: Planned): Promise<void> {
  const id = uuid7()
  const outsideId = text(plan.parsed!.values, 'outsideId')
  await addImportedLab(tx, {
    id,
    caseId: plan.case_id!,
    personId: plan.person_id!,
    areaId: plan.area_id,
    ...plan.labFacts!,
    outsideId: outsideId ? outsideKey(env.batch.options.source, outsideId) : null,
    importId: env.batch.id,
  })
  plan.subject_id = id
  plan.made.push({ type: 'lab', id, version: 1 })
}
