import type pg from 'pg'
import { recomputeTiers } from '../src/domains/contain/tracing/index.ts'
import { domains } from '../src/domains/index.ts'
import type { Ctx } from '../src/platform/context.ts'
import { readEvents } from '../src/platform/events.ts'

/**
 * Runs the reactions to what was written so far, here and now, at the clock's own time: the generator does not wait
 * for the job queue, and the order is the same at every run. The tiers of everybody touched are computed once a
 * round instead of once an event, and a routine check moves nobody's tier.
 */
export function inlineEvents(pool: pg.Pool, ctx: Ctx) {
  const reactions = domains.flatMap((d) => d.reactions ?? [])
  let done = 0
  return {
    async run(): Promise<void> {
      const touched = new Set<string>()
      for (;;) {
        await pool.query(`update platform.event e set seq = n.seq from (
          select id, nextval('platform.event_seq') as seq from (select id from platform.event where seq is null order by id) o) n where e.id = n.id`)
        const events = await readEvents(pool, done)
        if (events.length === 0 && touched.size === 0) break
        for (const event of events) {
          for (const r of reactions.filter((x) => x.on.includes(event.type))) {
            if (r.name === 'tracing-found-again') continue
            if (r.name === 'tracing-retier') for (const id of peopleOf(event.payload)) touched.add(id)
            else await r.run(ctx, event)
          }
          done = event.seq
        }
        if (events.length > 0) continue
        await recomputeTiers(ctx, [...touched])
        touched.clear()
      }
      await pool.query(
        `insert into platform.consumer values ('jobs', $1) on conflict (name) do update set seq = $1`,
        [done],
      )
    },
  }
}

function peopleOf(payload: Record<string, unknown>): string[] {
  return [payload.personIds ?? [], payload.personId ?? []].flat() as string[]
}
