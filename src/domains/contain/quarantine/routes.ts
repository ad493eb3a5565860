import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { quarantineContract } from './contract.ts'
import * as decide from './decide.ts'
import * as service from './service.ts'

const os = implement(quarantineContract).$context<RequestContext>().use(guarded)

export const quarantineRouter = {
  get: os.get.handler(({ context, input }) => service.open(context.ctx, input.id)),
  byPerson: os.byPerson.handler(({ context, input }) => service.byPerson(context.ctx, input.personId)),
  waiting: os.waiting.handler(({ context }) => service.waiting(context.ctx)),
  preview: os.preview.handler(({ context, input }) => service.preview(context.ctx, input)),
  propose: os.propose.handler(({ context, input }) => service.proposeOrder(context.ctx, input)),
  withdraw: os.withdraw.handler(({ context, input }) => service.withdraw(context.ctx, input)),
  sign: os.sign.handler(({ context, input }) => decide.signOrder(context.ctx, input)),
  extend: os.extend.handler(({ context, input }) => decide.extend(context.ctx, input)),
  release: os.release.handler(({ context, input }) => decide.releaseOrder(context.ctx, input)),
  cancel: os.cancel.handler(({ context, input }) => decide.cancel(context.ctx, input)),
}
