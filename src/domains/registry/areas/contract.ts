import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { boundariesContract } from './boundaries/contract.ts'
import { reorganisationsContract } from './reorganisations/contract.ts'

export type { Topology } from './boundaries/contract.ts'

export const Area = z.object({
  id: z.number().int(),
  parentId: z.number().int().nullable(),
  level: z.string(),
  code: z.string(),
  name: z.string(),
  fullName: z.string(),
  centre: z.tuple([z.number(), z.number()]).nullable(),
  /** Other names that people use. */
  aliases: z.array(z.string()).optional(),
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
  search: route(
    'GET',
    '/areas/search',
    'signed-in',
    'Areas by any of their names, also with a slip of the pen',
  )
    .input(
      z.object({
        q: z.string().min(1).max(100),
        limit: z.coerce.number().int().min(1).max(50).default(10),
      }),
    )
    .output(
      z.array(
        z.object({
          id: z.number().int(),
          label: z.string(),
          code: z.string(),
          /** The other name that fits, when its own does not. */
          alias: z.string().nullable(),
          /** Found by likeness only: "did you mean". */
          near: z.boolean(),
        }),
      ),
    ),
  setAliases: route('PUT', '/areas/{areaId}/aliases', 'area.name', 'Writes what else people call an area')
    .input(
      z.object({
        areaId: z.coerce.number().int(),
        aliases: z.array(z.string().trim().min(2).max(120)).max(20),
      }),
    )
    .output(z.object({ aliases: z.array(z.string()) })),
  ...boundariesContract,
  ...reorganisationsContract,
}
