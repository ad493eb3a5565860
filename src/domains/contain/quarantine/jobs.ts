import { read } from '../../../platform/context.ts'
import type { Reaction } from '../../../platform/jobs.ts'
import { completeByFact, openChecklist } from '../../command/tasks/index.ts'
import { findCase } from '../../detect/surveillance/index.ts'
import { listOrders } from './queries.ts'

/** The signed isolation order is what the task "isolate" of its case asked for (P14). */
export const reactions: Reaction[] = [
  {
    name: 'quarantine-complete-isolate',
    on: ['order.issued'],
    async run(ctx, event) {
      const [order] = await read(ctx, 'order.read', (db) =>
        listOrders(db, { ids: [event.subjectId] }, ctx.clock.now()),
      )
      if (order?.kind !== 'isolation' || !order.caseId || !order.numberText) return
      await completeByFact(ctx, {
        subjectId: order.caseId,
        kind: 'isolate',
        note: `Quyết định cách ly điều trị số ${order.numberText}`,
      })
    },
  },
  {
    // Somebody isolated on suspicion and confirmed later: the step is done before it is asked for.
    name: 'quarantine-isolated-before-confirmed',
    on: ['case.confirmed'],
    async run(ctx, event) {
      const { found, orders } = await read(ctx, 'order.read', async (db) => ({
        found: await findCase(db, event.subjectId),
        orders: await listOrders(db, { caseId: event.subjectId }, ctx.clock.now()),
      }))
      const order = orders.find((o) => o.kind === 'isolation' && o.issuedAt && !o.closedAt)
      if (!order || !found?.confirmedAt || found.source === 'import') return
      // Reactions run in no fixed order; opening the checklist twice changes nothing, so the step is there to complete.
      await openChecklist(ctx, {
        type: 'case',
        id: found.id,
        label: found.code,
        areaId: found.areaId,
        since: found.confirmedAt,
      })
      await completeByFact(ctx, {
        subjectId: found.id,
        kind: 'isolate',
        note: `Quyết định cách ly điều trị số ${order.numberText}`,
      })
    },
  },
]
