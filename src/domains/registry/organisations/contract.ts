import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

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

export const organisationsContract = {
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
}
