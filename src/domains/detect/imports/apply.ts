import { v7 as uuid7 } from 'uuid'
import { startOfLocalDate } from '../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import { addPeople, householdAt } from '../../registry/people/index.ts'
import {
  addImportedCases,
  addImportedLabs,
  type ImportedCase,
  type ImportedLab,
} from '../surveillance/index.ts'
import { text } from './check-values.ts'
import type { RowOutcome } from './contract.ts'
import { enterCheck } from './followups.ts'
import { enterLinks } from './links.ts'
import { outsideKey } from './match.ts'
import type { PlanEnv, Planned } from './plan.ts'

const DONE: Partial<Record<RowOutcome, RowOutcome>> = {
  create: 'created',
  match: 'matched',
  refuse: 'refused',
  review: 'queued',
}

const startOf = (date: string) => startOfLocalDate(date).toISOString()

/**
 * Carries out what was planned for rows; what is not to be entered only changes its outcome. People come first, each
 * kind of record in one statement, because the trips to the database are what an import spends its time on.
 */
export async function applyRows(ctx: Ctx, tx: WriteTx, env: PlanEnv, planned: Planned[]): Promise<Planned[]> {
  const done = planned.map((p): Planned => ({ ...p, outcome: DONE[p.outcome] ?? p.outcome }))
  const created = done.filter((p) => p.outcome === 'created')
  for (const p of created) p.made = []
  const people: Parameters<typeof addPeople>[1] = []
  for (const p of created) if (p.isNewPerson) people.push(await personOf(tx, env, p))
  await addPeople(tx, people)
  await addImportedCases(
    ctx,
    tx,
    created.filter((p) => p.caseFacts).map((p) => caseOf(env, p)),
  )
  await addImportedLabs(
    tx,
    created.filter((p) => p.labFacts).map((p) => labOf(env, p)),
  )
  await enterLinks(ctx, tx, env, created)
  for (const p of created) if (p.check) await enterCheck(tx, env, p)
  return done
}

async function personOf(
  tx: WriteTx,
  env: PlanEnv,
  plan: Planned,
): Promise<Parameters<typeof addPeople>[1][number]> {
  const { values, person } = plan.parsed!
  const facts = person!
  const address = text(values, 'address')
  const household = address
    ? await householdAt(tx, { areaId: plan.area_id, address: address.slice(0, 200) })
    : undefined
  if (household?.isNew) plan.made.push({ type: 'household', id: household.id, version: 1 })
  plan.made.push({ type: 'person', id: plan.person_id!, version: 1 })
  const nationality = text(values, 'nationality')
  return {
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
  }
}

/** The id that the source gave to what a row tells of. */
function outsideIdOf(env: PlanEnv, plan: Planned): string | null {
  const id = text(plan.parsed!.values, 'outsideId')
  return id ? outsideKey(env.batch.options.source, id) : null
}

function caseOf(env: PlanEnv, plan: Planned): ImportedCase {
  const { reportDate, confirmDate, ...facts } = plan.caseFacts!
  plan.made.push({ type: 'case', id: plan.subject_id!, version: 1 })
  return {
    ...facts,
    detectedIn: facts.detectedIn as ImportedCase['detectedIn'],
    id: plan.subject_id!,
    personId: plan.person_id!,
    areaId: plan.area_id,
    disease: env.batch.options.disease,
    reportedAt: startOf(reportDate),
    confirmedAt: confirmDate ? startOf(confirmDate) : null,
    outsideId: outsideIdOf(env, plan),
    importId: env.batch.id,
  }
}

function labOf(env: PlanEnv, plan: Planned): ImportedLab {
  plan.subject_id = uuid7()
  plan.made.push({ type: 'lab', id: plan.subject_id, version: 1 })
  return {
    ...plan.labFacts!,
    id: plan.subject_id,
    caseId: plan.case_id!,
    personId: plan.person_id!,
    areaId: plan.area_id,
    outsideId: outsideIdOf(env, plan),
    importId: env.batch.id,
  }
}
