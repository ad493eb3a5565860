import { read } from '../../../platform/context.ts'
import type { Reaction, Schedule } from '../../../platform/jobs.ts'
import { work } from './work.ts'

export const reactions: Reaction[] = [
  {
    name: 'imports-work',
    on: ['import.check-requested', 'import.commit-requested', 'import.undo-requested'],
    run: (ctx, event) => work(ctx, event.subjectId),
  },
]

/** A server that stopped in the middle of an import goes on where it was: at its start, and looked after each minute. */
export const schedules: Schedule[] = [
  {
    name: 'imports-resume',
    everyMinutes: 1,
    async run(ctx) {
      const open = await read(ctx, 'import.work', (db) =>
        db
          .selectFrom('vx.import_batch')
          .select('id')
          .where('state', 'in', ['checking', 'committing', 'undoing'])
          .execute(),
      )
      for (const { id } of open) await work(ctx, id)
    },
  },
]
