import { implement } from '@orpc/server'
import type { RequestContext } from '../../../../platform/domain.ts'
import { guarded } from '../../../../platform/serve.ts'
import { preview } from '../count.ts'
import { figures } from './body.ts'
import { templatesContract } from './contract.ts'
import * as service from './service.ts'

const os = implement(templatesContract).$context<RequestContext>().use(guarded)

export const templatesRouter = {
  list: os.list.handler(({ context, input }) => service.list(context.ctx, input)),
  figures: os.figures.handler(({ context }) => figures(context.ctx)),
  preview: os.preview.handler(({ context, input }) => preview(context.ctx, input)),
  open: os.open.handler(({ context, input }) => service.open(context.ctx, input.key)),
  create: os.create.handler(({ context, input }) => service.create(context.ctx, input)),
  save: os.save.handler(({ context, input }) => service.save(context.ctx, input)),
  discard: os.discard.handler(({ context, input }) => service.discard(context.ctx, input)),
  publish: os.publish.handler(({ context, input }) => service.publish(context.ctx, input)),
  retire: os.retire.handler(({ context, input }) => service.retire(context.ctx, input)),
}
