import { localDate } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { countFigure, type Figure } from '../../../platform/figures.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Goal, Task, TaskPage } from './contract.ts'

/**
 * @throws Problem input-invalid for figures that are not there, a figure measured against itself, and a goal that is reached
 * when it is set: at least nothing, or at most so many of what is counted only from now on
 */
export function requireGoal(ctx: Ctx, goal: Goal): void {
  const figure = ctx.figures.get(goal.figure)
  const refuse = (why: string) => problem('input-invalid', {}, { fields: { goal: [why] } })
  if (!figure) throw refuse('unknown')
  if (goal.per !== undefined && (goal.per === goal.figure || !ctx.figures.has(goal.per)))
    throw refuse('unknown')
  const isReached =
    goal.compare === 'at_least' ? goal.value < 1 : figure.axis === 'flow' && goal.per === undefined
  if (isReached) throw refuse('reached-already')
}

async function count(ctx: Ctx, db: Tx, figure: Figure, task: Task, areaIds: number[]): Promise<number> {
  const asOf = ctx.clock.now().toISOString()
  // What happens is counted from the day on which the task was given.
  const from = figure.axis === 'flow' ? localDate(task.openedAt) : undefined
  return countFigure(db, figure, { areaIds, asOf, isPresent: true, from })
}

/** How far the figure is that measures a task; null without one, and for who may not count. */
export async function measure(ctx: Ctx, db: Tx, task: Task): Promise<TaskPage['measured']> {
  const { goal } = task
  const figure = goal && ctx.figures.get(goal.figure)
  if (!figure || !ctx.viewer.rights.has('figure.count')) return null
  const areaIds = (await treeOf(ctx)).subtree(task.areaId)
  const whole = goal.per === undefined ? undefined : ctx.figures.get(goal.per)
  const n = await count(ctx, db, figure, task, areaIds)
  const total = whole ? await count(ctx, db, whole, task, areaIds) : null
  // Of nothing there is no share: an empty area has done nothing yet.
  const reached = total === null ? n : total === 0 ? undefined : (n * 100) / total
  const query = new URLSearchParams({ area: String(task.areaId) })
  if (figure.axis === 'flow') query.set('from', localDate(task.openedAt))
  return {
    words: figure.words,
    of: whole?.words ?? null,
    count: n,
    total,
    reached:
      reached !== undefined && (goal.compare === 'at_least' ? reached >= goal.value : reached <= goal.value),
    href: `/figures/${figure.id}?${query}`,
  }
}
