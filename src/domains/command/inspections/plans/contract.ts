import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

/** Computed: a later edition replaces; a finding "đối phó" after the approval re-opens; a scored visit verifies. */
export const PlanState = z.enum(['waiting', 'returned', 'approved', 'verified', 'reopened', 'replaced'])
export type PlanState = z.infer<typeof PlanState>

export const PlanInput = z.object({
  organisationId: z.uuid(),
  body: z.string().trim().min(20).max(20_000).meta({ widget: 'textarea' }),
  staff: z.number().int().min(0).max(100_000).optional(),
  contactName: z.string().trim().min(2).max(120).optional(),
  contactPhone: z
    .string()
    .trim()
    .regex(/^[0-9+ ]{8,15}$/)
    .optional()
    .meta({ widget: 'phone' }),
  submittedOn: z.iso.date(),
})
export type PlanInput = z.output<typeof PlanInput>

export const Plan = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  organisationId: z.uuid(),
  organisation: z.string(),
  edition: z.number().int(),
  body: z.string(),
  staff: z.number().nullable(),
  /** For posts that may know people; null for others. */
  contactName: z.string().nullable(),
  contactPhone: z.string().nullable(),
  submittedOn: z.string(),
  enteredAt: z.string(),
  enteredBy: z.string(),
  reviewedAt: z.string().nullable(),
  reviewedBy: z.string().nullable(),
  reviewedPost: z.string().nullable(),
  reviewSaid: z.string().nullable(),
  verifiedBy: z.object({ visitId: z.uuid(), at: z.string(), total: z.number() }).nullable(),
  /** What was found to be done for show since the approval. */
  copingFinding: z.object({ id: z.uuid(), visitId: z.uuid(), what: z.string() }).nullable(),
  state: PlanState,
  version: z.number().int(),
})
export type Plan = z.infer<typeof Plan>

export const PlanPage = z.object({
  plan: Plan,
  editions: z.array(
    z.object({ id: z.uuid(), edition: z.number().int(), submittedOn: z.string(), state: PlanState }),
  ),
  may: z.object({ review: z.boolean(), submit: z.boolean(), visit: z.boolean() }),
})
export type PlanPage = z.infer<typeof PlanPage>

const byVersion = { id: z.uuid(), version: z.number().int() }

export const plansContract = {
  submitPlan: route(
    'POST',
    '/prevention-plans',
    'plan.submit',
    'Enters the plan that an organisation hands in',
  )
    .input(PlanInput)
    .output(z.object({ id: z.uuid(), edition: z.number().int() })),
  getPlan: route(
    'GET',
    '/prevention-plans/{id}',
    'inspection.read',
    'One prevention plan and its other editions',
  )
    .input(z.object({ id: z.uuid() }))
    .output(PlanPage),
  reviewPlan: route(
    'POST',
    '/prevention-plans/{id}/review',
    'plan.review',
    'Approves a plan, or returns it with what is missing',
  )
    .input(
      z.object({
        ...byVersion,
        verdict: z.enum(['approved', 'returned']),
        said: z.string().trim().min(3).max(1000).optional().meta({ widget: 'textarea' }),
      }),
    )
    .output(z.object({ version: z.number().int() })),
}
