import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const PLACE_KINDS = [
  'apartment',
  'market',
  'school',
  'factory',
  'office',
  'health_station',
  'hospital',
  'quarantine_site',
  'care_facility',
  'lodging',
  'shop',
  'worship',
  'other',
] as const

export const Place = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: z.string(),
  name: z.string(),
  address: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  /** The other name that fits the question, when its own does not. */
  alias: z.string().nullable().optional(),
  /** Found by likeness only: "did you mean". */
  near: z.boolean().optional(),
})
export type Place = z.infer<typeof Place>

export const PlaceRecord = Place.omit({ alias: true, near: true }).extend({
  aliases: z.array(z.string()),
  partOf: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  block: z.string().nullable(),
  floors: z.number().int().nullable(),
  version: z.number().int(),
})
export type PlaceRecord = z.infer<typeof PlaceRecord>

export const Flat = z.object({ id: z.uuid(), floor: z.number().int(), name: z.string() })
export type Flat = z.infer<typeof Flat>

export const PlaceChange = z.object({
  id: z.uuid(),
  version: z.number().int(),
  name: z.string().trim().min(2).max(160),
  kind: z.enum(PLACE_KINDS),
  address: z.string().trim().max(300),
  aliases: z.array(z.string().trim().min(2).max(160)).max(20),
  partOf: z.uuid().nullable(),
  block: z.string().trim().max(40).nullable(),
  floors: z.number().int().min(1).max(200).nullable(),
})
export type PlaceChange = z.infer<typeof PlaceChange>

/** What a list of flats in a spreadsheet would do. */
export const FlatImport = z.object({
  rows: z.number().int(),
  added: z.number().int(),
  known: z.number().int(),
  /** Row of the sheet and what is wrong with it; nothing is entered while there is one. */
  errors: z.array(
    z.object({
      row: z.number().int(),
      reason: z.enum(['no-flat', 'no-floor', 'bad-floor', 'twice', 'no-block']),
    }),
  ),
  done: z.boolean(),
})
export type FlatImport = z.infer<typeof FlatImport>

export const placesContract = {
  search: route(
    'GET',
    '/places/search',
    'place.read',
    'Places by any of their names, also with a slip of the pen',
  )
    .input(
      z.object({
        q: z.string().max(100).default(''),
        limit: z.coerce.number().int().min(1).max(50).default(10),
      }),
    )
    .output(z.array(Place)),
  get: route('GET', '/places/{id}', 'place.read', 'One place with its blocks and its flats')
    .input(z.object({ id: z.uuid() }))
    .output(
      z.object({
        place: PlaceRecord,
        blocks: z.array(
          z.object({ id: z.uuid(), name: z.string(), block: z.string().nullable(), flats: z.number().int() }),
        ),
        flats: z.array(Flat),
      }),
    ),
  update: route(
    'PUT',
    '/places/{id}',
    'place.write',
    'Changes a place; a stale version is refused with both versions',
  )
    .input(PlaceChange)
    .output(z.object({ version: z.number().int() })),
}
