import { type Ctx, read } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../areas/index.ts'
import type { Duplicate } from './contract.ts'
import { listDistinct } from './distinct.ts'
import { openFinder } from './finder.ts'
import { findPeopleByIds, type KnownPerson } from './imported.ts'
import { factsOf } from './likeness.ts'
import { agreeing, reasonsOf, recordOf, whyOf } from './why.ts'

/** Two who have different national ids of one kind are two people, unless name and whole date of birth are the same. */
export function isTwo(a: KnownPerson, b: KnownPerson): boolean {
  const differ =
    a.nationalId &&
    b.nationalId &&
    a.nationalId.length === b.nationalId.length &&
    a.nationalId !== b.nationalId
  return Boolean(differ) && (a.birthDate === null || a.birthDate !== b.birthDate)
}

/** Who may be the same person, the likeliest first; at most ten. @throws Problem not-found */
export async function duplicates(ctx: Ctx, id: string): Promise<Duplicate[]> {
  const tree = await treeOf(ctx)
  const wardOf = (areaId: number) => tree.ancestor(areaId, 'ward')?.id ?? areaId
  const person = await read(ctx, 'person.read', async (db) => (await findPeopleByIds(db, [id]))[0])
  if (!person) throw problem('not-found')
  const record = recordOf(factsOf(person), wardOf)
  const finder = await openFinder(ctx)
  const [alike] = await finder.find(ctx.viewer.areaIds, [{ record, except: id }], { most: 20 })
  return read(ctx, 'person.read', async (db) => {
    const others = await findPeopleByIds(
      db,
      alike!.map((a) => a.id!),
    )
    const distinct = await listDistinct(db, [id])
    const found = alike!.flatMap((a) => {
      const other = others.find((o) => o.id === a.id)
      if (!other || isTwo(person, other) || distinct.has(other.id)) return []
      const reasons = reasonsOf(a.evidence, record, recordOf(factsOf(other), wardOf))
      const duplicate: Duplicate = {
        id: other.id,
        fullName: other.fullName,
        birthYear: other.birthYear,
        sex: other.sex as Duplicate['sex'],
        areaId: other.areaId,
        address: other.address,
        score: Math.round(a.probability * 1000) / 1000,
        agrees: agreeing(reasons),
        why: whyOf(reasons),
      }
      return [duplicate]
    })
    // One number is given to one person: whoever has the same comes first, whatever else is written.
    const hasSameId = (d: Duplicate) => Number(d.why.some((w) => w.code === 'nationalId.exact'))
    return found.sort((a, b) => hasSameId(b) - hasSameId(a) || b.score - a.score).slice(0, 10)
  })
}
