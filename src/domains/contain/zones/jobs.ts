import { read } from '../../../platform/context.ts'
import type { Reaction } from '../../../platform/jobs.ts'
import { completeByFact } from '../../command/tasks/index.ts'
import { getZone } from './service.ts'

/** A zone decided for a case is the containment that the case's checklist asks for (P14, P15). */
export const reactions: Reaction[] = [
  {
    name: 'zones-complete-containment',
    on: ['zone.decided'],
    async run(ctx, event) {
      const zone = await read(ctx, 'zone.read', (db) => getZone(ctx, db, event.subjectId, ctx.clock.now()))
      if (!zone.caseId || !zone.numberText) return
      await completeByFact(ctx, {
        subjectId: zone.caseId,
        kind: 'contain',
        note: `Quyết định khoanh vùng số ${zone.numberText}: ${zone.name}`,
      })
    },
  },
]
