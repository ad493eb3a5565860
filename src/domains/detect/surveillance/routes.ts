import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { surveillanceContract } from './contract.ts'
import * as investigation from './investigation/service.ts'
import * as service from './service.ts'

const os = implement(surveillanceContract).$context<RequestContext>().use(guarded)

export const surveillanceRouter = {
  diseases: os.diseases.handler(({ context }) => service.diseases(context.ctx)),
  get: os.get.handler(({ context, input }) => service.open(context.ctx, input.id)),
  byPerson: os.byPerson.handler(({ context, input }) => service.byPerson(context.ctx, input.personId)),
  report: os.report.handler(({ context, input }) => service.report(context.ctx, input)),
  addLab: os.addLab.handler(({ context, input }) => service.addLab(context.ctx, input)),
  classify: os.classify.handler(({ context, input }) => service.classify(context.ctx, input)),
  file: os.file.handler(({ context, input }) => investigation.file(context.ctx, input.id)),
  saveForm: os.saveForm.handler(({ context, input }) => investigation.saveForm(context.ctx, input)),
  setIntake: os.setIntake.handler(({ context, input }) => investigation.setIntake(context.ctx, input)),
  notify: os.notify.handler(({ context, input }) => investigation.notify(context.ctx, input)),
  withdrawNotification: os.withdrawNotification.handler(({ context, input }) =>
    investigation.withdrawNotification(context.ctx, input),
  ),
  update: os.update.handler(({ context, input }) => service.update(context.ctx, input as never)),
}
