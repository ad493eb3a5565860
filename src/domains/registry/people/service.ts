import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Person, PersonInput } from './contract.ts'
import { findMerged, listMerges } from './merges.ts'
import { findPerson, listHousehold, listOpenings, searchPeople } from './queries.ts'

export function search(ctx: Ctx, input: { q: string; limit: number }) {
  return read(ctx, 'person.read', (db) => searchPeople(db, input.q, input.limit))
}

/** @throws Problem not-found, also when the person lives outside the viewer's areas */
export async function getPerson(db: Tx, id: string): Promise<Person> {
  const person = await findPerson(db, id)
  if (!person) throw problem('not-found')
  return person
}

/**
 * A person's page; that of whoever holds the record when it was merged. Reading it is itself a recorded act: purpose
 * and trail are features.
 */
export function open(ctx: Ctx, asked: string) {
  return write({ ...ctx, idempotencyKey: undefined }, 'person.read', async ({ db, record }) => {
    const person =
      (await findPerson(db, asked)) ?? (await getPerson(db, (await findMerged(db, asked)) ?? asked))
    const { id } = person
    record({
      action: 'person.open',
      opening: true,
      subject: { type: 'person', id },
      areaId: person.areaId,
      personId: id,
    })
    return {
      person,
      household: person.householdId ? await listHousehold(db, person.householdId) : [],
      openings: await listOpenings(db, id),
      merges: await listMerges(db, id),
    }
  })
}

/**
 * A household that the viewer knows: the foreign key alone looks past row-level security.
 * @throws Problem refers-to-nothing
 */
async function requireHousehold(db: Tx, id: string | undefined): Promise<void> {
  if (id && !(await db.selectFrom('vx.household').select('id').where('id', '=', id).executeTakeFirst()))
    throw problem('refers-to-nothing', {}, { fields: { householdId: ['refers-to-nothing'] } })
}

/**
 * Adds a person inside a running write (a contact, an imported case).
 * @throws Problem birth-in-future, refers-to-nothing
 */
export async function addPerson(
  tx: WriteTx,
  input: PersonInput & { id?: string | undefined; outsideId?: string | undefined },
): Promise<string> {
  checkBirth(tx.now, input)
  await requireHousehold(tx.db, input.householdId)
  const id = input.id ?? uuid7()
  await tx.db
    .insertInto('vx.person')
    .values({
      id,
      area_id: input.areaId,
      household_id: input.householdId ?? null,
      relation: null,
      full_name: input.fullName.normalize('NFC'),
      birth_date: input.birthDate ?? null,
      birth_year: input.birthYear ?? null,
      sex: input.sex ?? null,
      national_id: input.nationalId ?? null,
      phone: input.phone ?? null,
      nationality: input.nationality,
      occupation: input.occupation ?? null,
      workplace_id: null,
      outside_id: input.outsideId ?? null,
    })
    .execute()
  tx.record({
    action: 'person.create',
    subject: { type: 'person', id },
    areaId: input.areaId,
    personId: id,
    changes: { fullName: [null, input.fullName] },
  })
  return id
}

export function create(ctx: Ctx, input: PersonInput & { id?: string | undefined }) {
  requireArea(ctx, input.areaId)
  return write(ctx, 'person.write', async (tx) => ({ id: await addPerson(tx, input) }))
}

/** @throws Problem not-found, stale-version (with both versions), birth-in-future */
export function update(ctx: Ctx, input: Partial<PersonInput> & { id: string; version: number }) {
  return write(ctx, 'person.write', async (tx) => {
    const before = await getPerson(tx.db, input.id)
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    if (input.areaId !== undefined) requireArea(ctx, input.areaId)
    checkBirth(tx.now, input)
    const set = {
      ...(input.fullName !== undefined ? { full_name: input.fullName } : {}),
      ...(input.areaId !== undefined ? { area_id: input.areaId } : {}),
      ...(input.birthDate !== undefined ? { birth_date: input.birthDate } : {}),
      ...(input.birthYear !== undefined ? { birth_year: input.birthYear } : {}),
      ...(input.sex !== undefined ? { sex: input.sex } : {}),
      ...(input.phone !== undefined ? { phone: input.phone } : {}),
      ...(input.nationalId !== undefined ? { national_id: input.nationalId } : {}),
      ...(input.occupation !== undefined ? { occupation: input.occupation } : {}),
      ...(input.nationality !== undefined ? { nationality: input.nationality } : {}),
    }
    const version = before.version + 1
    const done = await tx.db
      .updateTable('vx.person')
      .set({ ...set, version })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) {
      throw problem('stale-version', {}, { theirs: await getPerson(tx.db, input.id), yours: input })
    }
    const changes = Object.fromEntries(
      Object.entries(input)
        .filter(([k]) => k !== 'id' && k !== 'version')
        .map(([k, v]) => [k, [before[k as keyof Person] ?? null, v] as [unknown, unknown]]),
    )
    tx.record({
      action: 'person.update',
      subject: { type: 'person', id: input.id },
      areaId: input.areaId ?? before.areaId,
      personId: input.id,
      changes,
      event: 'person.changed',
    })
    return { version }
  })
}

function checkBirth(
  now: Date,
  input: { birthDate?: string | undefined; birthYear?: number | undefined },
): void {
  const today = localDate(now)
  if (
    (input.birthDate && input.birthDate > today) ||
    (input.birthYear && input.birthYear > Number(today.slice(0, 4)))
  ) {
    throw problem(
      'birth-in-future',
      {},
      { fields: { [input.birthDate ? 'birthDate' : 'birthYear']: ['birth-in-future'] } },
    )
  }
}
