import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { PersonInput } from '../../registry/people/contract.ts'

export const Closeness = z.enum([
  'household',
  'direct',
  'within_2m_15min',
  'same_room',
  'brief',
  'proximity_device',
  'unknown',
])
export type Closeness = z.infer<typeof Closeness>
export const TierStatus = z.enum(['monitoring', 'finished', 'became_case', 'lost'])
export type TierStatus = z.infer<typeof TierStatus>
export const CheckOutcome = z.enum(['normal', 'symptoms', 'absent'])
export type CheckOutcome = z.infer<typeof CheckOutcome>
/** The lines of the daily form of QĐ 879/QĐ-BYT (12/3/2020). */
export const Symptom = z.enum([
  'fever',
  'cough',
  'sore_throat',
  'runny_nose',
  'aches_fatigue',
  'chills',
  'dyspnoea',
  'taste_smell_loss',
  'other',
])
export type Symptom = z.infer<typeof Symptom>

const instant = z.iso.datetime({ offset: true })

/** When, where and how close; either one calendar day, or from–to. */
const meeting = {
  day: z.iso.date().optional(),
  firstAt: instant.optional().meta({ widget: 'datetime' }),
  lastAt: instant.optional().meta({ widget: 'datetime' }),
  closeness: Closeness,
  placeText: z.string().trim().max(200).optional(),
  exposureEventId: z.uuid().optional(),
  note: z.string().trim().max(500).optional().meta({ widget: 'textarea' }),
}
const oneWhen = (v: { day?: string | undefined; firstAt?: string | undefined }) =>
  (v.day === undefined) !== (v.firstAt === undefined)

export const AddContactInput = z
  .object({
    id: z.uuid().optional(),
    /** Whose list it is: the case, or an F1 who names the people they met. */
    sourcePersonId: z.uuid(),
    personId: z.uuid().optional().meta({ widget: 'person' }),
    person: PersonInput.optional(),
    ...meeting,
  })
  .refine(oneWhen, { path: ['day'], message: 'one-of-day-or-time' })
  .refine((v) => (v.personId === undefined) !== (v.person === undefined), {
    path: ['personId'],
    message: 'one-of-person',
  })

/** Several people met at the same time and place: a household, a table, a shift. */
export const AddContactsInput = z
  .object({ sourcePersonId: z.uuid(), personIds: z.array(z.uuid()).min(1).max(100), ...meeting })
  .refine(oneWhen, { path: ['day'], message: 'one-of-day-or-time' })

export const Contact = z.object({
  id: z.uuid(),
  sourcePersonId: z.uuid(),
  personId: z.uuid(),
  areaId: z.number().int(),
  sourceAreaId: z.number().int(),
  firstAt: z.string(),
  lastAt: z.string(),
  dayOnly: z.boolean(),
  closeness: Closeness,
  placeText: z.string().nullable(),
  exposureEventId: z.uuid().nullable(),
  note: z.string().nullable(),
  recordedAt: z.string(),
  recordedBy: z.string(),
  handedOverAt: z.string().nullable(),
  receivedAt: z.string().nullable(),
  receivedBy: z.string().nullable(),
  removedAt: z.string().nullable(),
  removedReason: z.string().nullable(),
  version: z.number().int(),
})
export type Contact = z.infer<typeof Contact>

/** What was computed about a person: tier, the case it hangs on, and the days of monitoring. */
export const Monitoring = z.object({
  tier: z.number().int().min(1).max(5),
  status: TierStatus,
  indexCaseId: z.uuid(),
  indexCode: z.string(),
  lastExposureAt: z.string(),
  monitorFrom: z.string(),
  monitorUntil: z.string(),
  /** End of the days at home afterwards, where the rule has them. */
  homeUntil: z.string().nullable(),
  endedOn: z.string().nullable(),
  legalBasis: z.string(),
})
export type Monitoring = z.infer<typeof Monitoring>

/** Why somebody on a list has no tier: met before the infectious days or after isolation, or too briefly. */
export const NoTier = z.enum(['outside-window', 'not-close'])

export const ListedPerson = z.object({
  personId: z.uuid(),
  /** Null for posts that may not know who it is, and for people outside the viewer's areas. */
  fullName: z.string().nullable(),
  birthYear: z.number().int().nullable(),
  phone: z.string().nullable(),
  /** Lives outside the viewer's areas: only the ward is shown. */
  outside: z.boolean(),
  /** The person's area; of people outside the viewer's areas the ward. */
  areaId: z.number().int(),
  /** Links from this case, by this case's chain alone; null when no link of the chain can have passed on. */
  tier: z.number().int().nullable(),
  noTier: NoTier.nullable(),
  lastExposureAt: z.string().nullable(),
  /** The person's own confirmed case, if any. */
  caseId: z.uuid().nullable(),
  caseCode: z.string().nullable(),
  monitoring: Monitoring.nullable(),
  lastCheck: z.object({ dueOn: z.string(), outcome: CheckOutcome }).nullable(),
  /** Due days of the last 14 on which nobody looked. */
  missed: z.number().int(),
  contacts: z.array(Contact),
})
export type ListedPerson = z.infer<typeof ListedPerson>

/** Minutes from the case's result; null while there is no result or no contact. */
export const Speed = z.object({
  resultAt: z.string().nullable(),
  firstF1At: z.string().nullable(),
  lastF1At: z.string().nullable(),
  minutesToFirst: z.number().int().nullable(),
  minutesToLast: z.number().int().nullable(),
  /** People in tier 1 of this case, and how many of them have been seen at least once. */
  f1: z.number().int(),
  f1Seen: z.number().int(),
})
export type Speed = z.infer<typeof Speed>

export const CaseContacts = z.object({
  caseId: z.uuid(),
  code: z.string(),
  personId: z.uuid(),
  /** Days in which the case could infect: from this date, to the isolation if known. */
  infectiousFrom: z.string(),
  isolatedAt: z.string().nullable(),
  signedOffAt: z.string().nullable(),
  signedOffBy: z.string().nullable(),
  /** Contacts put on the list after it was signed off. */
  addedSince: z.number().int(),
  version: z.number().int(),
  f1: z.number().int(),
  f2: z.number().int(),
  speed: Speed,
  people: z.array(ListedPerson),
  /** The list is longer than what is shown. */
  truncated: z.boolean(),
})
export type CaseContacts = z.infer<typeof CaseContacts>

export const Chain = z.object({
  nodes: z.array(
    z.object({
      personId: z.uuid(),
      fullName: z.string().nullable(),
      outside: z.boolean(),
      areaId: z.number().int(),
      /** 0 for cases; null for somebody no chain reaches. */
      tier: z.number().int().nullable(),
      status: TierStatus.nullable(),
      caseId: z.uuid().nullable(),
      caseCode: z.string().nullable(),
    }),
  ),
  edges: z.array(
    z.object({
      contactId: z.uuid(),
      from: z.uuid(),
      to: z.uuid(),
      firstAt: z.string(),
      dayOnly: z.boolean(),
      closeness: Closeness,
      placeText: z.string().nullable(),
    }),
  ),
  truncated: z.boolean(),
})
export type Chain = z.infer<typeof Chain>

export const ExposureEventInput = z
  .object({
    id: z.uuid().optional(),
    areaId: z.number().int().meta({ widget: 'area' }),
    placeId: z.uuid().optional().meta({ widget: 'place' }),
    caseId: z.uuid().optional(),
    name: z.string().trim().min(3).max(200),
    startsAt: instant.meta({ widget: 'datetime' }),
    endsAt: instant.meta({ widget: 'datetime' }),
    publicNotice: z.string().trim().max(2000).optional().meta({ widget: 'textarea' }),
  })
  .refine((v) => Date.parse(v.endsAt) >= Date.parse(v.startsAt), {
    path: ['endsAt'],
    message: 'ends-before-start',
  })

export const ExposureEvent = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  placeId: z.uuid().nullable(),
  placeName: z.string().nullable(),
  caseId: z.uuid().nullable(),
  name: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  publicNotice: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Contacts attached to it that the viewer may see. */
  contacts: z.number().int(),
  version: z.number().int(),
})
export type ExposureEvent = z.infer<typeof ExposureEvent>

export const Followup = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  dueOn: z.string(),
  checkedAt: z.string().nullable(),
  outcome: CheckOutcome.nullable(),
  temperature: z.number().nullable(),
  symptoms: z.array(z.string()),
  byName: z.string().nullable(),
  note: z.string().nullable(),
  version: z.number().int(),
})
export type Followup = z.infer<typeof Followup>

export const RecordCheckInput = z
  .object({
    personId: z.uuid(),
    /** The day the check is for; a late one names the earlier day. */
    dueOn: z.iso.date(),
    outcome: CheckOutcome,
    temperature: z.number().min(34).max(43).optional(),
    symptoms: z.array(Symptom).max(9).default([]),
    note: z.string().trim().max(500).optional().meta({ widget: 'textarea' }),
    /** Of the check that is corrected; leave out for the first one of the day. */
    version: z.number().int().optional(),
  })
  .refine((v) => v.outcome !== 'symptoms' || v.symptoms.length > 0 || (v.temperature ?? 0) >= 37.5, {
    path: ['symptoms'],
    message: 'name-a-symptom',
  })
  .refine((v) => v.outcome === 'symptoms' || v.symptoms.length === 0, {
    path: ['outcome'],
    message: 'symptoms-are-not-normal',
  })

export const DueToday = z.object({
  personId: z.uuid(),
  fullName: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  areaId: z.number().int(),
  tier: z.number().int(),
  status: TierStatus,
  indexCode: z.string(),
  /** The day of monitoring this is, counted from the last exposure, and the last one. */
  dayNumber: z.number().int(),
  days: z.number().int(),
  daysLeft: z.number().int(),
  last: z.object({ dueOn: z.string(), outcome: CheckOutcome, temperature: z.number().nullable() }).nullable(),
  missed: z.number().int(),
  check: Followup,
})
export type DueToday = z.infer<typeof DueToday>

const byVersion = { id: z.uuid(), version: z.number().int() }
const done = z.object({ version: z.number().int() })

export const tracingContract = {
  ofCase: route(
    'GET',
    '/cases/{caseId}/contacts',
    'contact.read',
    'The contacts of a case in tiers, with sign-off and speed; the opening is recorded',
  )
    .input(z.object({ caseId: z.uuid() }))
    .output(CaseContacts),
  chain: route(
    'GET',
    '/cases/{caseId}/chain',
    'contact.read',
    'The chain around a case: people and contacts, nearest first, up to 200 contacts',
  )
    .input(z.object({ caseId: z.uuid() }))
    .output(Chain),
  ofPerson: route(
    'GET',
    '/people/{personId}/tracing',
    'contact.read',
    'What tracing knows of a person: tier, days of monitoring, checks, contacts',
  )
    .input(z.object({ personId: z.uuid() }))
    .output(
      z.object({
        monitoring: Monitoring.nullable(),
        followups: z.array(Followup),
        contacts: z.array(
          Contact.extend({
            /** The other person of the contact. */
            other: z.object({
              personId: z.uuid(),
              fullName: z.string().nullable(),
              outside: z.boolean(),
              areaId: z.number().int(),
            }),
          }),
        ),
      }),
    ),
  addContact: route(
    'POST',
    '/contacts',
    'contact.add',
    'Puts a contact on the list of a case or of a contact; in another ward of the district it is handed over',
  )
    .input(AddContactInput)
    .output(z.object({ id: z.uuid(), personId: z.uuid(), handedOver: z.boolean() })),
  addContacts: route(
    'POST',
    '/contacts/many',
    'contact.add',
    'Puts several known people on a list at once, met at the same time and place',
  )
    .input(AddContactsInput)
    .output(z.object({ ids: z.array(z.uuid()), handedOver: z.number().int() })),
  updateContact: route('PUT', '/contacts/{id}', 'contact.edit', 'Corrects when, where or how close')
    .input(
      z
        .object({
          ...byVersion,
          ...meeting,
          closeness: Closeness.optional(),
          placeText: z.string().trim().max(200).nullish(),
          exposureEventId: z.uuid().nullish(),
          note: z.string().trim().max(500).nullish(),
        })
        .refine((v) => v.day === undefined || v.firstAt === undefined, {
          path: ['day'],
          message: 'one-of-day-or-time',
        }),
    )
    .output(done),
  removeContact: route(
    'POST',
    '/contacts/{id}/remove',
    'contact.edit',
    'Takes a contact off the list, with the reason',
  )
    .input(z.object({ ...byVersion, reason: z.string().trim().min(3).max(500) }))
    .output(done),
  restoreContact: route(
    'POST',
    '/contacts/{id}/restore',
    'contact.edit',
    'Puts a contact back that was taken off',
  )
    .input(z.object(byVersion))
    .output(done),
  handovers: route(
    'GET',
    '/contacts/handed-over',
    'contact.receive',
    'Contacts that other wards handed over here and nobody has received',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional() }))
    .output(
      z.array(
        z.object({
          contact: Contact,
          fullName: z.string().nullable(),
          phone: z.string().nullable(),
          address: z.string().nullable(),
          monitoring: Monitoring.nullable(),
        }),
      ),
    ),
  receive: route(
    'POST',
    '/contacts/{id}/receive',
    'contact.receive',
    'Acknowledges a contact that another ward handed over',
  )
    .input(z.object(byVersion))
    .output(done),
  signOff: route(
    'POST',
    '/cases/{caseId}/contacts/sign-off',
    'contact.sign-off',
    'Confirms that the list of a case is complete',
  )
    .input(
      z.object({
        caseId: z.uuid(),
        version: z.number().int(),
        note: z.string().trim().max(500).optional().meta({ widget: 'textarea' }),
      }),
    )
    .output(done),
  withdrawSignOff: route(
    'POST',
    '/cases/{caseId}/contacts/withdraw-sign-off',
    'contact.sign-off',
    'Opens a list again that was signed off by mistake',
  )
    .input(z.object({ caseId: z.uuid(), version: z.number().int() }))
    .output(done),
  events: route(
    'GET',
    '/exposure-events',
    'contact.read',
    'Exposure events (mốc dịch tễ) of an area or of a case, newest first',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional(), caseId: z.uuid().optional() }))
    .output(z.array(ExposureEvent)),
  addEvent: route(
    'POST',
    '/exposure-events',
    'exposure.write',
    'Enters a place and time at which people may have been exposed',
  )
    .input(ExposureEventInput)
    .output(z.object({ id: z.uuid() })),
  updateEvent: route(
    'PUT',
    '/exposure-events/{id}',
    'exposure.write',
    'Corrects an exposure event or writes its public notice',
  )
    .input(
      z.object({
        ...byVersion,
        name: z.string().trim().min(3).max(200).optional(),
        placeId: z.uuid().nullish(),
        startsAt: instant.optional(),
        endsAt: instant.optional(),
        publicNotice: z.string().trim().max(2000).nullish(),
      }),
    )
    .output(done),
  attach: route(
    'POST',
    '/exposure-events/{id}/contacts',
    'contact.edit',
    'Attaches contacts to the exposure event at which they happened',
  )
    .input(z.object({ id: z.uuid(), contactIds: z.array(z.uuid()).min(1).max(500) }))
    .output(z.object({ attached: z.number().int() })),
  today: route(
    'GET',
    '/followups',
    'followup.read',
    'Who is due to be seen on a day, with the last result and the days left',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional(), date: z.iso.date().optional() }))
    .output(z.object({ date: z.string(), due: z.array(DueToday) })),
  recordCheck: route(
    'POST',
    '/followups/check',
    'followup.record',
    'Records the daily check of a contact; a second one of the day corrects the first',
  )
    .input(RecordCheckInput)
    .output(Followup),
  undoCheck: route(
    'POST',
    '/followups/{id}/undo',
    'followup.record',
    'Takes back a check that was recorded by mistake',
  )
    .input(z.object(byVersion))
    .output(Followup),
}
