import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { peopleContract } from './contract.ts'
import { duplicates } from './duplicates.ts'
import { inPlace, settle } from './households.ts'
import { merge, reviewMerge, unmerge } from './merge.ts'
import * as pairs from './pairs.ts'
import * as service from './service.ts'

const os = implement(peopleContract).$context<RequestContext>().use(guarded)

export const peopleRouter = {
  search: os.search.handler(({ context, input }) => service.search(context.ctx, input)),
  get: os.get.handler(({ context, input }) => service.open(context.ctx, input.id)),
  create: os.create.handler(({ context, input }) => service.create(context.ctx, input)),
  update: os.update.handler(({ context, input }) => service.update(context.ctx, input)),
  duplicates: os.duplicates.handler(({ context, input }) => duplicates(context.ctx, input.id)),
  pairs: os.pairs.handler(({ context, input }) => pairs.list(context.ctx, input)),
  distinct: os.distinct.handler(({ context }) => pairs.remembered(context.ctx)),
  distinguish: os.distinguish.handler(({ context, input }) => pairs.distinguish(context.ctx, input)),
  undistinguish: os.undistinguish.handler(({ context, input }) => pairs.undistinguish(context.ctx, input.id)),
  reviewMerge: os.reviewMerge.handler(({ context, input }) => reviewMerge(context.ctx, input)),
  merge: os.merge.handler(({ context, input }) => merge(context.ctx, input)),
  unmerge: os.unmerge.handler(({ context, input }) => unmerge(context.ctx, input)),
  inPlace: os.inPlace.handler(({ context, input }) => inPlace(context.ctx, input.placeId)),
  settle: os.settle.handler(({ context, input }) => settle(context.ctx, input)),
}
