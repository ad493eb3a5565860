import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { listActs } from './acts.ts'
import { violationsContract } from './contract.ts'
import * as service from './service.ts'

const os = implement(violationsContract).$context<RequestContext>().use(guarded)

export const violationsRouter = {
  acts: os.acts.handler(({ context, input }) => listActs(context.ctx, input?.on)),
  sums: os.sums.handler(({ context, input }) => service.sums(context.ctx, input)),
  record: os.record.handler(({ context, input }) => service.record(context.ctx, input)),
  get: os.get.handler(({ context, input }) => service.open(context.ctx, input.id)),
  decide: os.decide.handler(({ context, input }) => service.decide(context.ctx, input)),
  pay: os.pay.handler(({ context, input }) => service.pay(context.ctx, input)),
  appeal: os.appeal.handler(({ context, input }) => service.appeal(context.ctx, input)),
  answerAppeal: os.answerAppeal.handler(({ context, input }) => service.answerAppeal(context.ctx, input)),
}
