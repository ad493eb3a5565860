import type { Tx } from '../../../platform/db.ts'
import {
  factsOf,
  findByNationalIds,
  findByOutsideIds,
  findPeopleByIds,
  type PersonFacts,
} from '../../registry/people/index.ts'
import { earlierRows, type Parsed } from './queries.ts'
import type { Values } from './read-row.ts'

/** Somebody a row may be about: in the register, or in an earlier row of the same file and not entered yet. */
export interface Known {
  personId: string
  facts: PersonFacts
  /** The earlier row of this file that told of the person. */
  line: number | null
  values: Values | null
  /** Whether the person is in the register now. */
  entered: boolean
}

/** The people that the rows of a chunk are compared with; grows as the rows are planned. */
export interface KnownPeople {
  byKey(key: string): Known | undefined
  byNationalId(id: string): Known | undefined
  /** The person of an earlier row of the file. */
  byLine(line: number): Known | undefined
  byId(personId: string): Known | undefined
  add(known: Known): void
}

function index(): KnownPeople {
  const all = new Map<string, Known>()
  const keys = new Map<string, Known>()
  const nationals = new Map<string, Known>()
  const lines = new Map<number, Known>()
  return {
    byKey: (key) => keys.get(key),
    byNationalId: (id) => nationals.get(id),
    byLine: (line) => lines.get(line),
    byId: (id) => all.get(id),
    add(known) {
      const before = all.get(known.personId)
      if (known.line !== null) lines.set(known.line, before ?? known)
      if (before) {
        // The first telling stays, but that somebody is entered now is worth knowing.
        before.entered ||= known.entered
        return
      }
      all.set(known.personId, known)
      if (known.facts.key && !keys.has(known.facts.key)) keys.set(known.facts.key, known)
      if (known.facts.nationalId && !nationals.has(known.facts.nationalId))
        nationals.set(known.facts.nationalId, known)
    },
  }
}

/**
 * Loads whom a chunk of rows may be about, in four statements however many rows there are.
 * @param line first line of the chunk: rows above it belong to the file's own past
 * @param wanted ids of the source and the state; people who are alike or were chosen, and lines of rows that are alike
 */
export async function loadKnown(
  db: Tx,
  batchId: string,
  line: number,
  wanted: { matchKeys: string[]; nationalIds: string[]; personIds: string[]; lines: number[] },
): Promise<KnownPeople> {
  const known = index()
  const earlier = await earlierRows(db, batchId, line, wanted)
  const people = [
    ...(await findByOutsideIds(db, wanted.matchKeys)),
    ...(await findByNationalIds(db, wanted.nationalIds)),
    ...(await findPeopleByIds(db, [...wanted.personIds, ...earlier.map((r) => r.person_id!)])),
  ]
  for (const r of earlier) {
    const parsed = r.parsed as Parsed
    if (!parsed.person) continue
    known.add({
      personId: r.person_id!,
      facts: parsed.person,
      line: r.line,
      values: parsed.values,
      entered: false,
    })
  }
  for (const p of people)
    known.add({ personId: p.id, facts: factsOf(p), line: null, values: null, entered: true })
  return known
}
