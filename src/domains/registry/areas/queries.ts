import type { Generated, Selectable } from 'kysely'
import type { Database, Db, Tx } from '../../../platform/db.ts'
import type { Area } from './contract.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.area': {
      id: Generated<number>
      parent_id: number | null
      level: string
      code: string
      name: string
      full_name: string
      label: Generated<string>
      name_key: Generated<string>
      valid_from: string
      valid_to: string | null
      lon: number | null
      lat: number | null
      aliases: Generated<string[]>
      search_key: Generated<string>
    }
    'vx.area_level': { key: string; rank: number; name_vi: string; name_en: string }
    'vx.area_tree': { ancestor_id: number; descendant_id: number; depth: number }
  }
}

/** Areas valid on a calendar date, ordered by level and code. */
export async function listAreas(db: Db | Tx, date: string): Promise<Area[]> {
  const rows = await db
    .selectFrom('vx.area')
    .innerJoin('vx.area_level', 'vx.area_level.key', 'vx.area.level')
    .selectAll('vx.area')
    .where('valid_from', '<=', date)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', date)]))
    .orderBy('rank')
    .orderBy('code')
    .execute()
  return rows.map(asArea)
}

/** An area whether it is in force, was once, or will be; undefined when there is none. */
export async function findAreaEver(db: Db | Tx, id: number): Promise<Area | undefined> {
  const row = await db.selectFrom('vx.area').selectAll().where('id', '=', id).executeTakeFirst()
  return row && asArea(row)
}

const asArea = (r: Selectable<Database['vx.area']>): Area => ({
  id: r.id,
  parentId: r.parent_id,
  level: r.level,
  code: r.code,
  name: r.name,
  fullName: r.full_name,
  centre: r.lon === null || r.lat === null ? null : [r.lon, r.lat],
  aliases: r.aliases,
})

/** The levels, from the top down. */
export async function listLevels(db: Db | Tx) {
  const rows = await db.selectFrom('vx.area_level').selectAll().orderBy('rank').execute()
  return rows.map((r) => ({ key: r.key, rank: r.rank, vi: r.name_vi, en: r.name_en }))
}

/** Goes up with every change of areas and their descent. */
export async function getGeneration(db: Db | Tx): Promise<number> {
  const row = await db.selectFrom('vx.area_generation').select('n').executeTakeFirstOrThrow()
  return row.n
}
