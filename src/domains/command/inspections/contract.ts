import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Attachment } from '../../registry/attachments/contract.ts'
import { TaskState } from '../tasks/contract.ts'
import { plansContract } from './plans/contract.ts'

/** The two tracks (R06): the root, neighbourhoods; the top, agencies and enterprises. They are counted apart. */
export const TRACKS = ['neighbourhood', 'organisation'] as const
export const Track = z.enum(TRACKS)
export type Track = z.infer<typeof Track>
/** Computed from the times. */
export const VisitState = z.enum(['planned', 'missed', 'under_way', 'closed', 'cancelled'])
export type VisitState = z.infer<typeof VisitState>
/** Open; its task done and waiting for the re-check; closed by a re-check; found again, how often is counted. */
export const FindingState = z.enum(['open', 'remedied', 'reopened', 'closed'])
export type FindingState = z.infer<typeof FindingState>
export const Severity = z.enum(['minor', 'serious', 'critical'])
/** What makes a place worth a visit; weights are the rule `inspection.risk`. */
export const FACTORS = [
  'zones',
  'cases',
  'workers',
  'events',
  'overdue',
  'days',
  'never',
  'score',
  'findings',
  'noPlan',
  'violations',
] as const
/** Posts that can be told to remedy what was found. */
export const REMEDY_POSTS = [
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'neighbourhood-head',
  'front-officer',
  'district-clerk',
] as const

const day = z.iso.date()
const instant = z.iso.datetime({ offset: true }).meta({ widget: 'datetime' })
const text = (max: number) => z.string().trim().min(3).max(max).meta({ widget: 'textarea' })
const reason = text(500)
const byVersion = { id: z.uuid(), version: z.number().int() }
const Versioned = z.object({ version: z.number().int() })

export const Reason = z.object({
  factor: z.enum(FACTORS),
  /** How many, or how many days, or points under the safe score. */
  n: z.number(),
  points: z.number(),
})
export type Reason = z.infer<typeof Reason>

/** What can be visited; the ids say which. */
export const Subject = z.object({
  track: Track,
  areaId: z.number().int(),
  organisationId: z.uuid().nullable().default(null),
  placeId: z.uuid().nullable().default(null),
})
export type Subject = z.output<typeof Subject>

export const Proposal = Subject.extend({
  label: z.string(),
  areaLabel: z.string(),
  points: z.number(),
  reasons: z.array(Reason),
  lastOn: z.string().nullable(),
  lastTotal: z.number().nullable(),
  /** The inspection team that covers it, if one. */
  team: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export type Proposal = z.infer<typeof Proposal>

export const InspectionTeam = z.object({
  id: z.uuid(),
  name: z.string(),
  areaId: z.number().int(),
  covers: z.array(z.string()),
})

const Score = z.number().int().min(0).max(10)
export const Answers = z.record(
  z.string().max(40),
  z.object({ score: Score.nullable(), remark: z.string().max(1000).optional() }),
)
export type Answers = z.output<typeof Answers>

export const Criterion = z.object({ code: z.string(), vi: z.string(), en: z.string(), basis: z.string() })
export type Criterion = z.infer<typeof Criterion>

export const Visit = Subject.extend({
  id: z.uuid(),
  label: z.string(),
  areaLabel: z.string(),
  teamId: z.uuid(),
  team: z.string(),
  byAreaId: z.number().int(),
  plannedOn: z.string(),
  plannedAt: z.string(),
  plannedBy: z.string(),
  why: z.string().nullable(),
  reasons: z.array(Reason),
  recheckOf: z.uuid().nullable(),
  startedAt: z.string().nullable(),
  startedBy: z.string().nullable(),
  position: z.object({ lat: z.number(), lon: z.number(), accuracyM: z.number().nullable() }).nullable(),
  answers: Answers,
  total: z.number().nullable(),
  praise: z.string().nullable(),
  weaknesses: z.string().nullable(),
  note: z.string().nullable(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cancelReason: z.string().nullable(),
  state: VisitState,
  version: z.number().int(),
})
export type Visit = z.infer<typeof Visit>

export const Check = z.object({
  id: z.uuid(),
  visitId: z.uuid(),
  at: z.string(),
  byName: z.string(),
  fixed: z.boolean(),
  said: z.string(),
  dueAt: z.string().nullable(),
})

export const Finding = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  visitId: z.uuid(),
  label: z.string(),
  areaLabel: z.string(),
  track: Track,
  criterion: z.string().nullable(),
  what: z.string(),
  severity: Severity,
  coping: z.boolean(),
  remedy: z.string(),
  /** The deadline that counts: that of the last re-check, else the first. */
  dueAt: z.string(),
  postKind: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  task: z.object({ id: z.uuid(), state: TaskState, doneNote: z.string().nullable() }).nullable(),
  checks: z.array(Check),
  /** Re-checks that found it not remedied. */
  reopened: z.number().int(),
  state: FindingState,
  late: z.boolean(),
})
export type Finding = z.infer<typeof Finding>

export const FindingInput = z.object({
  id: z.uuid(),
  criterion: z.string().max(40).nullable().default(null),
  what: text(1000),
  severity: Severity,
  coping: z.boolean().default(false),
  remedy: text(1000),
  dueAt: instant,
  postKind: z.enum(REMEDY_POSTS),
  /** Give it as a task at once; otherwise somebody does so later. */
  giveTask: z.boolean().default(true),
})
export type FindingInput = z.output<typeof FindingInput>

export const CheckInput = z.object({
  findingId: z.uuid(),
  fixed: z.boolean(),
  said: text(1000),
  /** The new deadline of what is not remedied. */
  dueAt: instant.optional(),
})

export const CloseInput = z.object({
  ...byVersion,
  answers: Answers,
  praise: text(2000).optional(),
  weaknesses: text(2000).optional(),
  note: text(2000).optional(),
  findings: z.array(FindingInput).max(50).default([]),
  checks: z.array(CheckInput).max(50).default([]),
})
export type CloseInput = z.output<typeof CloseInput>

export const CorrectInput = z.object({
  ...byVersion,
  reason,
  answers: Answers.optional(),
  praise: text(2000).nullable().optional(),
  weaknesses: text(2000).nullable().optional(),
  note: text(2000).nullable().optional(),
})
export type CorrectInput = z.output<typeof CorrectInput>

export const VisitPage = z.object({
  visit: Visit,
  checklist: z.array(Criterion),
  legalBasis: z.string(),
  passTotal: z.number(),
  findings: z.array(Finding),
  /** Open findings of earlier visits of the same place: what a visit now checks again. */
  toCheck: z.array(Finding),
  /** What this visit said of earlier findings. */
  checked: z.array(Finding),
  /** Photos and files of the visit, and of its findings. */
  files: z.array(Attachment),
  corrections: z.array(
    z.object({
      id: z.uuid(),
      at: z.string(),
      byName: z.string(),
      reason: z.string(),
      changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
    }),
  ),
  rechecks: z.array(z.object({ id: z.uuid(), plannedOn: z.string(), state: VisitState })),
  may: z.object({
    /** Move. */
    plan: z.boolean(),
    /** Also by a unit above. */
    cancel: z.boolean(),
    start: z.boolean(),
    close: z.boolean(),
    correct: z.boolean(),
    assign: z.boolean(),
    recheck: z.boolean(),
    /** Add photos: to a visit under way, to a finding as long as it is open. */
    attach: z.boolean(),
  }),
})
export type VisitPage = z.infer<typeof VisitPage>

export const inspectionsContract = {
  overview: route(
    'GET',
    '/inspections/overview',
    'inspection.read',
    'The visits of this week and what is left of earlier ones, and the findings that are open',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional() }).optional())
    .output(
      z.object({
        visits: z.array(Visit),
        findings: z.array(Finding),
        openFindings: z.number().int(),
        /** Visits closed this week, by track. */
        closed: z.object({ neighbourhood: z.number().int(), organisation: z.number().int() }),
      }),
    ),
  proposals: route(
    'GET',
    '/inspections/proposals',
    'inspection.read',
    'What is worth a visit, by risk, each with its reasons',
  )
    .input(
      z.object({
        track: Track,
        areaId: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.object({ legalBasis: z.string(), proposals: z.array(Proposal) })),
  teams: route('GET', '/inspections/teams', 'inspection.read', 'Inspection teams at work and what they cover')
    .input(z.object({}).optional())
    .output(z.array(InspectionTeam)),
  subjects: route(
    'GET',
    '/inspections/subjects',
    'inspection.read',
    'Organisations and places by name, for a visit, a plan or a violation',
  )
    .input(
      z.object({ q: z.string().max(100).default(''), kind: z.enum(['organisation', 'any']).default('any') }),
    )
    .output(z.array(Subject.extend({ label: z.string(), areaLabel: z.string() }))),
  plan: route('POST', '/inspections', 'inspection.plan', 'Plans visits of a day; what has one open keeps it')
    .input(
      z.object({
        plannedOn: day,
        teamId: z.uuid(),
        subjects: z.array(Subject).min(1).max(100),
        why: text(500).optional(),
        recheckOf: z.uuid().optional(),
      }),
    )
    .output(z.object({ ids: z.array(z.uuid()), skipped: z.number().int() })),
  get: route('GET', '/inspections/{id}', 'inspection.read', 'One visit with its checklist and findings')
    .input(z.object({ id: z.uuid() }))
    .output(VisitPage),
  move: route('PUT', '/inspections/{id}/plan', 'inspection.plan', 'Another day or another team')
    .input(z.object({ ...byVersion, plannedOn: day, teamId: z.uuid() }))
    .output(Versioned),
  cancel: route('POST', '/inspections/{id}/cancel', 'inspection.plan', 'Gives up a visit, with the reason')
    .input(z.object({ ...byVersion, reason }))
    .output(Versioned),
  start: route('POST', '/inspections/{id}/start', 'inspection.visit', 'On the spot: the visit begins')
    .input(
      z.object({
        ...byVersion,
        lat: z.number().min(-90).max(90).optional(),
        lon: z.number().min(-180).max(180).optional(),
        accuracyM: z.number().int().min(0).max(100_000).optional(),
      }),
    )
    .output(Versioned),
  close: route(
    'POST',
    '/inspections/{id}/close',
    'inspection.visit',
    'Closes a visit: scores, remarks, findings with their tasks, what became of earlier findings',
  )
    .input(CloseInput)
    .output(z.object({ version: z.number().int(), total: z.number().nullable(), tasks: z.number().int() })),
  correct: route(
    'POST',
    '/inspections/{id}/correct',
    'inspection.visit',
    'Corrects a closed visit, with the reason',
  )
    .input(CorrectInput)
    .output(Versioned),
  ofFinding: route('GET', '/findings/{id}', 'inspection.read', 'The visit that a finding belongs to')
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ visitId: z.uuid() })),
  assign: route(
    'POST',
    '/findings/{id}/assign',
    'inspection.visit',
    'Gives a finding as a task to the post that is to remedy it',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ opened: z.number().int() })),
  ...plansContract,
}
