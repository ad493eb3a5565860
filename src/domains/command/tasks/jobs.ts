import { type Ctx, read } from '../../../platform/context.ts'
import type { Schedule } from '../../../platform/jobs.ts'
import { measure } from './goal.ts'
import { waitsFor } from './order.ts'
import { listTasks } from './queries.ts'
import { completeMeasured } from './service.ts'

/** Ends the tasks whose figure says so; one that waits for another goes on waiting. @returns how many */
export async function completeReached(ctx: Ctx): Promise<number> {
  const open = await read(ctx, 'task.read', async (db) => {
    const rows = await db
      .selectFrom('vx.task')
      .select('id')
      .where('goal', 'is not', null)
      .where('done_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .execute()
    return listTasks(db, { ids: rows.map((r) => r.id) }, ctx.clock.now())
  })
  let done = 0
  for (const task of open) {
    const found = await read(ctx, 'figure.count', async (db) => {
      const waits = await waitsFor(db, [task.id])
      return waits.some((w) => !w.done) ? null : measure(ctx, db, task)
    })
    if (!found?.reached) continue
    const of = found.of ? ` / ${found.total} ${found.of.vi.toLowerCase()}` : ''
    await completeMeasured(ctx, task.id, `${found.words.vi}: ${found.count}${of}`)
    done += 1
  }
  return done
}

export const schedules: Schedule[] = [
  {
    name: 'tasks-goals',
    everyMinutes: 5,
    async run(ctx) {
      await completeReached(ctx)
    },
  },
]
