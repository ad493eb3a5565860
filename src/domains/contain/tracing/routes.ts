import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import * as assignment from './assignment/service.ts'
import * as notices from './claims/notices.ts'
import * as claims from './claims/service.ts'
import { tracingContract } from './contract.ts'
import * as exposure from './exposure.ts'
import * as followups from './followups.ts'
import * as lists from './lists.ts'
import * as chains from './network/chains.ts'
import * as reach from './network/reach.ts'
import * as service from './service.ts'

const root = implement(tracingContract).$context<RequestContext>()
const os = root.use(guarded)

export const tracingRouter = {
  ofCase: os.ofCase.handler(({ context, input }) => lists.ofCase(context.ctx, input.caseId)),
  chain: os.chain.handler(({ context, input }) => lists.chain(context.ctx, input.caseId)),
  ofPerson: os.ofPerson.handler(({ context, input }) => lists.ofPerson(context.ctx, input.personId)),
  addContact: os.addContact.handler(({ context, input }) => service.add(context.ctx, input)),
  addContacts: os.addContacts.handler(({ context, input }) => service.addMany(context.ctx, input)),
  updateContact: os.updateContact.handler(({ context, input }) =>
    service.update(context.ctx, input as never),
  ),
  removeContact: os.removeContact.handler(({ context, input }) => service.remove(context.ctx, input)),
  restoreContact: os.restoreContact.handler(({ context, input }) => service.restore(context.ctx, input)),
  handovers: os.handovers.handler(({ context, input }) => lists.handovers(context.ctx, input.areaId)),
  receive: os.receive.handler(({ context, input }) => service.receive(context.ctx, input)),
  signOff: os.signOff.handler(({ context, input }) => lists.signOff(context.ctx, input)),
  withdrawSignOff: os.withdrawSignOff.handler(({ context, input }) =>
    lists.withdrawSignOff(context.ctx, input),
  ),
  events: os.events.handler(({ context, input }) => exposure.events(context.ctx, input)),
  addEvent: os.addEvent.handler(({ context, input }) => exposure.addEvent(context.ctx, input)),
  updateEvent: os.updateEvent.handler(({ context, input }) =>
    exposure.updateEvent(context.ctx, input as never),
  ),
  attach: os.attach.handler(({ context, input }) => exposure.attach(context.ctx, input)),
  today: os.today.handler(({ context, input }) => followups.today(context.ctx, input)),
  notices: os.notices.handler(({ context, input }) => notices.notices(context.ctx, input.areaId)),
  draftNotice: os.draftNotice.handler(({ context, input }) => notices.draftNotice(context.ctx, input)),
  publishNotice: os.publishNotice.handler(({ context, input }) => notices.publishNotice(context.ctx, input)),
  correctNotice: os.correctNotice.handler(({ context, input }) => notices.correctNotice(context.ctx, input)),
  withdrawNotice: os.withdrawNotice.handler(({ context, input }) =>
    notices.withdrawNotice(context.ctx, input),
  ),
  restoreNotice: os.restoreNotice.handler(({ context, input }) => notices.restoreNotice(context.ctx, input)),
  openNotices: root.openNotices.handler(({ context }) => notices.openNotices(context.visitor)),
  handInClaim: root.handInClaim.handler(({ context, input }) =>
    claims.handInClaim(context.visitor, input, context.address),
  ),
  claimStatus: root.claimStatus.handler(({ context, input }) => claims.claimStatus(context.visitor, input)),
  enterClaim: os.enterClaim.handler(({ context, input }) => claims.enterClaim(context.ctx, input)),
  claims: os.claims.handler(({ context, input }) => claims.claims(context.ctx, input)),
  acceptClaim: os.acceptClaim.handler(({ context, input }) => claims.acceptClaim(context.ctx, input)),
  refuseClaim: os.refuseClaim.handler(({ context, input }) => claims.refuseClaim(context.ctx, input)),
  reopenClaim: os.reopenClaim.handler(({ context, input }) => claims.reopenClaim(context.ctx, input)),
  board: os.board.handler(({ context, input }) => assignment.board(context.ctx, input)),
  assign: os.assign.handler(({ context, input }) => assignment.assign(context.ctx, input)),
  reassign: os.reassign.handler(({ context, input }) => assignment.reassign(context.ctx, input)),
  recordCheck: os.recordCheck.handler(({ context, input }) => followups.recordCheck(context.ctx, input)),
  undoCheck: os.undoCheck.handler(({ context, input }) => followups.undoCheck(context.ctx, input)),
  reach: os.reach.handler(({ context, input }) => reach.reach(context.ctx, input)),
  whatIf: os.whatIf.handler(({ context, input }) => reach.whatIf(context.ctx, input)),
  chains: os.chains.handler(({ context, input }) => chains.chains(context.ctx, input)),
}
