import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { tasksContract } from './contract.ts'
import * as service from './service.ts'

const os = implement(tasksContract).$context<RequestContext>().use(guarded)

export const tasksRouter = {
  bySubject: os.bySubject.handler(({ context, input }) => service.listBySubject(context.ctx, input)),
  complete: os.complete.handler(({ context, input }) => service.complete(context.ctx, input)),
  reopen: os.reopen.handler(({ context, input }) => service.reopen(context.ctx, input)),
}
