import type { Reaction } from '../../../platform/jobs.ts'
import { endByReport } from './requests/requests.ts'

/** A signed report is what the task of a unit that was asked for one waits for. */
export const reactions: Reaction[] = [
  {
    name: 'reports-answer-requests',
    on: ['report.frozen'],
    run: (ctx, event) => endByReport(ctx, event.subjectId),
  },
]
