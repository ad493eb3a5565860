import type { Tx } from '../../../platform/db.ts'
import { findByOutsideIds, findPeopleByIds, type KnownPerson } from '../../registry/people/index.ts'
import { listCasesByCodes } from '../surveillance/index.ts'
import { outsideKey } from './match.ts'

/**
 * The people whom a file names by id: the id their source gave them, or the code of a case of our own ("HM-2021-0007").
 * @returns by the id as it is written; who is not known is absent
 */
export async function findEnds(db: Tx, source: string, ids: string[]): Promise<Map<string, KnownPerson>> {
  const wanted = [...new Set(ids)]
  const byKey = new Map(
    (
      await findByOutsideIds(
        db,
        wanted.map((id) => outsideKey(source, id)),
      )
    ).map((p) => [p.outsideId!, p]),
  )
  const cases = await listCasesByCodes(db, wanted)
  const people = new Map(
    (
      await findPeopleByIds(
        db,
        cases.map((c) => c.personId),
      )
    ).map((p) => [p.id, p]),
  )
  const byCode = new Map(cases.map((c) => [c.code, people.get(c.personId)]))
  const found = new Map<string, KnownPerson>()
  for (const id of wanted) {
    const person = byKey.get(outsideKey(source, id)) ?? byCode.get(id.toUpperCase())
    if (person) found.set(id, person)
  }
  return found
}
