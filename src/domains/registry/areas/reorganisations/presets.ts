import { type Ctx, read, type WriteTx, write } from '../../../../platform/context.ts'
import type { Db, Tx } from '../../../../platform/db.ts'
import { HANOI_2021_ALL } from '../data/hanoi-2021-others.ts'
import { HANOI_2025, HANOI_2025_DESCENT, HANOI_2025_FROM } from '../data/hanoi-2025.ts'
import { forgetTrees } from '../service.ts'
import type { Plan } from './contract.ts'
import { addDraft, storePlan } from './service.ts'

type Key = 'three-tier-2021' | 'two-tier-2025'

const LAST_DAY = '2025-06-30'

async function codesOn(db: Db | Tx, date: string) {
  const rows = await db
    .selectFrom('vx.area')
    .select(['id', 'code', 'level'])
    .where('valid_from', '<=', date)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', date)]))
    .execute()
  return new Map(rows.map((r) => [r.code, r]))
}

/** How many areas each preset has, and how many of them are not here. */
export function listPresets(ctx: Ctx) {
  return read(ctx, 'area.manage', async (db) => {
    const old = await codesOn(db, '2021-08-01')
    const now = await codesOn(db, HANOI_2025_FROM)
    return [
      {
        key: 'three-tier-2021' as const,
        areas: HANOI_2021_ALL.length,
        missing: HANOI_2021_ALL.filter((a) => !old.has(a.code)).length,
      },
      {
        key: 'two-tier-2025' as const,
        areas: HANOI_2025.length,
        missing: HANOI_2025.filter((u) => !now.has(u.code)).length,
      },
    ]
  })
}

/** @returns how many areas were added, or the draft that leads to them */
export async function applyPreset(ctx: Ctx, key: Key) {
  const answer = await write(ctx, 'area.manage', async (tx) =>
    key === 'three-tier-2021'
      ? { added: await addMissing(tx, ctx), reorganisationId: null }
      : { added: 0, reorganisationId: await draftTwoTier(tx, ctx) },
  )
  forgetTrees()
  return answer
}

async function addMissing(tx: WriteTx, ctx: Ctx): Promise<number> {
  const known = await codesOn(tx.db, '2021-08-01')
  const ids = new Map([...known].map(([code, a]) => [code, a.id]))
  let added = 0
  // Parents stand before their children, so one level after the other finds them.
  for (const level of ['city', 'district', 'ward'] as const) {
    const rows = HANOI_2021_ALL.filter((a) => a.level === level && !ids.has(a.code)).map((a) => ({
      parent_id: a.parentCode === null ? null : ids.get(a.parentCode)!,
      level,
      code: a.code,
      name: a.name,
      full_name: a.fullName,
      valid_from: a.validFrom,
      valid_to: a.validTo,
      lon: a.centre?.[0] ?? null,
      lat: a.centre?.[1] ?? null,
    }))
    if (rows.length === 0) continue
    const made = await tx.db.insertInto('vx.area').values(rows).returning(['id', 'code']).execute()
    for (const m of made) ids.set(m.code, m.id)
    added += made.length
  }
  tx.record({
    action: 'areas.preset',
    subject: { type: 'preset', id: 'three-tier-2021' },
    areaId: ctx.viewer.areaId,
    changes: { areas: [null, added] },
    event: 'areas.changed',
  })
  return added
}

/** Everything below the city ends, the 126 units begin; the shares of split wards are even until somebody knows better. */
async function draftTwoTier(tx: WriteTx, ctx: Ctx): Promise<string> {
  const before = await codesOn(tx.db, LAST_DAY)
  const wards = [...before.values()].filter((a) => a.level === 'ward')
  const districts = [...before.values()].filter((a) => a.level === 'district')
  const city = before.get('01')!
  const heirs = new Map<string, string[]>()
  for (const [unit, olds] of Object.entries(HANOI_2025_DESCENT))
    for (const old of olds) heirs.set(old, [...(heirs.get(old) ?? []), unit])
  const plan: Plan = {
    ends: [...districts, ...wards].map((a) => a.id),
    units: HANOI_2025.map((u) => ({
      key: u.code,
      level: 'ward',
      code: u.code,
      name: u.name,
      fullName: u.fullName,
      inArea: city.id,
      inUnit: null,
      centre: u.centre,
    })),
    descents: wards.flatMap((w) => {
      const units = heirs.get(w.code) ?? []
      return units.map((toUnit) => ({
        fromArea: w.id,
        toUnit,
        share: 1 / units.length,
        estimated: units.length > 1,
      }))
    }),
    followings: [],
  }
  const id = await addDraft(tx, ctx, {
    name: 'Sắp xếp đơn vị hành chính Hà Nội, hai cấp',
    legalBasis: 'Nghị quyết 1656/NQ-UBTVQH15 ngày 16/6/2025',
    inForceOn: HANOI_2025_FROM,
  })
  await storePlan(tx, ctx, id, HANOI_2025_FROM, plan)
  return id
}
