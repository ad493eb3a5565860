import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const Sex = z.enum(['male', 'female', 'other'])

export const Person = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  householdId: z.uuid().nullable(),
  fullName: z.string(),
  birthDate: z.string().nullable(),
  birthYear: z.number().int().nullable(),
  sex: Sex.nullable(),
  nationalId: z.string().nullable(),
  phone: z.string().nullable(),
  nationality: z.string(),
  occupation: z.string().nullable(),
  address: z.string().nullable(),
  version: z.number().int(),
})
export type Person = z.infer<typeof Person>

export const PersonInput = z.object({
  fullName: z.string().trim().min(2).max(120),
  areaId: z.number().int().meta({ widget: 'area' }),
  birthDate: z.iso.date().optional(),
  birthYear: z.number().int().min(1900).max(2100).optional(),
  sex: Sex.optional(),
  phone: z
    .string()
    .regex(/^[0-9+ ]{8,15}$/)
    .optional()
    .meta({ widget: 'phone' }),
  nationalId: z
    .string()
    .regex(/^[0-9A-Z]{6,15}$/)
    .optional(),
  nationality: z.string().length(2).default('VN'),
  occupation: z.string().max(120).optional(),
  householdId: z.uuid().optional(),
})
export type PersonInput = z.infer<typeof PersonInput>

export const PersonFound = z.object({
  id: z.uuid(),
  fullName: z.string(),
  birthYear: z.number().int().nullable(),
  sex: Sex.nullable(),
  areaId: z.number().int(),
  address: z.string().nullable(),
})
export type PersonFound = z.infer<typeof PersonFound>

/** A household as the list of a building shows it. */
export const HouseholdInPlace = z.object({
  id: z.uuid(),
  placeId: z.uuid(),
  flatId: z.uuid().nullable(),
  address: z.string(),
  head: z.string().nullable(),
  /** The head, or the eldest. */
  headId: z.uuid().nullable(),
  members: z.number().int(),
  over65: z.number().int(),
  under16: z.number().int(),
  version: z.number().int(),
})
export type HouseholdInPlace = z.infer<typeof HouseholdInPlace>

/** Facts that the kept record may take from the other; each stands for the columns that belong together. */
export const MergeField = z.enum([
  'fullName',
  'birth',
  'sex',
  'nationalId',
  'phone',
  'nationality',
  'occupation',
  'home',
  'workplace',
])
export type MergeField = z.infer<typeof MergeField>

/** One thing that speaks for or against two records being one person. */
export const Why = z.object({
  code: z.string(),
  words: z.object({ vi: z.string(), en: z.string() }),
  /** Each bit doubles the odds that they are one person; negative ones halve them. */
  bits: z.number(),
})
export type Why = z.infer<typeof Why>

/** Somebody who may be the same person. */
export const Duplicate = PersonFound.extend({
  /** Probability, 0..1 */
  score: z.number(),
  /** Of: nationalId, name, birth, sex, area, address, phone. */
  agrees: z.array(z.string()),
  why: z.array(Why),
})
export type Duplicate = z.infer<typeof Duplicate>

/** One of two records, as far as it takes to tell them apart; opening it shows the rest and is recorded. */
export const PairPerson = PersonFound.extend({
  birthDate: z.string().nullable(),
  phone: z.string().nullable(),
})
export type PairPerson = z.infer<typeof PairPerson>

/** Two records that may be one person. */
export const Pair = z.object({
  id: z.uuid(),
  /** 0..1 */
  probability: z.number(),
  why: z.array(Why),
  foundAt: z.string(),
  one: PairPerson,
  other: PairPerson,
})
export type Pair = z.infer<typeof Pair>

/** That somebody has said of two records that they are two people. */
export const Distinct = z.object({
  id: z.uuid(),
  one: PairPerson,
  other: PairPerson,
  at: z.string(),
  by: z.string(),
})
export type Distinct = z.infer<typeof Distinct>

/** A record merged into this one. */
export const Merge = z.object({
  id: z.uuid(),
  mergedId: z.uuid(),
  /** Null when the time of keeping is over; then it cannot be undone. */
  fullName: z.string().nullable(),
  at: z.string(),
  by: z.string(),
  reason: z.string(),
  version: z.number().int(),
  /** The latest merge is undone first. */
  isLatest: z.boolean(),
})
export type Merge = z.infer<typeof Merge>

export const MergeReview = z.object({
  kept: Person,
  merged: Person,
  fields: z.array(
    z.object({
      field: MergeField,
      kept: z.string().nullable(),
      merged: z.string().nullable(),
      /** What is sensible: the kept record takes what it lacks. */
      take: z.boolean(),
    }),
  ),
  /** What would be moved, by kind of record; kinds of which there is nothing are left out. */
  moves: z.array(z.object({ vi: z.string(), en: z.string(), count: z.number().int() })),
  /** What must be settled first: problem code, and the records concerned. */
  clashes: z.array(
    z.object({
      code: z.enum(['merge-two-open-cases', 'merge-two-open-orders']),
      labels: z.array(z.string()),
    }),
  ),
})
export type MergeReview = z.infer<typeof MergeReview>

const reason = z.string().trim().min(5).max(500)

export const peopleContract = {
  search: route(
    'GET',
    '/people/search',
    'person.read',
    'People by name without accents, in any order; or by full phone or ID number',
  )
    .input(
      z.object({ q: z.string().min(1).max(100), limit: z.coerce.number().int().min(1).max(50).default(10) }),
    )
    .output(z.array(PersonFound)),
  get: route(
    'GET',
    '/people/{id}',
    'person.read',
    'One person with household; the opening is recorded in the audit. The id of a merged record gives the kept one',
  )
    .input(z.object({ id: z.uuid() }))
    .output(
      z.object({
        person: Person,
        household: z.array(PersonFound.extend({ relation: z.string().nullable() })),
        openings: z.array(
          z.object({ at: z.string(), name: z.string(), postKind: z.string(), action: z.string() }),
        ),
        merges: z.array(Merge),
      }),
    ),
  duplicates: route(
    'GET',
    '/people/{id}/duplicates',
    'person.read',
    'Who may be the same person, with the probability and what speaks for and against it',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.array(Duplicate)),
  pairs: route(
    'GET',
    '/people/pairs',
    'person.merge',
    'Records of the register that may be one person, the likeliest first, with what speaks for and against it',
  )
    .input(
      z.object({
        /** Only this pair. */
        id: z.uuid().optional(),
        after: z
          .string()
          .regex(/^\d(\.\d{1,12})?(e-\d{1,2})?_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
          .optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.object({ pairs: z.array(Pair), next: z.string().nullable(), total: z.number().int() })),
  distinct: route(
    'GET',
    '/people/distinct',
    'person.merge',
    'Records of which somebody has said that they are two people, the latest first (at most 100)',
  )
    .input(z.object({}).optional())
    .output(z.array(Distinct)),
  distinguish: route(
    'POST',
    '/people/{id}/distinct',
    'person.merge',
    'Remembers that two records are two people: they are no more proposed as one',
  )
    .input(z.object({ id: z.uuid(), otherId: z.uuid() }))
    .output(z.object({ id: z.uuid() })),
  undistinguish: route(
    'POST',
    '/people/distinct/{id}/undo',
    'person.merge',
    'Takes back that two records are two people; they are compared anew',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ personId: z.uuid(), otherId: z.uuid() })),
  reviewMerge: route(
    'GET',
    '/people/{id}/merge-review',
    'person.merge',
    'Two records side by side, what would be moved to the first, and what must be settled before',
  )
    .input(z.object({ id: z.uuid(), otherId: z.uuid() }))
    .output(MergeReview),
  merge: route(
    'POST',
    '/people/{id}/merge',
    'person.merge',
    'Merges the other record into this one with everything it carries; can be undone',
  )
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        otherId: z.uuid(),
        otherVersion: z.number().int(),
        take: z.array(MergeField).default([]),
        reason,
      }),
    )
    .output(z.object({ id: z.uuid(), version: z.number().int() })),
  unmerge: route(
    'POST',
    '/person-merges/{id}/undo',
    'person.merge',
    'Takes two merged records apart: what was moved goes back, what was added since stays',
  )
    .input(z.object({ id: z.uuid(), version: z.number().int(), reason }))
    .output(z.object({ keptId: z.uuid(), mergedId: z.uuid() })),
  create: route('POST', '/people', 'person.write', 'Enters a person')
    .input(PersonInput.extend({ id: z.uuid().optional() }))
    .output(z.object({ id: z.uuid() })),
  update: route(
    'PUT',
    '/people/{id}',
    'person.write',
    'Corrects a person; a stale version is refused with both versions',
  )
    .input(
      // Without the default of a new person: what is not sent stays as it is.
      PersonInput.extend({ nationality: z.string().length(2) })
        .partial()
        .extend({ id: z.uuid(), version: z.number().int() }),
    )
    .output(z.object({ version: z.number().int() })),
  inPlace: route(
    'GET',
    '/places/{placeId}/households',
    'person.read',
    'The households of a building or a complex',
  )
    .input(z.object({ placeId: z.uuid() }))
    .output(z.array(HouseholdInPlace)),
  settle: route(
    'PUT',
    '/households/{id}/flat',
    'person.write',
    'Puts a household into a flat, or takes it out of one',
  )
    .input(z.object({ id: z.uuid(), version: z.number().int(), flatId: z.uuid().nullable() }))
    .output(z.object({ version: z.number().int() })),
}
