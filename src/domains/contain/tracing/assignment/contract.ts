import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { CheckOutcome } from '../records/contract.ts'

/** People of one household who are due on a day: one visit. */
export const Visit = z.object({
  key: z.string(),
  areaId: z.number().int(),
  address: z.string().nullable(),
  /** Null: nobody has taken it. */
  teamId: z.uuid().nullable(),
  byHand: z.boolean(),
  people: z.array(
    z.object({
      personId: z.uuid(),
      /** Null for posts that may not know who people are. */
      fullName: z.string().nullable(),
      tier: z.number().int(),
      /** Of the last check of the day. */
      outcome: CheckOutcome.nullable(),
    }),
  ),
})
export type Visit = z.infer<typeof Visit>

export const TeamLoad = z.object({
  teamId: z.uuid(),
  name: z.string(),
  areaId: z.number().int(),
  /** Members on the day, and those of them who can go: not under an order, post held. */
  members: z.number().int(),
  serving: z.number().int(),
  /** Households that the team can see in a day, by the rule. */
  capacity: z.number().int(),
  households: z.number().int(),
  people: z.number().int(),
  /** Of these people, those with a result for every check of the day. */
  checked: z.number().int(),
  /** Checks of earlier days of these people on which nobody looked (last 14 days). */
  missed: z.number().int(),
})
export type TeamLoad = z.infer<typeof TeamLoad>

const Move = z.object({ personId: z.uuid(), teamId: z.uuid().nullable(), byHand: z.boolean() })

const scope = { areaId: z.coerce.number().int().optional(), date: z.iso.date().optional() }

export const assignmentContract = {
  board: route(
    'GET',
    '/followups/board',
    'contact.read',
    'Who sees whom on a day: teams with their load, and what nobody took',
  )
    .input(z.object(scope))
    .output(
      z.object({
        date: z.string(),
        teams: z.array(TeamLoad),
        visits: z.array(Visit),
        /** There are more visits than are listed. */
        truncated: z.boolean(),
        legalBasis: z.string(),
      }),
    ),
  assign: route(
    'POST',
    '/followups/assign',
    'followup.assign',
    'Hands the checks of a day to the teams; run again it changes nothing',
  )
    .input(z.object(scope))
    .output(z.object({ date: z.string(), changed: z.number().int(), unassigned: z.number().int() })),
  reassign: route(
    'POST',
    '/followups/reassign',
    'followup.assign',
    'Gives visits to another team by hand, whole households',
  )
    .input(z.object({ date: z.iso.date(), moves: z.array(Move).min(1).max(200) }))
    .output(z.object({ before: z.array(Move) })),
}
