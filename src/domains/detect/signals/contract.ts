import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const SignalKind = z.enum([
  'fever_cluster',
  'cough_cluster',
  'rash_cluster',
  'diarrhoea_cluster',
  'sudden_death',
  'animal_deaths',
  'absence',
  'returnees',
  'other',
])
export type SignalKind = z.infer<typeof SignalKind>
export const SignalSource = z.enum(['community', 'facility', 'school', 'workplace', 'media', 'other'])
export type SignalSource = z.infer<typeof SignalSource>
/** Where a signal stands; computed from the steps taken. */
export const SignalState = z.enum(['reported', 'verified', 'not_true', 'assessed', 'response', 'closed'])
export type SignalState = z.infer<typeof SignalState>
/** The clock of the step that is next; a finished signal has none. */
export const SignalClock = z.enum(['in_time', 'near_due', 'overdue'])
export type SignalClock = z.infer<typeof SignalClock>
export const RiskLevel = z.enum(['low', 'moderate', 'high', 'very_high'])
export type RiskLevel = z.infer<typeof RiskLevel>

const Words = z.object({ vi: z.string(), en: z.string() })
const Grade = z.number().int().min(1).max(5)

/** Rule `signal.clocks`: the hours from the report for each step, and how likelihood and impact make a risk. */
export const SignalRule = z.object({
  verifyHours: z.number().positive(),
  assessHours: z.number().positive(),
  nearHours: z.number().positive(),
  likelihood: z.array(Words).length(5),
  impact: z.array(Words).length(5),
  /** [likelihood - 1][impact - 1] */
  matrix: z.array(z.array(RiskLevel).length(5)).length(5),
})
export type SignalRule = z.infer<typeof SignalRule>

export const Signal = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  kind: SignalKind,
  description: z.string(),
  placeText: z.string(),
  startedOn: z.string().nullable(),
  people: z.number().int().nullable(),
  deaths: z.number().int().nullable(),
  source: SignalSource,
  reportedAt: z.string(),
  reportedBy: z.string(),
  verifiedAt: z.string().nullable(),
  isTrue: z.boolean().nullable(),
  assessedAt: z.string().nullable(),
  likelihood: Grade.nullable(),
  impact: Grade.nullable(),
  risk: RiskLevel.nullable(),
  closedAt: z.string().nullable(),
  state: SignalState,
  clock: SignalClock.nullable(),
  verifyBy: z.string(),
  assessBy: z.string(),
  version: z.number().int(),
})
export type Signal = z.infer<typeof Signal>

export const SignalPage = z.object({
  signal: Signal,
  steps: z.array(
    z.object({
      id: z.uuid(),
      step: z.enum([
        'reported',
        'verified',
        'not_true',
        'assessed',
        'response',
        'closed',
        'taken_back',
        'case_linked',
        'case_unlinked',
      ]),
      at: z.string(),
      byName: z.string(),
      byPost: z.string(),
      note: z.string().nullable(),
    }),
  ),
  /** Cases linked to it; empty for posts that may not read cases. */
  cases: z.array(
    z.object({ id: z.uuid(), code: z.string(), classification: z.string(), linkedAt: z.string() }),
  ),
  rule: SignalRule.extend({
    legalBasis: z.string(),
    effectiveFrom: z.string(),
    confirmedBy: z.string().nullable(),
  }),
})
export type SignalPage = z.infer<typeof SignalPage>

const versioned = { id: z.uuid(), version: z.number().int() }
const note = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })

export const ReportSignalInput = z.object({
  areaId: z.number().int(),
  kind: SignalKind,
  placeText: z.string().trim().min(2).max(200),
  description: z.string().trim().min(5).max(1000).meta({ widget: 'textarea' }),
  startedOn: z.iso.date().optional(),
  people: z.number().int().min(1).max(100_000).optional(),
  deaths: z.number().int().min(0).max(10_000).optional(),
  source: SignalSource.optional(),
})

export const signalsContract = {
  get: route('GET', '/signals/{id}', 'signal.read', 'One signal with its steps, clocks and cases')
    .input(z.object({ id: z.uuid() }))
    .output(SignalPage),
  report: route('POST', '/signals', 'signal.report', 'Reports something unusual; nobody is named')
    .input(ReportSignalInput)
    .output(z.object({ id: z.uuid() })),
  verify: route('POST', '/signals/{id}/verify', 'signal.verify', 'Says whether the signal is true')
    .input(z.object({ ...versioned, isTrue: z.boolean(), note }))
    .output(Signal),
  assess: route(
    'POST',
    '/signals/{id}/assess',
    'signal.assess',
    'Assesses the risk of a true signal: likelihood times impact, with the reasons',
  )
    .input(z.object({ ...versioned, likelihood: Grade, impact: Grade, note }))
    .output(Signal),
  conclude: route(
    'POST',
    '/signals/{id}/conclude',
    'signal.assess',
    'Ends an assessed signal: a response was opened, or it is closed with the reason',
  )
    .input(z.object({ ...versioned, outcome: z.enum(['response', 'closed']), note }))
    .output(Signal),
  takeBack: route(
    'POST',
    '/signals/{id}/take-back',
    'signal.verify',
    'Takes the last step back; assessing and concluding only by who may do so',
  )
    .input(z.object({ ...versioned, note }))
    .output(Signal),
  linkCase: route('POST', '/signals/{id}/cases', 'signal.verify', 'Links a case that the signal led to')
    .input(z.object({ ...versioned, caseCode: z.string().trim().min(3).max(40) }))
    .output(Signal),
  unlinkCase: route('DELETE', '/signals/{id}/cases/{caseId}', 'signal.verify', 'Takes a linked case off')
    .input(z.object({ id: z.uuid(), caseId: z.uuid() }))
    .output(Signal),
}
