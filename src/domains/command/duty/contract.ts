import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { incidentsContract } from './incidents/contract.ts'
import { visitsContract } from './visits/contract.ts'

export const ROLES = ['leader', 'member', 'medical', 'driver'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

const areaId = z.coerce.number().int()
const day = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const said = (max: number) => z.string().trim().min(3).max(max)

export const Need = z.object({ role: Role, n: z.number().int().min(1).max(20) })
export type Need = z.infer<typeof Need>
export const PatternShift = z.object({
  name: z.string().trim().min(1).max(40),
  /** Full or half hour of the day in Asia/Ho_Chi_Minh. */
  start: z.string().regex(/^([01]\d|2[0-3]):(00|30)$/),
  hours: z.number().int().min(1).max(24),
})
const patternFacts = {
  shifts: z.array(PatternShift).min(1).max(12),
  needs: z.array(Need).min(1).max(4),
  /** The fewest hours between two shifts of one person. */
  restHours: z.number().int().min(0).max(48),
  fromDate: day,
  untilDate: day.nullable().default(null),
}
export const Pattern = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  ...patternFacts,
  version: z.number().int(),
})
export type Pattern = z.infer<typeof Pattern>
export type PatternFacts = Pick<Pattern, 'shifts' | 'needs' | 'restHours' | 'fromDate' | 'untilDate'>

/** Who somebody is: known to all through a post, otherwise to those who may know people. */
const Who = {
  personId: z.uuid(),
  name: z.string().nullable(),
  postKind: z.string().nullable(),
  /** What they are in the command post. */
  duty: z.string().nullable(),
}

export const Shift = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  ...Who,
  phone: z.string().nullable(),
  role: Role,
  startsAt: z.string(),
  endsAt: z.string(),
  source: z.enum(['plan', 'hand', 'swap']),
  vacatedAt: z.string().nullable(),
  /** Why it became vacant; an order is told to those who plan only. */
  vacatedWhy: z.enum(['order', 'leave', 'other']).nullable(),
  /** Somebody is there to serve it: the membership runs, the post is held. */
  stands: z.boolean(),
  version: z.number().int(),
})
export type Shift = z.infer<typeof Shift>

export const DutyPerson = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  ...Who,
  roles: z.array(Role),
  active: z.boolean(),
  /** A member of the command post today, in a post that is held. */
  present: z.boolean(),
  /** Served and planned in the last 28 days and the next 7: hours, nights, weekend shifts. */
  hours: z.number(),
  nights: z.number().int(),
  weekends: z.number().int(),
  version: z.number().int(),
})
export type DutyPerson = z.infer<typeof DutyPerson>

/** An hour that is not covered: nobody there, or a role missing. */
export const Gap = z.object({
  areaId: z.number().int(),
  startsAt: z.string(),
  endsAt: z.string(),
  what: z.enum(['no_pattern', 'nobody', 'role']),
  missing: z.array(Need),
})
export type Gap = z.infer<typeof Gap>

export const Swap = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  shift: Shift,
  to: z.object(Who),
  give: Shift.nullable(),
  said: z.string().nullable(),
  askedAt: z.string(),
  askedBy: z.string(),
  /** The viewer is the one who is asked, or plans for somebody without an account. */
  mayAnswer: z.boolean(),
  mayWithdraw: z.boolean(),
  version: z.number().int(),
})
export type Swap = z.infer<typeof Swap>

const Signed = z.object({
  said: z.string().nullable(),
  incidents: z.array(z.object({ id: z.uuid(), code: z.string(), what: z.string(), state: z.string() })),
  at: z.string(),
  byName: z.string(),
  byPost: z.string(),
})
export const Handover = z.object({
  areaId: z.number().int(),
  boundaryAt: z.string(),
  left: Signed.nullable(),
  taken: Signed.nullable(),
  /** The boundary has passed and one of the signatures is not there. */
  missing: z.boolean(),
  mayLeave: z.boolean(),
  mayTake: z.boolean(),
})
export type Handover = z.infer<typeof Handover>

export const Unit = z.object({
  areaId: z.number().int(),
  label: z.string(),
  teamId: z.uuid(),
  hasPattern: z.boolean(),
  onNow: z.array(Shift),
  /** Uncovered hours in the next 24 hours and 7 days, and what is missing first. */
  gaps24: z.number().int(),
  gaps7d: z.number().int(),
  next: Gap.nullable(),
})
export type Unit = z.infer<typeof Unit>

export const Overview = z.object({
  units: z.array(Unit),
  mine: z.array(Shift),
  swaps: z.array(Swap),
  handovers: z.array(Handover),
})
export type Overview = z.infer<typeof Overview>

/** A slot of the pattern with who is in it; a place that is open has the fairest free person beside it. */
export const SlotOut = z.object({
  name: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  shifts: z.array(Shift),
  open: z.array(Need.extend({ propose: z.object(Who).nullable() })),
})
export type SlotOut = z.infer<typeof SlotOut>

export const WeekOut = z.object({
  areaId: z.number().int(),
  from: z.string(),
  to: z.string(),
  slots: z.array(SlotOut),
  /** Shifts that no slot of the pattern asks for, as after a change of the pattern. */
  others: z.array(Shift),
  vacated: z.array(Shift),
  gaps: z.array(Gap),
  handovers: z.array(Handover),
  may: z.object({ plan: z.boolean(), serve: z.boolean() }),
  /** The viewer as one of the duty people here. */
  meId: z.uuid().nullable(),
})
export type WeekOut = z.infer<typeof WeekOut>

export const Leave = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  since: z.string(),
  until: z.string(),
  /** null: by an order; only those who plan may know. */
  reason: z.string().nullable(),
  byOrder: z.boolean(),
})
export type Leave = z.infer<typeof Leave>

export const Setup = z.object({
  areaId: z.number().int(),
  team: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  patterns: z.array(Pattern),
  people: z.array(DutyPerson),
  leaves: z.array(Leave),
  /** Members of the command post who are no duty people yet. */
  others: z.array(
    z.object({
      memberId: z.uuid(),
      name: z.string().nullable(),
      postKind: z.string().nullable(),
      duty: z.string().nullable(),
    }),
  ),
})
export type Setup = z.infer<typeof Setup>

const Placing = z.object({ personId: z.uuid(), role: Role, startsAt: instant, endsAt: instant })
export const Preview = z.object({
  from: z.string(),
  to: z.string(),
  shifts: z.array(Placing),
  /** Places that nobody could take: they stay open. */
  open: z.array(z.object({ startsAt: z.string(), endsAt: z.string(), role: Role, n: z.number().int() })),
  people: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      postKind: z.string().nullable(),
      duty: z.string().nullable(),
      shifts: z.number().int(),
      hours: z.number(),
      nights: z.number().int(),
      weekends: z.number().int(),
      before: z.number(),
    }),
  ),
  /** false: time ran out; this is the best that was found. */
  isBest: z.boolean(),
  kept: z.number().int(),
})
export type Preview = z.infer<typeof Preview>

const window = { areaId, from: day, to: day }
const done = z.object({ version: z.number().int() })
const made = z.object({ id: z.uuid() })

export const dutyContract = {
  overview: route(
    'GET',
    '/duty',
    'duty.read',
    'Who is on duty now in an area and the units below, and what is not covered',
  )
    .input(z.object({ areaId: areaId.optional() }))
    .output(Overview),
  week: route(
    'GET',
    '/duty/week',
    'duty.read',
    'The roster of a command post: shifts, open places, hand-overs',
  )
    .input(z.object({ areaId, from: day, days: z.coerce.number().int().min(1).max(31).default(7) }))
    .output(WeekOut),
  setup: route('GET', '/duty/setup', 'duty.read', 'Pattern, duty people and leave of a command post')
    .input(z.object({ areaId }))
    .output(Setup),
  setPattern: route(
    'POST',
    '/duty/patterns',
    'duty.plan',
    'Sets how a command post is on duty round the clock',
  )
    .input(
      z.object({ id: z.uuid().optional(), version: z.number().int().default(0), areaId, ...patternFacts }),
    )
    .output(z.object({ id: z.uuid(), version: z.number().int() })),
  setPerson: route(
    'POST',
    '/duty/people',
    'duty.plan',
    'Says as what a member of the command post stands on duty',
  )
    .input(
      z.object({
        memberId: z.uuid(),
        roles: z.array(Role).min(1).max(4),
        active: z.boolean().default(true),
        version: z.number().int().default(0),
      }),
    )
    .output(z.object({ id: z.uuid(), version: z.number().int() })),
  addLeave: route(
    'POST',
    '/duty/leaves',
    'duty.plan',
    'Days on which somebody takes no shift; shifts in them become vacant',
  )
    .input(z.object({ personId: z.uuid(), since: day, until: day, reason: said(300) }))
    .output(z.object({ id: z.uuid(), vacated: z.number().int() })),
  removeLeave: route('DELETE', '/duty/leaves/{id}', 'duty.plan', 'Takes back a leave')
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ ok: z.literal(true) })),
  generate: route('POST', '/duty/generate', 'duty.plan', 'Works out a fair roster; nothing is kept')
    .input(z.object(window))
    .output(Preview),
  keep: route(
    'POST',
    '/duty/keep',
    'duty.plan',
    'Keeps a roster that was worked out, in place of what was planned in those days',
  )
    .input(z.object({ ...window, shifts: z.array(Placing).max(3000) }))
    .output(z.object({ kept: z.number().int(), removed: z.number().int() })),
  fill: route('POST', '/duty/shifts', 'duty.plan', 'Puts somebody into an open place of a shift')
    .input(z.object({ personId: z.uuid(), role: Role, startsAt: instant }))
    .output(made),
  vacate: route(
    'POST',
    '/duty/shifts/{id}/vacate',
    'duty.plan',
    'Takes somebody out of a shift: the place is open then',
  )
    .input(z.object({ id: z.uuid(), version: z.number().int() }))
    .output(done),
  choices: route(
    'GET',
    '/duty/shifts/{id}/choices',
    'duty.serve',
    'Who could take a shift, the fairest first',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.array(z.object({ ...Who, hours: z.number() }))),
  askSwap: route(
    'POST',
    '/duty/swaps',
    'duty.serve',
    'Asks another to take a shift, for one of theirs or for nothing',
  )
    .input(
      z.object({
        shiftId: z.uuid(),
        version: z.number().int(),
        toPersonId: z.uuid(),
        giveShiftId: z.uuid().optional(),
        said: said(300).optional(),
      }),
    )
    .output(made),
  answerSwap: route(
    'POST',
    '/duty/swaps/{id}/answer',
    'duty.serve',
    'Accepts, declines or withdraws a swap; accepted it takes effect at once',
  )
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        answer: z.enum(['accepted', 'declined', 'withdrawn']),
      }),
    )
    .output(done),
  handOver: route(
    'POST',
    '/duty/handovers',
    'duty.serve',
    'Signs the hand-over at a change of shifts: whoever leaves first, then whoever takes over',
  )
    .input(
      z.object({ areaId, boundaryAt: instant, kind: z.enum(['leave', 'take']), said: said(4000).optional() }),
    )
    .output(made),
  ...incidentsContract,
  ...visitsContract,
}
