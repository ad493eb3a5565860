import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { organisationsContract } from './contract.ts'
import { movePost, postMoves } from './moves.ts'
import { POSTS } from './posts.ts'
import { listHeads } from './service.ts'

const os = implement(organisationsContract).$context<RequestContext>().use(guarded)

export const organisationsRouter = {
  postMoves: os.postMoves.handler(({ context, input }) => postMoves(context.ctx, input.id)),
  movePost: os.movePost.handler(({ context, input }) => movePost(context.ctx, input)),
  heads: os.heads.handler(({ context, input }) => listHeads(context.ctx, input.areaId)),
  posts: os.posts.handler(() => Object.entries(POSTS).map(([kind, p]) => ({ kind, words: p.words }))),
}
