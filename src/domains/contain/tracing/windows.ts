import { z } from 'zod'
import { addDays, localDate, startOfLocalDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { listRules, type RuleVersion } from '../../../platform/rules.ts'
import type { Infection } from '../../detect/surveillance/index.ts'
import { Closeness, type TierStatus } from './contract.ts'

/** Chains are followed this far: F5 (the classes the ministry names). */
export const MAX_TIER = 5

const WindowRule = z.object({
  daysBeforeOnset: z.number().int().min(0),
  /** Whoever was exposed is held to pass it on no later than so many days after the contact. */
  passOnDays: z.number().int().min(1),
})
const ClosenessRule = z.object({ metres: z.number(), minutes: z.number(), close: z.array(Closeness) })
const FollowupRule = z.object({
  tiers: z
    .array(
      z.object({
        tier: z.number().int(),
        days: z.number().int().min(1),
        thenHome: z.number().int().min(0),
        checksPerDay: z.number().int().min(0),
      }),
    )
    .min(1),
  lostAfterDays: z.number().int().min(1),
})
export type FollowupRule = z.infer<typeof FollowupRule>
/** Whether monitoring goes on until somebody has seen the person on the last day or after it. */
const ClosingRule = z.object({ untilSeen: z.boolean() })

export interface TracingRules {
  window: RuleVersion<z.infer<typeof WindowRule>>[]
  closeness: RuleVersion<z.infer<typeof ClosenessRule>>[]
  followup: RuleVersion<FollowupRule>[]
  closing: RuleVersion<z.infer<typeof ClosingRule>>[]
}

/** Every version of the rules of tracing, oldest first: one recompute may need several. */
export async function loadRules(db: Tx): Promise<TracingRules> {
  const all = await listRules(db)
  const of = <T>(key: string, schema: z.ZodType<T>) =>
    all.filter((r) => r.key === key).map((r) => ({ ...r, body: schema.parse(r.body) }))
  return {
    window: of('tracing.window', WindowRule),
    closeness: of('tracing.closeness', ClosenessRule),
    followup: of('tracing.followup', FollowupRule),
    closing: of('tracing.closing', ClosingRule),
  }
}

/**
 * The version in force on a calendar date. What lies before the first version (an imported line list of another year)
 * is traced under the first, so that it can be traced at all.
 * @throws Problem rule-missing when there is no version
 */
export function versionAt<T>(versions: RuleVersion<T>[], date: string): RuleVersion<T> {
  const found = versions.findLast((v) => v.effectiveFrom <= date) ?? versions[0]
  if (!found) throw problem('rule-missing', { rule: 'tracing', date })
  return found
}

/** Instants as ISO strings; `until` is open while the case is neither isolated nor over. */
export interface InfectiousDays {
  from: string
  until?: string | undefined
}

/**
 * When a case could infect (QĐ 5053/QĐ-BYT): from some days before onset, or where that is not known before the first
 * positive sample, the result or the report; until isolation, or else the day of recovery or death.
 */
export function infectiousDays(
  infection: Infection,
  isolatedAt: string | null,
  rules: TracingRules,
): InfectiousDays {
  const known = infection.sampledAt ?? infection.confirmedAt ?? infection.reportedAt
  const first = infection.onsetDate ?? localDate(known)
  const rule = versionAt(rules.window, localDate(infection.confirmedAt ?? infection.reportedAt))
  const over = infection.outcomeDate
    ? new Date(startOfLocalDate(addDays(infection.outcomeDate, 1)).getTime() - 60_000).toISOString()
    : undefined
  return {
    from: startOfLocalDate(addDays(first, -rule.body.daysBeforeOnset)).toISOString(),
    until: isolatedAt ?? over,
  }
}

/** First and last instant of a contact of which only the calendar day is known. */
export function wholeDay(day: string): { firstAt: string; lastAt: string } {
  return {
    firstAt: startOfLocalDate(day).toISOString(),
    lastAt: new Date(startOfLocalDate(addDays(day, 1)).getTime() - 60_000).toISOString(),
  }
}

export interface MonitoringDays {
  ruleVersionId: number
  /** Calendar dates; day 1 is the day after the last exposure, and the last day is day `days`. */
  monitorFrom: string
  monitorUntil: string
  homeUntil: string | null
  checksPerDay: number
  lostAfterDays: number
}

/**
 * The days on which a contact is monitored, counted from the day of the last exposure, which itself is day 0.
 * @param knownOn date on which the person became known as a contact: the rule of the day monitoring begins holds
 */
export function monitoringDays(
  tier: number,
  lastExposureAt: string,
  knownOn: string,
  rules: TracingRules,
): MonitoringDays {
  const exposed = localDate(lastExposureAt)
  const monitorFrom = addDays(exposed, 1)
  const rule = versionAt(rules.followup, knownOn > monitorFrom ? knownOn : monitorFrom)
  const sorted = rule.body.tiers.toSorted((a, b) => a.tier - b.tier)
  // What the rule says of the last tier it names holds for the tiers behind it.
  const days = sorted.find((t) => t.tier === tier) ?? sorted.at(-1)!
  const monitorUntil = addDays(exposed, days.days)
  return {
    ruleVersionId: rule.id,
    monitorFrom,
    monitorUntil,
    homeUntil: days.thenHome > 0 ? addDays(monitorUntil, days.thenHome) : null,
    checksPerDay: days.checksPerDay,
    lostAfterDays: rule.body.lostAfterDays,
  }
}

/** What the checks of a person say on a day; people who were never due have none. Dates are calendar dates. */
export interface Seen {
  /** Due days before the day, one after another, since the person was last seen. */
  unseenDays: number
  /** The last due day on which they were seen. */
  seenOn: string | null
  lastDue: string
}

interface Term {
  monitorUntil: string
  lostAfterDays: number
  untilSeen: boolean
}

/**
 * Where monitoring stands on a day. Whoever was not found for so many due days in a row is lost, and stays so after
 * the last day: not having been seen is no finding. Nor is a last day on which nobody saw the person, where the rule
 * says so: then each further day is due, until they are seen or lost.
 */
export function statusOf(
  term: Term,
  today: string,
  seen: Seen | undefined,
): Exclude<TierStatus, 'became_case'> {
  if (seen && seen.unseenDays >= term.lostAfterDays) return 'lost'
  return today <= term.monitorUntil || isExtended(term, today, seen) ? 'monitoring' : 'finished'
}

/** Whether further days are due, because nobody saw the person on the last one or after it. */
function isExtended(term: Term, today: string, seen: Seen | undefined): boolean {
  if (!term.untilSeen || !seen || today <= term.monitorUntil) return false
  return (seen.seenOn ?? '') < term.monitorUntil && today <= lastExtra(term)
}

/** The last day that can become due: by then whoever nobody saw is lost. */
export const lastExtra = (term: Term) => addDays(term.monitorUntil, term.lostAfterDays)
