import { type Generated, sql } from 'kysely'
import type { Db, Tx } from '../../../../platform/db.ts'
import { type Descent, type Lineage, lineageOf, type Unit } from '../lineage.ts'
import type { Plan, PlanArea, Reorganisation } from './contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.reorganisation': {
      id: string
      name: string
      legal_basis: string
      in_force_on: string
      state: Reorganisation['state']
      made_by: string
      made_at: string
      decided_by: string | null
      decided_at: string | null
      version: Generated<number>
    }
    'vx.reorganisation_end': {
      reorganisation_id: string
      ended_area: number
      valid_to_before: Generated<string | null>
    }
    'vx.reorganisation_unit': {
      reorganisation_id: string
      key: string
      level: string
      code: string
      name: string
      full_name: string
      in_area: number | null
      in_unit: string | null
      lon: number | null
      lat: number | null
      became: Generated<number | null>
    }
    'vx.area_descent': {
      reorganisation_id: string
      from_area: number
      to_unit: string
      to_area: Generated<number | null>
      share: number
      estimated: boolean
    }
    'vx.area_generation': { one: boolean; n: number }
  }
}

function reorganisationsFrom(db: Db | Tx) {
  return db
    .selectFrom('vx.reorganisation as r')
    .select([
      'r.id',
      'r.name',
      'r.legal_basis as legalBasis',
      'r.in_force_on as inForceOn',
      'r.state',
      'r.made_by as madeBy',
      'r.made_at as madeAt',
      'r.decided_by as decidedBy',
      'r.decided_at as decidedAt',
      'r.version',
    ])
    .select([
      sql<number>`(select count(*) from vx.reorganisation_end e where e.reorganisation_id = r.id)`.as('ends'),
      sql<number>`(select count(*) from vx.reorganisation_unit u where u.reorganisation_id = r.id)`.as(
        'begins',
      ),
    ])
}

export function listReorganisations(db: Db | Tx): Promise<Reorganisation[]> {
  return reorganisationsFrom(db).orderBy('r.in_force_on', 'desc').orderBy('r.made_at', 'desc').execute()
}

export function findReorganisation(db: Db | Tx, id: string): Promise<Reorganisation | undefined> {
  return reorganisationsFrom(db).where('r.id', '=', id).executeTakeFirst()
}

/** Keys of units that are neighbourhoods going along; nobody edits them one by one. */
const followKey = (areaId: number) => `follow ${areaId}`
const isFollow = (key: string) => key.startsWith('follow ')

export async function getPlan(db: Db | Tx, id: string): Promise<Plan> {
  const of = <T extends { where: (c: never, o: never, v: never) => T }>(q: T) =>
    q.where('reorganisation_id' as never, '=' as never, id as never)
  const ends = await of(
    db.selectFrom('vx.reorganisation_end').select('ended_area').orderBy('ended_area'),
  ).execute()
  const units = await of(db.selectFrom('vx.reorganisation_unit').selectAll().orderBy('key')).execute()
  const descents = await of(
    db.selectFrom('vx.area_descent').selectAll().orderBy('from_area').orderBy('to_unit'),
  ).execute()
  const follows = descents.filter((d) => isFollow(d.to_unit))
  const leaving = new Set(follows.map((f) => f.from_area))
  const byKey = new Map(units.map((u) => [u.key, u]))
  return {
    ends: ends.map((e) => e.ended_area).filter((a) => !leaving.has(a)),
    units: units
      .filter((u) => !isFollow(u.key))
      .map((u) => ({
        key: u.key,
        level: u.level,
        code: u.code,
        name: u.name,
        fullName: u.full_name,
        inArea: u.in_area,
        inUnit: u.in_unit,
        centre: u.lon === null || u.lat === null ? null : [u.lon, u.lat],
      })),
    descents: descents
      .filter((d) => !isFollow(d.to_unit))
      .map((d) => ({ fromArea: d.from_area, toUnit: d.to_unit, share: d.share, estimated: d.estimated })),
    followings: follows.map((f) => ({ areaId: f.from_area, toUnit: byKey.get(f.to_unit)!.in_unit! })),
  }
}

/** Replaces the whole plan of a draft. */
export async function writePlan(
  db: Tx,
  id: string,
  plan: Plan,
  areas: Map<number, PlanArea & { name: string; lon: number | null; lat: number | null }>,
): Promise<void> {
  for (const table of ['vx.area_descent', 'vx.reorganisation_unit', 'vx.reorganisation_end'] as const)
    await db.deleteFrom(table).where('reorganisation_id', '=', id).execute()
  const follows = plan.followings.map((f) => ({ ...f, area: areas.get(f.areaId)! }))
  const units = [
    ...plan.units.map((u) => ({
      key: u.key,
      level: u.level,
      code: u.code,
      name: u.name,
      full_name: u.fullName,
      in_area: u.inArea,
      in_unit: u.inUnit,
      lon: u.centre?.[0] ?? null,
      lat: u.centre?.[1] ?? null,
    })),
    ...follows.map((f) => ({
      key: followKey(f.areaId),
      level: f.area.level,
      code: f.area.code,
      name: f.area.name,
      full_name: f.area.name,
      in_area: null,
      in_unit: f.toUnit,
      lon: f.area.lon,
      lat: f.area.lat,
    })),
  ].map((u) => ({ reorganisation_id: id, ...u }))
  const ends = [...plan.ends, ...plan.followings.map((f) => f.areaId)].map((ended_area) => ({
    reorganisation_id: id,
    ended_area,
  }))
  const descents = [
    ...plan.descents.map((d) => ({
      from_area: d.fromArea,
      to_unit: d.toUnit,
      share: d.share,
      estimated: d.estimated,
    })),
    ...plan.followings.map((f) => ({
      from_area: f.areaId,
      to_unit: followKey(f.areaId),
      share: 1,
      estimated: false,
    })),
  ].map((d) => ({ reorganisation_id: id, ...d }))
  for (let i = 0; i < ends.length; i += 1000)
    await db
      .insertInto('vx.reorganisation_end')
      .values(ends.slice(i, i + 1000))
      .execute()
  for (let i = 0; i < units.length; i += 1000)
    await db
      .insertInto('vx.reorganisation_unit')
      .values(units.slice(i, i + 1000))
      .execute()
  for (let i = 0; i < descents.length; i += 1000)
    await db
      .insertInto('vx.area_descent')
      .values(descents.slice(i, i + 1000))
      .execute()
}

/** Areas of every day and the descent that was decided between them. */
export async function getLineage(db: Db | Tx): Promise<Lineage> {
  const units: Unit[] = await db
    .selectFrom('vx.area')
    .select(['id', 'parent_id as parentId', 'valid_from as from', 'valid_to as to'])
    .execute()
  const descents: Descent[] = await db
    .selectFrom('vx.area_descent')
    .select(['from_area as from', sql<number>`to_area`.as('to'), 'share'])
    .where('to_area', 'is not', null)
    .execute()
  return lineageOf(units, descents)
}

/** Which old area went, whole, to which new one: what lives there moves along. */
export async function listWholeMoves(db: Db | Tx, id: string): Promise<{ from: number; to: number }[]> {
  const { rows } = await sql<{ from: number; to: number }>`
    select from_area as "from", min(to_area) as "to" from vx.area_descent
    where reorganisation_id = ${id} and to_area is not null
    group by from_area having count(*) = 1`.execute(db)
  return rows
}

/** Every area that a reorganisation ends or begins. */
export async function listTouched(db: Db | Tx, id: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select ended_area as id from vx.reorganisation_end where reorganisation_id = ${id}
    union select became from vx.reorganisation_unit where reorganisation_id = ${id} and became is not null`.execute(
    db,
  )
  return rows.map((r) => r.id)
}
