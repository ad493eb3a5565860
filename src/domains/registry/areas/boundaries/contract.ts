import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

/**
 * Borders drawn once each. A corner is origin + scale × whole numbers; `d` holds the first corner and then steps,
 * x and y in turn; `w` one digit a corner: from which coarseness on it is left out (0 first, 9 never).
 */
export const Topology = z.object({
  scale: z.tuple([z.number(), z.number()]),
  origin: z.tuple([z.number(), z.number()]),
  arcs: z.array(z.object({ d: z.array(z.number().int()), w: z.string() })),
})
export type Topology = z.infer<typeof Topology>

/** Polygons of rings of arcs; ~n is arc n backwards. */
const Polygons = z.array(z.array(z.array(z.number().int())))

export const BoundaryState = z.enum(['review', 'in_force', 'undone'])
export type BoundaryState = z.infer<typeof BoundaryState>

export const BoundarySet = z.object({
  id: z.uuid(),
  fileName: z.string(),
  source: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  state: BoundaryState,
  level: z.string().nullable(),
  features: z.number().int(),
  matched: z.number().int(),
  leftOut: z.number().int(),
  open: z.number().int(),
  madeBy: z.string(),
  madeAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
  undoReason: z.string().nullable(),
  version: z.number().int(),
})
export type BoundarySet = z.infer<typeof BoundarySet>

export const BoundaryFeature = z.object({
  position: z.number().int(),
  code: z.string().nullable(),
  name: z.string().nullable(),
  above: z.string().nullable(),
  polygons: Polygons,
  km2Before: z.number(),
  km2After: z.number(),
  areaId: z.number().int().nullable(),
  areaLabel: z.string().nullable(),
  matched: z.enum(['code', 'name', 'hand', 'left-out']).nullable(),
  reason: z.string().nullable(),
})
export type BoundaryFeature = z.infer<typeof BoundaryFeature>

const Slips = z.object({ count: z.number().int(), area: z.number() })
export const Mended = z.object({
  gaps: Slips,
  overlaps: Slips,
  holes: z.array(z.object({ area: z.number(), x: z.number(), y: z.number() })),
  disputes: z.array(z.object({ features: z.array(z.number().int()), area: z.number() })),
})

/** An area that a feature of the file may stand for. */
export const Candidate = z.object({
  id: z.number().int(),
  code: z.string(),
  label: z.string(),
  taken: z.boolean(),
})
export type Candidate = z.infer<typeof Candidate>

const One = z.object({ id: z.uuid() })
const Versioned = One.extend({ version: z.number().int() })
const Next = z.object({ version: z.number().int() })
const Reason = z.string().trim().min(3).max(300)

export const boundariesContract = {
  boundaries: route(
    'GET',
    '/areas/boundaries',
    'signed-in',
    'The boundaries in force, as borders drawn once each',
  )
    .input(z.object({ date: z.iso.date().optional() }).optional())
    .output(
      z.object({
        sets: z.array(
          z.object({
            id: z.uuid(),
            topology: Topology,
            areas: z.array(z.object({ areaId: z.number().int(), polygons: Polygons })),
          }),
        ),
      }),
    ),
  boundarySets: route(
    'GET',
    '/areas/boundary-sets',
    'area.manage',
    'Every set of boundaries that was handed in',
  )
    .input(z.object({}).optional())
    .output(z.array(BoundarySet)),
  boundarySet: route(
    'GET',
    '/areas/boundary-sets/{id}',
    'area.manage',
    'One set of boundaries with its features, what was mended, and the areas still free',
  )
    .input(One)
    .output(
      z.object({
        set: BoundarySet,
        topology: Topology,
        columns: z.object({
          code: z.string().nullable(),
          name: z.string().nullable(),
          above: z.string().nullable(),
        }),
        mended: Mended,
        features: z.array(BoundaryFeature),
        candidates: z.array(Candidate),
      }),
    ),
  matchBoundary: route(
    'POST',
    '/areas/boundary-sets/{id}/features/{position}',
    'area.manage',
    'Says which area a feature of the file is, or leaves it out with a reason',
  )
    .input(
      Versioned.extend({
        position: z.coerce.number().int().min(0),
        areaId: z.number().int().optional(),
        leaveOut: Reason.optional(),
      }),
    )
    .output(Next),
  leaveOutBoundaries: route(
    'POST',
    '/areas/boundary-sets/{id}/leave-out',
    'area.manage',
    'Leaves out every feature that nobody has decided on, with one reason',
  )
    .input(Versioned.extend({ reason: Reason }))
    .output(Next.extend({ leftOut: z.number().int() })),
  putBoundariesInForce: route(
    'POST',
    '/areas/boundary-sets/{id}/in-force',
    'area.manage',
    'Puts a reviewed set of boundaries in force',
  )
    .input(Versioned)
    .output(Next),
  undoBoundaries: route(
    'POST',
    '/areas/boundary-sets/{id}/undo',
    'area.manage',
    'Takes a whole set of boundaries back; what was in force before shows again',
  )
    .input(Versioned.extend({ reason: Reason }))
    .output(Next),
}
