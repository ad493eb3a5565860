import { z } from 'zod'
import { daysBetween, localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { getRule } from '../../../platform/rules.ts'
import { type ConfirmedCase, latestResultsOf, listConfirmedCasesOf } from '../../detect/surveillance/index.ts'
import type { CriteriaCheck, Criterion, Zone } from './contract.ts'
import { listPeopleInside } from './queries.ts'

/** Rule `zone.lift`: when a zone may be lifted, and how long one may stand. */
const ZoneLift = z.object({
  quietDays: z.number().int().positive(),
  /** Places of detection that break the quiet; 'unclassified' is a case without one. */
  counted: z.array(z.enum(['community', 'quarantine', 'containment_zone', 'imported', 'unclassified'])),
  negativeWithinDays: z.number().int().positive(),
  methods: z.array(z.enum(['pcr', 'antigen', 'other'])),
  termDays: z.number().int().positive(),
  maxDays: z.number().int().positive(),
})

/** The rule in force on a calendar date (Asia/Ho_Chi_Minh). @throws Problem rule-missing */
export const getLiftRule = (db: Tx, date: string) => getRule(db, 'zone.lift', date, ZoneLift)

export interface Evaluation {
  check: CriteriaCheck
  /** Cases that break or broke the quiet, newest first. */
  cases: ConfirmedCase[]
  /** People inside without a fresh negative result. */
  untested: string[]
}

/**
 * Whether a zone may be lifted now, with its working and the lists behind it. Days count from the newest case
 * inside, or from the start of the zone when there was none. People with a case that has no outcome yet are being
 * treated elsewhere: they are left out of the testing, and said.
 * @throws Problem rule-missing
 */
export async function evaluate(db: Tx, zone: Zone, now: Date): Promise<Evaluation> {
  const today = localDate(now)
  const rule = await getLiftRule(db, today)
  const { quietDays, counted, negativeWithinDays, methods } = rule.body
  const people = await listPeopleInside(db, zone.id, now.toISOString())
  const all = await listConfirmedCasesOf(db, people)
  const cases = all.filter((c) => counted.includes(c.detectedIn ?? 'unclassified'))
  const since = localDate(cases[0]?.confirmedAt ?? zone.startsAt)
  const quiet = Math.max(0, daysBetween(since, today))

  const treated = new Set(all.filter((c) => c.outcome === null).map((c) => c.personId))
  const waitedFor = people.filter((id) => !treated.has(id))
  const results = await latestResultsOf(db, waitedFor, methods)
  const untested = waitedFor.filter((id) => {
    const last = results.get(id)
    return !(last?.result === 'negative' && daysBetween(localDate(last.at), today) <= negativeWithinDays)
  })
  const criteria: Criterion[] = [
    {
      key: 'quiet-days',
      required: quietDays,
      found: quiet,
      met: quiet >= quietDays,
      since,
      behind: cases.length,
    },
    {
      key: 'all-negative',
      required: waitedFor.length,
      found: waitedFor.length - untested.length,
      // Nobody registered inside proves nothing: then a person decides, with a reason.
      met: people.length > 0 && untested.length === 0,
      since: null,
      behind: untested.length,
    },
  ]
  return {
    check: {
      rule: {
        id: rule.id,
        effectiveFrom: rule.effectiveFrom,
        legalBasis: rule.legalBasis,
        confirmedBy: rule.confirmedBy,
        quietDays,
        negativeWithinDays,
      },
      criteria,
      met: criteria.every((c) => c.met),
      leftOut: people.length - waitedFor.length,
    },
    cases,
    untested,
  }
}
