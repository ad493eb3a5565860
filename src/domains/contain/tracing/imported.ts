import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import type { WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { CheckOutcome } from './contract.ts'
import { announceContacts } from './meeting.ts'

/** A daily check as another system recorded it. */
export interface ImportedCheck {
  personId: string
  areaId: number
  /** Calendar date the check was for. */
  dueOn: string
  outcome: CheckOutcome
  temperature: number | null
  symptoms: string[]
  note: string | null
  /** ISO instant. */
  checkedAt: string
  byName: string
  outsideId: string | null
  importId: string
}

/**
 * Enters a check of an import inside a running write; on a day that has one already nothing happens.
 * @returns the day's id and version, or undefined when it was checked before
 */
export async function addImportedCheck(
  tx: WriteTx,
  input: ImportedCheck,
): Promise<{ id: string; version: number } | undefined> {
  const { rows } = await sql<{ id: string; version: number }>`
    insert into vx.followup as f (id, person_id, area_id, due_on, checked_at, outcome, temperature, symptoms, by_name, note,
      import_id, outside_id)
    values (${uuid7()}, ${input.personId}, ${input.areaId}, ${input.dueOn}, ${input.checkedAt}, ${input.outcome},
      ${input.temperature}, ${input.symptoms}::text[], ${input.byName}, ${input.note}, ${input.importId}, ${input.outsideId})
    on conflict (person_id, due_on, slot) do update set checked_at = excluded.checked_at, outcome = excluded.outcome,
      temperature = excluded.temperature, symptoms = excluded.symptoms, by_name = excluded.by_name, note = excluded.note,
      import_id = excluded.import_id, outside_id = excluded.outside_id, version = f.version + 1
      where f.checked_at is null
    returning f.id, f.version`.execute(tx.db)
  const day = rows[0]
  if (day) {
    tx.record({
      action: 'followup.import',
      subject: { type: 'followup', id: day.id },
      areaId: input.areaId,
      personId: input.personId,
      changes: { outcome: [null, input.outcome] },
    })
  }
  return day
}

/** Contacts that an import may tell of again: of these two people, or with one of these ids of their source. */
export async function findContacts(
  db: Tx,
  pairs: { sourcePersonId: string; personId: string }[],
  outsideIds: string[],
) {
  if (pairs.length === 0) return []
  const { rows } = await sql<{
    id: string
    sourcePersonId: string
    personId: string
    firstAt: string
    outsideId: string | null
  }>`
    with found as (
      select c.* from unnest(${pairs.map((p) => p.sourcePersonId)}::uuid[], ${pairs.map((p) => p.personId)}::uuid[]) w (source, person)
        cross join lateral (select * from vx.contact where source_person_id = w.source and person_id = w.person offset 0) c
      union
      select c.* from unnest(${outsideIds}::text[]) w (id) cross join lateral (select * from vx.contact where outside_id = w.id offset 0) c
    )
    select id, source_person_id as "sourcePersonId", person_id as "personId", first_at as "firstAt", outside_id as "outsideId"
    from found where removed_at is null`.execute(db)
  return rows
}

/** Which of these people are on a list of contacts, on either side. */
export async function listOnLists(db: Tx, personIds: string[]): Promise<Set<string>> {
  if (personIds.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select source_person_id as id from vx.contact where removed_at is null and source_person_id = any(${personIds}::uuid[])
    union
    select person_id from vx.contact where removed_at is null and person_id = any(${personIds}::uuid[])`.execute(
    db,
  )
  return new Set(rows.map((r) => r.id))
}

/** Days of these people that have been checked. */
export async function listCheckedDays(db: Tx, personIds: string[]) {
  if (personIds.length === 0) return []
  const { rows } = await sql<{ id: string; personId: string; dueOn: string; outsideId: string | null }>`
    select id, person_id as "personId", due_on as "dueOn", outside_id as "outsideId"
    from vx.followup where checked_at is not null and person_id = any(${personIds}::uuid[])`.execute(db)
  return rows
}

/** Versions of contacts or checks as they are now, to see whether somebody has changed one since an import entered it. */
export async function tracingVersions(
  db: Tx,
  table: 'vx.contact' | 'vx.followup',
  ids: string[],
): Promise<Map<string, { version: number }>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom(table).select(['id', 'version']).where('id', 'in', ids).execute()
  return new Map(rows.map((r) => [r.id, { version: r.version }]))
}

/**
 * Takes back the contacts and checks of an import, with what was computed from them alone, and has the tiers of
 * everybody they touched computed again.
 */
export async function removeContactsOfImport(
  tx: WriteTx,
  importId: string,
): Promise<{ contacts: number; followups: number }> {
  const contacts = await tx.db
    .deleteFrom('vx.contact')
    .where('import_id', '=', importId)
    .returning(['id', 'area_id', 'person_id', 'source_person_id'])
    .execute()
  const checks = await tx.db
    .deleteFrom('vx.followup')
    .where('import_id', '=', importId)
    .returning(['id', 'area_id', 'person_id', 'checked_at'])
    .execute()
  const people = [...new Set(contacts.flatMap((c) => [c.person_id, c.source_person_id]))]
  const alone = sql`t.person_id = any(${people}::uuid[]) and not exists (
    select from vx.contact c where c.removed_at is null and (c.person_id = t.person_id or c.source_person_id = t.person_id))`
  await sql`delete from vx.contact_tier t where ${alone}`.execute(tx.db)
  await sql`delete from vx.followup t where t.checked_at is null and ${alone}`.execute(tx.db)
  for (const c of contacts) {
    tx.record({
      action: 'contact.take-back',
      subject: { type: 'contact', id: c.id },
      areaId: c.area_id,
      personId: c.person_id,
    })
  }
  const made = checks.filter((f) => f.checked_at !== null)
  for (const f of made) {
    tx.record({
      action: 'followup.take-back',
      subject: { type: 'followup', id: f.id },
      areaId: f.area_id,
      personId: f.person_id,
    })
  }
  announceContacts(tx, null, [...people, ...checks.map((f) => f.person_id)])
  return { contacts: contacts.length, followups: made.length }
}

/** Everybody whose contacts an import entered. */
export async function listTouchedByImport(db: Tx, importId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select source_person_id as id from vx.contact where import_id = ${importId}
    union select person_id from vx.contact where import_id = ${importId}
    union select person_id from vx.followup where import_id = ${importId}`.execute(db)
  return rows.map((r) => r.id)
}

/** People whose computed tier hangs on a case that is not there any more. */
export async function listOrphans(db: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select t.person_id as id from vx.contact_tier t
    where not exists (select from vx.case_record c where c.id = t.index_case_id)
      or (t.status = 'became_case' and not exists (
        select from vx.case_record c where c.person_id = t.person_id and c.classification = 'confirmed'))`.execute(
    db,
  )
  return rows.map((r) => r.id)
}
