import { z } from 'zod'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import { countByArea, countFigure } from '../../../platform/figures.ts'
import { getRule } from '../../../platform/rules.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Conference, ConferencePage } from './contract.ts'

/** Rule `conference.figures`: what a conference opens with, and when the daily one begins (Asia/Ho_Chi_Minh). */
export const FiguresRule = z.object({
  at: z.string().regex(/^\d\d:\d\d$/),
  figures: z.array(z.string()),
  sinceDays: z.number().int().min(0),
})

/** The figures of the rule in force on the day, for the viewer's part of the unit and each unit below it. */
export async function numbersOf(ctx: Ctx, conference: Conference): Promise<ConferencePage['numbers']> {
  const tree = await treeOf(ctx)
  const now = ctx.clock.now().toISOString()
  const asOf = conference.closedAt ?? now
  const day = localDate(asOf)
  const within = new Set(ctx.viewer.areaIds)
  const areaIds = tree.subtree(conference.areaId).filter((a) => within.has(a))
  const below = tree.children(conference.areaId).filter((a) => within.has(a.id))
  return read(ctx, 'figure.count', async (db) => {
    const rule = await getRule(db, 'conference.figures', day, FiguresRule)
    const since = addDays(day, -rule.body.sinceDays)
    const rows: ConferencePage['numbers']['rows'] = []
    for (const id of rule.body.figures) {
      const figure = ctx.figures.get(id)
      if (!figure) continue
      const windowed = figure.axis === 'flow'
      const input = {
        areaIds,
        asOf,
        isPresent: conference.closedAt === null,
        from: windowed ? since : undefined,
      }
      const found = await countByArea(db, figure, input)
      const sums = below.map((a) => ({
        areaId: a.id,
        count: tree.subtree(a.id).reduce((n, sub) => n + (found.get(sub) ?? 0), 0),
      }))
      rows.push({
        figure: id,
        words: figure.words,
        unit: figure.unit,
        windowed,
        count: await countFigure(db, figure, input),
        byArea: sums,
      })
    }
    return { asOf, since, rows }
  })
}
