import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

const Num = z.number().nullable()

/** Where a disease in an area stands: now; within the last week; not; not to be said for want of days before it. */
export const SignalState = z.enum(['unusual', 'recent', 'normal', 'unknown'])
export type SignalState = z.infer<typeof SignalState>
export const Judgement = z.enum(['real', 'explained', 'data_error'])
export type Judgement = z.infer<typeof Judgement>
export const Method = z.enum(['C1', 'C2', 'C3', 'farrington'])

/** A day beside what was to be expected; null where the days before it are too few. */
const DayCheck = z.object({
  day: z.string(),
  observed: z.number(),
  expected: Num,
  upper: Num,
  alarm: z.boolean(),
})
export type DayCheck = z.infer<typeof DayCheck>

const DailyCheck = DayCheck.extend({
  method: z.enum(['C1', 'C2', 'C3']),
  /** Whether the rule judges this disease by it. */
  used: z.boolean(),
  alpha: z.number(),
  /** Standard deviations that the bound lies above the mean. */
  z: z.number(),
  baseline: z.array(z.object({ day: z.string(), count: z.number() })),
})
export type DailyCheck = z.infer<typeof DailyCheck>

const WeekCheck = z.object({
  from: z.string(),
  to: z.string(),
  observed: z.number(),
  expected: Num,
  upper: Num,
  score: Num,
  alarm: z.boolean(),
  /** Years of the register that it learns from. */
  years: z.number(),
  /** Why there is none. */
  reason: z.enum(['not-for-disease', 'no-history', 'few-cases']).nullable(),
})
export type WeekCheck = z.infer<typeof WeekCheck>

const ReproductionOut = z.object({
  from: z.string(),
  to: z.string(),
  cases: z.number(),
  imported: z.number(),
  /** Cases infected here that an estimate needs. */
  needed: z.number(),
  serialInterval: z.object({ mean: z.number(), sd: z.number(), source: z.string() }).nullable(),
  mean: Num,
  low: Num,
  high: Num,
  reason: z.enum(['few-cases', 'no-interval', 'short']).nullable(),
})
export type ReproductionOut = z.infer<typeof ReproductionOut>

const GrowthOut = z.object({
  from: z.string(),
  to: z.string(),
  cases: z.number(),
  daysWithCases: z.number(),
  needed: z.number(),
  neededDays: z.number(),
  enough: z.boolean(),
  /** A day; null without an estimate. Times are days, null where never. */
  r: Num,
  low: Num,
  high: Num,
  doubling: Num,
  doublingLow: Num,
  doublingHigh: Num,
  halving: Num,
  halvingLow: Num,
  halvingHigh: Num,
})
export type GrowthOut = z.infer<typeof GrowthOut>

const TurnOut = z.object({ day: z.string(), before: z.number(), after: z.number() })
export type TurnOut = z.infer<typeof TurnOut>

const Review = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  disease: z.string(),
  day: z.string(),
  method: Method,
  observed: z.number(),
  expected: z.number(),
  upper: z.number(),
  seenAt: z.string(),
  seenBy: z.string(),
  seenByPost: z.string(),
  judgement: Judgement.nullable(),
  reason: z.string().nullable(),
  followUp: z.string().nullable(),
  judgedAt: z.string().nullable(),
  judgedBy: z.string().nullable(),
  version: z.number().int(),
})
export type Review = z.infer<typeof Review>

const Cell = z.object({
  areaId: z.number().int(),
  disease: z.string(),
  state: SignalState,
  /** The last day that is over. */
  day: DayCheck,
  /** The day that is not over yet; a count above its bound is an alarm already. */
  today: DayCheck,
  week: WeekCheck,
  /** Days of the last week that stood out, newest first. */
  alarmDays: z.array(z.string()),
  /** The last 28 days that are over, oldest first. */
  spark: z.array(z.number()),
  reproduction: ReproductionOut,
  review: Review.nullable(),
})
export type Cell = z.infer<typeof Cell>

const Rule = z.object({
  id: z.number().int(),
  key: z.string(),
  effectiveFrom: z.string(),
  legalBasis: z.string(),
  confirmedBy: z.string().nullable(),
})

const Disease = z.object({ key: z.string(), vi: z.string(), en: z.string() })

const Overview = z.object({
  asOf: z.string(),
  today: z.string(),
  lastDay: z.string(),
  /** Day of the first report of the register; null while it is empty. */
  historyFrom: z.string().nullable(),
  rule: Rule,
  diseases: z.array(Disease),
  /** The area, those right below it, and whichever deeper one stands out; without those where nothing was reported in 28 days. */
  cells: z.array(Cell),
  checked: z.object({ areas: z.number(), diseases: z.number() }),
})
export type Overview = z.infer<typeof Overview>

const NowcastDay = z.object({
  day: z.string(),
  observed: z.number(),
  share: z.number(),
  estimate: Num,
  low: Num,
  high: Num,
})

const Curve = z.object({
  days: z.array(z.string()),
  onset: z.array(z.number()),
  reported: z.array(z.number()),
  confirmed: z.array(z.number()),
  /** Days of onset that reports are still to come for, as they stood when the last day was over. */
  nowcast: z.array(NowcastDay),
  /** Why there is none at all. */
  reason: z.enum(['few-cases']).nullable(),
  learntFrom: z.number(),
  needed: z.number(),
  maxDelay: z.number(),
})
export type Curve = z.infer<typeof Curve>

/** A number of a sentence, and the list that it is the size of. */
const Fact = z.object({
  name: z.string(),
  value: z.number(),
  figure: z
    .object({
      id: z.string(),
      areaId: z.number().int(),
      asOf: z.string().optional(),
      from: z.string().optional(),
      to: z.string().optional(),
      part: z.string().optional(),
      value: z.string().optional(),
    })
    .optional(),
})
export type Fact = z.infer<typeof Fact>

const Caveat = z.object({
  key: z.string(),
  facts: z.array(Fact),
  areas: z.array(z.number().int()).optional(),
})
export type Caveat = z.infer<typeof Caveat>

const Working = z.object({
  asOf: z.string(),
  today: z.string(),
  lastDay: z.string(),
  historyFrom: z.string().nullable(),
  areaId: z.number().int(),
  disease: Disease,
  state: SignalState,
  minimumCount: z.number(),
  rule: Rule,
  /** The last day that is over by each method. */
  methods: z.array(DailyCheck),
  /** The last 28 days and the day that is not over. */
  days: z.array(DayCheck),
  week: WeekCheck,
  weeklyAlpha: z.number(),
  reproduction: ReproductionOut,
  growth: GrowthOut,
  turn: TurnOut.nullable(),
  curve: Curve,
  caveats: z.array(Caveat),
  reviews: z.array(Review),
})
export type Working = z.infer<typeof Working>

const Sentence = z.object({
  key: z.string(),
  weight: z.enum(['unusual', 'watch', 'plain', 'normal']),
  areaId: z.number().int().optional(),
  disease: z.string().optional(),
  day: z.string().optional(),
  facts: z.array(Fact),
  /** Figures that are at 0. */
  quiet: z.array(z.object({ vi: z.string(), en: z.string() })).optional(),
  figure: z.object({ vi: z.string(), en: z.string() }).optional(),
})
export type Sentence = z.infer<typeof Sentence>

const Briefing = z.object({
  areaId: z.number().int(),
  /** The hour that it is as of. */
  asOf: z.string(),
  since: z.string(),
  lastDay: z.string(),
  diseases: z.array(Disease),
  sentences: z.array(Sentence),
})
export type Briefing = z.infer<typeof Briefing>

const Ask = z.object({
  areaId: z.coerce.number().int().optional(),
  asOf: z.iso.datetime({ offset: true }).optional(),
})

export const AcknowledgeInput = z.object({
  areaId: z.number().int(),
  disease: z.string().max(60),
  day: z.iso.date(),
})

export const JudgeInput = z.object({
  id: z.uuid(),
  version: z.number().int(),
  judgement: Judgement,
  reason: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }),
  followUp: z.string().trim().max(500).optional().meta({ widget: 'textarea' }),
})

export const warningContract = {
  overview: route(
    'GET',
    '/warnings',
    'warning.read',
    'Unusual counts by area and disease, with R where it can be estimated',
  )
    .input(Ask)
    .output(Overview),
  working: route(
    'GET',
    '/warnings/working',
    'warning.read',
    'One disease in one area: how it was judged, R, growth, the curve with nowcast, what to bear in mind',
  )
    .input(Ask.extend({ areaId: z.coerce.number().int(), disease: z.string().max(60) }))
    .output(Working),
  briefing: route(
    'GET',
    '/briefing',
    'warning.read',
    "What changed since yesterday's briefing and why it matters; every number can be opened",
  )
    .input(Ask)
    .output(Briefing),
  acknowledge: route(
    'POST',
    '/warning-reviews',
    'warning.judge',
    'Notes that an unusual count was seen, with its numbers; a second time it is the same note',
  )
    .input(AcknowledgeInput)
    .output(Review),
  judge: route(
    'POST',
    '/warning-reviews/{id}/judge',
    'warning.judge',
    'Says what an unusual count was: real, explained, or an error of the data',
  )
    .input(JudgeInput)
    .output(Review),
}
