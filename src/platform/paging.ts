import { z } from 'zod'

/** How a page of a list is asked for; `cursor` comes from the page before. */
export const PageInput = z.object({
  sort: z.string().max(60).optional(),
  desc: z.coerce.boolean().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export type PageInput = z.infer<typeof PageInput>
