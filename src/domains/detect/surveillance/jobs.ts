import { read } from '../../../platform/context.ts'
import type { Reaction } from '../../../platform/jobs.ts'
import { openChecklist } from '../../command/tasks/index.ts'
import { findCase } from './queries.ts'

/** A confirmation opens the response: trace, isolate, contain, test, notify, each with a clock (P14, P15). */
export const reactions: Reaction[] = [
  {
    name: 'surveillance-open-response',
    on: ['case.confirmed'],
    async run(ctx, event) {
      const found = await read(ctx, 'case.read', (db) => findCase(db, event.subjectId))
      if (!found?.confirmedAt || found.classification !== 'confirmed') return
      // An imported line list tells of the past: its clocks ran out long ago and would only drown today's tasks.
      if (found.source === 'import') return
      await openChecklist(ctx, {
        type: 'case',
        id: found.id,
        label: found.code,
        areaId: found.areaId,
        since: found.confirmedAt,
      })
    },
  },
]
