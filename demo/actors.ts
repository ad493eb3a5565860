import { rightsOf } from '../src/app.ts'
import { type AreaTree, treeOf } from '../src/domains/registry/areas/index.ts'
import type { Ctx } from '../src/platform/context.ts'
import type { Connections } from '../src/platform/db.ts'

export interface Actors {
  /** The context of the holder of a post whose area holds `areaId`. */
  of(kind: string, areaId: number): Ctx
  system: Ctx
  tree: AreaTree
}

/** The people of the demo who act: each step of the outbreak is done by the holder of the right post. */
export async function createActors(connections: Connections, system: Ctx): Promise<Actors> {
  const tree = await treeOf(system)
  const { rows } = await connections.ownerPool.query<{
    userId: string
    name: string
    postId: string
    kind: string
    areaId: number
  }>(
    `select h.user_id as "userId", h.name, p.id as "postId", p.kind, p.area_id as "areaId"
     from vx.post_holder h join vx.post p on p.id = h.post_id where h.until is null`,
  )
  const contexts = new Map<string, Ctx>()
  return {
    system,
    tree,
    of(kind, areaId) {
      const holder = rows.find((r) => r.kind === kind && tree.subtree(r.areaId).includes(areaId))
      if (!holder) throw new Error(`Nobody is ${kind} for area ${areaId}`)
      const known = contexts.get(holder.userId)
      if (known) return known
      const ctx: Ctx = {
        ...system,
        viewer: {
          userId: holder.userId,
          name: holder.name,
          postId: holder.postId,
          postKind: kind,
          areaId: holder.areaId,
          areaIds: tree.subtree(holder.areaId),
          rights: rightsOf(kind),
        },
      }
      contexts.set(holder.userId, ctx)
      return ctx
    },
  }
}
