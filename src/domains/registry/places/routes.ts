import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { placesContract } from './contract.ts'
import { open, search, update } from './service.ts'

const os = implement(placesContract).$context<RequestContext>().use(guarded)

export const placesRouter = {
  search: os.search.handler(({ context, input }) => search(context.ctx, input)),
  get: os.get.handler(({ context, input }) => open(context.ctx, input.id)),
  update: os.update.handler(({ context, input }) => update(context.ctx, input)),
}
