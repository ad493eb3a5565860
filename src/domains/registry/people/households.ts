import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { HouseholdInPlace } from './contract.ts'

/** The households of a building, those of all its blocks when it is a complex. */
export function inPlace(ctx: Ctx, placeId: string): Promise<HouseholdInPlace[]> {
  const today = localDate(ctx.clock.now())
  return read(ctx, 'person.read', async (db) => {
    const { rows } = await sql<HouseholdInPlace>`
      select h.id, h.place_id as "placeId", h.flat_id as "flatId", h.address, h.version,
        max(p.full_name) filter (where p.relation = 'head') as head,
        (array_agg(p.id order by p.relation = 'head' desc nulls last, p.birth_date))[1] as "headId",
        count(p.id) as members,
        count(p.id) filter (where p.birth_date <= ${today}::date - interval '65 years') as over65,
        count(p.id) filter (where p.birth_date > ${today}::date - interval '16 years') as under16
      from vx.household h left join vx.person p on p.household_id = h.id
      where h.place_id in (select vx.place_with_parts(${placeId}))
      group by h.id order by h.address_key, h.id`.execute(db)
    return rows
  })
}

/**
 * A household moves into a flat of a building; without one it stays in the building it is in.
 * @throws Problem not-found, stale-version
 */
export function settle(ctx: Ctx, input: { id: string; version: number; flatId: string | null }) {
  return write(ctx, 'person.write', async (tx) => {
    const before = await tx.db
      .selectFrom('vx.household')
      .select(['area_id', 'flat_id', 'place_id', 'version'])
      .where('id', '=', input.id)
      .executeTakeFirst()
    if (!before) throw problem('not-found')
    const flat =
      input.flatId === null
        ? null
        : await tx.db
            .selectFrom('vx.flat')
            .select('place_id')
            .where('id', '=', input.flatId)
            .executeTakeFirst()
    if (flat === undefined) throw problem('not-found')
    const version = input.version + 1
    const done = await tx.db
      .updateTable('vx.household')
      .set({ flat_id: input.flatId, ...(flat ? { place_id: flat.place_id } : {}), version })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: before, yours: input })
    tx.record({
      action: 'household.settle',
      subject: { type: 'household', id: input.id },
      areaId: before.area_id,
      changes: { flat: [before.flat_id, input.flatId] },
      event: 'person.changed',
    })
    return { version }
  })
}
