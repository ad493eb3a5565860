import { type Generated, type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { CriteriaCheck, DecisionType, Extent, Ring, Zone, ZoneDecision, ZoneState } from './contract.ts'

interface ZoneTable {
  id: string
  area_id: number
  name: string
  reason: string
  impact: string
  case_id: string | null
  polygon: Ring | null
  ring: Generated<string | null>
  reach: number[]
  proposed_at: string
  proposed_by: string
  proposed_by_post: string
  starts_at: string
  ends_at: string
  decided_at: string | null
  number_text: string | null
  reduced_at: string | null
  lifted_at: string | null
  rule_version_id: number
  version: Generated<number>
}

interface PartTable {
  id: string
  zone_id: string
  area_id: number
  part_area_id: number | null
  place_id: string | null
  removed_at: string | null
}

interface Versioned {
  valid_from: string
  valid_to: string | null
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.zone': ZoneTable
    'vx.zone_version': ZoneTable & Versioned
    'vx.zone_part': PartTable
    'vx.zone_part_version': PartTable & Versioned
    'vx.zone_decision': {
      id: string
      zone_id: string
      area_id: number
      type: DecisionType
      issuer_area_id: number
      year: number
      number: number
      number_text: string
      signed_at: string
      signer_name: string
      signer_post: string
      legal_basis: string[]
      duties: string[]
      starts_at: string
      ends_at: string
      parts: string[]
      removed: string[]
      households: number
      people: number
      rule_version_id: number
      criteria: CriteriaCheck | null
      overridden: boolean
      note: string | null
    }
  }
}

/** State of a zone at an instant, as SQL over the columns of `alias`. */
export function zoneState(alias: string, now: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<ZoneState>`case
    when ${c('lifted_at')} is not null then 'lifted'
    when ${c('decided_at')} is null then 'proposed'
    when ${now}::timestamptz < ${c('starts_at')} then 'decided'
    when ${now}::timestamptz >= ${c('ends_at')} then 'expired'
    when ${c('reduced_at')} is not null then 'reduced'
    else 'active' end`
}

/** Households inside zones (an array of ids) as known at an instant (ISO): a FROM item with zone_id, household_id, area_id. */
export const zoneHouseholds = (at: string, zones: RawBuilder<unknown>) =>
  sql<{
    zone_id: string
    household_id: string
    area_id: number
  }>`vx.zone_households(${at}::timestamptz, ${zones})`

export type ZoneFilter = { id: string } | { caseId: string } | { areaIds: number[]; standing: boolean }

/** Zones with their parts and what is inside now; newest start first, at most 500. */
export async function listZones(
  db: Tx,
  filter: ZoneFilter,
  at: { now: string; areaIds: readonly number[] },
): Promise<Zone[]> {
  const rows = await db
    .selectFrom('vx.zone as z')
    .innerJoin('vx.area as a', 'a.id', 'z.area_id')
    .selectAll('z')
    .select(['a.label as area_label', zoneState('z', at.now).as('state')])
    .$if('id' in filter, (q) => q.where('z.id', '=', (filter as { id: string }).id))
    .$if('caseId' in filter, (q) => q.where('z.case_id', '=', (filter as { caseId: string }).caseId))
    .$if('areaIds' in filter, (q) =>
      q.where(sql<boolean>`z.reach && ${(filter as { areaIds: number[] }).areaIds}::int[]`),
    )
    .$if('standing' in filter && filter.standing, (q) => q.where('z.lifted_at', 'is', null))
    .orderBy('z.starts_at', 'desc')
    .orderBy('z.id')
    .limit(500)
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map((r) => r.id)
  const parts = await db
    .selectFrom('vx.zone_part as p')
    .leftJoin('vx.area as a', 'a.id', 'p.part_area_id')
    .leftJoin('vx.place as b', 'b.id', 'p.place_id')
    .select(['p.id', 'p.zone_id', 'p.part_area_id', 'p.place_id', 'b.lon', 'b.lat'])
    .select(sql<string>`coalesce(a.label, b.name, '')`.as('label'))
    .where('p.zone_id', 'in', ids)
    .where('p.removed_at', 'is', null)
    .orderBy(sql`coalesce(a.code, b.name)`)
    .execute()
  const { rows: inside } = await sql<{ zone_id: string; households: number; people: number }>`
    select i.zone_id, count(distinct i.household_id) as households, count(p.household_id) as people
    from ${zoneHouseholds(at.now, sql`${ids}::uuid[]`)} i left join vx.person p on p.household_id = i.household_id
    group by i.zone_id`.execute(db)
  return rows.map((r) => {
    const counted = inside.find((i) => i.zone_id === r.id)
    return {
      id: r.id,
      areaId: r.area_id,
      areaLabel: r.area_label,
      name: r.name,
      reason: r.reason,
      impact: r.impact,
      caseId: r.case_id,
      polygon: r.polygon,
      parts: parts
        .filter((p) => p.zone_id === r.id)
        .map((p) => ({
          id: p.id,
          partAreaId: p.part_area_id,
          placeId: p.place_id,
          label: p.label,
          point: p.lon === null || p.lat === null ? null : ([p.lon, p.lat] as [number, number]),
        })),
      proposedAt: r.proposed_at,
      proposedBy: r.proposed_by,
      startsAt: r.starts_at,
      endsAt: r.ends_at,
      decidedAt: r.decided_at,
      numberText: r.number_text,
      reducedAt: r.reduced_at,
      liftedAt: r.lifted_at,
      state: r.state,
      households: counted?.households ?? 0,
      people: counted?.people ?? 0,
      partial: !at.areaIds.includes(r.area_id),
      version: r.version,
    }
  })
}

/** The decisions about a zone, oldest first. */
export async function listDecisions(db: Tx, zoneId: string): Promise<ZoneDecision[]> {
  const rows = await db
    .selectFrom('vx.zone_decision')
    .selectAll()
    .where('zone_id', '=', zoneId)
    .orderBy('signed_at')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    type: r.type,
    numberText: r.number_text,
    signedAt: r.signed_at,
    signerName: r.signer_name,
    signerPost: r.signer_post,
    issuerAreaId: r.issuer_area_id,
    legalBasis: r.legal_basis,
    duties: r.duties,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    parts: r.parts,
    removed: r.removed,
    households: r.households,
    people: r.people,
    criteria: r.criteria,
    overridden: r.overridden,
    note: r.note,
  }))
}

/** People whose household is inside a zone now. */
export async function listPeopleInside(db: Tx, zoneId: string, now: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from ${zoneHouseholds(now, sql`array[${zoneId}]::uuid[]`)} i join vx.person p on p.household_id = i.household_id`.execute(
    db,
  )
  return rows.map((r) => r.id)
}

/**
 * Households that an extent would hold, each once, with their area. The drawn ring is cut to `areaIds`.
 * The ring reaches SQL as JSON whose numbers PostgreSQL casts itself.
 */
export async function listHouseholdsOf(
  db: Tx,
  extent: Pick<Extent, 'partAreaIds' | 'placeIds' | 'polygon'>,
  areaIds: number[],
): Promise<{ id: string; areaId: number }[]> {
  const ring = extent.polygon ? JSON.stringify(extent.polygon) : null
  const { rows } = await sql<{ id: string; areaId: number }>`
    with drawn as (select vx.ring_polygon(${ring}::jsonb) as ring)
    select h.id, h.area_id as "areaId" from vx.household h, drawn
    where h.area_id in (select descendant_id from vx.area_tree where ancestor_id = any(${extent.partAreaIds}::int[]))
      or h.place_id = any(${extent.placeIds}::uuid[])
      or (drawn.ring is not null and h.lon is not null and h.lat is not null and h.area_id = any(${areaIds}::int[])
          and drawn.ring @> point(h.lon, h.lat))`.execute(db)
  return rows
}

/** How many people live in these households. */
export async function countPeople(db: Tx, householdIds: string[]): Promise<number> {
  if (householdIds.length === 0) return 0
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from vx.person where household_id = any(${householdIds}::uuid[])`.execute(db)
  return rows[0]!.n
}

/** Households of these areas that no drawing can catch, because nobody has placed them on the map. */
export async function countUnplaced(db: Tx, areaIds: number[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from vx.household where area_id = any(${areaIds}::int[]) and (lon is null or lat is null)`.execute(
    db,
  )
  return rows[0]!.n
}

/** Area and name of buildings in the caller's scope. */
export function listPlaces(db: Tx, ids: string[]) {
  return db
    .selectFrom('vx.place')
    .select(['id', 'area_id as areaId', 'name'])
    .where('id', 'in', ids.length ? ids : ['00000000-0000-0000-0000-000000000000'])
    .execute()
}
