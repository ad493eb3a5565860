import { expect } from 'vitest'
import type { User, World } from '../../../../test/harness/world.ts'
import { type Scene, someone } from '../../contain/tracing/testing.ts'
import type { MergeField } from './contract.ts'

/**
 * Tables whose rows may name a person: all of the product's own, without histories, what a merge writes itself, and the
 * note of who is to be compared again, which every merge gives, and what the search found by it (duplicates.test.ts).
 */
export async function tables(world: World): Promise<string[]> {
  const { rows } = await world.pool.query<{ name: string }>(
    `select format('vx.%s', c.relname) as name from pg_class c
     where c.relnamespace = 'vx'::regnamespace and c.relkind = 'r' and c.relname !~ '_version$'
       and c.relname !~ '^person_(merge|holding|once|change|pair)' order by 1`,
  )
  return rows.map((r) => r.name)
}

/**
 * Every row of every table as text, by table. Versions count up whatever happens, and a due day that nobody used has no
 * more to it than its person and day: it is made again when it is due again.
 */
export async function everything(world: World): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const table of await tables(world)) {
    const { rows } = await world.pool.query<{ row: string }>(
      `select ((to_jsonb(t) - 'version') - case when to_jsonb(t) ? 'due_on' and to_jsonb(t) ->> 'checked_at' is null
         then 'id' else '' end)::text as row from ${table} t order by 1`,
    )
    all[table] = rows.map((r) => r.row)
  }
  return all
}

/** Tables in which an id occurs, in whatever column. */
export async function namedIn(world: World, id: string): Promise<string[]> {
  const all = await everything(world)
  return Object.keys(all).filter((table) => all[table]!.some((row) => row.includes(id)))
}

/** Fails telling which rows differ, not all of them. */
export function expectSame(after: Record<string, string[]>, before: Record<string, string[]>): void {
  const differences = Object.keys(before).flatMap((table) => {
    const [was, is] = [new Set(before[table]), new Set(after[table])]
    return [
      ...before[table]!.filter((r) => !is.has(r)).map((r) => `${table} - ${r}`),
      ...after[table]!.filter((r) => !was.has(r)).map((r) => `${table} + ${r}`),
    ]
  })
  expect(differences).toEqual([])
}

/** Merges the other into the first as somebody does who has just looked at both. @returns id of the merge */
export async function mergeInto(
  user: User,
  id: string,
  otherId: string,
  take: MergeField[] = [],
): Promise<string> {
  const review = await user.api.people.reviewMerge({ id, otherId })
  const merged = await user.api.people.merge({
    id,
    version: review.kept.version,
    otherId,
    otherVersion: review.merged.version,
    take,
    reason: 'Cùng một người, khai hai lần',
  })
  return merged.id
}

/** Undoes the latest merge into a person. */
export async function takeApart(user: User, keptId: string, mergeId?: string) {
  const { merges } = await user.api.people.get({ id: keptId })
  const found = mergeId ? merges.find((m) => m.id === mergeId)! : merges[0]!
  return user.api.people.unmerge({
    id: found.id,
    version: found.version,
    reason: 'Hai người khác nhau, gộp nhầm',
  })
}

/** What a nurse does with people, in one line each. */
export function hands(s: Scene) {
  const person = async (fullName: string, more: object = {}) =>
    (await s.nurse.api.people.create({ ...someone(fullName, s.areaId), ...more })).id
  const meet = async (sourcePersonId: string, personId: string, day: string) =>
    (await s.nurse.api.tracing.addContact({ sourcePersonId, personId, day, closeness: 'direct' })).id
  const check = (personId: string, outcome: 'normal' | 'symptoms', dueOn = '2021-08-10') =>
    s.nurse.api.tracing.recordCheck({
      personId,
      dueOn,
      outcome,
      symptoms: outcome === 'symptoms' ? ['fever'] : [],
      temperature: outcome === 'symptoms' ? 38.4 : 36.6,
    })
  const quarantine = async (personId: string) => {
    const { orders } = await s.nurse.api.quarantine.propose({
      kind: 'quarantine',
      exposure: 'F1',
      personIds: [personId],
      placeKind: 'home',
      address: 'Số 12, ngõ 189 Tân Mai',
      reason: 'F1 của ca đã xác định trong phường',
    })
    return orders[0]!
  }
  const rowsOf = async (table: string, column: string, id: string) =>
    (
      await s.world.pool.query<{ id: string }>(`select id from ${table} where ${column} = $1 order by id`, [
        id,
      ])
    ).rows.map((r) => r.id)
  return { person, meet, check, quarantine, rowsOf }
}
export type Hands = ReturnType<typeof hands>
