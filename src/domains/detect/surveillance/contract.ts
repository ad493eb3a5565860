import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { PersonInput } from '../../registry/people/contract.ts'
import { investigationContract, LabMethod, ReportChannel } from './investigation/contract.ts'

export const Classification = z.enum(['suspected', 'probable', 'confirmed', 'discarded'])
export type Classification = z.infer<typeof Classification>
/** Where a case was found; absent is "chưa phân loại". */
export const DetectedIn = z.enum(['community', 'quarantine', 'containment_zone', 'imported'])
export type DetectedIn = z.infer<typeof DetectedIn>
export const Outcome = z.enum(['recovered', 'died'])

export const LabResult = z.object({
  id: z.uuid(),
  sampleCode: z.string().nullable(),
  method: LabMethod,
  result: z.enum(['positive', 'negative', 'inconclusive', 'pending']),
  ct: z.number().nullable(),
  sampledAt: z.string().nullable(),
  resultedAt: z.string().nullable(),
  laboratory: z.string().nullable(),
})

export const Case = z.object({
  id: z.uuid(),
  code: z.string(),
  areaId: z.number().int(),
  personId: z.uuid(),
  disease: z.string(),
  classification: Classification,
  detectedIn: DetectedIn.nullable(),
  onsetDate: z.string().nullable(),
  symptoms: z.string().nullable(),
  reportedAt: z.string(),
  confirmedAt: z.string().nullable(),
  outcome: Outcome.nullable(),
  outcomeDate: z.string().nullable(),
  source: z.string().nullable(),
  version: z.number().int(),
})
export type Case = z.infer<typeof Case>

export const CasePage = z.object({
  case: Case,
  disease: z.object({ vi: z.string(), en: z.string() }),
  /** Absent for posts that may not know who it is. */
  person: z
    .object({
      fullName: z.string(),
      birthYear: z.number().nullable(),
      sex: z.string().nullable(),
      phone: z.string().nullable(),
      address: z.string().nullable(),
      occupation: z.string().nullable(),
      nationality: z.string(),
    })
    .nullable(),
  history: z.array(
    z.object({ classification: Classification, at: z.string(), byName: z.string(), reason: z.string() }),
  ),
  labs: z.array(LabResult),
})
export type CasePage = z.infer<typeof CasePage>

const caseFacts = {
  disease: z.string().default('covid-19'),
  onsetDate: z.iso.date().optional(),
  symptoms: z.string().max(500).optional().meta({ widget: 'textarea' }),
  detectedIn: DetectedIn.optional(),
  channel: ReportChannel.optional(),
}

export const ReportCaseInput = z
  .object({
    id: z.uuid().optional(),
    personId: z.uuid().optional().meta({ widget: 'person' }),
    person: PersonInput.optional(),
    ...caseFacts,
  })
  .refine((v) => (v.personId === undefined) !== (v.person === undefined), {
    path: ['personId'],
    message: 'one-of-person',
  })

export const LabInput = z.object({
  method: LabMethod,
  result: z.enum(['positive', 'negative', 'inconclusive', 'pending']),
  sampleCode: z.string().max(60).optional(),
  ct: z.number().min(0).max(50).optional(),
  sampledAt: z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' }),
  resultedAt: z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' }),
  laboratory: z.string().max(120).optional(),
})

export const surveillanceContract = {
  ...investigationContract,
  diseases: route('GET', '/diseases', 'signed-in', 'Notifiable diseases with their reporting clock')
    .input(z.object({}).optional())
    .output(z.array(z.object({ key: z.string(), vi: z.string(), en: z.string() }))),
  get: route('GET', '/cases/{id}', 'case.read', 'One case with history and results; the opening is recorded')
    .input(z.object({ id: z.uuid() }))
    .output(CasePage),
  byPerson: route('GET', '/people/{personId}/cases', 'case.read', 'The cases of a person')
    .input(z.object({ personId: z.uuid() }))
    .output(z.array(Case)),
  report: route(
    'POST',
    '/cases',
    'case.report',
    'Enters a suspected case, of a known person or with a new one',
  )
    .input(ReportCaseInput)
    .output(z.object({ id: z.uuid(), code: z.string() })),
  addLab: route(
    'POST',
    '/cases/{id}/labs',
    'lab.enter',
    'Enters a laboratory result; a positive one by a method that the case definition names confirms the case',
  )
    .input(LabInput.extend({ id: z.uuid() }))
    .output(z.object({ classification: Classification })),
  classify: route(
    'POST',
    '/cases/{id}/classify',
    'case.classify',
    'Changes the classification, with the reason',
  )
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        classification: Classification,
        reason: z.string().trim().min(3).max(500),
      }),
    )
    .output(z.object({ version: z.number().int() })),
  update: route(
    'PUT',
    '/cases/{id}',
    'case.edit',
    'Corrects facts of a case: place of detection, onset, outcome',
  )
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        detectedIn: DetectedIn.nullish(),
        onsetDate: z.iso.date().nullish(),
        symptoms: z.string().max(500).nullish(),
        outcome: Outcome.nullish(),
        outcomeDate: z.iso.date().nullish(),
      }),
    )
    .output(z.object({ version: z.number().int() })),
}
