import { type Ctx, read } from '../../../platform/context.ts'
import type { Schedule } from '../../../platform/jobs.ts'
import type { Task } from './contract.ts'
import { measure } from './goal.ts'
import { climb } from './ladder.ts'
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
  const failed: unknown[] = []
  for (const task of open) {
    // One that somebody changes just now does not keep the others from being looked at.
    try {
      if (await completeIfReached(ctx, task)) done += 1
    } catch (error) {
      failed.push(error)
    }
  }
  if (failed.length) throw failed[0]
  return done
}

async function completeIfReached(ctx: Ctx, task: Task): Promise<boolean> {
  const found = await read(ctx, 'figure.count', async (db) => {
    const waits = await waitsFor(db, [task.id])
    return waits.some((w) => !w.done) ? null : measure(ctx, db, task)
  })
  if (!found?.reached) return false
  const of = found.of ? ` / ${found.total} ${found.of.vi.toLowerCase()}` : ''
  await completeMeasured(ctx, task.id, `${found.words.vi}: ${found.count}${of}`)
  return true
}

export const schedules: Schedule[] = [
  {
    name: 'tasks-goals',
    everyMinutes: 5,
    async run(ctx) {
      await completeReached(ctx)
    },
  },
  {
    name: 'tasks-ladder',
    everyMinutes: 5,
    async run(ctx) {
      await climb(ctx)
    },
  },
]
