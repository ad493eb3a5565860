import { z } from 'zod'

/** A yes or no in a query string; 'false' is no. */
export const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((v) => v === 'true')])

/** How a page of a list is asked for; `cursor` comes from the page before. */
export const PageInput = z.object({
  sort: z.string().max(60).optional(),
  desc: Flag.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export type PageInput = z.infer<typeof PageInput>
