import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { StoredEvent } from '../../../../platform/events.ts'
import type { Infection } from '../../../detect/surveillance/index.ts'
import { Closeness } from '../contract.ts'

/** Closeness is kept as its place in this list. */
export const CLOSENESS = Closeness.options

/** A confirmed case as the network keeps it. */
export interface NetworkCase extends Infection {
  disease: string
  detectedIn: 'community' | 'quarantine' | 'containment_zone' | 'imported' | null
  outcome: 'recovered' | 'died' | null
  isolatedAt: string | null
}

/**
 * Facts of contacts, CONTACT_BYTES each, as PostgreSQL keeps them: three uuids (the contact, whose list it stands on, the
 * other), two numbers of four bytes (where each of them lives), two of eight (first and last microsecond since 2000), and
 * one of four: the place in CLOSENESS from 1, and 16 as an import told it, and 32 when taken off the list.
 */
export type ContactBytes = Buffer
export const CONTACT_BYTES = 76

/** As one value: half a million rows of their own would take four times as long to read as to send. */
async function loadBytes(db: Tx, where: ReturnType<typeof sql>): Promise<ContactBytes | undefined> {
  const { rows } = await sql<{ text: string | null }>`
    select encode(string_agg(uuid_send(c.id) || uuid_send(c.source_person_id) || uuid_send(c.person_id)
      || int4send(c.source_area_id) || int4send(c.area_id) || timestamptz_send(c.first_at) || timestamptz_send(c.last_at)
      || int4send(array_position(${CLOSENESS}::text[], c.closeness)
        + case when c.import_id is null then 0 else 16 end + case when c.removed_at is null then 0 else 32 end), ''::bytea), 'base64') as text
    from vx.contact c where ${where}`.execute(db)
  const text = rows[0]?.text
  return text ? Buffer.from(text, 'base64') : undefined
}

/** Every contact that stands on a list, in two halves that two connections read at once. */
export const loadContacts = (db: Tx, half: 0 | 1) =>
  loadBytes(db, sql`c.removed_at is null and get_byte(uuid_send(c.id), 15) & 1 = ${half}`)

/** Every contact of these people, on either side, also those taken off. */
export const loadContactsOf = (db: Tx, personIds: string[]) =>
  loadBytes(
    db,
    sql`c.id in (select id from vx.contact where source_person_id = any(${personIds}::uuid[])
      union select id from vx.contact where person_id = any(${personIds}::uuid[]))`,
  )

/** When the first positive sample of a case was taken: of all cases at once, or looked up for each. */
const firstPositives = (all: boolean) => {
  const first = all
    ? sql`(select case_id, min(sampled_at) as sampled_at from vx.lab_result where result = 'positive' group by case_id)`
    : sql`lateral (select c.id as case_id, min(sampled_at) as sampled_at from vx.lab_result
        where case_id = c.id and result = 'positive')`
  return sql<{ case_id: string; sampled_at: string | null }>`${first}`.as<'x'>(sql`x`)
}

/** The newest confirmed case of each person, or of each of these people. */
export async function loadCases(db: Tx, personIds?: string[]): Promise<NetworkCase[]> {
  let q = db
    .selectFrom('vx.case_record as c')
    .leftJoin('vx.contact_list as l', 'l.id', 'c.id')
    .leftJoin(firstPositives(!personIds), (j) => j.onRef('x.case_id', '=', 'c.id'))
    .distinctOn('c.person_id')
    .select(['c.id as caseId', 'c.code', 'c.person_id as personId', 'c.area_id as areaId', 'c.disease'])
    .select(['c.detected_in as detectedIn', 'c.onset_date as onsetDate', 'c.confirmed_at as confirmedAt'])
    .select(['c.reported_at as reportedAt', 'c.outcome', 'c.outcome_date as outcomeDate'])
    .select('l.isolated_at as isolatedAt')
    .select('x.sampled_at as sampledAt')
    .where('c.classification', '=', 'confirmed')
    .orderBy('c.person_id')
    .orderBy('c.confirmed_at', 'desc')
    .orderBy('c.id')
  if (personIds) q = q.where('c.person_id', '=', sql<string>`any(${personIds}::uuid[])`)
  return q.execute()
}

/** Where people live, by id. */
export async function loadHomes(db: Tx, personIds: string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('vx.person')
    .select(['id', 'area_id'])
    .where('id', '=', sql<string>`any(${personIds}::uuid[])`)
    .execute()
  return new Map(rows.map((r) => [r.id, r.area_id]))
}

/** Whose cases these are. */
export async function listPatients(db: Tx, caseIds: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('vx.case_record')
    .select('person_id')
    .where('id', '=', sql<string>`any(${caseIds}::uuid[])`)
    .execute()
  return rows.map((r) => r.person_id)
}

/** Everybody whose contacts or cases an import entered. */
export async function listPeopleOfImports(db: Tx, importIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select person_id as id from vx.contact where import_id = any(${importIds}::uuid[])
    union select source_person_id from vx.contact where import_id = any(${importIds}::uuid[])
    union select person_id from vx.case_record where import_id = any(${importIds}::uuid[])`.execute(db)
  return rows.map((r) => r.id)
}

export type NetworkEvent = Pick<StoredEvent, 'seq' | 'type' | 'subjectId' | 'payload'>

/** The newest number given to an event. */
export async function findLastSeq(db: Tx): Promise<number> {
  const { rows } = await sql<{
    seq: number
  }>`select coalesce(max(seq), 0) as seq from platform.event`.execute(db)
  return rows[0]!.seq
}

/** Events after `seq`, in their order; `limit` at most. */
export async function listEventsAfter(db: Tx, seq: number, limit: number): Promise<NetworkEvent[]> {
  const { rows } = await sql<NetworkEvent>`
    select seq, type, subject_id as "subjectId", payload from platform.event where seq > ${seq} order by seq limit ${limit}`.execute(
    db,
  )
  return rows
}

/** Contacts by id as far as the viewer may see them: when, where, how close. */
export async function findMeetings(db: Tx, ids: string[]) {
  if (ids.length === 0) return new Map<string, Meeting>()
  const { rows } = await sql<MeetingRow>`
    select c.* from unnest(${ids}::uuid[]) as w(id) cross join lateral (
      select id, first_at, last_at, day_only, closeness, place_text from vx.contact where id = w.id offset 0) c`.execute(
    db,
  )
  return new Map<string, Meeting>(
    rows.map((r) => [
      r.id,
      {
        firstAt: r.first_at,
        lastAt: r.last_at,
        dayOnly: r.day_only,
        closeness: r.closeness,
        placeText: r.place_text,
      },
    ]),
  )
}

interface MeetingRow {
  id: string
  first_at: string
  last_at: string
  day_only: boolean
  closeness: Closeness
  place_text: string | null
}

export interface Meeting {
  firstAt: string
  lastAt: string
  dayOnly: boolean
  closeness: Closeness
  placeText: string | null
}

/** The tier under which each of these people is followed now, as far as the viewer may see; who is not is absent. */
export async function listFollowedTiers(db: Tx, personIds: string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('vx.contact_tier')
    .select(['person_id', 'tier'])
    .where('person_id', '=', sql<string>`any(${personIds}::uuid[])`)
    .where('status', 'in', ['monitoring', 'lost'])
    .execute()
  return new Map(rows.map((r) => [r.person_id, r.tier]))
}
