import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const Area = z.object({
  id: z.number().int(),
  parentId: z.number().int().nullable(),
  level: z.string(),
  code: z.string(),
  name: z.string(),
  fullName: z.string(),
  centre: z.tuple([z.number(), z.number()]).nullable(),
  /** GeoJSON geometry; drawn, never interpreted. */
  boundary: z.any().nullable(),
})
export type Area = z.infer<typeof Area>

export const areasContract = {
  list: route('GET', '/areas', 'signed-in', 'The areas in force now, with their levels')
    .input(z.object({}).optional())
    .output(
      z.object({
        levels: z.array(z.object({ key: z.string(), rank: z.number(), vi: z.string(), en: z.string() })),
        areas: z.array(Area),
      }),
    ),
}
