import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { briefing } from './briefing.ts'
import { warningContract } from './contract.ts'
import { overview } from './overview.ts'
import { acknowledge, judge } from './reviews.ts'
import { working } from './working.ts'

const os = implement(warningContract).$context<RequestContext>().use(guarded)

export const warningRouter = {
  overview: os.overview.handler(({ context, input }) => overview(context.ctx, input)),
  working: os.working.handler(({ context, input }) => working(context.ctx, input)),
  briefing: os.briefing.handler(({ context, input }) => briefing(context.ctx, input)),
  acknowledge: os.acknowledge.handler(({ context, input }) => acknowledge(context.ctx, input)),
  judge: os.judge.handler(({ context, input }) => judge(context.ctx, input)),
}
