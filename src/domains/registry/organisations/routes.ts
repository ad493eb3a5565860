import { implement } from '@orpc/server'
import type { RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { organisationsContract } from './contract.ts'
import { movePost, postMoves } from './moves.ts'
import { POSTS } from './posts.ts'
import { listHeads } from './service.ts'
import * as members from './teams/members.ts'
import * as teams from './teams/service.ts'

const os = implement(organisationsContract).$context<RequestContext>().use(guarded)

export const organisationsRouter = {
  postMoves: os.postMoves.handler(({ context, input }) => postMoves(context.ctx, input.id)),
  movePost: os.movePost.handler(({ context, input }) => movePost(context.ctx, input)),
  heads: os.heads.handler(({ context, input }) => listHeads(context.ctx, input.areaId)),
  posts: os.posts.handler(() => Object.entries(POSTS).map(([kind, p]) => ({ kind, words: p.words }))),
  team: os.team.handler(({ context, input }) => teams.openTeam(context.ctx, input)),
  setUpTeam: os.setUpTeam.handler(({ context, input }) => teams.setUp(context.ctx, input)),
  changeTeam: os.changeTeam.handler(({ context, input }) => teams.change(context.ctx, input)),
  addMember: os.addMember.handler(({ context, input }) => members.addMember(context.ctx, input)),
  changeMember: os.changeMember.handler(({ context, input }) => members.changeMember(context.ctx, input)),
  removeMember: os.removeMember.handler(({ context, input }) => members.removeMember(context.ctx, input)),
  addCover: os.addCover.handler(({ context, input }) => members.addCover(context.ctx, input)),
  changeCover: os.changeCover.handler(({ context, input }) => members.changeCover(context.ctx, input)),
  removeCover: os.removeCover.handler(({ context, input }) => members.removeCover(context.ctx, input)),
  findPosts: os.findPosts.handler(({ context, input }) => teams.searchPosts(context.ctx, input)),
  post: os.post.handler(({ context, input }) => teams.openPost(context.ctx, input.id)),
}
