import { sql } from 'kysely'
import { type Ctx, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { compareAgain } from './compare.ts'
import type { Distinct, Pair, PairPerson } from './contract.ts'
import { rememberDistinct } from './distinct.ts'
import { findPeopleByIds } from './imported.ts'
import { whyOf } from './why.ts'

async function pairPeople(db: Tx, ids: string[]): Promise<Map<string, PairPerson>> {
  const people = await findPeopleByIds(db, ids)
  return new Map(
    people.map((p) => [
      p.id,
      {
        id: p.id,
        fullName: p.fullName,
        birthDate: p.birthDate,
        birthYear: p.birthYear,
        sex: p.sex as PairPerson['sex'],
        phone: p.phone,
        areaId: p.areaId,
        address: p.address,
      },
    ]),
  )
}

/** Records that may be one person, the likeliest first; only pairs of which the viewer may know both. */
export function list(
  ctx: Ctx,
  input: { id?: string | undefined; after?: string | undefined; limit: number },
) {
  return read(ctx, 'person.merge', async (db) => {
    let q = db
      .selectFrom('vx.person_pair')
      .selectAll()
      .orderBy('probability', 'desc')
      .orderBy('id')
      .limit(input.limit + 1)
    if (input.id) q = q.where('id', '=', input.id)
    if (input.after) {
      const [shown, id] = input.after.split('_')
      // As the column holds it: a number too small for it is none.
      const probability = Math.fround(Number(shown))
      q = q.where(
        sql<boolean>`(probability < ${probability}::real or probability = ${probability}::real and id > ${id}::uuid)`,
      )
    }
    const found = await q.execute()
    const rows = found.slice(0, input.limit)
    const people = await pairPeople(
      db,
      rows.flatMap((r) => [r.one_id, r.other_id]),
    )
    const { total } = await db
      .selectFrom('vx.person_pair')
      .select(sql<number>`count(*)`.as('total'))
      .executeTakeFirstOrThrow()
    const last = rows.at(-1)
    return {
      pairs: rows.flatMap((r): Pair[] => {
        const [one, other] = [people.get(r.one_id), people.get(r.other_id)]
        if (!one || !other) return []
        return [{ id: r.id, probability: r.probability, why: whyOf(r.why), foundAt: r.found_at, one, other }]
      }),
      next: found.length > rows.length && last ? `${last.probability}_${last.id}` : null,
      total,
    }
  })
}

/** What was decided, the latest first. */
export function remembered(ctx: Ctx): Promise<Distinct[]> {
  return read(ctx, 'person.merge', async (db) => {
    const rows = await db
      .selectFrom('vx.person_distinct')
      .selectAll()
      .orderBy('decided_at', 'desc')
      .orderBy('id', 'desc')
      .limit(100)
      .execute()
    const people = await pairPeople(
      db,
      rows.flatMap((r) => [r.person_id, r.other_id]),
    )
    return rows.flatMap((r) => {
      const [one, other] = [people.get(r.person_id), people.get(r.other_id)]
      return one && other ? [{ id: r.id, one, other, at: r.decided_at, by: r.decided_by }] : []
    })
  })
}

/** Remembers that two are two. @throws Problem not-found, merge-with-itself */
export function distinguish(ctx: Ctx, input: { id: string; otherId: string }) {
  return write(ctx, 'person.merge', async (tx) => {
    const people = await findPeopleByIds(tx.db, [input.id, input.otherId])
    // Whether it is there is asked first: of what lies outside nothing is to be learned.
    if (people.length < new Set([input.id, input.otherId]).size) throw problem('not-found')
    if (input.id === input.otherId) throw problem('merge-with-itself')
    const [id] = await rememberDistinct(tx, [[input.id, input.otherId]], ctx.viewer.name)
    for (const p of people)
      tx.record({
        action: 'person.distinguish',
        subject: { type: 'person', id: p.id },
        areaId: p.areaId,
        personId: p.id,
        changes: { otherThan: [null, p.id === input.id ? input.otherId : input.id] },
        event: 'person.compared',
      })
    return { id: id! }
  })
}

/** Takes back that two are two, and compares them at once. @throws Problem not-found */
export async function undistinguish(ctx: Ctx, id: string) {
  const both = await write(ctx, 'person.merge', async (tx) => {
    const row = await tx.db
      .deleteFrom('vx.person_distinct')
      .where('id', '=', id)
      .returning(['person_id', 'other_id'])
      .executeTakeFirst()
    if (!row) throw problem('not-found')
    // A merge may have left the same decision the other way round.
    await tx.db
      .deleteFrom('vx.person_distinct')
      .where('person_id', '=', row.other_id)
      .where('other_id', '=', row.person_id)
      .execute()
    for (const p of await findPeopleByIds(tx.db, [row.person_id, row.other_id]))
      tx.record({
        action: 'person.undistinguish',
        subject: { type: 'person', id: p.id },
        areaId: p.areaId,
        personId: p.id,
        changes: { otherThan: [p.id === row.person_id ? row.other_id : row.person_id, null] },
        event: 'person.compared',
      })
    return { personId: row.person_id, otherId: row.other_id }
  })
  await compareAgain(
    { ...ctx, viewer: { ...ctx.viewer, rights: new Set(['person.match', 'person.read']) } },
    [both.personId],
  )
  return both
}
