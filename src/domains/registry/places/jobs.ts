import { sql } from 'kysely'
import { write } from '../../../platform/context.ts'
import type { Reaction } from '../../../platform/jobs.ts'
import { listTouched, listWholeMoves } from '../areas/index.ts'

/** A place stays where it stands; the area around it is another one. */
const reorganised: Reaction = {
  name: 'places.reorganised',
  on: ['areas.reorganised'],
  async run(ctx, event) {
    const moves = await listWholeMoves(ctx.common, event.subjectId)
    if (moves.length === 0) return
    await write(
      ctx,
      'place.write',
      async (tx) => {
        const done = await sql`update vx.place t set area_id = m.b, version = version + 1
          from unnest(${moves.map((m) => m.from)}::int[], ${moves.map((m) => m.to)}::int[]) as m (a, b)
          where t.area_id = m.a`.execute(tx.db)
        tx.record({
          action: 'places.reorganise',
          subject: { type: 'reorganisation', id: event.subjectId },
          changes: { places: [null, Number(done.numAffectedRows ?? 0)] },
          event: 'place.changed',
        })
      },
      { extraAreas: await listTouched(ctx.common, event.subjectId) },
    )
  },
}

export const reactions: Reaction[] = [reorganised]
