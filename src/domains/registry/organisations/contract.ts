import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { teamsContract } from './teams/contract.ts'

const Words = z.object({ vi: z.string(), en: z.string() })

export const Head = z.object({
  postId: z.uuid(),
  areaId: z.number().int(),
  kind: z.string(),
  words: Words,
  name: z.string(),
  since: z.string(),
})
export type Head = z.infer<typeof Head>

/** What becomes of a post whose area ends. */
export const PostMove = z.object({
  postId: z.uuid(),
  kind: z.string(),
  words: Words,
  areaLabel: z.string(),
  holder: z.string().nullable(),
  /** Key of the new unit; null: the post ends with its area. */
  toUnit: z.string().nullable(),
  /** Somebody said so; otherwise it is what follows from the shares. */
  chosen: z.boolean(),
})
export type PostMove = z.infer<typeof PostMove>

export const organisationsContract = {
  postMoves: route(
    'GET',
    '/areas/reorganisations/{id}/posts',
    'area.manage',
    'Where the posts of areas that end go',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.array(PostMove)),
  movePost: route(
    'PUT',
    '/areas/reorganisations/{id}/posts/{postId}',
    'area.manage',
    'Says to which new unit a post goes, or that it ends',
  )
    .input(z.object({ id: z.uuid(), postId: z.uuid(), toUnit: z.string().max(40).nullable() }))
    .output(z.object({ ok: z.literal(true) })),
  heads: route(
    'GET',
    '/areas/{areaId}/heads',
    'signed-in',
    'Who answers for an area and the areas right below it',
  )
    .input(z.object({ areaId: z.coerce.number().int() }))
    .output(z.array(Head)),
  posts: route('GET', '/posts', 'signed-in', 'Every kind of post, in words')
    .input(z.object({}).optional())
    .output(z.array(z.object({ kind: z.string(), words: Words }))),
  ...teamsContract,
}
