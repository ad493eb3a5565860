import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import type { WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { TierStatus } from './contract.ts'
import { type Seen, statusOf } from './windows.ts'

/** A row of contact_tier as it ought to be, with what it takes to get there. */
export interface Wanted {
  person_id: string
  area_id: number
  tier: number
  index_case_id: string
  index_code: string
  via_contact_id: string
  last_exposure_at: string
  monitor_from: string
  monitor_until: string
  home_until: string | null
  status: TierStatus
  ended_on: string | null
  rule_version_id: number
  import_id: string | null
  /** Days on which the person is due to be seen; null for none. */
  due: { from: string; to: string; slots: number } | null
  /** From this day on, days outside `due` that nobody used go. */
  dropFrom: string
  lostAfterDays: number
  untilSeen: boolean
}

export type Stored = Omit<Wanted, 'due' | 'dropFrom' | 'lostAfterDays' | 'untilSeen'> & { id: string }

/** The rows of these people as they are. */
export async function findStored(db: Tx, personIds: string[]): Promise<Map<string, Stored>> {
  const rows = await db
    .selectFrom('vx.contact_tier')
    .selectAll()
    .where('person_id', '=', sql<string>`any(${personIds}::uuid[])`)
    .execute()
  return new Map(rows.map(({ version: _, ...r }) => [r.person_id, r]))
}

/** Contacts go with people who moved: the ward they live in now must see them. */
export async function moveContacts(db: Tx, people: Map<string, { areaId: number }>): Promise<void> {
  if (people.size === 0) return
  const rows = JSON.stringify([...people].map(([id, p]) => ({ id, area: p.areaId })))
  const homes = sql`jsonb_to_recordset(${rows}::jsonb) as n(id uuid, area int)`
  await sql`update vx.contact c set area_id = n.area from ${homes}
    where c.person_id = n.id and c.area_id <> n.area`.execute(db)
  await sql`update vx.contact c set source_area_id = n.area from ${homes}
    where c.source_person_id = n.id and c.source_area_id <> n.area`.execute(db)
  await sql`update vx.followup f set area_id = n.area from ${homes}
    where f.person_id = n.id and f.area_id <> n.area and f.checked_at is null`.execute(db)
}

/** Makes the due days that should be there, and takes away those that nobody used and that are due no more. */
export async function settleDueDays(db: Tx, near: string[], wanted: Wanted[]): Promise<void> {
  const monitored = new Set(wanted.map((w) => w.person_id))
  const gone = near.filter((id) => !monitored.has(id))
  await sql`delete from vx.followup where checked_at is null and person_id = any(${gone}::uuid[])`.execute(db)
  const rows = JSON.stringify(
    wanted.map((w) => ({
      person: w.person_id,
      area: w.area_id,
      import: w.import_id,
      from_day: w.due?.from ?? null,
      to_day: w.due?.to ?? null,
      slots: w.due?.slots ?? 1,
      drop_from: w.dropFrom,
    })),
  )
  const plan = sql`jsonb_to_recordset(${rows}::jsonb)
    as w(person uuid, area int, import uuid, from_day date, to_day date, slots int, drop_from date)`
  await sql`delete from vx.followup f using ${plan} where f.person_id = w.person and f.checked_at is null
    and f.due_on >= w.drop_from and (w.from_day is null or f.slot > w.slots
      or f.due_on not between w.from_day and w.to_day)`.execute(db)
  await sql`insert into vx.followup (id, person_id, area_id, due_on, slot, import_id)
    select gen_random_uuid(), w.person, w.area, d::date, n, w.import
    from ${plan} cross join generate_series(w.from_day::timestamp, w.to_day::timestamp, interval '1 day') d
    cross join generate_series(1, w.slots) n
    on conflict on constraint followup_once do nothing`.execute(db)
}

/** What the checks of these people say; a day counts once, however many checks it asks for. */
export async function loadSeen(db: Tx, personIds: string[], today: string): Promise<Map<string, Seen>> {
  const { rows } = await sql<{ person_id: string } & Seen>`
    select f.person_id, s.seen as "seenOn", max(f.due_on) as "lastDue",
      count(distinct f.due_on) filter (where f.due_on < ${today}::date and (s.seen is null or f.due_on > s.seen)) as "unseenDays"
    from vx.followup f
    left join (select person_id, max(due_on) as seen from vx.followup
      where person_id = any(${personIds}::uuid[]) and outcome in ('normal','symptoms') group by person_id) s
      on s.person_id = f.person_id
    where f.person_id = any(${personIds}::uuid[])
    group by f.person_id, s.seen`.execute(db)
  return new Map(rows.map(({ person_id, ...seen }) => [person_id, seen]))
}

/** Says of everybody who is no case where their monitoring stands. */
export async function settleStatuses(db: Tx, wanted: Wanted[], today: string): Promise<void> {
  const open = wanted.filter((w) => w.status !== 'became_case')
  const ids = open.map((w) => w.person_id)
  const seen = await loadSeen(db, ids, today)
  for (const w of open) {
    const mine = seen.get(w.person_id)
    w.status = statusOf({ ...w, monitorUntil: w.monitor_until }, today, mine)
    // Whoever was seen only after the last day was monitored until then.
    const last = [w.monitor_until, mine?.seenOn ?? ''].sort().at(-1)!
    w.ended_on = w.status === 'finished' ? last : null
  }
}

const COLUMNS = [
  'area_id',
  'tier',
  'index_case_id',
  'index_code',
  'via_contact_id',
  'last_exposure_at',
  'monitor_from',
  'monitor_until',
  'home_until',
  'status',
  'ended_on',
  'rule_version_id',
  'import_id',
] as const
/** What the audit tells of a change; the rest follows from it. */
const TOLD = ['tier', 'status', 'index_code', 'monitor_from', 'monitor_until'] as const

/** Writes the differences and nothing else. @returns how many people changed */
export async function save(
  tx: WriteTx,
  near: string[],
  wanted: Wanted[],
  stored: Map<string, Stored>,
): Promise<number> {
  const by = new Map(wanted.map((w) => [w.person_id, w]))
  const gone = near.filter((id) => stored.has(id) && !by.has(id))
  const changed = wanted.filter((w) => {
    const before = stored.get(w.person_id)
    return !before || COLUMNS.some((key) => before[key] !== w[key])
  })
  if (gone.length) {
    await sql`delete from vx.contact_tier where person_id = any(${gone}::uuid[])`.execute(tx.db)
  }
  if (changed.length) {
    const rows = JSON.stringify(
      changed.map((w) => ({
        ...Object.fromEntries(COLUMNS.map((c) => [c, w[c]])),
        person_id: w.person_id,
        id: stored.get(w.person_id)?.id ?? uuid7(),
      })),
    )
    const columns = sql.join(COLUMNS.map((c) => sql.ref(c)))
    const values = sql.join(COLUMNS.map((c) => sql.ref(`excluded.${c}`)))
    await sql`insert into vx.contact_tier (id, person_id, ${columns})
      select id, person_id, ${columns} from jsonb_populate_recordset(null::vx.contact_tier, ${rows}::jsonb)
      on conflict (person_id) do update set (${columns}) = row(${values}), version = contact_tier.version + 1`.execute(
      tx.db,
    )
  }
  announce(tx, [...gone, ...changed.map((c) => c.person_id)], stored, by)
  return gone.length + changed.length
}

/** One audit row a person; one event an area, so that each ward's screens hear of their own people. */
function announce(
  tx: WriteTx,
  ids: string[],
  stored: Map<string, Stored>,
  wanted: Map<string, Wanted>,
): void {
  const byArea = Map.groupBy(ids, (id) => (wanted.get(id) ?? stored.get(id))!.area_id)
  for (const [areaId, people] of byArea) {
    for (const id of people) {
      const [before, after] = [stored.get(id), wanted.get(id)]
      const told = TOLD.filter((k) => before?.[k] !== after?.[k])
      tx.record({
        action: 'contact.retier',
        subject: { type: 'person', id },
        areaId,
        personId: id,
        changes: Object.fromEntries(told.map((k) => [k, [before?.[k] ?? null, after?.[k] ?? null]])),
        ...(id === people[0] ? { event: 'contact.retiered', payload: { personIds: people } } : {}),
      })
    }
  }
}
