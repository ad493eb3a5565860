import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { PersonInput } from '../../registry/people/contract.ts'
import { assignmentContract } from './assignment/contract.ts'
import { claimsContract } from './claims/contract.ts'
import { networkContract } from './network/contract.ts'
import {
  CaseContacts,
  Chain,
  CheckOutcome,
  Closeness,
  Contact,
  DueToday,
  ExposureEvent,
  Followup,
  Monitoring,
  Symptom,
} from './records/contract.ts'

export * from './assignment/contract.ts'
export * from './claims/contract.ts'
export * from './network/contract.ts'
export * from './records/contract.ts'

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

export const RecordCheckInput = z
  .object({
    personId: z.uuid(),
    /** The day the check is for; a late one names the earlier day. */
    dueOn: z.iso.date(),
    /** Which check of the day, where the rule asks for several. */
    slot: z.number().int().min(1).max(4).optional(),
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

const byVersion = { id: z.uuid(), version: z.number().int() }
const done = z.object({ version: z.number().int() })

export const tracingContract = {
  ...claimsContract,
  ...assignmentContract,
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
    .output(z.object({ date: z.string(), due: z.array(DueToday), ownTeams: z.array(z.uuid()) })),
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
  ...networkContract,
}
