import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { openCell } from './cells.ts'
import { reportsContract } from './contract.ts'
import { freeze, verify } from './freeze.ts'
import { giveBack, note } from './notes.ts'
import { reconcile } from './reconcile.ts'
import { ask, cancelRequest, remindRequest, request, requests } from './requests/requests.ts'
import { addSchedule, endSchedule, schedules } from './requests/schedules.ts'
import * as service from './service.ts'
import { templatesRouter } from './templates/routes.ts'

const os = implement(reportsContract).$context<RequestContext>().use(guarded)

export const reportsRouter = {
  recent: os.recent.handler(({ context, input }) => service.recent(context.ctx, input)),
  submissions: os.submissions.handler(({ context, input }) => service.submissions(context.ctx, input)),
  create: os.create.handler(({ context, input }) => service.create(context.ctx, input)),
  get: os.get.handler(({ context, input }) => service.get(context.ctx, input.id)),
  update: os.update.handler(({ context, input }) => service.update(context.ctx, input)),
  submit: os.submit.handler(({ context, input }) => service.submit(context.ctx, input)),
  freeze: os.freeze.handler(({ context, input }) => freeze(context.ctx, input)),
  note: os.note.handler(async ({ context, input }) => {
    const { sheet } = await service.get(context.ctx, input.id)
    return note(context.ctx, { ...input, rows: sheet.sections.flatMap((s) => s.rows.map((r) => r.key)) })
  }),
  giveBack: os.giveBack.handler(({ context, input }) => giveBack(context.ctx, input)),
  reconcile: os.reconcile.handler(({ context, input }) => reconcile(context.ctx, input.id)),
  discard: os.discard.handler(({ context, input }) => service.discard(context.ctx, input)),
  cell: os.cell.handler(({ context, input }) => openCell(context.ctx, input)),
  schedules: os.schedules.handler(({ context, input }) => schedules(context.ctx, input)),
  addSchedule: os.addSchedule.handler(({ context, input }) => addSchedule(context.ctx, input)),
  endSchedule: os.endSchedule.handler(({ context, input }) => endSchedule(context.ctx, input)),
  requests: os.requests.handler(({ context, input }) => requests(context.ctx, input)),
  request: os.request.handler(({ context, input }) => request(context.ctx, input.id)),
  ask: os.ask.handler(({ context, input }) => ask(context.ctx, input)),
  cancelRequest: os.cancelRequest.handler(({ context, input }) => cancelRequest(context.ctx, input)),
  remindRequest: os.remindRequest.handler(({ context, input }) => remindRequest(context.ctx, input)),
  templates: templatesRouter,
  verify: os.verify.handler(({ context, input }) => verify(context.ctx, input.id)),
}
