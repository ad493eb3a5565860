import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Attachment } from '../../registry/attachments/contract.ts'
import { measuresContract, Setting } from './measures/contract.ts'

/**
 * Computed: recorded, or past the time in which it may be decided; decided, unpaid past its day, under appeal, paid,
 * cancelled on appeal.
 */
export const ViolationState = z.enum([
  'recorded',
  'expired',
  'decided',
  'unpaid',
  'appealed',
  'paid',
  'cancelled',
])
export type ViolationState = z.infer<typeof ViolationState>
export const OffenderKind = z.enum(['person', 'organisation', 'outsider'])

const day = z.iso.date()
const text = (max: number) => z.string().trim().min(3).max(max).meta({ widget: 'textarea' })
const byVersion = { id: z.uuid(), version: z.number().int() }
const Versioned = z.object({ version: z.number().int() })

/** An act of the rule in force, with the range for the kind of offender; đồng. */
export const Act = z.object({
  code: z.string(),
  vi: z.string(),
  en: z.string(),
  basis: z.string(),
  /** For a person; an organisation pays `organisationTimes` that. */
  from: z.number(),
  to: z.number(),
  /** Kinds of posts that may fine it: those whose maximum reaches the top of the range. */
  competent: z.array(z.string()),
})
export type Act = z.infer<typeof Act>

export const RecordInput = z.object({
  offender: OffenderKind,
  personId: z.uuid().optional(),
  organisationId: z.uuid().optional(),
  name: z.string().trim().min(2).max(120).optional(),
  address: z.string().trim().min(2).max(300).optional(),
  /** In which kind of place: what is punished there is offered first. */
  setting: Setting.optional(),
  act: z.string().min(1).max(40),
  /** The measure that the act broke, when it was chosen: a code of the rule or the id of what an area has set. */
  measure: z.string().min(1).max(40).optional(),
  happenedAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  areaId: z.number().int().meta({ widget: 'area' }),
  placeText: z.string().trim().min(2).max(300),
  evidence: text(2000),
})
export type RecordInput = z.output<typeof RecordInput>

export const Violation = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  offender: OffenderKind,
  personId: z.uuid().nullable(),
  organisationId: z.uuid().nullable(),
  /** Of people only for posts that may know them; null for others. */
  name: z.string().nullable(),
  address: z.string().nullable(),
  act: Act,
  /** The range for this offender, đồng. */
  range: z.object({ from: z.number(), to: z.number() }),
  legalBasis: z.string(),
  happenedAt: z.string(),
  placeText: z.string(),
  setting: Setting.nullable(),
  /** The measure that was broken there; null when none was chosen. */
  measure: z.object({ vi: z.string(), en: z.string(), basis: z.string() }).nullable(),
  evidence: z.string(),
  recordedAt: z.string(),
  recordedBy: z.string(),
  recordedPost: z.string(),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedPost: z.string().nullable(),
  issuerAreaId: z.number().nullable(),
  numberText: z.string().nullable(),
  amount: z.number().nullable(),
  measures: z.string().nullable(),
  payUntil: z.string().nullable(),
  paidOn: z.string().nullable(),
  receipt: z.string().nullable(),
  appealedOn: z.string().nullable(),
  appealSaid: z.string().nullable(),
  appealOutcome: z.enum(['upheld', 'cancelled']).nullable(),
  appealClosedAt: z.string().nullable(),
  appealClosedBy: z.string().nullable(),
  appealAnswer: z.string().nullable(),
  /** The last day on which it may be decided. */
  decideUntil: z.string(),
  state: ViolationState,
  version: z.number().int(),
})
export type Violation = z.infer<typeof Violation>

export const ViolationPage = z.object({
  violation: Violation,
  /** Photos and papers that prove it. */
  files: z.array(Attachment),
  may: z.object({
    decide: z.boolean(),
    pay: z.boolean(),
    appeal: z.boolean(),
    answer: z.boolean(),
    /** The official paper. */
    paper: z.boolean(),
    /** Add to the evidence, until it is decided. */
    attach: z.boolean(),
  }),
})
export type ViolationPage = z.infer<typeof ViolationPage>

export const violationsContract = {
  ...measuresContract,
  acts: route('GET', '/violations/acts', 'violation.read', 'The acts and amounts in force on a day')
    .input(z.object({ on: day.optional() }).optional())
    .output(z.object({ legalBasis: z.string(), organisationTimes: z.number(), acts: z.array(Act) })),
  sums: route(
    'GET',
    '/violations/sums',
    'violation.read',
    'Fines imposed and paid in a window of days, in đồng',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional(), from: day.optional(), to: day.optional() }))
    .output(
      z.object({
        recorded: z.number().int(),
        waiting: z.number().int(),
        decided: z.number().int(),
        imposed: z.number(),
        paid: z.number(),
      }),
    ),
  record: route('POST', '/violations', 'violation.record', 'Records a violation with its evidence')
    .input(RecordInput)
    .output(z.object({ id: z.uuid() })),
  get: route('GET', '/violations/{id}', 'violation.read', 'One violation; opening it is recorded')
    .input(z.object({ id: z.uuid() }))
    .output(ViolationPage),
  decide: route(
    'POST',
    '/violations/{id}/decide',
    'violation.decide',
    'Signs the decision: it takes the next number',
  )
    .input(
      z.object({
        ...byVersion,
        /** đồng */
        amount: z.number().int().positive().max(1_000_000_000),
        measures: text(500).optional(),
      }),
    )
    .output(z.object({ version: z.number().int(), numberText: z.string() })),
  pay: route('POST', '/violations/{id}/pay', 'violation.record', 'The fine was paid')
    .input(z.object({ ...byVersion, paidOn: day, receipt: z.string().trim().min(1).max(60) }))
    .output(Versioned),
  appeal: route('POST', '/violations/{id}/appeal', 'violation.record', 'The offender appeals')
    .input(z.object({ ...byVersion, appealedOn: day, said: text(2000) }))
    .output(Versioned),
  answerAppeal: route(
    'POST',
    '/violations/{id}/answer',
    'violation.decide',
    'Upholds or cancels the decision',
  )
    .input(z.object({ ...byVersion, outcome: z.enum(['upheld', 'cancelled']), answer: text(2000) }))
    .output(Versioned),
}
