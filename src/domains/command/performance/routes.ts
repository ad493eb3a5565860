import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { performanceContract } from './contract.ts'
import * as examples from './examples.ts'
import * as cards from './scorecards.ts'
import { workplaceRouter } from './workplace/routes.ts'

const os = implement(performanceContract).$context<RequestContext>().use(guarded)

export const performanceRouter = {
  scorecards: os.scorecards.handler(({ context, input }) => cards.scorecards(context.ctx, input)),
  publish: os.publish.handler(({ context, input }) => cards.publish(context.ctx, input)),
  mine: os.mine.handler(({ context }) => cards.mine(context.ctx)),
  card: os.card.handler(({ context, input }) => cards.card(context.ctx, input.id)),
  reply: os.reply.handler(({ context, input }) => cards.reply(context.ctx, input)),
  propose: os.propose.handler(({ context, input }) => examples.propose(context.ctx, input)),
  example: os.example.handler(({ context, input }) => examples.example(context.ctx, input.id)),
  step: os.step.handler(({ context, input }) => examples.step(context.ctx, input)),
  workplace: workplaceRouter,
  adopt: os.adopt.handler(({ context, input }) => examples.adopt(context.ctx, input)),
}
