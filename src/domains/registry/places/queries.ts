import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Flat, Place, PlaceRecord } from './contract.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.place': {
      id: string
      area_id: number
      kind: string
      name: string
      name_key: Generated<string>
      aliases: Generated<string[]>
      search_key: Generated<string>
      address: Generated<string>
      lon: number | null
      lat: number | null
      part_of: Generated<string | null>
      block: Generated<string | null>
      floors: Generated<number | null>
      version: Generated<number>
    }
    'vx.flat': {
      id: string
      place_id: string
      area_id: number
      floor: number
      name: string
      name_key: Generated<string>
    }
  }
}

const fold = (s: string) =>
  s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/y/g, 'i')

/** Places of the caller's scope by any of their names, best first; those marked near only look alike. */
export async function searchPlaces(db: Tx, query: string, limit: number): Promise<Place[]> {
  const { rows } = await sql<{
    id: string
    areaId: number
    kind: string
    name: string
    address: string
    lon: number | null
    lat: number | null
    aliases: string[]
    fit: number
  }>`select p.id, p.area_id as "areaId", p.kind, p.name, p.address, p.lon, p.lat, p.aliases, f.fit
    from vx.find_places(${query}, ${limit}) f join vx.place p on p.id = f.id
    order by f.fit desc, length(p.name), p.name, p.id`.execute(db)
  const words = fold(query).split(/\s+/).filter(Boolean)
  const fits = (name: string) => words.every((w) => fold(name).includes(w))
  return rows.map(({ aliases, fit, ...r }) => ({
    ...r,
    alias: fits(r.name) ? null : (aliases.find(fits) ?? null),
    near: fit < 1,
  }))
}

export async function findPlace(db: Tx, id: string): Promise<PlaceRecord | undefined> {
  const row = await db
    .selectFrom('vx.place as p')
    .leftJoin('vx.place as c', 'c.id', 'p.part_of')
    .select([
      'p.id',
      'p.area_id as areaId',
      'p.kind',
      'p.name',
      'p.address',
      'p.lon',
      'p.lat',
      'p.aliases',
      'p.part_of',
      'c.name as complex',
      'p.block',
      'p.floors',
      'p.version',
    ])
    .where('p.id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const { part_of, complex, ...place } = row
  return { ...place, partOf: part_of && complex ? { id: part_of, name: complex } : null }
}

export function listBlocks(db: Tx, id: string) {
  return db
    .selectFrom('vx.place as p')
    .select(['p.id', 'p.name', 'p.block'])
    .select(sql<number>`(select count(*) from vx.flat f where f.place_id = p.id)`.as('flats'))
    .where('p.part_of', '=', id)
    .orderBy('p.block')
    .orderBy('p.name')
    .execute()
}

/** Flats from the top floor down, in the order of their numbers. */
export function listFlats(db: Tx, placeId: string): Promise<Flat[]> {
  return db
    .selectFrom('vx.flat')
    .select(['id', 'floor', 'name'])
    .where('place_id', '=', placeId)
    .orderBy('floor', 'desc')
    .orderBy(sql`length(name)`)
    .orderBy('name')
    .execute()
}
