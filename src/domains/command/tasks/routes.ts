import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import * as board from './board.ts'
import { tasksContract } from './contract.ts'
import * as order from './order.ts'
import * as service from './service.ts'
import * as work from './work.ts'

const os = implement(tasksContract).$context<RequestContext>().use(guarded)

export const tasksRouter = {
  inbox: os.inbox.handler(({ context }) => work.inbox(context.ctx)),
  get: os.get.handler(({ context, input }) => work.getPage(context.ctx, input.id)),
  split: os.split.handler(({ context, input }) => work.split(context.ctx, input)),
  direct: os.direct.handler(({ context, input }) => work.direct(context.ctx, input)),
  work: os.work.handler(({ context, input }) => work.work(context.ctx, input)),
  remind: os.remind.handler(({ context, input }) => work.remind(context.ctx, input)),
  putOff: os.putOff.handler(({ context, input }) => work.putOff(context.ctx, input)),
  order: os.order.handler(({ context, input }) => order.order(context.ctx, input)),
  candidates: os.candidates.handler(({ context, input }) => order.candidates(context.ctx, input)),
  board: os.board.handler(({ context, input }) => board.board(context.ctx, input)),
  calendar: os.calendar.handler(({ context, input }) => board.calendar(context.ctx, input)),
  bySubject: os.bySubject.handler(({ context, input }) => service.listBySubject(context.ctx, input)),
  complete: os.complete.handler(({ context, input }) => service.complete(context.ctx, input)),
  reopen: os.reopen.handler(({ context, input }) => service.reopen(context.ctx, input)),
}
