import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { areasContract } from './contract.ts'
import { listTree } from './service.ts'

const os = implement(areasContract).$context<RequestContext>().use(guarded)

export const areasRouter = {
  list: os.list.handler(({ context }) => listTree(context.ctx)),
}
