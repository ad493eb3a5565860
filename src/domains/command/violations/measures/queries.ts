import { type Generated, sql } from 'kysely'
import { z } from 'zod'
import { addDays } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import { listRules, type RuleVersion } from '../../../../platform/rules.ts'
import { Setting } from './contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.place_measure': {
      id: string
      area_id: number
      title: string
      settings: Setting[]
      act: string | null
      legal_basis: string
      signed_by: string
      impact: string
      from_day: string
      until_day: string
      created_by: string
      created_post: string
      created_at: string
      last_day: Generated<string | null>
      ended_at: Generated<string | null>
      ended_by: Generated<string | null>
      end_reason: Generated<string | null>
      version: Generated<number>
    }
  }
}

/** Rule `place.measures`: what holds for everybody, and for how many days at most an area's command adds to it. */
const MeasuresRule = z.object({
  longestDays: z.number().int().positive(),
  measures: z.array(
    z.object({
      code: z.string(),
      vi: z.string(),
      en: z.string(),
      settings: z.array(Setting),
      basis: z.string(),
      act: z.string().nullable(),
    }),
  ),
})
export type MeasuresVersion = RuleVersion<z.output<typeof MeasuresRule>>

/** Every version of `place.measures`, oldest first; one ends at the latest on the day before the next begins. */
export async function measureVersions(db: Tx): Promise<MeasuresVersion[]> {
  const all = await listRules(db, 'place.measures')
  return all.map((r, i) => {
    const next = all[i + 1]
    const replaced = next && (r.effectiveTo === null || r.effectiveTo >= next.effectiveFrom)
    const effectiveTo = replaced ? addDays(next.effectiveFrom, -1) : r.effectiveTo
    return { ...r, effectiveTo, body: MeasuresRule.parse(r.body) }
  })
}

/** Of versions in the order of time, the one in force on a calendar date. */
export const findOn = <T extends { effectiveFrom: string; effectiveTo: string | null }>(
  versions: readonly T[],
  day: string,
): T | undefined =>
  versions.findLast((v) => v.effectiveFrom <= day && (v.effectiveTo === null || v.effectiveTo >= day))

/** What areas have set, with the name of the area. */
export function areaMeasures(db: Tx) {
  return db
    .selectFrom('vx.place_measure as m')
    .innerJoin('vx.area as a', 'a.id', 'm.area_id')
    .selectAll('m')
    .select('a.full_name as area_name')
}
export type AreaMeasureRow = Awaited<ReturnType<ReturnType<typeof areaMeasures>['execute']>>[number]

/** The last day on which a measure holds; before its first where it was ended before it began. */
export const lastDayOf = (m: Pick<AreaMeasureRow, 'last_day' | 'until_day'>) => m.last_day ?? m.until_day

/** What these areas have set that holds on a calendar date, oldest first. */
export function areaMeasuresOn(db: Tx, areaIds: readonly number[], day: string): Promise<AreaMeasureRow[]> {
  return areaMeasures(db)
    .where('m.area_id', '=', sql<number>`any(${[...areaIds]}::int[])`)
    .where('m.from_day', '<=', sql<string>`${day}::date`)
    .where(sql<boolean>`coalesce(m.last_day, m.until_day) >= ${day}::date`)
    .orderBy('m.created_at')
    .orderBy('m.id')
    .execute()
}
