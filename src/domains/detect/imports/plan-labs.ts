import { daysBetween, localDate } from '../../../platform/clock.ts'
import { findByOutsideIds } from '../../registry/people/index.ts'
import { listCasesOfPeople, listLabsOfCases } from '../surveillance/index.ts'
import { readLab, text } from './check-values.ts'
import { outsideKey } from './match.ts'
import { blank, outcomeOf, type PlanEnv, type Planned } from './plan.ts'
import { earlierRows, type StoredRow } from './queries.ts'
import { isRefused, readRow } from './read-row.ts'
import { reason } from './reasons.ts'

/** Plans laboratory results: each belongs to a case that was imported from the same source. */
export async function planLabs(env: PlanEnv, rows: StoredRow[]): Promise<Planned[]> {
  const { db, batch } = env
  const { source, disease } = batch.options
  const reads = rows.map((row) => ({ row, reading: readRow(env.reading, row.raw) }))
  const keyOf = (values: (typeof reads)[number]['reading']['values'], field: string) => {
    const id = text(values, field)
    return id ? outsideKey(source, id) : null
  }
  const people = await findByOutsideIds(
    db,
    reads.flatMap((r) => keyOf(r.reading.values, 'personId') ?? []),
  )
  const cases = await listCasesOfPeople(
    db,
    people.map((p) => p.id),
    disease,
  )
  const labs = await listLabsOfCases(
    db,
    cases.map((c) => c.id),
  )
  const seen = new Map<string, number>()

  const planned = reads.map(({ row, reading }) => {
    const { values, reasons } = reading
    const id = text(values, 'personId') ?? ''
    const person = people.find((p) => p.outsideId === keyOf(values, 'personId'))
    const sampled = text(values, 'sampledAt')
    const sampledOn = sampled ? localDate(sampled) : null
    // A person may have had the disease twice: the sample belongs to the episode nearest in time.
    const mine = cases
      .filter((c) => c.personId === person?.id)
      .sort(
        (a, b) =>
          distance(a.onsetDate ?? localDate(a.reportedAt), sampledOn) -
          distance(b.onsetDate ?? localDate(b.reportedAt), sampledOn),
      )[0]
    const facts = readLab(reading, mine?.onsetDate ?? null, env.rule.sampleFarDays)
    const plan: Planned = {
      ...blank(row, reading, undefined, mine?.areaId ?? batch.area_id),
      labFacts: facts,
    }
    if (id && !person) reasons.push(reason('end-unknown', { field: 'personId', value: id }))
    else if (id && !mine) reasons.push(reason('person-no-case', { value: id }))
    if (isRefused(reasons) || !mine) return { ...plan, outcome: 'refuse' as const }

    plan.person_id = mine.personId
    plan.case_id = mine.id
    plan.subject_type = 'lab'
    plan.match_key =
      keyOf(values, 'outsideId') ?? `lab:${mine.id}|${facts.sampleCode}|${facts.sampledAt}|${facts.result}`
    const known = labs.find(
      (l) =>
        (l.outsideId !== null && l.outsideId === keyOf(values, 'outsideId')) ||
        (l.caseId === mine.id &&
          l.outsideId === null &&
          l.sampleCode === facts.sampleCode &&
          l.result === facts.result &&
          sameInstant(l.sampledAt, facts.sampledAt)),
    )
    if (known) {
      plan.subject_id = known.id
      reasons.push(reason('lab-known'))
    } else if (facts.method === 'pcr' && facts.result === 'positive' && mine.classification !== 'confirmed') {
      reasons.push(reason('positive-not-confirmed'))
    }
    return plan
  })
  await markRepeats(env, planned, seen)
  for (const p of planned)
    if (p.outcome === 'pending')
      p.outcome = outcomeOf(
        p.reasons,
        p.reasons.some((r) => r.level === 'match'),
      )
  return planned
}

/** Rows that say what an earlier row of the file has said already. */
export async function markRepeats(
  env: PlanEnv,
  planned: Planned[],
  seen: Map<string, number>,
): Promise<void> {
  const keys = planned.flatMap((p) => (p.outcome === 'pending' && p.match_key ? [p.match_key] : []))
  const earlier = await earlierRows(env.db, env.batch.id, planned[0]?.line ?? 0, {
    matchKeys: keys,
  })
  for (const r of earlier) if (r.match_key && !seen.has(r.match_key)) seen.set(r.match_key, r.line)
  for (const p of planned) {
    if (p.outcome !== 'pending' || !p.match_key) continue
    const line = seen.get(p.match_key)
    if (line === undefined) seen.set(p.match_key, p.line)
    else if (!p.reasons.some((r) => r.level === 'match')) p.reasons.push(reason('same-row', { line }))
  }
}

const distance = (day: string, sampled: string | null) => (sampled ? Math.abs(daysBetween(day, sampled)) : 0)

const sameInstant = (a: string | null, b: string | null) =>
  a === null || b === null ? a === b : Date.parse(a) === Date.parse(b)
