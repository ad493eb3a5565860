import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import { treeOf } from '../areas/index.ts'
import { isTwo } from './duplicates.ts'
import { openFinder } from './finder.ts'
import { findPeopleByIds, type KnownPerson } from './imported.ts'
import { factsOf } from './likeness.ts'
import { type Reason, reasonsOf, recordOf } from './why.ts'

/** Probability from which two records are put before somebody: less is asked about only when somebody looks for it. */
const LISTED = 0.2
const CHUNK = 250
/** So that whoever works meanwhile hardly notices (milliseconds). */
const PAUSE = 25

interface Found {
  one: string
  other: string
  areas: [number, number]
  probability: number
  why: Reason[]
}

/** Compares whoever was entered or changed since the last time with everybody registered; ends when nobody is left. */
export async function compareChanged(ctx: Ctx): Promise<void> {
  for (;;) {
    const due = await read(ctx, 'person.match', async (db) => {
      const { rows } = await sql<{ id: string; changedIn: string }>`
        select id, changed_in::text as "changedIn" from vx.person_change where not is_compared order by id limit ${CHUNK}`.execute(
        db,
      )
      return rows
    })
    if (due.length === 0) return
    await compareAgain(
      ctx,
      due.map((d) => d.id),
    )
    await write(ctx, 'person.match', async (tx) => {
      // Whoever has changed meanwhile stays due.
      await sql`update vx.person_change c set is_compared = true
        from unnest(${due.map((d) => d.id)}::uuid[], ${due.map((d) => d.changedIn)}::text[]) d (id, changed_in)
        where c.id = d.id and c.changed_in = d.changed_in::xid8`.execute(tx.db)
    })
    await sleep(PAUSE)
  }
}

/** Finds anew whom these people may be, among everybody whom the caller may know. */
export async function compareAgain(ctx: Ctx, ids: string[]): Promise<void> {
  const tree = await treeOf(ctx)
  const wardOf = (areaId: number) => tree.ancestor(areaId, 'ward')?.id ?? areaId
  const finder = await openFinder(ctx)
  const asked = await read(ctx, 'person.match', (db) => findPeopleByIds(db, ids))
  const records = asked.map((p) => recordOf(factsOf(p), wardOf))
  const alike = await finder.find(
    ctx.viewer.areaIds,
    asked.map((p, i) => ({ record: factsOf(p).named ? records[i]! : null, except: p.id })),
    { most: 5 },
  )
  await write({ ...ctx, idempotencyKey: undefined }, 'person.match', async (tx) => {
    const likely = alike.map((found) => found.filter((a) => a.probability >= LISTED))
    const others = new Map(
      (
        await findPeopleByIds(
          tx.db,
          likely.flat().map((a) => a.id!),
        )
      ).map((p) => [p.id, p]),
    )
    const found = new Map<string, Found>()
    asked.forEach((person, i) => {
      for (const a of likely[i]!) {
        const other = others.get(a.id!)
        if (!other || !factsOf(other).named || isTwo(person, other)) continue
        const why = reasonsOf(a.evidence, records[i]!, recordOf(factsOf(other), wardOf))
        const pair = pairOf(person, other, Math.round(a.probability * 1000) / 1000, why)
        found.set(`${pair.one} ${pair.other}`, pair)
      }
    })
    await save(tx, ids, [...found.values()])
  })
}

function pairOf(a: KnownPerson, b: KnownPerson, probability: number, why: Reason[]): Found {
  const [one, other] = a.id < b.id ? [a, b] : [b, a]
  return { one: one.id, other: other.id, areas: [one.areaId, other.areaId], probability, why }
}

/** Puts what was found about people in the place of what was known; what is the same stays untouched. */
async function save(tx: WriteTx, ids: string[], found: Found[]): Promise<void> {
  const columns = [
    found.map((f) => f.one),
    found.map((f) => f.other),
    found.map((f) => f.areas[0]),
    found.map((f) => f.areas[1]),
    found.map((f) => f.probability),
    found.map((f) => JSON.stringify(f.why)),
    found.map(() => uuid7()),
  ] as const
  const [one, other, areas, otherAreas, probabilities, why, newIds] = columns
  await sql`
    delete from vx.person_pair p where (p.one_id = any(${ids}::uuid[]) or p.other_id = any(${ids}::uuid[]))
      and not exists (select from unnest(${one}::uuid[], ${other}::uuid[]) f (one, other)
        where f.one = p.one_id and f.other = p.other_id)`.execute(tx.db)
  await sql`
    insert into vx.person_pair (id, one_id, other_id, area_id, other_area_id, probability, why, found_at)
    select f.id, f.one, f.other, f.area, f.other_area, f.probability, f.why::jsonb, ${tx.now.toISOString()}
    from unnest(${newIds}::uuid[], ${one}::uuid[], ${other}::uuid[], ${areas}::int[], ${otherAreas}::int[], ${probabilities}::real[], ${why}::text[])
      f (id, one, other, area, other_area, probability, why)
    where exists (select from vx.person p where p.id = f.one) and exists (select from vx.person p where p.id = f.other)
      and not exists (select from vx.person_distinct d where (d.person_id, d.other_id) in ((f.one, f.other), (f.other, f.one)))
    on conflict on constraint person_pair_once do update set area_id = excluded.area_id, other_area_id = excluded.other_area_id,
      probability = excluded.probability, why = excluded.why
    where (person_pair.area_id, person_pair.other_area_id, person_pair.why) is distinct from (excluded.area_id, excluded.other_area_id, excluded.why)
      or abs(person_pair.probability - excluded.probability) > 0.02`.execute(tx.db)
}
