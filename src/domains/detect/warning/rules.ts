import { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { getRule } from '../../../platform/rules.ts'

const DiseaseRule = z.object({
  method: z.enum(['C1', 'C2', 'C3']),
  baselineDays: z.number().int().min(3),
  alpha: z.number(),
  /** Fewer cases than this in a day are no alarm, whatever the bound. */
  minimumCount: z.number().int().min(1),
  weekly: z.boolean(),
})
export type DiseaseRule = z.infer<typeof DiseaseRule>

const WeeklyRule = z.object({
  yearsMost: z.number().int(),
  yearsLeast: z.number().int(),
  weeksAround: z.number().int(),
  weeksLeftOut: z.number().int(),
  periods: z.number().int(),
  weightsThreshold: z.number(),
  alpha: z.number(),
  leastCases: z.number().int(),
  inWeeks: z.number().int(),
})
export type WeeklyRule = z.infer<typeof WeeklyRule>

const DetectionRule = z.object({
  diseases: z.record(z.string(), DiseaseRule),
  weekly: WeeklyRule,
  /** How long a day that stood out is still shown. */
  rememberDays: z.number().int(),
})
export type DetectionRule = z.infer<typeof DetectionRule>

const ReproductionRule = z.object({
  windowDays: z.number().int(),
  leastCases: z.number().int(),
  growthDays: z.number().int(),
  leastDaysWithCases: z.number().int(),
  turnDays: z.number().int(),
  /** In days. A disease without one is not passed on from person to person, or nobody has said how fast. */
  serialIntervals: z.record(z.string(), z.object({ mean: z.number(), sd: z.number(), source: z.string() })),
})
export type ReproductionRule = z.infer<typeof ReproductionRule>

const NowcastRule = z.object({
  curveDays: z.number().int(),
  maxDelay: z.number().int(),
  learnDays: z.number().int(),
  alpha: z.number(),
  leastCases: z.number().int(),
  quality: z.object({
    days: z.number().int(),
    smallNumbers: z.number().int(),
    /** Reports of a weekend day beside those of a weekday; below this share it is said. */
    weekendShare: z.number(),
    silentDays: z.number().int(),
    repeatDays: z.number().int(),
  }),
})
export type NowcastRule = z.infer<typeof NowcastRule>

const BriefingRule = z.object({ at: z.string(), mostSentences: z.number().int() })

/** The rules of warning in force at an instant. @throws Problem rule-missing */
export const detectionRule = (db: Tx, at: string) =>
  getRule(db, 'warning.detection', localDate(at), DetectionRule)
export const reproductionRule = (db: Tx, at: string) =>
  getRule(db, 'warning.reproduction', localDate(at), ReproductionRule)
export const nowcastRule = (db: Tx, at: string) => getRule(db, 'warning.nowcast', localDate(at), NowcastRule)
export const briefingRule = (db: Tx, at: string) =>
  getRule(db, 'warning.briefing', localDate(at), BriefingRule)
