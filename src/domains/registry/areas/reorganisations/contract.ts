import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

export const ReorganisationState = z.enum(['draft', 'decided', 'done', 'withdrawn'])

export const Reorganisation = z.object({
  id: z.uuid(),
  name: z.string(),
  legalBasis: z.string(),
  /** First day of the new areas. */
  inForceOn: z.string(),
  state: ReorganisationState,
  ends: z.number().int(),
  begins: z.number().int(),
  madeBy: z.string(),
  madeAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  version: z.number().int(),
})
export type Reorganisation = z.infer<typeof Reorganisation>

export const PlanUnit = z
  .object({
    key: z.string().min(1).max(40),
    level: z.string().max(40),
    code: z.string().trim().min(1).max(20),
    name: z.string().trim().min(1).max(120),
    fullName: z.string().trim().min(1).max(160),
    /** Lies in an area that stays… */
    inArea: z.number().int().nullable(),
    /** …or in another new unit. */
    inUnit: z.string().nullable(),
    centre: z.tuple([z.number(), z.number()]).nullable(),
  })
  .refine((u) => (u.inArea === null) !== (u.inUnit === null), { path: ['inArea'], message: 'one-of-two' })
export type PlanUnit = z.infer<typeof PlanUnit>

export const PlanDescent = z.object({
  fromArea: z.number().int(),
  toUnit: z.string(),
  share: z.number().gt(0).max(1),
  estimated: z.boolean(),
})
export type PlanDescent = z.infer<typeof PlanDescent>

/** A neighbourhood keeps its people and its name and goes, whole, into one of the new units. */
export const Following = z.object({ areaId: z.number().int(), toUnit: z.string() })
export type Following = z.infer<typeof Following>

export const Plan = z.object({
  ends: z.array(z.number().int()).max(5000),
  units: z.array(PlanUnit).max(5000),
  descents: z.array(PlanDescent).max(20_000),
  followings: z.array(Following).max(50_000),
})
export type Plan = z.infer<typeof Plan>

export const IssueKind = z.enum([
  'too-soon',
  'nothing-ends',
  'nothing-begins',
  'share-sum',
  'stays-in-ended',
  'unit-in-ended',
  'unknown-unit',
  'code-twice',
  'no-successor',
  'no-origin',
  'estimated',
])
/** What stands against a decision (`blocks`), or should be known before it. */
export const Issue = z.object({
  kind: IssueKind,
  blocks: z.boolean(),
  count: z.number().int(),
  /** The first of them, by name. */
  examples: z.array(z.string()),
})
export type Issue = z.infer<typeof Issue>

const PlanArea = z.object({
  id: z.number().int(),
  parentId: z.number().int().nullable(),
  level: z.string(),
  code: z.string(),
  label: z.string(),
})
export type PlanArea = z.infer<typeof PlanArea>

const One = z.object({ id: z.uuid() })
const Versioned = One.extend({ version: z.number().int() })
const Next = z.object({ version: z.number().int() })
export const NewReorganisation = z.object({
  name: z.string().trim().min(5).max(200),
  legalBasis: z.string().trim().min(5).max(500),
  inForceOn: z.iso.date(),
})

export const PresetKey = z.enum(['three-tier-2021', 'two-tier-2025'])

export const reorganisationsContract = {
  presets: route(
    'GET',
    '/areas/presets',
    'area.manage',
    'Ready-made systems of areas, and how much of each is here',
  )
    .input(z.object({}).optional())
    .output(z.array(z.object({ key: PresetKey, areas: z.number().int(), missing: z.number().int() }))),
  applyPreset: route(
    'POST',
    '/areas/presets/{key}',
    'area.manage',
    'Adds the areas of a preset that are missing, or drafts the reorganisation that leads to it',
  )
    .input(z.object({ key: PresetKey }))
    .output(z.object({ added: z.number().int(), reorganisationId: z.uuid().nullable() })),
  reorganisations: route('GET', '/areas/reorganisations', 'area.manage', 'Every reorganisation of areas')
    .input(z.object({}).optional())
    .output(z.array(Reorganisation)),
  reorganisation: route(
    'GET',
    '/areas/reorganisations/{id}',
    'area.manage',
    'One reorganisation with its plan, what stands against it, and the areas it is about',
  )
    .input(One)
    .output(
      z.object({
        reorganisation: Reorganisation,
        plan: Plan,
        issues: z.array(Issue),
        /** In force on the day before: what may end, and what the new units may lie in. */
        areas: z.array(PlanArea),
      }),
    ),
  draftReorganisation: route('POST', '/areas/reorganisations', 'area.manage', 'Starts a reorganisation')
    .input(NewReorganisation)
    .output(One),
  planReorganisation: route(
    'PUT',
    '/areas/reorganisations/{id}/plan',
    'area.manage',
    'Writes the whole plan of a draft: what ends, what begins, who goes where',
  )
    .input(Versioned.extend({ plan: Plan }))
    .output(Next),
  decideReorganisation: route(
    'POST',
    '/areas/reorganisations/{id}/decide',
    'area.manage',
    'Decides a reorganisation; it comes into force by itself on its day',
  )
    .input(Versioned)
    .output(Next),
  withdrawReorganisation: route(
    'POST',
    '/areas/reorganisations/{id}/withdraw',
    'area.manage',
    'Withdraws a reorganisation before its day',
  )
    .input(Versioned)
    .output(Next),
  descent: route(
    'GET',
    '/areas/{areaId}/descent',
    'signed-in',
    'Where an area came from and where it went, with shares of its people',
  )
    .input(z.object({ areaId: z.coerce.number().int() }))
    .output(
      z.object({
        area: PlanArea.extend({ validFrom: z.string(), validTo: z.string().nullable() }),
        from: z.array(PlanArea.extend({ share: z.number(), estimated: z.boolean() })),
        to: z.array(PlanArea.extend({ share: z.number(), estimated: z.boolean() })),
      }),
    ),
}
