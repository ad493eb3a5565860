import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { conferencesContract } from './contract.ts'
import * as service from './service.ts'

const os = implement(conferencesContract).$context<RequestContext>().use(guarded)

export const conferencesRouter = {
  create: os.create.handler(({ context, input }) => service.create(context.ctx, input)),
  daily: os.daily.handler(({ context }) => service.daily(context.ctx)),
  get: os.get.handler(({ context, input }) => service.get(context.ctx, input.id)),
  attendance: os.attendance.handler(({ context, input }) => service.attendance(context.ctx, input)),
  conclude: os.conclude.handler(({ context, input }) => service.conclude(context.ctx, input)),
  rewrite: os.rewrite.handler(({ context, input }) => service.rewrite(context.ctx, input)),
  ofConclusion: os.ofConclusion.handler(({ context, input }) => service.ofConclusion(context.ctx, input.id)),
  assign: os.assign.handler(({ context, input }) => service.assign(context.ctx, input)),
  close: os.close.handler(({ context, input }) => service.close(context.ctx, input)),
}
