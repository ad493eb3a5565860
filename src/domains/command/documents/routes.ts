import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import * as cascade from './cascade.ts'
import { documentsContract } from './contract.ts'
import * as forms from './forms/service.ts'
import * as service from './service.ts'

const os = implement(documentsContract).$context<RequestContext>().use(guarded)

export const documentsRouter = {
  types: os.types.handler(() => service.types()),
  read: os.read.handler(({ context, input }) => service.readText(context.ctx, input.text)),
  enter: os.enter.handler(({ context, input }) => service.enter(context.ctx, input)),
  get: os.get.handler(({ context, input }) => service.get(context.ctx, input.id)),
  ofItem: os.ofItem.handler(({ context, input }) => service.ofItem(context.ctx, input.id)),
  update: os.update.handler(({ context, input }) => service.update(context.ctx, input)),
  issue: os.issue.handler(({ context, input }) => service.issue(context.ctx, input)),
  send: os.send.handler(({ context, input }) => cascade.send(context.ctx, input)),
  acknowledge: os.acknowledge.handler(({ context, input }) => cascade.acknowledge(context.ctx, input)),
  disseminate: os.disseminate.handler(({ context, input }) => cascade.disseminate(context.ctx, input)),
  assign: os.assign.handler(({ context, input }) => cascade.assign(context.ctx, input)),
  listForms: os.listForms.handler(({ context }) => forms.listForms(context.ctx)),
  getForm: os.getForm.handler(({ context, input }) => forms.getForm(context.ctx, input.id)),
  draftForm: os.draftForm.handler(({ context, input }) => forms.draftForm(context.ctx, input)),
  saveForm: os.saveForm.handler(({ context, input }) => forms.saveForm(context.ctx, input)),
  publishForm: os.publishForm.handler(({ context, input }) => forms.publishForm(context.ctx, input)),
  endForm: os.endForm.handler(({ context, input }) => forms.endForm(context.ctx, input)),
  discardForm: os.discardForm.handler(({ context, input }) => forms.discardForm(context.ctx, input)),
}
