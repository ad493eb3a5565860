import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { signalsContract } from './contract.ts'
import * as service from './service.ts'

const os = implement(signalsContract).$context<RequestContext>().use(guarded)

export const signalsRouter = {
  get: os.get.handler(({ context, input }) => service.get(context.ctx, input.id)),
  report: os.report.handler(({ context, input }) => service.report(context.ctx, input)),
  verify: os.verify.handler(({ context, input }) => service.verify(context.ctx, input)),
  assess: os.assess.handler(({ context, input }) => service.assess(context.ctx, input)),
  conclude: os.conclude.handler(({ context, input }) => service.conclude(context.ctx, input)),
  takeBack: os.takeBack.handler(({ context, input }) => service.takeBack(context.ctx, input)),
  linkCase: os.linkCase.handler(({ context, input }) => service.linkCase(context.ctx, input)),
  unlinkCase: os.unlinkCase.handler(({ context, input }) => service.unlinkCase(context.ctx, input)),
}
