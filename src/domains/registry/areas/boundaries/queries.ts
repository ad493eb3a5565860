import { type Generated, sql } from 'kysely'
import type { Db, Tx } from '../../../../platform/db.ts'
import type { BoundaryFeature, BoundarySet, BoundaryState, Topology } from './contract.ts'
import type { Mended } from './faces.ts'
import type { Columns } from './match.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.boundary_set': {
      id: string
      file_name: string
      source: string
      valid_from: string
      valid_to: string | null
      state: BoundaryState
      level: string | null
      topology: Topology
      mended: Mended
      columns: Columns
      made_by: string
      made_at: string
      decided_by: string | null
      decided_at: string | null
      undone_by: string | null
      undone_at: string | null
      undo_reason: string | null
      version: Generated<number>
    }
    'vx.boundary_feature': {
      set_id: string
      position: number
      code: string | null
      name: string | null
      above: string | null
      polygons: number[][][]
      km2_before: number
      km2_after: number
      of_area: number | null
      matched: 'code' | 'name' | 'hand' | 'left-out' | null
      reason: string | null
    }
  }
}

function setsFrom(db: Db | Tx) {
  return db
    .selectFrom('vx.boundary_set as s')
    .innerJoin('vx.boundary_feature as f', 'f.set_id', 's.id')
    .groupBy('s.id')
    .select([
      's.id',
      's.file_name as fileName',
      's.source',
      's.valid_from as validFrom',
      's.valid_to as validTo',
      's.state',
      's.level',
      's.made_by as madeBy',
      's.made_at as madeAt',
      's.decided_by as decidedBy',
      's.decided_at as decidedAt',
      's.undone_by as undoneBy',
      's.undone_at as undoneAt',
      's.undo_reason as undoReason',
      's.version',
    ])
    .select([
      sql<number>`count(*)`.as('features'),
      sql<number>`count(*) filter (where f.of_area is not null)`.as('matched'),
      sql<number>`count(*) filter (where f.matched = 'left-out')`.as('leftOut'),
      sql<number>`count(*) filter (where f.matched is null)`.as('open'),
    ])
}

/** Every set, newest first. */
export function listSets(db: Db | Tx): Promise<BoundarySet[]> {
  return setsFrom(db).orderBy('s.made_at', 'desc').execute()
}

export function findSet(db: Db | Tx, id: string): Promise<BoundarySet | undefined> {
  return setsFrom(db).where('s.id', '=', id).executeTakeFirst()
}

export function getDrawing(db: Db | Tx, id: string) {
  return db
    .selectFrom('vx.boundary_set')
    .select(['topology', 'mended', 'columns'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** The features of a set in the order of the file. */
export function listFeatures(db: Db | Tx, setId: string): Promise<BoundaryFeature[]> {
  return db
    .selectFrom('vx.boundary_feature as f')
    .leftJoin('vx.area as a', 'a.id', 'f.of_area')
    .select([
      'f.position',
      'f.code',
      'f.name',
      'f.above',
      'f.polygons',
      'f.km2_before as km2Before',
      'f.km2_after as km2After',
      'f.of_area as areaId',
      'a.label as areaLabel',
      'f.matched',
      'f.reason',
    ])
    .where('f.set_id', '=', setId)
    .orderBy('f.position')
    .execute()
}

/**
 * The boundary of each area in force on a day: of the sets in force on it, the one put in force last.
 * Areas that were not in force on that day are left out.
 */
export async function listInForce(db: Db | Tx, date: string) {
  return db
    .selectFrom('vx.boundary_feature as f')
    .innerJoin('vx.boundary_set as s', 's.id', 'f.set_id')
    .innerJoin('vx.area as a', 'a.id', 'f.of_area')
    .distinctOn('f.of_area')
    .select(['s.id as setId', 'f.of_area as areaId', 'f.polygons'])
    .where('s.state', '=', 'in_force')
    .where('s.valid_from', '<=', date)
    .where(sql<boolean>`coalesce(s.valid_to >= ${date}::date, true)`)
    .where('a.valid_from', '<=', date)
    .where(sql<boolean>`coalesce(a.valid_to >= ${date}::date, true)`)
    .where(sql<boolean>`f.polygons <> '[]'`)
    .orderBy('f.of_area')
    .orderBy('s.decided_at', 'desc')
    .orderBy('s.id')
    .execute()
}

export function listTopologies(db: Db | Tx, ids: string[]) {
  return db
    .selectFrom('vx.boundary_set')
    .select(['id', 'topology'])
    .where('id', 'in', ids.length ? ids : ['00000000-0000-0000-0000-000000000000'])
    .orderBy('decided_at')
    .execute()
}
