import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { zonesContract } from './contract.ts'
import * as decide from './decide.ts'
import * as service from './service.ts'

const os = implement(zonesContract).$context<RequestContext>().use(guarded)

export const zonesRouter = {
  overview: os.overview.handler(({ context, input }) => service.list(context.ctx, input)),
  preview: os.preview.handler(({ context, input }) => service.preview(context.ctx, input)),
  get: os.get.handler(({ context, input }) => service.get(context.ctx, input.id)),
  inside: os.inside.handler(({ context, input }) => service.inside(context.ctx, input)),
  criteria: os.criteria.handler(({ context, input }) => service.criteria(context.ctx, input.id)),
  propose: os.propose.handler(({ context, input }) => service.proposeZone(context.ctx, input)),
  decide: os.decide.handler(({ context, input }) => decide.decideZone(context.ctx, input)),
  reduce: os.reduce.handler(({ context, input }) => decide.reduceZone(context.ctx, input)),
  extend: os.extend.handler(({ context, input }) => decide.extendZone(context.ctx, input)),
  lift: os.lift.handler(({ context, input }) => decide.liftZone(context.ctx, input)),
}
