import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Conference, ConferenceKind, ConferenceUnit, Presence } from './contract.ts'

interface ConferenceTable {
  id: string
  area_id: number
  kind: ConferenceKind
  day: string
  title: string
  starts_at: string
  place: string | null
  chair: string
  agenda: string[]
  created_by: string
  created_at: string
  closed_at: string | null
  closed_by: string | null
  version: Generated<number>
}

interface UnitTable {
  id: string
  area_id: number
  conference_id: string
  post_kind: string
  presence: Generated<Presence>
  who: string | null
}

interface ConclusionTable {
  id: string
  area_id: number
  conference_id: string
  ordinal: number
  text: string
  by_name: string
  at: string
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.conference': ConferenceTable
    'vx.conference_unit': UnitTable
    'vx.conference_conclusion': ConclusionTable
  }
}

export async function findConference(db: Tx, id: string): Promise<Conference | undefined> {
  const r = await db.selectFrom('vx.conference').selectAll().where('id', '=', id).executeTakeFirst()
  return (
    r && {
      id: r.id,
      areaId: r.area_id,
      kind: r.kind,
      title: r.title,
      startsAt: r.starts_at,
      place: r.place,
      chair: r.chair,
      agenda: r.agenda,
      createdBy: r.created_by,
      closedAt: r.closed_at,
      closedBy: r.closed_by,
      version: r.version,
    }
  )
}

/** Who was asked, by the name of their area; those of other areas than the viewer's are not among them. */
export async function listUnits(db: Tx, conferenceId: string): Promise<ConferenceUnit[]> {
  const { rows } = await sql<{
    id: string
    area_id: number
    post_kind: string
    presence: Presence
    who: string | null
    holder: string | null
  }>`
    select u.id, u.area_id, u.post_kind, u.presence, u.who, (
      select h.name from vx.post_holder h join vx.post p on p.id = h.post_id
      where p.kind = u.post_kind and p.area_id = u.area_id and h.until is null limit 1) as holder
    from vx.conference_unit u join vx.area a on a.id = u.area_id
    where u.conference_id = ${conferenceId} order by a.name, u.post_kind`.execute(db)
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    postKind: r.post_kind,
    holder: r.holder,
    presence: r.presence,
    who: r.who,
  }))
}

export function listConclusions(db: Tx, conferenceId: string) {
  return db
    .selectFrom('vx.conference_conclusion')
    .select(['id', 'area_id', 'ordinal', 'text', 'by_name'])
    .where('conference_id', '=', conferenceId)
    .orderBy('ordinal')
    .execute()
}
