import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, inWindow, known } from '../../../platform/figures.ts'
import { nameOf } from '../../registry/people/index.ts'
import { columns } from './figures.ts'

/** What an epidemic curve counts cases by. */
export type CaseDay = 'onset_date' | 'reported_at' | 'confirmed_at'

export const CASE_COLUMNS = columns

/**
 * Cases that were not discarded, as they were known, whose `day` (onset, report or result; a calendar date in
 * Asia/Ho_Chi_Minh) lies in the window. Rows as a figure of CASE_COLUMNS needs them, and what else they can be counted by.
 */
export function casesByDay(db: Parameters<Figure['rows']>[0], input: FigureInput, by: CaseDay) {
  const local = (column: string) => sql<string>`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`
  return db
    .selectFrom(known('vx.case_record', 'c', input))
    .innerJoin('vx.area as a', 'a.id', 'c.area_id')
    .select([
      'c.id',
      'c.area_id',
      (by === 'onset_date' ? sql<string>`c.onset_date` : local(`c.${by}`)).as('day'),
      local('c.reported_at').as('reported_day'),
      local('c.confirmed_at').as('confirmed_day'),
      'c.person_id',
      'c.disease',
      'c.code',
      nameOf('c.person_id').as('full_name'),
      'a.label as area',
      'c.classification',
      'c.detected_in',
      'c.onset_date',
      'c.reported_at',
      'c.confirmed_at',
      'c.outcome',
    ])
    .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    .where('c.classification', '<>', 'discarded')
    .where(by === 'onset_date' ? inWindow('c.onset_date', input) : inDays(`c.${by}`, input))
}
