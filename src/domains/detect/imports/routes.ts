import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { importsContract } from './contract.ts'
import { decide, reviews } from './decide.ts'
import * as service from './service.ts'

const os = implement(importsContract).$context<RequestContext>().use(guarded)

export const importsRouter = {
  vocabulary: os.vocabulary.handler(() => service.vocabulary()),
  get: os.get.handler(({ context, input }) => service.get(context.ctx, input.id)),
  values: os.values.handler(({ context, input }) => service.values(context.ctx, input)),
  check: os.check.handler(({ context, input }) => service.check(context.ctx, input)),
  rows: os.rows.handler(({ context, input }) => service.rows(context.ctx, input)),
  reviews: os.reviews.handler(({ context, input }) => reviews(context.ctx, input)),
  decide: os.decide.handler(({ context, input }) => decide(context.ctx, input)),
  commit: os.commit.handler(({ context, input }) => service.commit(context.ctx, input)),
  undo: os.undo.handler(({ context, input }) => service.undo(context.ctx, input)),
  discard: os.discard.handler(({ context, input }) => service.discard(context.ctx, input)),
}
