import { z } from 'zod'

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
      /** Links from this case; 0 for itself and the earlier cases it met. */
      tier: z.number().int(),
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
  /** Which check of the day this is, from 1. */
  slot: z.number().int(),
  checkedAt: z.string().nullable(),
  outcome: CheckOutcome.nullable(),
  temperature: z.number().nullable(),
  symptoms: z.array(z.string()),
  byName: z.string().nullable(),
  note: z.string().nullable(),
  version: z.number().int(),
})
export type Followup = z.infer<typeof Followup>

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
  /** Who live together; null for people without household. */
  householdId: z.uuid().nullable(),
  /** The team that goes; null when nobody has taken it. */
  teamId: z.uuid().nullable(),
  team: z.string().nullable(),
  check: Followup,
})
export type DueToday = z.infer<typeof DueToday>
