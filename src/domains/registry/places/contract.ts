import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const Place = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: z.string(),
  name: z.string(),
  address: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
})
export type Place = z.infer<typeof Place>

export const placesContract = {
  search: route('GET', '/places/search', 'place.read', 'Places by name without accents')
    .input(
      z.object({
        q: z.string().max(100).default(''),
        limit: z.coerce.number().int().min(1).max(50).default(10),
      }),
    )
    .output(z.array(Place)),
}
