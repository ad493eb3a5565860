import type { World } from '../../../../test/harness/world.ts'
import { addDays } from '../../../platform/clock.ts'

/**
 * Enters confirmed cases of a disease by day of report, each known from 8:00 of its day (9:00 on `lastDay` itself when it
 * is today), with onset two days before.
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
  const client = await world.pool.connect()
  try {
    for (const [i, n] of series.counts.entries()) {
      const day = addDays(series.lastDay, i - series.counts.length + 1)
      await client.query('begin')
      await client.query(`select set_config('vx.now', $1, true)`, [`${day}T08:00:00+07:00`])
      await client.query(
        `insert into vx.case_record (id, code, area_id, person_id, disease, classification, detected_in, onset_date, reported_at, confirmed_at)
         select gen_random_uuid(), concat_ws('-', 'T', $1::text, a.id, $2::text, i), a.id, p.id, $1, 'confirmed', $3, $2::date - $5::int,
           $4::timestamptz, $4::timestamptz
         from generate_series(1, $6::int) i
         cross join (select id from vx.area where name = $7 order by level = 'neighbourhood', id limit 1) a
         cross join lateral (select id from vx.person order by id offset i * 3 limit 1) p`,
        [
          series.disease,
          day,
          series.detectedIn ?? 'community',
          `${day}T08:00:00+07:00`,
          series.onsetDaysBefore ?? 2,
          n,
          series.area,
        ],
      )
      await client.query('commit')
    }
  } finally {
    client.release()
  }
}
