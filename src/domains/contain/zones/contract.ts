import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Flag, PageInput } from '../../../platform/paging.ts'

/**
 * proposed → decided (signed, starts later) → active → reduced → lifted. `expired` is past its end and not lifted:
 * the barriers still stand, and somebody must decide.
 */
export const ZoneState = z.enum(['proposed', 'decided', 'active', 'reduced', 'expired', 'lifted'])
export type ZoneState = z.infer<typeof ZoneState>
export const DecisionType = z.enum(['decide', 'reduce', 'extend', 'lift'])
export type DecisionType = z.infer<typeof DecisionType>

/** [longitude, latitude] in degrees. */
const Point = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
/** A ring, not closed by a repeated first point. */
export const Ring = z.array(Point).min(3).max(200)
export type Ring = z.infer<typeof Ring>

export const ZonePart = z.object({
  id: z.uuid(),
  partAreaId: z.number().int().nullable(),
  placeId: z.uuid().nullable(),
  label: z.string(),
  /** Where a building stands; areas are drawn from their own boundary. */
  point: Point.nullable(),
})
export type ZonePart = z.infer<typeof ZonePart>

export const Zone = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  name: z.string(),
  reason: z.string(),
  /** What it does to people's lives and work (R02). */
  impact: z.string(),
  caseId: z.uuid().nullable(),
  polygon: Ring.nullable(),
  parts: z.array(ZonePart),
  proposedAt: z.string(),
  proposedBy: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  decidedAt: z.string().nullable(),
  numberText: z.string().nullable(),
  reducedAt: z.string().nullable(),
  liftedAt: z.string().nullable(),
  state: ZoneState,
  /** Inside now, from the registry, each once; of the viewer's areas when `partial`. */
  households: z.number().int(),
  people: z.number().int(),
  /** The zone reaches beyond the viewer's area, and the counts do not. */
  partial: z.boolean(),
  version: z.number().int(),
})
export type Zone = z.infer<typeof Zone>

export const Criterion = z.object({
  key: z.enum(['quiet-days', 'all-negative']),
  /** Days without a new case; people inside. */
  required: z.number().int(),
  found: z.number().int(),
  met: z.boolean(),
  /** 'quiet-days': the day from which days are counted. */
  since: z.string().nullable(),
  /** How many stand in the list behind it: the cases counted; the people without a fresh negative result. */
  behind: z.number().int(),
})
export type Criterion = z.infer<typeof Criterion>

export const CriteriaCheck = z.object({
  rule: z.object({
    id: z.number().int(),
    effectiveFrom: z.string(),
    legalBasis: z.string(),
    confirmedBy: z.string().nullable(),
    quietDays: z.number().int(),
    negativeWithinDays: z.number().int(),
  }),
  criteria: z.array(Criterion),
  met: z.boolean(),
  /** People with a case that has no outcome yet: they are treated elsewhere and not waited for. */
  leftOut: z.number().int(),
})
export type CriteriaCheck = z.infer<typeof CriteriaCheck>

export const ZoneDecision = z.object({
  id: z.uuid(),
  type: DecisionType,
  numberText: z.string(),
  signedAt: z.string(),
  signerName: z.string(),
  signerPost: z.string(),
  issuerAreaId: z.number().int(),
  legalBasis: z.array(z.string()),
  duties: z.array(z.string()),
  startsAt: z.string(),
  endsAt: z.string(),
  parts: z.array(z.string()),
  removed: z.array(z.string()),
  households: z.number().int(),
  people: z.number().int(),
  criteria: CriteriaCheck.nullable(),
  overridden: z.boolean(),
  note: z.string().nullable(),
})
export type ZoneDecision = z.infer<typeof ZoneDecision>

export const ZonePage = z.object({
  zone: Zone,
  decisions: z.array(ZoneDecision),
  /** Code of the case, for those who may read cases. */
  caseCode: z.string().nullable(),
  /** Post that must sign (P17). */
  competent: z.enum(['ward-chair', 'district-commander']),
  /** What the viewer's post may do now. */
  may: z.object({ decide: z.boolean(), override: z.boolean() }),
  rule: z.object({ termDays: z.number().int(), maxDays: z.number().int() }),
})
export type ZonePage = z.infer<typeof ZonePage>

/** What a zone is made of; at least one of the three. */
export const Extent = z.object({
  partAreaIds: z.array(z.number().int()).max(200).default([]),
  placeIds: z.array(z.uuid()).max(200).default([]),
  polygon: Ring.nullish(),
})
export type Extent = z.output<typeof Extent>

export const ProposeZoneInput = Extent.extend({
  id: z.uuid().optional(),
  name: z.string().trim().min(3).max(160),
  reason: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }),
  impact: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }),
  caseId: z.uuid().optional(),
  /** Now when absent; the end is the rule's term later. */
  startsAt: z.iso.datetime({ offset: true }).optional(),
  endsAt: z.iso.datetime({ offset: true }).optional(),
})
export type ProposeZoneInput = z.input<typeof ProposeZoneInput>

const lines = z.array(z.string().trim().min(3).max(500)).max(20)
const decision = { id: z.uuid(), version: z.number().int() }

export const DecideZoneInput = z.object({
  ...decision,
  legalBasis: lines.min(1),
  duties: lines.default([]),
  startsAt: z.iso.datetime({ offset: true }).optional(),
  endsAt: z.iso.datetime({ offset: true }).optional(),
  note: z.string().trim().max(1000).optional(),
})
export type DecideZoneInput = z.input<typeof DecideZoneInput>

export const ReduceZoneInput = z.object({
  ...decision,
  legalBasis: lines.min(1),
  removeParts: z.array(z.uuid()).max(200).default([]),
  /** A smaller ring; null takes the ring away; absent leaves it. */
  polygon: Ring.nullish(),
  note: z.string().trim().min(3).max(1000),
})
export type ReduceZoneInput = z.input<typeof ReduceZoneInput>

export const ExtendZoneInput = z.object({
  ...decision,
  legalBasis: lines.min(1),
  endsAt: z.iso.datetime({ offset: true }),
  note: z.string().trim().min(3).max(1000),
})
export type ExtendZoneInput = z.input<typeof ExtendZoneInput>

export const LiftZoneInput = z.object({
  ...decision,
  legalBasis: lines.min(1),
  note: z.string().trim().max(1000).optional(),
  /** Lifts though a criterion is unmet: the commander alone, and `note` says why. */
  override: z.boolean().default(false),
})
export type LiftZoneInput = z.input<typeof LiftZoneInput>

const Words = z.object({ vi: z.string(), en: z.string() })
const Signed = z.object({ decisionId: z.uuid(), numberText: z.string(), version: z.number().int() })

export const zonesContract = {
  overview: route('GET', '/zones', 'zone.read', 'Zones that stand or are proposed, or all of a case')
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        caseId: z.uuid().optional(),
        /** Lifted ones too. */
        all: Flag.optional(),
      }),
    )
    .output(z.array(Zone)),
  preview: route('POST', '/zones/preview', 'zone.read', 'Who would be inside; nothing is stored')
    .input(Extent)
    .output(
      z.object({
        households: z.number().int(),
        people: z.number().int(),
        /** The ward that holds it all, or the district. */
        areaId: z.number().int(),
        areaLabel: z.string(),
        competent: z.enum(['ward-chair', 'district-commander']),
        /** Households of that area without coordinates: no drawing can catch them. */
        unplaced: z.number().int(),
      }),
    ),
  get: route('GET', '/zones/{id}', 'zone.read', 'One zone with its decisions')
    .input(z.object({ id: z.uuid() }))
    .output(ZonePage),
  inside: route('GET', '/zones/{id}/inside', 'zone.read', 'What is inside: counts, and a page of one list')
    .input(
      PageInput.extend({
        id: z.uuid(),
        list: z.enum(['people', 'households', 'cases', 'untested']).default('people'),
      }),
    )
    .output(
      z.object({
        households: z.number().int(),
        people: z.number().int(),
        columns: z.array(
          z.object({
            key: z.string(),
            type: z.string(),
            words: Words,
            values: z.record(z.string(), Words).optional(),
            personal: z.boolean().optional(),
            sortable: z.boolean().optional(),
          }),
        ),
        count: z.number().int(),
        rows: z.array(z.record(z.string(), z.unknown())),
        next: z.string().optional(),
      }),
    ),
  criteria: route('GET', '/zones/{id}/criteria', 'zone.read', 'Whether it may be lifted, with the working')
    .input(z.object({ id: z.uuid() }))
    .output(CriteriaCheck),
  propose: route('POST', '/zones', 'zone.propose', 'Proposes a zone')
    .input(ProposeZoneInput)
    .output(z.object({ id: z.uuid() })),
  decide: route('POST', '/zones/{id}/decide', 'zone.decide', 'Signs the decision that sets the zone')
    .input(DecideZoneInput)
    .output(Signed),
  reduce: route('POST', '/zones/{id}/reduce', 'zone.decide', 'Signs that a part is let go')
    .input(ReduceZoneInput)
    .output(Signed),
  extend: route('POST', '/zones/{id}/extend', 'zone.decide', 'Signs a later end')
    .input(ExtendZoneInput)
    .output(Signed),
  lift: route('POST', '/zones/{id}/lift', 'zone.decide', 'Signs that the zone is lifted')
    .input(LiftZoneInput)
    .output(Signed),
}
