import { os } from '@orpc/server'
import type { RequestContext } from './domain.ts'
import { problem } from './problems.ts'

/**
 * Middleware of every implemented contract: handlers get a signed-in `context.ctx` that holds the route's right.
 * @throws Problem not-signed-in, right-missing
 */
export const guarded = os.$context<RequestContext>().middleware(({ context, next, procedure }) => {
  const { ctx } = context
  if (!ctx) throw problem('not-signed-in')
  const right = (procedure['~orpc'].meta as { right?: string }).right ?? ''
  if (right !== 'signed-in' && !ctx.viewer.rights.has(right)) throw problem('right-missing', { right })
  return next({ context: { ctx } })
})
