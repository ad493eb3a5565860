import { startOfLocalDate } from '../../../platform/clock.ts'
import type { WriteTx } from '../../../platform/context.ts'
import {
  addImportedCheck,
  type ImportedCheck,
  listCheckedDays,
  listOnLists,
} from '../../contain/tracing/index.ts'
import { text } from './check-values.ts'
import { findEnds } from './ends.ts'
import { outsideKey } from './match.ts'
import { blank, outcomeOf, type PlanEnv, type Planned } from './plan.ts'
import { markRepeats } from './plan-labs.ts'
import type { StoredRow } from './queries.ts'
import { isRefused, readRow } from './read-row.ts'
import { reason } from './reasons.ts'
import { fold } from './values.ts'

type CheckOutcome = ImportedCheck['outcome']

export interface CheckFacts {
  dueOn: string
  outcome: CheckOutcome
  temperature: number | null
  symptoms: string[]
  note: string | null
  outsideId: string | null
}

/** Only a day on which somebody went there tells anything; absent means that they went and met nobody. */
const OUTCOMES: Record<string, CheckOutcome | undefined> = {
  seen_ok: 'normal',
  seen_not_ok: 'symptoms',
  missed: 'absent',
}

/** Words in a cell → lines of the daily form of QĐ 879/QĐ-BYT. */
const SYMPTOMS: [RegExp, string][] = [
  [/\b(sot|fever)\b/, 'fever'],
  [/\b(ho|cough)\b/, 'cough'],
  [/\b(dau|rat|viem) hong\b|sore throat/, 'sore_throat'],
  [/\b(so|chay|nghet) mui\b|runny nose/, 'runny_nose'],
  [/\b(met|dau nguoi|dau co|nhuc moi)\b|fatigue|aches/, 'aches_fatigue'],
  [/\b(on lanh|ret run)\b|chills/, 'chills'],
  [/\b(kho tho|tuc nguc)\b|dyspnoea|short of breath/, 'dyspnoea'],
  [/\bmat (vi|khuu)\b|loss of (taste|smell)/, 'taste_smell_loss'],
]

function symptomsIn(cell: string | null, outcome: CheckOutcome): string[] {
  if (outcome !== 'symptoms') return []
  const folded = fold(cell ?? '')
  const found = SYMPTOMS.filter(([pattern]) => pattern.test(folded)).map(([, symptom]) => symptom)
  return found.length > 0 ? found : ['other']
}

/** Plans daily checks. A day on which nobody went there is accounted for and enters nothing. */
export async function planFollowups(env: PlanEnv, rows: StoredRow[]): Promise<Planned[]> {
  const { db, batch } = env
  const reads = rows.map((row) => ({ row, reading: readRow(env.reading, row.raw) }))
  const ends = await findEnds(
    db,
    batch.options.source,
    reads.flatMap((r) => text(r.reading.values, 'personId') ?? []),
  )
  const ids = [...ends.values()].map((p) => p.id)
  const listed = await listOnLists(db, ids)
  const checkedDays = new Map((await listCheckedDays(db, ids)).map((d) => [`${d.personId}@${d.dueOn}`, d.id]))
  const planned = reads.map(({ row, reading }) => {
    const { values, reasons } = reading
    const id = text(values, 'personId')
    const status = text(values, 'status')
    const dueOn = text(values, 'date')
    const person = id ? ends.get(id) : undefined
    if (id && !person) reasons.push(reason('end-unknown', { field: 'personId', value: id }))
    const plan = blank(row, reading, undefined, person?.areaId ?? batch.area_id)
    if (isRefused(reasons) || !person || !status || !dueOn) return { ...plan, outcome: 'refuse' as const }
    plan.person_id = person.id
    const outcome = OUTCOMES[status]
    if (!outcome) {
      reasons.push(reason('no-check-made', { status }))
      return plan
    }
    plan.check = checkOf(plan, dueOn, outcome)
    plan.subject_type = 'followup'
    plan.match_key = `followup:${person.id}@${dueOn}`
    const there = checkedDays.get(`${person.id}@${dueOn}`)
    if (there) {
      plan.subject_id = there
      reasons.push(reason('followup-known'))
    } else if (!listed.has(person.id)) reasons.push(reason('person-no-contact', { value: id! }))
    return plan
  })
  await markRepeats(env, planned, new Map())
  for (const p of planned) {
    if (p.outcome === 'pending')
      p.outcome = outcomeOf(
        p.reasons,
        p.reasons.some((r) => r.level === 'match'),
      )
  }
  return planned
}

function checkOf(plan: Planned, dueOn: string, outcome: CheckOutcome): CheckFacts {
  const { values } = plan.parsed!
  const temperature = values.temperature
  const isLikely = typeof temperature === 'number' && temperature >= 34 && temperature <= 43
  if (typeof temperature === 'number' && !isLikely) {
    plan.reasons.push(reason('value-not-understood', { field: 'temperature', value: temperature }))
  }
  const symptoms = text(values, 'symptoms')
  return {
    dueOn,
    outcome,
    temperature: isLikely ? Math.round(temperature * 10) / 10 : null,
    symptoms: symptomsIn(symptoms, outcome),
    note:
      [symptoms, text(values, 'note')]
        .filter((t) => t)
        .join(' · ')
        .slice(0, 500) || null,
    outsideId: text(values, 'outsideId'),
  }
}

/** Enters a planned check, unless the day has got one since. */
export async function enterCheck(tx: WriteTx, env: PlanEnv, plan: Planned): Promise<void> {
  const { outsideId, ...check } = plan.check!
  const { source } = env.batch.options
  const day = await addImportedCheck(tx, {
    ...check,
    personId: plan.person_id!,
    areaId: plan.area_id,
    checkedAt: startOfLocalDate(check.dueOn).toISOString(),
    byName: source,
    outsideId: outsideId ? outsideKey(source, outsideId) : null,
    importId: env.batch.id,
  })
  if (!day) return
  plan.subject_id = day.id
  plan.made.push({ type: 'followup', ...day })
}
