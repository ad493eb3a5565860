import { implement } from '@orpc/server'
import type { RequestContext } from '../../../../platform/domain.ts'
import { guarded } from '../../../../platform/serve.ts'
import { workplaceContract } from './contract.ts'
import * as reviews from './service.ts'

const os = implement(workplaceContract).$context<RequestContext>().use(guarded)

export const workplaceRouter = {
  find: os.find.handler(({ context, input }) => reviews.find(context.ctx, input.q)),
  ofCase: os.ofCase.handler(({ context, input }) => reviews.ofCase(context.ctx, input.id)),
  open: os.open.handler(({ context, input }) => reviews.open(context.ctx, input)),
  get: os.get.handler(({ context, input }) => reviews.get(context.ctx, input.id)),
  enterFindings: os.enterFindings.handler(({ context, input }) => reviews.enterFindings(context.ctx, input)),
  conclude: os.conclude.handler(({ context, input }) => reviews.conclude(context.ctx, input)),
  reopen: os.reopen.handler(({ context, input }) => reviews.reopen(context.ctx, input)),
  reply: os.reply.handler(({ context, input }) => reviews.reply(context.ctx, input)),
}
