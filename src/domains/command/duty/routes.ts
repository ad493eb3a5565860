import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { dutyContract } from './contract.ts'
import * as handover from './handover.ts'
import * as incidents from './incidents/service.ts'
import * as plan from './plan.ts'
import * as service from './service.ts'
import * as setup from './setup.ts'
import * as shifts from './shifts.ts'
import * as swaps from './swaps.ts'
import { unvisited } from './visits/figures.ts'
import * as followUp from './visits/follow-up.ts'
import * as visits from './visits/service.ts'

const os = implement(dutyContract).$context<RequestContext>().use(guarded)

export const dutyRouter = {
  overview: os.overview.handler(({ context, input }) => service.overview(context.ctx, input.areaId)),
  week: os.week.handler(({ context, input }) => service.week(context.ctx, input)),
  setup: os.setup.handler(({ context, input }) => service.setup(context.ctx, input.areaId)),
  setPattern: os.setPattern.handler(({ context, input }) => setup.setPattern(context.ctx, input)),
  setPerson: os.setPerson.handler(({ context, input }) => setup.setPerson(context.ctx, input)),
  addLeave: os.addLeave.handler(({ context, input }) => setup.addLeave(context.ctx, input)),
  removeLeave: os.removeLeave.handler(({ context, input }) => setup.removeLeave(context.ctx, input.id)),
  generate: os.generate.handler(({ context, input }) => plan.generate(context.ctx, input)),
  keep: os.keep.handler(({ context, input }) => plan.keep(context.ctx, input)),
  fill: os.fill.handler(({ context, input }) => shifts.fill(context.ctx, input)),
  vacate: os.vacate.handler(({ context, input }) => shifts.vacate(context.ctx, input)),
  choices: os.choices.handler(({ context, input }) => shifts.choices(context.ctx, input.id)),
  askSwap: os.askSwap.handler(({ context, input }) => swaps.askSwap(context.ctx, input)),
  answerSwap: os.answerSwap.handler(({ context, input }) => swaps.answerSwap(context.ctx, input)),
  handOver: os.handOver.handler(({ context, input }) => handover.handOver(context.ctx, input)),
  takeIncident: os.takeIncident.handler(({ context, input }) => incidents.take(context.ctx, input)),
  openIncidents: os.openIncidents.handler(({ context, input }) =>
    incidents.openList(context.ctx, input.areaId),
  ),
  incident: os.incident.handler(({ context, input }) => incidents.page(context.ctx, input.id)),
  incidentCaller: os.incidentCaller.handler(({ context, input }) => incidents.caller(context.ctx, input.id)),
  incidentTeams: os.incidentTeams.handler(({ context, input }) => incidents.teams(context.ctx, input.id)),
  stepIncident: os.stepIncident.handler(({ context, input }) => incidents.step(context.ctx, input)),
  unvisited: os.unvisited.handler(({ context, input }) => unvisited(context.ctx, input.areaId)),
  enterVisit: os.enterVisit.handler(({ context, input }) => visits.enter(context.ctx, input)),
  fieldVisit: os.fieldVisit.handler(({ context, input }) => visits.page(context.ctx, input.id)),
  visitOfTask: os.visitOfTask.handler(({ context, input }) => visits.ofTask(context.ctx, input.id)),
  supplementVisit: os.supplementVisit.handler(({ context, input }) => visits.supplement(context.ctx, input)),
  strikeVisit: os.strikeVisit.handler(({ context, input }) => visits.strike(context.ctx, input)),
  giveVisitTask: os.giveVisitTask.handler(({ context, input }) => followUp.giveTask(context.ctx, input)),
  takeVisitIncident: os.takeVisitIncident.handler(({ context, input }) =>
    followUp.takeIncident(context.ctx, input),
  ),
}
