import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { TaskLine } from '../../tasks/contract.ts'

/** Computed from the last step that says so. */
export const ReviewState = z.enum(['open', 'concluded', 'reopened'])
export type ReviewState = z.infer<typeof ReviewState>
export const Cause = z.enum(['not_kept', 'kept', 'unknown'])
export type Cause = z.infer<typeof Cause>
export const InfectedAtWork = z.enum(['yes', 'no', 'unknown'])
export type InfectedAtWork = z.infer<typeof InfectedAtWork>
export const MeasureState = z.enum(['kept', 'not_kept', 'not_seen'])
export type MeasureState = z.infer<typeof MeasureState>

const said = z.string().trim().min(3).max(2000).meta({ widget: 'textarea' })
const byVersion = { id: z.uuid(), version: z.number().int().min(0) }

/** Somewhere people work: an organisation of the register, or a place without one. */
export const Workplace = z.object({
  organisationId: z.uuid().nullable(),
  placeId: z.uuid().nullable(),
  areaId: z.number().int(),
  name: z.string(),
  areaLabel: z.string(),
})
export type Workplace = z.infer<typeof Workplace>

export const OpenInput = z.object({
  id: z.uuid().optional(),
  caseCode: z.string().trim().min(3).max(40),
  /** Exactly one of the two. */
  organisationId: z.uuid().optional(),
  placeId: z.uuid().optional(),
})
export type OpenInput = z.infer<typeof OpenInput>

export const FindingsInput = z.object({
  ...byVersion,
  infected: InfectedAtWork,
  said,
  /** A measure that is not named was not seen. */
  measures: z
    .array(
      z.object({
        code: z.string().min(1).max(40),
        state: MeasureState,
        note: z.string().trim().max(500).optional(),
      }),
    )
    .max(40),
})
export type FindingsInput = z.infer<typeof FindingsInput>

export const ConcludeInput = z.object({
  ...byVersion,
  cause: Cause,
  headName: z.string().trim().min(2).max(120),
  headPost: z.string().trim().min(2).max(160),
  said,
})
export type ConcludeInput = z.infer<typeof ConcludeInput>

export const ReviewLine = z.object({
  id: z.uuid(),
  workplace: z.string(),
  areaLabel: z.string(),
  openedAt: z.string(),
  state: ReviewState,
  /** Null until concluded, and while opened again. */
  cause: Cause.nullable(),
})
export type ReviewLine = z.infer<typeof ReviewLine>

export const ReviewStep = z.object({
  id: z.uuid(),
  step: z.enum(['found', 'concluded', 'reopened', 'replied']),
  infected: InfectedAtWork.nullable(),
  /** Of a finding: how many measures were not kept. */
  notKept: z.number().int().nullable(),
  cause: Cause.nullable(),
  headName: z.string().nullable(),
  headPost: z.string().nullable(),
  said: z.string(),
  at: z.string(),
  byName: z.string(),
  byPost: z.string(),
})
export type ReviewStep = z.infer<typeof ReviewStep>

export const ReviewPage = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  workplace: z.object({
    organisationId: z.uuid().nullable(),
    placeId: z.uuid().nullable(),
    name: z.string(),
    head: z.string().nullable(),
    staff: z.number().int().nullable(),
  }),
  case: z.object({
    code: z.string().nullable(),
    /** Calendar date in Asia/Ho_Chi_Minh. */
    confirmedOn: z.string().nullable(),
    /** For whoever may open the case. */
    id: z.uuid().nullable(),
    /** For whoever may open the case and know names. */
    person: z.string().nullable(),
  }),
  openedAt: z.string(),
  openedBy: z.string(),
  openedPost: z.string(),
  state: ReviewState,
  /** The findings that hold; null while there are none. */
  findings: z
    .object({
      infected: InfectedAtWork,
      said: z.string(),
      at: z.string(),
      byName: z.string(),
      byPost: z.string(),
    })
    .nullable(),
  measures: z.array(
    z.object({
      code: z.string(),
      vi: z.string(),
      en: z.string(),
      basis: z.string(),
      state: MeasureState,
      note: z.string().nullable(),
    }),
  ),
  /** The conclusion that holds; null while open or opened again. */
  conclusion: z
    .object({
      cause: Cause,
      headName: z.string(),
      headPost: z.string(),
      said: z.string(),
      at: z.string(),
      byName: z.string(),
      byPost: z.string(),
    })
    .nullable(),
  steps: z.array(ReviewStep),
  windowDays: z.number().int(),
  replyDays: z.number().int(),
  /** Other confirmed cases reviewed at this workplace, confirmed within `windowDays` before or after this one. */
  others: z.array(z.object({ id: z.uuid(), code: z.string(), confirmedOn: z.string() })),
  /** The plan in force when the case was confirmed, and the last scored visit by then; for posts that read inspections. */
  plan: z.object({ id: z.uuid(), edition: z.number().int(), state: z.string() }).nullable(),
  visit: z.object({ id: z.uuid(), at: z.string(), total: z.number().int() }).nullable(),
  readsInspections: z.boolean(),
  tasks: z.array(TaskLine),
  legalBasis: z.string(),
  version: z.number().int(),
  may: z.object({ find: z.boolean(), conclude: z.boolean(), reopen: z.boolean(), reply: z.boolean() }),
})
export type ReviewPage = z.infer<typeof ReviewPage>

const Versioned = z.object({ version: z.number().int() })

/** Routes about reviews of workplaces: a part of `performanceContract`. */
export const workplaceContract = {
  find: route('GET', '/workplaces', 'workplace.review', 'Organisations and places where people work, by name')
    .input(z.object({ q: z.string().trim().max(100).default('') }))
    .output(z.array(Workplace)),
  ofCase: route(
    'GET',
    '/cases/{id}/workplace-reviews',
    'workplace.read',
    'Reviews of the workplaces of a case',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.array(ReviewLine)),
  open: route(
    'POST',
    '/workplace-reviews',
    'workplace.review',
    'Opens the review of a confirmed case at a workplace',
  )
    .input(OpenInput)
    .output(z.object({ id: z.uuid() })),
  get: route('GET', '/workplace-reviews/{id}', 'workplace.read', 'One review; opening it is recorded')
    .input(z.object({ id: z.uuid() }))
    .output(ReviewPage),
  enterFindings: route(
    'POST',
    '/workplace-reviews/{id}/findings',
    'workplace.review',
    'Enters what was found at the workplace; what was entered before stays in the course',
  )
    .input(FindingsInput)
    .output(Versioned),
  conclude: route(
    'POST',
    '/workplace-reviews/{id}/conclusion',
    'workplace.conclude',
    'Concludes on the cause and names who answers for the workplace',
  )
    .input(ConcludeInput)
    .output(Versioned),
  reopen: route(
    'POST',
    '/workplace-reviews/{id}/reopen',
    'workplace.conclude',
    'Opens a concluded review again',
  )
    .input(z.object({ ...byVersion, said }))
    .output(Versioned),
  reply: route(
    'POST',
    '/workplace-reviews/{id}/replies',
    'workplace.reply',
    'Adds what the head answers to the conclusion; it cannot be taken back',
  )
    .input(z.object({ ...byVersion, said }))
    .output(Versioned),
}
