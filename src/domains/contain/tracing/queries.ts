import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { CheckOutcome, Contact, ExposureEvent, Followup, Monitoring } from './contract.ts'
import type { ContactTable, ListTable } from './tables.ts'

/** A contact with what only the server needs to know of it. */
export type KnownContact = Contact & { importId: string | null }

/** Table row → wire shape. */
export function toContact(r: Selectable<ContactTable>): KnownContact {
  return {
    importId: r.import_id,
    id: r.id,
    sourcePersonId: r.source_person_id,
    personId: r.person_id,
    areaId: r.area_id,
    sourceAreaId: r.source_area_id,
    firstAt: r.first_at,
    lastAt: r.last_at,
    dayOnly: r.day_only,
    closeness: r.closeness,
    placeText: r.place_text,
    exposureEventId: r.exposure_event_id,
    note: r.note,
    recordedAt: r.recorded_at,
    recordedBy: r.recorded_by,
    handedOverAt: r.handed_over_at,
    receivedAt: r.received_at,
    receivedBy: r.received_by,
    removedAt: r.removed_at,
    removedReason: r.removed_reason,
    version: r.version,
  }
}

export async function findContact(db: Tx, id: string): Promise<KnownContact | undefined> {
  const row = await db.selectFrom('vx.contact').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toContact(row)
}

/** A stretch of time, both ends included, in ms since 1970. */
export interface Span {
  from: number
  to: number
}

/**
 * Contacts (not those taken off) in which any of these people took part, on either side, each once, by time.
 * @param within person → only contacts that touch this stretch
 */
export async function listContactsAround(
  db: Tx,
  personIds: string[],
  within?: ReadonlyMap<string, Span>,
): Promise<KnownContact[]> {
  if (personIds.length === 0) return []
  const asked = personIds.map((id) => {
    const span = within?.get(id)
    return { id, from: span && new Date(span.from), to: span && new Date(span.to) }
  })
  const { rows } = await sql<Selectable<ContactTable>>`
    select c.* from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as w(id uuid, "from" timestamptz, "to" timestamptz)
    cross join lateral (select * from vx.contact where source_person_id = w.id
      union all select * from vx.contact where person_id = w.id) c
    where c.removed_at is null and c.last_at >= coalesce(w."from", '-infinity') and c.first_at <= coalesce(w."to", 'infinity')
    order by c.first_at, c.id`.execute(db)
  return rows.filter((row, i) => row.id !== rows[i - 1]?.id).map(toContact)
}

/** Whether any of these people has contacts, removed ones too, or a tier. */
export async function isTraced(db: Tx, personIds: string[]): Promise<boolean> {
  const { rows } = await sql<{ traced: boolean }>`
    select exists (select from unnest(${personIds}::uuid[]) as w(id) cross join lateral (
      select from vx.contact where source_person_id = w.id
      union all select from vx.contact where person_id = w.id
      union all select from vx.contact_tier where person_id = w.id) c) as traced`.execute(db)
  return rows[0]!.traced
}

/** The area in which the viewer knows a person to live: their own record, or a contact that the viewer may see. */
export async function findAreaOfPerson(db: Tx, personId: string): Promise<number | undefined> {
  const { rows } = await sql<{ area_id: number }>`
    select area_id, 1 as nearest from vx.person where id = ${personId}
    union all select area_id, 2 from vx.contact where person_id = ${personId} and removed_at is null
    union all select source_area_id, 3 from vx.contact where source_person_id = ${personId} and removed_at is null
    order by nearest limit 1`.execute(db)
  return rows[0]?.area_id
}

/**
 * Refuses what refers to a record that the viewer does not know: a foreign key alone would take it, because it looks
 * past row-level security, and tell that it is there.
 * @throws Problem refers-to-nothing
 */
export async function requireKnown(
  db: Tx,
  refers: {
    caseId?: string | null | undefined
    placeId?: string | null | undefined
    exposureEventId?: string | null | undefined
  },
): Promise<void> {
  const wanted = [
    ['vx.case_record', refers.caseId],
    ['vx.place', refers.placeId],
    ['vx.exposure_event', refers.exposureEventId],
  ] as const
  for (const [table, id] of wanted) {
    if (!id) continue
    const { rows } = await sql`select from ${sql.table(table)} where id = ${id}`.execute(db)
    if (rows.length === 0) throw problem('refers-to-nothing')
  }
}

/** Name, year of birth, phone and address of people in the viewer's areas, by id. */
export async function findPeople(db: Tx, ids: string[]) {
  if (ids.length === 0) return new Map<string, KnownPerson>()
  // Each by its own id: under the condition of a district's areas a list of ids is taken for a walk through all of them.
  const { rows } = await sql<PersonRow>`
    select p.*, (select h.address from vx.household h where h.id = p.household_id) as address
    from unnest(${ids}::uuid[]) as w(id) cross join lateral (
      select id, full_name, birth_date, birth_year, phone, area_id, household_id from vx.person where id = w.id offset 0) p`.execute(
    db,
  )
  return new Map<string, KnownPerson>(
    rows.map((r) => [
      r.id,
      {
        fullName: r.full_name,
        birthYear: r.birth_year ?? (r.birth_date ? Number(r.birth_date.slice(0, 4)) : null),
        phone: r.phone,
        address: r.address,
        householdId: r.household_id,
        areaId: r.area_id,
      },
    ]),
  )
}

interface PersonRow {
  id: string
  full_name: string
  birth_date: string | null
  birth_year: number | null
  phone: string | null
  area_id: number
  household_id: string | null
  address: string | null
}

export interface KnownPerson {
  fullName: string
  birthYear: number | null
  phone: string | null
  address: string | null
  householdId: string | null
  areaId: number
}

/** What was computed about these people, as far as the viewer may see them. */
export async function findMonitoring(db: Tx, personIds: string[]): Promise<Map<string, Monitoring>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('vx.contact_tier as t')
    .innerJoin('platform.rule_version as r', 'r.id', 't.rule_version_id')
    .selectAll('t')
    .select('r.legal_basis')
    .where('t.person_id', 'in', personIds)
    .execute()
  return new Map(
    rows.map((r) => [
      r.person_id,
      {
        tier: r.tier,
        status: r.status,
        indexCaseId: r.index_case_id,
        indexCode: r.index_code,
        lastExposureAt: r.last_exposure_at,
        monitorFrom: r.monitor_from,
        monitorUntil: r.monitor_until,
        homeUntil: r.home_until,
        endedOn: r.ended_on,
        legalBasis: r.legal_basis,
      },
    ]),
  )
}

export interface Checked {
  last: { dueOn: string; outcome: CheckOutcome; temperature: number | null } | null
  /** Whether anybody has seen the person at all. */
  seen: boolean
  /** Due days in the last 14 before `today` on which nobody looked. */
  missed: number
}

/**
 * The last check of each person for a day up to `lastOn`, and the days before `today` on which nobody looked.
 */
export async function findChecks(
  db: Tx,
  personIds: string[],
  today: string,
  lastOn = today,
): Promise<Map<string, Checked>> {
  if (personIds.length === 0) return new Map()
  const { rows } = await sql<{
    person_id: string
    missed: number
    seen: boolean
    due_on: string | null
    outcome: CheckOutcome | null
    temperature: number | null
  }>`
    select f.person_id,
      count(distinct f.due_on) filter (where f.checked_at is null and f.due_on between ${today}::date - 14 and ${today}::date - 1) as missed,
      coalesce(bool_or(f.outcome in ('normal','symptoms')), false) as seen,
      l.due_on, l.outcome, l.temperature
    from vx.followup f
    left join lateral (
      select due_on, outcome, temperature from vx.followup x
      where x.person_id = f.person_id and x.checked_at is not null and x.due_on <= ${lastOn}::date
      order by x.due_on desc, x.slot desc limit 1) l on true
    where f.person_id = any(${personIds}::uuid[])
    group by f.person_id, l.due_on, l.outcome, l.temperature`.execute(db)
  return new Map(
    rows.map((r) => [
      r.person_id,
      {
        missed: r.missed,
        seen: r.seen,
        last: r.due_on ? { dueOn: r.due_on, outcome: r.outcome!, temperature: r.temperature } : null,
      },
    ]),
  )
}

/** Every due day of a person, oldest first. */
export async function listFollowups(db: Tx, personId: string): Promise<Followup[]> {
  const rows = await db
    .selectFrom('vx.followup')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('due_on')
    .orderBy('slot')
    .execute()
  return rows.map(toFollowup)
}

export async function findFollowup(
  db: Tx,
  where: { id: string } | { personId: string; dueOn: string; slot?: number | undefined },
): Promise<(Followup & { areaId: number }) | undefined> {
  let q = db.selectFrom('vx.followup').selectAll()
  q =
    'id' in where
      ? q.where('id', '=', where.id)
      : q
          .where('person_id', '=', where.personId)
          .where('due_on', '=', where.dueOn)
          .where('slot', '=', where.slot ?? 1)
  const row = await q.executeTakeFirst()
  return row && { ...toFollowup(row), areaId: row.area_id }
}

export function toFollowup(r: {
  id: string
  person_id: string
  due_on: string
  slot: number
  checked_at: string | null
  outcome: CheckOutcome | null
  temperature: number | null
  symptoms: string[]
  by_name: string | null
  note: string | null
  version: number
}): Followup {
  return {
    id: r.id,
    personId: r.person_id,
    dueOn: r.due_on,
    slot: r.slot,
    checkedAt: r.checked_at,
    outcome: r.outcome,
    temperature: r.temperature,
    symptoms: r.symptoms,
    byName: r.by_name,
    note: r.note,
    version: r.version,
  }
}

/** Sign-off and isolation of cases by case id; a case of which nothing was written is absent. */
export async function findLists(db: Tx, caseIds: string[]) {
  if (caseIds.length === 0) return new Map<string, Selectable<ListTable>>()
  const rows = await db.selectFrom('vx.contact_list').selectAll().where('id', 'in', caseIds).execute()
  return new Map(rows.map((r) => [r.id, r]))
}

/** Exposure events of areas, or of one case, newest first. */
export async function listEvents(
  db: Tx,
  where: { areaIds: number[] } | { caseId: string } | { id: string },
): Promise<ExposureEvent[]> {
  let q = db
    .selectFrom('vx.exposure_event as e')
    .leftJoin('vx.place as p', 'p.id', 'e.place_id')
    .selectAll('e')
    .select('p.name as place_name')
    .select(
      sql<number>`(select count(*) from vx.contact c where c.exposure_event_id = e.id and c.removed_at is null)`.as(
        'contacts',
      ),
    )
    .orderBy('e.starts_at', 'desc')
    .orderBy('e.id')
    .limit(500)
  if ('id' in where) q = q.where('e.id', '=', where.id)
  else if ('caseId' in where) q = q.where('e.case_id', '=', where.caseId)
  else q = q.where('e.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    placeId: r.place_id,
    placeName: r.place_name,
    caseId: r.case_id,
    name: r.name,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    publicNotice: r.public_notice,
    createdAt: r.created_at,
    createdBy: r.created_by,
    contacts: r.contacts,
    version: r.version,
  }))
}
