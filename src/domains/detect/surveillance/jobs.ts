import { type Ctx, read } from '../../../platform/context.ts'
import type { Reaction } from '../../../platform/jobs.ts'
import { completeByFact, listBySubject, openChecklist, reopen } from '../../command/tasks/index.ts'
import type { Case } from './contract.ts'
import { findFile } from './investigation/queries.ts'
import { findCase } from './queries.ts'

/** The case and its notification, when its response is open: confirmed, and no line of a list of the past. */
async function findOpen(ctx: Ctx, id: string) {
  const { found, file } = await read(ctx, 'case.read', async (db) => ({
    found: await findCase(db, id),
    file: await findFile(db, id),
  }))
  if (!found?.confirmedAt || found.classification !== 'confirmed') return undefined
  // An imported line list tells of the past: its clocks ran out long ago and would only drown today's tasks.
  return found.source === 'import' ? undefined : { found, file }
}

async function completeNotify(ctx: Ctx, found: Case, notifiedTo: string | null | undefined): Promise<void> {
  if (!notifiedTo) return
  await completeByFact(ctx, { subjectId: found.id, kind: 'notify', note: `Đã báo cáo ${notifiedTo}` })
}

export const reactions: Reaction[] = [
  {
    // A confirmation opens the response: trace, isolate, contain, test, notify, each with a clock (P14, P15).
    name: 'surveillance-open-response',
    on: ['case.confirmed'],
    async run(ctx, event) {
      const open = await findOpen(ctx, event.subjectId)
      if (!open) return
      const { found } = open
      await openChecklist(ctx, {
        type: 'case',
        id: found.id,
        label: found.code,
        areaId: found.areaId,
        since: found.confirmedAt!,
      })
      // Notified on suspicion and confirmed later: the step is done before it is asked for.
      await completeNotify(ctx, found, open.file?.notified_to)
    },
  },
  {
    name: 'surveillance-complete-notify',
    on: ['case.notified'],
    async run(ctx, event) {
      const open = await findOpen(ctx, event.subjectId)
      if (open) await completeNotify(ctx, open.found, open.file?.notified_to)
    },
  },
  {
    name: 'surveillance-reopen-notify',
    on: ['case.notification-withdrawn'],
    async run(ctx, event) {
      const open = await findOpen(ctx, event.subjectId)
      if (!open || open.file?.notified_at) return
      const tasks = await listBySubject(ctx, { subjectType: 'case', subjectId: event.subjectId })
      const done = tasks.find((t) => t.kind === 'notify' && t.doneAt)
      if (done) await reopen(ctx, { id: done.id, version: done.version })
    },
  },
]
