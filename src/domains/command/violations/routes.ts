import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { listActs } from './acts.ts'
import { violationsContract } from './contract.ts'
import * as measures from './measures/service.ts'
import * as service from './service.ts'

const os = implement(violationsContract).$context<RequestContext>().use(guarded)

export const violationsRouter = {
  measures: os.measures.handler(({ context, input }) => measures.measuresOf(context.ctx, input)),
  areaMeasures: os.areaMeasures.handler(({ context, input }) =>
    measures.listAreaMeasures(context.ctx, input),
  ),
  addMeasure: os.addMeasure.handler(({ context, input }) => measures.addMeasure(context.ctx, input)),
  endMeasure: os.endMeasure.handler(({ context, input }) => measures.endMeasure(context.ctx, input)),
  acts: os.acts.handler(({ context, input }) => listActs(context.ctx, input?.on)),
  sums: os.sums.handler(({ context, input }) => service.sums(context.ctx, input)),
  record: os.record.handler(({ context, input }) => service.record(context.ctx, input)),
  get: os.get.handler(({ context, input }) => service.open(context.ctx, input.id)),
  decide: os.decide.handler(({ context, input }) => service.decide(context.ctx, input)),
  pay: os.pay.handler(({ context, input }) => service.pay(context.ctx, input)),
  appeal: os.appeal.handler(({ context, input }) => service.appeal(context.ctx, input)),
  answerAppeal: os.answerAppeal.handler(({ context, input }) => service.answerAppeal(context.ctx, input)),
}
