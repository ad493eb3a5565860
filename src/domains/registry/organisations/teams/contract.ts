import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

export const TEAM_KINDS = [
  'steering_committee',
  'command_post',
  'community',
  'rapid_response',
  'self_managed',
  'reinforcement',
  'inspection',
] as const
export const ROLES = ['head', 'standing_deputy', 'deputy', 'member', 'secretary'] as const

const Words = z.object({ vi: z.string(), en: z.string() })
const Kind = z.enum(TEAM_KINDS)
const Role = z.enum(ROLES)
/** On the day that was asked about. */
const When = z.enum(['former', 'present', 'coming'])
const day = z.iso.date()

const Holding = z.object({ name: z.string(), since: z.string(), until: z.string().nullable() })

export const Member = z.object({
  id: z.uuid(),
  source: z.enum(['person', 'post', 'outsider']),
  personId: z.uuid().nullable(),
  post: z.object({ id: z.uuid(), kind: z.string(), words: Words, areaId: z.number().int() }).nullable(),
  /**
   * Whoever holds the post on the day; of others only for those who may know people, and null as well of somebody who
   * lives outside the viewer's areas.
   */
  name: z.string().nullable(),
  phone: z.string().nullable(),
  employer: z.string().nullable(),
  role: Role,
  duty: z.string().nullable(),
  /** Member of the Party; null: not said, or the viewer does not keep teams. */
  party: z.boolean().nullable(),
  since: z.string(),
  until: z.string().nullable(),
  endReason: z.string().nullable(),
  when: When,
  /** Who was in it through the post during the membership, the latest first; empty for others. */
  holders: z.array(Holding),
  /** Entered today: may be taken back as a mistake. */
  fresh: z.boolean(),
  version: z.number().int(),
})
export type Member = z.infer<typeof Member>

export const Cover = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  label: z.string(),
  since: z.string(),
  until: z.string().nullable(),
  when: When,
  /** Households of the register in the area now. */
  households: z.number().int(),
  /** Other teams of the same kind that cover the very same area on the day. */
  others: z.number().int(),
  fresh: z.boolean(),
  version: z.number().int(),
})
export type Cover = z.infer<typeof Cover>

export const Team = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: Kind,
  name: z.string(),
  decisionNumber: z.string().nullable(),
  decisionDate: z.string().nullable(),
  since: z.string(),
  until: z.string().nullable(),
  endReason: z.string().nullable(),
  version: z.number().int(),
})
export type Team = z.infer<typeof Team>

export const TeamPage = z.object({
  team: Team,
  /** The calendar day that `when`, the names and the numbers are about. */
  on: z.string(),
  when: When,
  /** People serving on the day; a post that nobody holds is no person. */
  people: z.number().int(),
  households: z.number().int(),
  members: z.array(Member),
  covers: z.array(Cover),
})
export type TeamPage = z.infer<typeof TeamPage>

const reason = z.string().trim().min(3).max(300)
const facts = {
  name: z.string().trim().min(3).max(200),
  decisionNumber: z.string().trim().min(1).max(60).nullable().default(null),
  decisionDate: day.nullable().default(null),
}

export const NewTeam = z.object({
  kind: Kind,
  areaId: z.coerce.number().int().meta({ widget: 'area' }),
  ...facts,
  since: day,
})
export type NewTeam = z.infer<typeof NewTeam>

export const TeamChange = z.object({
  id: z.uuid(),
  version: z.number().int(),
  ...facts,
  since: day,
  until: day.nullable().default(null),
  endReason: reason.nullable().default(null),
})
export type TeamChange = z.infer<typeof TeamChange>

const duty = z.string().trim().min(2).max(300).nullable().default(null)
const phone = z
  .string()
  .trim()
  .regex(/^[0-9+ ]{8,15}$/)
  .nullable()
  .default(null)
  .meta({ widget: 'phone' })
/** Whether they are a member of the Party; of a post, whoever holds it now. */
const party = z.boolean().nullable().optional()
const employer = z.string().trim().min(2).max(200).nullable().default(null)

/** Exactly one of personId, postId and fullName; telephone and employer go with a name. */
export const NewMember = z.object({
  id: z.uuid(),
  personId: z.uuid().optional(),
  postId: z.uuid().optional(),
  fullName: z.string().trim().min(2).max(120).optional(),
  phone,
  employer,
  role: Role,
  duty,
  party,
  since: day,
})
export type NewMember = z.infer<typeof NewMember>

/** Who it is and in which role does not change: that is the end of one membership and the start of another. */
export const MemberChange = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  version: z.number().int(),
  phone,
  employer,
  duty,
  /** Left out: as it is. */
  party,
  since: day,
  until: day.nullable().default(null),
  endReason: reason.nullable().default(null),
})
export type MemberChange = z.infer<typeof MemberChange>

export const NewCover = z.object({
  id: z.uuid(),
  areaId: z.coerce.number().int().meta({ widget: 'area' }),
  since: day,
})
export type NewCover = z.infer<typeof NewCover>

export const CoverChange = z.object({
  id: z.uuid(),
  coverId: z.uuid(),
  version: z.number().int(),
  since: day,
  until: day.nullable().default(null),
})
export type CoverChange = z.infer<typeof CoverChange>

const Made = z.object({ id: z.uuid(), version: z.number().int() })
const Version = z.object({ version: z.number().int() })
const Done = z.object({ ok: z.literal(true) })
const manage = 'team.write'

export const teamsContract = {
  team: route('GET', '/teams/{id}', 'organisation.read', 'A committee or team as it was on a day')
    .input(z.object({ id: z.uuid(), on: day.optional() }))
    .output(TeamPage),
  setUpTeam: route('POST', '/teams', manage, 'Sets up a committee, a command post or a team')
    .input(NewTeam)
    .output(Made),
  changeTeam: route(
    'PUT',
    '/teams/{id}',
    manage,
    'Corrects it, or dissolves it: memberships and cover end with it, and go on when it does after all',
  )
    .input(TeamChange)
    .output(Version),
  addMember: route('POST', '/teams/{id}/members', manage, 'Somebody comes in, by record, post or name')
    .input(NewMember)
    .output(Made),
  changeMember: route(
    'PUT',
    '/teams/{id}/members/{memberId}',
    manage,
    'Corrects, ends or takes up again a membership',
  )
    .input(MemberChange)
    .output(Version),
  removeMember: route(
    'DELETE',
    '/teams/{id}/members/{memberId}',
    manage,
    'Takes back a membership on the day it was entered',
  )
    .input(z.object({ id: z.uuid(), memberId: z.uuid() }))
    .output(Done),
  addCover: route('POST', '/teams/{id}/covers', manage, 'Gives it an area whose households it looks after')
    .input(NewCover)
    .output(Made),
  changeCover: route('PUT', '/teams/{id}/covers/{coverId}', manage, 'Corrects or ends the cover of an area')
    .input(CoverChange)
    .output(Version),
  removeCover: route(
    'DELETE',
    '/teams/{id}/covers/{coverId}',
    manage,
    'Takes back a cover on the day it was entered',
  )
    .input(z.object({ id: z.uuid(), coverId: z.uuid() }))
    .output(Done),
  findPosts: route('GET', '/posts/search', manage, 'Posts of the own areas, by their words, area or holder')
    .input(
      z.object({
        q: z.string().max(100).default(''),
        limit: z.coerce.number().int().min(1).max(50).default(20),
      }),
    )
    .output(
      z.array(
        z.object({
          id: z.uuid(),
          kind: z.string(),
          words: Words,
          area: z.string(),
          holder: z.string().nullable(),
        }),
      ),
    ),
  post: route('GET', '/posts/{id}', 'organisation.read', 'A post: who held it when, and where it sits')
    .input(z.object({ id: z.uuid() }))
    .output(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        words: Words,
        areaId: z.number().int(),
        holders: z.array(Holding),
        /** Memberships through the post that are not over. */
        seats: z.array(z.object({ teamId: z.uuid(), name: z.string(), role: Role })),
      }),
    ),
}
