import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import * as boundaries from './boundaries/service.ts'
import { areasContract } from './contract.ts'
import { openDescent } from './reorganisations/descent.ts'
import { applyPreset, listPresets } from './reorganisations/presets.ts'
import * as reorganisations from './reorganisations/service.ts'
import { search, setAliases } from './search.ts'
import { listTree } from './service.ts'

const os = implement(areasContract).$context<RequestContext>().use(guarded)

export const areasRouter = {
  list: os.list.handler(({ context }) => listTree(context.ctx)),
  search: os.search.handler(({ context, input }) => search(context.ctx, input)),
  setAliases: os.setAliases.handler(({ context, input }) => setAliases(context.ctx, input)),
  boundaries: os.boundaries.handler(({ context, input }) =>
    boundaries.boundariesOn(context.ctx, input?.date),
  ),
  boundarySets: os.boundarySets.handler(({ context }) => boundaries.sets(context.ctx)),
  boundarySet: os.boundarySet.handler(({ context, input }) => boundaries.open(context.ctx, input.id)),
  matchBoundary: os.matchBoundary.handler(({ context, input }) =>
    boundaries.matchFeature(context.ctx, input),
  ),
  leaveOutBoundaries: os.leaveOutBoundaries.handler(({ context, input }) =>
    boundaries.leaveOutRest(context.ctx, input),
  ),
  putBoundariesInForce: os.putBoundariesInForce.handler(({ context, input }) =>
    boundaries.putInForce(context.ctx, input),
  ),
  undoBoundaries: os.undoBoundaries.handler(({ context, input }) => boundaries.undo(context.ctx, input)),
  presets: os.presets.handler(({ context }) => listPresets(context.ctx)),
  applyPreset: os.applyPreset.handler(({ context, input }) => applyPreset(context.ctx, input.key)),
  reorganisations: os.reorganisations.handler(({ context }) => reorganisations.list(context.ctx)),
  reorganisation: os.reorganisation.handler(({ context, input }) =>
    reorganisations.open(context.ctx, input.id),
  ),
  draftReorganisation: os.draftReorganisation.handler(({ context, input }) =>
    reorganisations.draft(context.ctx, input),
  ),
  planReorganisation: os.planReorganisation.handler(({ context, input }) =>
    reorganisations.savePlan(context.ctx, input),
  ),
  decideReorganisation: os.decideReorganisation.handler(({ context, input }) =>
    reorganisations.decide(context.ctx, input),
  ),
  withdrawReorganisation: os.withdrawReorganisation.handler(({ context, input }) =>
    reorganisations.withdraw(context.ctx, input),
  ),
  descent: os.descent.handler(({ context, input }) => openDescent(context.ctx, input.areaId)),
}
