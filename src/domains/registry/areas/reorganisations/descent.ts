import type { Ctx } from '../../../../platform/context.ts'
import type { Db, Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'

function kin(db: Db | Tx, areaId: number, mine: 'from_area' | 'to_area', other: 'from_area' | 'to_area') {
  return db
    .selectFrom('vx.area_descent as d')
    .innerJoin('vx.area as a', 'a.id', `d.${other}`)
    .select(['a.id', 'a.parent_id as parentId', 'a.level', 'a.code', 'a.label', 'd.share', 'd.estimated'])
    .where(`d.${mine}`, '=', areaId)
    .where('d.to_area', 'is not', null)
    .orderBy('d.share', 'desc')
    .orderBy('a.code')
    .execute()
}

/** Where an area came from and where it went. @throws Problem not-found */
export async function openDescent(ctx: Ctx, areaId: number) {
  const area = await ctx.common
    .selectFrom('vx.area')
    .select([
      'id',
      'parent_id as parentId',
      'level',
      'code',
      'label',
      'valid_from as validFrom',
      'valid_to as validTo',
    ])
    .where('id', '=', areaId)
    .executeTakeFirst()
  if (!area) throw problem('not-found')
  return {
    area,
    from: await kin(ctx.common, areaId, 'to_area', 'from_area'),
    to: await kin(ctx.common, areaId, 'from_area', 'to_area'),
  }
}
