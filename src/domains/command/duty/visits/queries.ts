import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { FieldVisit, FieldVisitPage } from './contract.ts'

/** Subjects in audit, attachments and tasks. */
export const VISIT = 'field-visit'
export const VISIT_TASK = 'field-visit-task'

interface VisitTable {
  id: string
  area_id: number
  place_id: string | null
  spot: string | null
  by_area_id: number
  entered_by: string
  by_name: string
  by_post: string
  companions: string | null
  began_at: string
  minutes: number | null
  purpose: FieldVisit['purpose']
  seen: string
  settled: string | null
  entered_at: string
  struck_at: string | null
  struck_reason: string | null
  version: Generated<number>
}

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.field_visit': VisitTable
    'vx.field_visit_version': VisitTable & { valid_from: string; valid_to: string | null }
    'vx.field_visit_supplement': {
      id: string
      visit_id: string
      area_id: number
      said: string
      at: string
      by_name: string
      by_post: string
    }
    'vx.field_visit_task': { id: string; visit_id: string; area_id: number; at: string }
  }
}

export interface VisitRow extends FieldVisit {
  /** The account that entered it. */
  enteredBy: string
  byAreaId: number
}

export async function findVisit(db: Tx, id: string): Promise<VisitRow | undefined> {
  const r = await db
    .selectFrom('vx.field_visit as v')
    .innerJoin('vx.area as a', 'a.id', 'v.area_id')
    .innerJoin('vx.area as b', 'b.id', 'v.by_area_id')
    .leftJoin('vx.place as p', 'p.id', 'v.place_id')
    .selectAll('v')
    .select(['a.label as area_label', 'b.label as by_area', 'p.name as place_name'])
    .where('v.id', '=', id)
    .executeTakeFirst()
  return (
    r && {
      id: r.id,
      areaId: r.area_id,
      areaLabel: r.area_label,
      place: r.place_id && r.place_name ? { id: r.place_id, name: r.place_name } : null,
      spot: r.spot,
      byAreaId: r.by_area_id,
      byArea: r.by_area,
      enteredBy: r.entered_by,
      byName: r.by_name,
      byPost: r.by_post,
      companions: r.companions,
      beganAt: r.began_at,
      minutes: r.minutes,
      purpose: r.purpose,
      seen: r.seen,
      settled: r.settled,
      enteredAt: r.entered_at,
      struckAt: r.struck_at,
      struckReason: r.struck_reason,
      version: r.version,
    }
  )
}

/** What changes or follows from one visit takes turns at its row. */
export async function lockVisit(db: Tx, id: string): Promise<void> {
  await sql`select from vx.field_visit where id = ${id} for update`.execute(db)
}

/** Supplements, oldest first. */
export function listSupplements(db: Tx, visitId: string): Promise<FieldVisitPage['supplements']> {
  return db
    .selectFrom('vx.field_visit_supplement')
    .select(['id', 'said', 'at', 'by_name as byName', 'by_post as byPost'])
    .where('visit_id', '=', visitId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Subjects of the tasks that were given on a visit, in the order in which they were given. */
export async function listTaskIds(db: Tx, visitId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('vx.field_visit_task')
    .select('id')
    .where('visit_id', '=', visitId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((r) => r.id)
}
