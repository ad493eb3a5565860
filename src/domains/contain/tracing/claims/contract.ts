import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { PersonInput } from '../../../registry/people/contract.ts'
import { Closeness, Symptom } from '../records/contract.ts'

const instant = z.iso.datetime({ offset: true })
const byVersion = { id: z.uuid(), version: z.number().int() }
const done = z.object({ version: z.number().int() })

export const NoticeState = z.enum(['draft', 'published', 'ended', 'withdrawn'])
export type NoticeState = z.infer<typeof NoticeState>
export const ClaimState = z.enum(['waiting', 'accepted', 'refused'])
export type ClaimState = z.infer<typeof ClaimState>
/** How close somebody was, in the words that a person can answer. */
export const ClaimCloseness = Closeness.extract([
  'direct',
  'within_2m_15min',
  'same_room',
  'brief',
  'unknown',
])
export type ClaimCloseness = z.infer<typeof ClaimCloseness>

const phone = z
  .string()
  .trim()
  .regex(/^[0-9+ ]{8,15}$/)

/** What the public reads. Times are instants; `validUntil` is the last calendar day on which it is shown. */
const wording = {
  title: z.string().trim().min(3).max(200),
  titleEn: z.string().trim().max(200).nullable().default(null),
  startsAt: instant.meta({ widget: 'datetime' }),
  endsAt: instant.meta({ widget: 'datetime' }),
  advice: z.string().trim().min(10).max(2000).meta({ widget: 'textarea' }),
  adviceEn: z.string().trim().max(2000).nullable().default(null).meta({ widget: 'textarea' }),
  phone: phone.nullable().default(null).meta({ widget: 'phone' }),
  validUntil: z.iso.date(),
}

export const NoticeDraft = z.object({ eventId: z.uuid(), version: z.number().int(), ...wording })
export type NoticeDraft = z.output<typeof NoticeDraft>
export const NoticeCorrection = z.object({
  ...byVersion,
  ...wording,
  correction: z.string().trim().min(3).max(300),
})
export type NoticeCorrection = z.output<typeof NoticeCorrection>

export const Notice = z.object({
  /** That of the exposure event. */
  id: z.uuid(),
  areaId: z.number().int(),
  eventName: z.string(),
  caseId: z.uuid().nullable(),
  title: z.string(),
  titleEn: z.string().nullable(),
  startsAt: z.string(),
  endsAt: z.string(),
  advice: z.string(),
  adviceEn: z.string().nullable(),
  phone: z.string().nullable(),
  validUntil: z.string(),
  state: NoticeState,
  draftedAt: z.string(),
  draftedBy: z.string(),
  publishedAt: z.string().nullable(),
  publishedBy: z.string().nullable(),
  correctedAt: z.string().nullable(),
  correction: z.string().nullable(),
  withdrawnAt: z.string().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  /** Claims that wait, and claims that became contacts. */
  waiting: z.number().int(),
  accepted: z.number().int(),
  version: z.number().int(),
})
export type Notice = z.infer<typeof Notice>

/** All that somebody without account gets to see of a notice. */
export const OpenNotice = z.object({
  id: z.uuid(),
  area: z.string(),
  title: z.string(),
  titleEn: z.string().nullable(),
  startsAt: z.string(),
  endsAt: z.string(),
  /** Null when the notice was withdrawn. */
  advice: z.string().nullable(),
  adviceEn: z.string().nullable(),
  phone: z.string().nullable(),
  validUntil: z.string(),
  publishedAt: z.string(),
  correctedAt: z.string().nullable(),
  correction: z.string().nullable(),
  withdrawn: z.boolean(),
})
export type OpenNotice = z.infer<typeof OpenNotice>

/** What somebody says who was there. */
const claim = {
  /** Made by the sender: sent twice it is one claim. */
  id: z.uuid(),
  noticeId: z.uuid(),
  fullName: z.string().trim().min(2).max(120),
  address: z.string().trim().max(200).optional(),
  fromAt: instant,
  toAt: instant,
  closeness: ClaimCloseness,
  symptoms: z.array(Symptom).max(9).default([]),
}
export const ClaimInput = z.object({
  ...claim,
  phone,
  consent: z.literal(true),
  /** Left empty by people, who do not see it. */
  website: z.string().max(200).default(''),
})
export const CalledClaimInput = z.object({ ...claim, phone: phone.optional(), consent: z.literal(true) })

export const Claim = z.object({
  id: z.uuid(),
  noticeId: z.uuid(),
  noticeTitle: z.string(),
  caseId: z.uuid().nullable(),
  areaId: z.number().int(),
  receipt: z.string(),
  channel: z.enum(['web', 'phone']),
  /** Null for posts that may not know who people are. */
  fullName: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  fromAt: z.string(),
  toAt: z.string(),
  closeness: ClaimCloseness,
  symptoms: z.array(z.string()),
  handedInAt: z.string(),
  enteredBy: z.string().nullable(),
  state: ClaimState,
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  personId: z.uuid().nullable(),
  refusedReason: z.string().nullable(),
  /** Other claims of the same notice with the same telephone. */
  again: z.number().int(),
  version: z.number().int(),
})
export type Claim = z.infer<typeof Claim>

export const AcceptClaimInput = z
  .object({
    ...byVersion,
    personId: z.uuid().optional(),
    person: PersonInput.optional(),
    closeness: Closeness,
  })
  .refine((v) => (v.personId === undefined) !== (v.person === undefined), {
    path: ['personId'],
    message: 'one-of-person',
  })

export const claimsContract = {
  notices: route(
    'GET',
    '/notices',
    'contact.read',
    'Public notices of an area, in every state, with their claims',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional() }))
    .output(z.array(Notice)),
  draftNotice: route(
    'PUT',
    '/notices/draft',
    'exposure.write',
    'Drafts the public notice of an exposure event',
  )
    .input(NoticeDraft)
    .output(done),
  publishNotice: route(
    'POST',
    '/notices/{id}/publish',
    'notice.publish',
    'Approves a notice: everybody can read it',
  )
    .input(z.object(byVersion))
    .output(done),
  correctNotice: route(
    'POST',
    '/notices/{id}/correct',
    'notice.publish',
    'Corrects a published notice, saying what',
  )
    .input(NoticeCorrection)
    .output(done),
  withdrawNotice: route(
    'POST',
    '/notices/{id}/withdraw',
    'notice.publish',
    'Withdraws a notice, with the reason',
  )
    .input(z.object({ ...byVersion, reason: z.string().trim().min(3).max(300) }))
    .output(done),
  restoreNotice: route(
    'POST',
    '/notices/{id}/restore',
    'notice.publish',
    'Publishes a withdrawn notice again',
  )
    .input(z.object(byVersion))
    .output(done),
  openNotices: route('GET', '/open/notices', 'public', 'Notices in force, for everybody')
    .input(z.object({}).optional())
    .output(z.object({ now: z.string(), notices: z.array(OpenNotice) })),
  handInClaim: route(
    'POST',
    '/open/claims',
    'public',
    'Says that one was there; answers with a receipt number',
  )
    .input(ClaimInput)
    .output(z.object({ receipt: z.string() })),
  claimStatus: route(
    'GET',
    '/open/claims/{receipt}',
    'public',
    'How the claim with this receipt number stands',
  )
    .input(z.object({ receipt: z.string().trim().min(4).max(20) }))
    .output(z.object({ state: ClaimState, handedInAt: z.string(), title: z.string() })),
  enterClaim: route('POST', '/claims', 'claim.triage', 'Writes down a claim that came by telephone')
    .input(CalledClaimInput)
    .output(z.object({ receipt: z.string() })),
  claims: route('GET', '/claims', 'claim.read', 'Claims to have been there, those that wait first')
    .input(z.object({ areaId: z.coerce.number().int().optional(), noticeId: z.uuid().optional() }))
    .output(z.array(Claim)),
  acceptClaim: route(
    'POST',
    '/claims/{id}/accept',
    'claim.triage',
    'Makes a claim a contact on the list of the case',
  )
    .input(AcceptClaimInput)
    .output(
      z.object({
        contactId: z.uuid(),
        personId: z.uuid(),
        handedOver: z.boolean(),
        version: z.number().int(),
      }),
    ),
  refuseClaim: route(
    'POST',
    '/claims/{id}/refuse',
    'claim.triage',
    'Finds a claim not relevant, with the reason',
  )
    .input(z.object({ ...byVersion, reason: z.string().trim().min(3).max(300) }))
    .output(done),
  reopenClaim: route('POST', '/claims/{id}/reopen', 'claim.triage', 'Takes a decision on a claim back')
    .input(z.object(byVersion))
    .output(done),
}
