import type { Ctx } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../areas/index.ts'
import type { Head } from './contract.ts'
import { ACCOUNTABLE, POSTS } from './posts.ts'
import { listHolders } from './queries.ts'

/** The persons who answer for an area and for the areas right below it (A12, A27). @throws Problem not-found */
export async function listHeads(ctx: Ctx, areaId: number): Promise<Head[]> {
  const tree = await treeOf(ctx)
  if (!tree.byId.has(areaId)) throw problem('not-found')
  const ids = [areaId, ...tree.children(areaId).map((a) => a.id)]
  const holders = await listHolders(ctx.common, ids, ACCOUNTABLE)
  return holders.map((h) => ({
    postId: h.postId,
    areaId: h.areaId,
    kind: h.kind,
    words: POSTS[h.kind]!.words,
    name: h.name,
    since: h.since,
  }))
}
