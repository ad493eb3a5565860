import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { inspectionsContract } from './contract.ts'
import * as findings from './findings.ts'
import * as planning from './planning.ts'
import * as plans from './plans/service.ts'
import * as visit from './visit.ts'

const os = implement(inspectionsContract).$context<RequestContext>().use(guarded)

export const inspectionsRouter = {
  overview: os.overview.handler(({ context, input }) => planning.overview(context.ctx, input?.areaId)),
  proposals: os.proposals.handler(({ context, input }) => planning.proposals(context.ctx, input)),
  teams: os.teams.handler(({ context }) => planning.teams(context.ctx)),
  subjects: os.subjects.handler(({ context, input }) => planning.subjects(context.ctx, input)),
  plan: os.plan.handler(({ context, input }) => planning.plan(context.ctx, input)),
  get: os.get.handler(({ context, input }) => visit.getPage(context.ctx, input.id)),
  move: os.move.handler(({ context, input }) => planning.move(context.ctx, input)),
  cancel: os.cancel.handler(({ context, input }) => planning.cancel(context.ctx, input)),
  start: os.start.handler(({ context, input }) => visit.start(context.ctx, input)),
  close: os.close.handler(({ context, input }) => visit.close(context.ctx, input)),
  correct: os.correct.handler(({ context, input }) => visit.correct(context.ctx, input)),
  ofFinding: os.ofFinding.handler(({ context, input }) => findings.ofFinding(context.ctx, input.id)),
  assign: os.assign.handler(({ context, input }) => findings.assign(context.ctx, input.id)),
  submitPlan: os.submitPlan.handler(({ context, input }) => plans.submit(context.ctx, input)),
  getPlan: os.getPlan.handler(({ context, input }) => plans.getPlan(context.ctx, input.id)),
  reviewPlan: os.reviewPlan.handler(({ context, input }) => plans.review(context.ctx, input)),
}
