import { sql } from 'kysely'
import { write } from '../../../platform/context.ts'
import type { Reaction, Schedule } from '../../../platform/jobs.ts'
import { listTouched, listWholeMoves } from '../areas/index.ts'
import { compareChanged } from './compare.ts'

/** People and households go along with their neighbourhood; what happened to them stays where it happened. */
const reorganised: Reaction = {
  name: 'people.reorganised',
  on: ['areas.reorganised'],
  async run(ctx, event) {
    const moves = await listWholeMoves(ctx.common, event.subjectId)
    if (moves.length === 0) return
    await write(
      ctx,
      'person.write',
      async (tx) => {
        const from = moves.map((m) => m.from)
        const to = moves.map((m) => m.to)
        const moved: Record<string, [unknown, unknown]> = {}
        for (const table of ['vx.household', 'vx.person', 'vx.person_merge'] as const) {
          const done = await sql`update ${sql.table(table)} t set area_id = m.b, version = version + 1
            from unnest(${from}::int[], ${to}::int[]) as m (a, b) where t.area_id = m.a`.execute(tx.db)
          moved[table] = [null, Number(done.numAffectedRows ?? 0)]
        }
        tx.record({
          action: 'people.reorganise',
          subject: { type: 'reorganisation', id: event.subjectId },
          changes: moved,
          event: 'person.changed',
        })
      },
      { extraAreas: await listTouched(ctx.common, event.subjectId) },
    )
  },
}

export const reactions: Reaction[] = [reorganised]

export const schedules: Schedule[] = [{ name: 'people.compare', everyMinutes: 5, run: compareChanged }]
