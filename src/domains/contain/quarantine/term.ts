import { z } from 'zod'
import { daysBetween, localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule, type RuleVersion } from '../../../platform/rules.ts'
import { words } from '../../../platform/words.ts'
import { Exposure, PlaceKind, type ReleaseCheck, type Term, type TermInput } from './contract.ts'

const length = {
  days: z.number().int().positive(),
  min: z.number().int().positive(),
  max: z.number().int().positive(),
  followUpDays: z.number().int().min(0),
}
const Method = z.enum(['pcr', 'antigen', 'other'])

/** Rule `quarantine.days`: the first option that fits group, place and immunity. Days count from the last exposure. */
const QuarantineDays = z.object({
  options: z.array(
    z.object({
      groups: z.array(Exposure),
      places: z.array(PlaceKind),
      immune: z.boolean().optional(),
      ...length,
    }),
  ),
})

/** Rule `order.legal-cap`: the longest a single decision may hold a person (Decree 101/2010/NĐ-CP). */
const LegalCap = z.object({ days: z.number().int(), extensionDays: z.number().int() })

/** Rule `quarantine.release`: negative results in a row, by group. */
const QuarantineRelease = z.object({
  options: z.array(
    z.object({ groups: z.array(Exposure), negatives: z.number().int().min(0), methods: z.array(Method) }),
  ),
})

/** Rule `isolation.discharge`: length of an isolation, and the results that let an F0 go. */
const IsolationDischarge = z.object({
  ...length,
  negatives: z.number().int().min(0),
  methods: z.array(Method),
  /** A positive PCR with this Ct or more counts as clear. */
  ctFrom: z.number(),
  hoursApart: z.number().min(0),
})

const DAY = 86_400_000

/** The legal cap in force on a calendar date. @throws Problem rule-missing */
export async function getCap(db: Tx, date: string) {
  const rule = await getRule(db, 'order.legal-cap', date, LegalCap)
  return { ...rule.body, legalBasis: rule.legalBasis }
}

const publicRule = (r: RuleVersion<unknown>) => ({
  id: r.id,
  key: r.key,
  effectiveFrom: r.effectiveFrom,
  legalBasis: r.legalBasis,
  confirmedBy: r.confirmedBy,
})

async function lengthInForce(db: Tx, input: TermInput, date: string) {
  if (input.kind === 'isolation') {
    const rule = await getRule(db, 'isolation.discharge', date, IsolationDischarge)
    return { rule: publicRule(rule), option: rule.body }
  }
  if (!input.exposure) throw problem('input-invalid', {}, { fields: { exposure: ['required'] } })
  const rule = await getRule(db, 'quarantine.days', date, QuarantineDays)
  const option = rule.body.options.find(
    (o) =>
      o.groups.includes(input.exposure!) &&
      o.places.includes(input.placeKind) &&
      (o.immune === undefined || o.immune === input.immune),
  )
  if (!option) throw problem('rule-missing', { rule: `quarantine.days ${input.exposure}`, date })
  return { rule: publicRule(rule), option }
}

/**
 * Start, length and end of an order under the rule in force on its first day and under the legal cap.
 * A refusal is told as a code, so that a form can show the limits while the days are typed.
 * @throws Problem rule-missing, input-invalid (a quarantine without its group)
 */
export async function computeTerm(db: Tx, input: TermInput, now: Date): Promise<Term> {
  const startsAt = new Date(input.startsAt ?? now)
  const date = localDate(startsAt)
  const { rule, option } = await lengthInForce(db, input, date)
  const cap = await getCap(db, date)
  const counted = input.kind === 'quarantine' ? input.lastExposure : undefined
  const gone = counted ? daysBetween(counted, date) : 0
  const days = input.days ?? option.days - gone
  const term = {
    rule,
    cap,
    startsAt: startsAt.toISOString(),
    endsAt: new Date(startsAt.getTime() + days * DAY).toISOString(),
    days,
    minDays: Math.max(1, option.min - gone),
    maxDays: Math.min(cap.days, option.max - gone),
    countedFrom: counted ? ('last-exposure' as const) : ('start' as const),
    followUpDays: option.followUpDays,
  }
  return { ...term, refusal: refusalOf(term, { gone, total: option.days, now }) }
}

function refusalOf(
  term: Omit<Term, 'refusal'>,
  of: { gone: number; total: number; now: Date },
): string | null {
  if (Math.abs(Date.parse(term.startsAt) - of.now.getTime()) > 7 * DAY) return 'order-start-far'
  if (of.gone < 0) return 'exposure-after-start'
  if (of.gone >= of.total) return 'quarantine-time-over'
  if (term.days > term.cap.days) return 'order-over-legal-cap'
  if (term.days < term.minDays || term.days > term.maxDays) return 'order-days-outside-rule'
  return null
}

/** The problem of a refused term, with the field that a form marks. */
export function termProblem(term: Term) {
  const code = term.refusal!
  const fields = {
    'order-start-far': { startsAt: words('Xem lại ngày, giờ', 'Check date and time') },
    'exposure-after-start': { lastExposure: words('Sau ngày bắt đầu', 'After the start') },
    'quarantine-time-over': { lastExposure: words('Đã đủ ngày', 'The days are over') },
  }[code] ?? {
    days: words(`Từ ${term.minDays} đến ${term.maxDays} ngày`, `${term.minDays} to ${term.maxDays} days`),
  }
  return problem(
    code,
    { cap: term.cap.days, min: term.minDays, max: term.maxDays, days: term.days },
    { fields, rule: term.rule },
  )
}

export interface Clearance {
  method: 'pcr' | 'antigen' | 'other'
  result: 'positive' | 'negative' | 'inconclusive' | 'pending'
  ct: number | null
  /** When the sample was taken, else when the result came. */
  at: string
}

/**
 * How many results in a row, counted back from the newest, are clear.
 * A result that is not clear ends the row; two samples closer than `hoursApart` count once.
 */
export function clearInRow(
  labs: Clearance[],
  rule: { methods: string[]; ctFrom?: number; hoursApart?: number },
): number {
  const newestFirst = labs
    .filter((l) => rule.methods.includes(l.method) && l.result !== 'pending')
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  let count = 0
  let last = Number.POSITIVE_INFINITY
  for (const lab of newestFirst) {
    const highCt =
      rule.ctFrom !== undefined && lab.method === 'pcr' && lab.ct !== null && lab.ct >= rule.ctFrom
    if (lab.result !== 'negative' && !(lab.result === 'positive' && highCt)) break
    const at = Date.parse(lab.at)
    if (last - at < (rule.hoursApart ?? 0) * 3_600_000) continue
    count += 1
    last = at
  }
  return count
}

/**
 * What the rule in force today asks before an order may end, and what of it is there.
 * An F0 may go from the rule's earliest day; the exposed stay to the end of their term.
 * @throws Problem rule-missing
 */
export async function checkRelease(
  db: Tx,
  order: { kind: string; exposure: string; startsAt: string; endsAt: string },
  labs: Clearance[],
  now: Date,
): Promise<ReleaseCheck> {
  const today = localDate(now)
  const from = startOfDay(order.startsAt)
  const since = labs.filter((l) => Date.parse(l.at) >= from)
  if (order.kind === 'isolation') {
    const rule = await getRule(db, 'isolation.discharge', today, IsolationDischarge)
    const earliest = new Date(
      Math.min(Date.parse(order.startsAt) + rule.body.min * DAY, Date.parse(order.endsAt)),
    )
    return checked(rule, rule.body.negatives, clearInRow(since, rule.body), earliest, now)
  }
  const rule = await getRule(db, 'quarantine.release', today, QuarantineRelease)
  const option = rule.body.options.find((o) => o.groups.includes(order.exposure as 'F1'))
  if (!option) throw problem('rule-missing', { rule: `quarantine.release ${order.exposure}`, date: today })
  return checked(rule, option.negatives, clearInRow(since, option), new Date(order.endsAt), now)
}

const startOfDay = (instant: string) => Date.parse(`${localDate(instant)}T00:00:00+07:00`)

function checked(
  rule: RuleVersion<unknown>,
  required: number,
  negatives: number,
  earliest: Date,
  now: Date,
): ReleaseCheck {
  return {
    rule: publicRule(rule),
    requiredNegatives: required,
    negatives,
    earliest: earliest.toISOString(),
    missing: [
      ...(negatives < required ? (['release-tests-missing'] as const) : []),
      ...(now < earliest ? (['release-too-early'] as const) : []),
    ],
  }
}
