import type { World } from '../../../../test/harness/world.ts'
import { addDays } from '../../../platform/clock.ts'

/**
 * Enters confirmed cases of a disease by day of report, each known from 8:00 of its day, with onset two days before.
 * @param counts oldest first; the last is of `lastDay`
 */
export async function enterSeries(
  world: World,
  series: {
    disease: string
    area: string
    counts: readonly number[]
    lastDay: string
    detectedIn?: string
    onsetDaysBefore?: number
  },
): Promise<void> {
  const { rows: people } = await world.pool.query('select id from vx.person order by id')
  const { rows: areas } = await world.pool.query(
    `select id from vx.area where name = $1 order by level = 'neighbourhood', id limit 1`,
    [series.area],
  )
  const client = await world.pool.connect()
  try {
    for (const [i, n] of series.counts.entries()) {
      if (n === 0) continue
      const day = addDays(series.lastDay, i - series.counts.length + 1)
      const at = `${day}T08:00:00+07:00`
      await client.query(`select set_config('vx.now', $1, false)`, [at])
      await client.query(
        `insert into vx.case_record (id, code, area_id, person_id, disease, classification, detected_in, onset_date, reported_at, confirmed_at)
         select gen_random_uuid(), concat_ws('-', 'T', $1::text, $4::text, $2::text, i), $4::int, person, $1, 'confirmed', $3, $2::date - $5::int,
           $6::timestamptz, $6::timestamptz
         from unnest($7::uuid[]) with ordinality as p (person, i)`,
        [
          series.disease,
          day,
          series.detectedIn ?? 'community',
          areas[0].id,
          series.onsetDaysBefore ?? 2,
          at,
          Array.from({ length: n }, (_, k) => people[(k * 3) % people.length].id),
        ],
      )
    }
  } finally {
    // With its own time the connection is of no use to anybody else.
    client.release(true)
  }
}
