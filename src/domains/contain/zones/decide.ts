import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, type Entry, type WriteTx, write } from '../../../platform/context.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import {
  type CriteriaCheck,
  DecideZoneInput,
  type DecisionType,
  ExtendZoneInput,
  LiftZoneInput,
  ReduceZoneInput,
  type Zone,
} from './contract.ts'
import { evaluate, getLiftRule } from './criteria.ts'
import { competentFor } from './extent.ts'
import { countPeople, listHouseholdsOf } from './queries.ts'
import { getZone, termOf } from './service.ts'

export interface Signed {
  decisionId: string
  numberText: string
  version: number
}

/**
 * The zone, locked until the write ends, when the viewer's post may sign about it (P17).
 * @throws Problem not-found, zone-signer-not-competent, zone-lifted-already
 */
async function forSigning(ctx: Ctx, tx: WriteTx, id: string): Promise<Zone> {
  await tx.db.selectFrom('vx.zone').select('id').where('id', '=', id).forUpdate().execute()
  const zone = await getZone(ctx, tx.db, id, tx.now)
  const { postKind } = ctx.viewer
  const competent = await competentFor(ctx, zone.areaId)
  // The commander stands above the chairs: he signs about any zone of the district.
  const may = !zone.partial && (postKind === 'district-commander' || postKind === competent)
  if (!may) throw problem('zone-signer-not-competent')
  if (zone.liftedAt) throw problem('zone-lifted-already')
  return zone
}

function checkVersion(zone: Zone, input: { version: number }): void {
  if (zone.version !== input.version) throw problem('stale-version', {}, { theirs: zone, yours: input })
}

interface Paper {
  type: DecisionType
  legalBasis: string[]
  duties?: string[]
  startsAt: string
  endsAt: string
  parts: string[]
  removed?: string[]
  households: number
  people: number
  criteria?: CriteriaCheck
  overridden?: boolean
  note?: string | undefined
}

/** Words of what a zone is made of, as the paper names it. */
const partsOf = ({ parts, polygon }: Pick<Zone, 'parts' | 'polygon'>): string[] => [
  ...parts.map((p) => p.label),
  ...(polygon ? [`Khu vực khoanh trên bản đồ (${polygon.length} đỉnh)`] : []),
]

/** Enters a decision under the next number of the signer's area, inside the write that changes the zone. */
async function sign(
  ctx: Ctx,
  tx: WriteTx,
  zone: Zone,
  paper: Paper,
): Promise<{ id: string; numberText: string }> {
  const date = localDate(tx.now)
  const year = Number(date.slice(0, 4))
  const issuer = ctx.viewer.areaId
  const number = await nextNumber(tx.db, 'QĐ', issuer, year)
  const numberText = `${String(number).padStart(2, '0')}/QĐ-UBND`
  const id = uuid7()
  await tx.db
    .insertInto('vx.zone_decision')
    .values({
      id,
      zone_id: zone.id,
      area_id: zone.areaId,
      type: paper.type,
      issuer_area_id: issuer,
      year,
      number,
      number_text: numberText,
      signed_at: tx.now.toISOString(),
      signer_name: ctx.viewer.name,
      signer_post: ctx.viewer.postKind,
      legal_basis: paper.legalBasis,
      duties: paper.duties ?? [],
      starts_at: paper.startsAt,
      ends_at: paper.endsAt,
      parts: paper.parts,
      removed: paper.removed ?? [],
      households: paper.households,
      people: paper.people,
      rule_version_id: (await getLiftRule(tx.db, date)).id,
      criteria: paper.criteria ? (JSON.stringify(paper.criteria) as never) : null,
      overridden: paper.overridden ?? false,
      note: paper.note ?? null,
    })
    .execute()
  return { id, numberText }
}

function told(zone: Zone, action: string, changes: Entry['changes'], event = 'zone.changed'): Entry {
  return {
    action,
    subject: { type: 'zone', id: zone.id },
    areaId: zone.areaId,
    changes: changes ?? {},
    event,
    payload: { caseId: zone.caseId },
  }
}

/** Stores the facts of a decision; the zone is locked, so its version is the one that was read. */
async function setFacts(tx: WriteTx, zone: Zone, facts: object): Promise<number> {
  const version = zone.version + 1
  await tx.db
    .updateTable('vx.zone')
    .set({ ...facts, version })
    .where('id', '=', zone.id)
    .execute()
  return version
}

/**
 * Signs the decision that sets a proposed zone. The term is the proposed one unless another is given; a start that
 * has passed becomes now.
 * @throws Problem not-found, zone-signer-not-competent, zone-decided-already, stale-version, zone-term-outside-rule
 */
export function decideZone(ctx: Ctx, given: DecideZoneInput): Promise<Signed> {
  const input = DecideZoneInput.parse(given)
  return write(ctx, 'zone.decide', async (tx) => {
    const zone = await forSigning(ctx, tx, input.id)
    if (zone.decidedAt) throw problem('zone-decided-already', { number: zone.numberText ?? '' })
    checkVersion(zone, input)
    const rule = await getLiftRule(tx.db, localDate(tx.now))
    const now = tx.now.toISOString()
    const begins = new Date(Math.max(Date.parse(zone.startsAt), tx.now.getTime())).toISOString()
    const term = termOf(
      { startsAt: input.startsAt ?? begins, endsAt: input.endsAt ?? zone.endsAt },
      rule.body,
      tx.now,
    )
    const { households, people } = zone
    const { id, numberText } = await sign(ctx, tx, zone, {
      type: 'decide',
      legalBasis: input.legalBasis,
      duties: input.duties,
      ...term,
      parts: partsOf(zone),
      households,
      people,
      note: input.note,
    })
    const version = await setFacts(tx, zone, {
      decided_at: now,
      number_text: numberText,
      starts_at: term.startsAt,
      ends_at: term.endsAt,
      rule_version_id: rule.id,
    })
    tx.record(
      told(
        zone,
        'zone.decide',
        {
          numberText: [null, numberText],
          startsAt: [zone.startsAt, term.startsAt],
          endsAt: [zone.endsAt, term.endsAt],
        },
        'zone.decided',
      ),
    )
    return { decisionId: id, numberText, version }
  })
}

/** @throws Problem zone-not-decided */
function requireDecided(zone: Zone): void {
  if (!zone.decidedAt) throw problem('zone-not-decided')
}

/**
 * Signs that a part is let go: named parts, or a smaller ring. What remains must lie inside what was.
 * @throws Problem not-found, zone-signer-not-competent, zone-lifted-already, zone-not-decided, stale-version,
 * refers-to-nothing (a part that is not there), zone-empty, zone-not-smaller
 */
export function reduceZone(ctx: Ctx, given: ReduceZoneInput): Promise<Signed> {
  const input = ReduceZoneInput.parse(given)
  return write(ctx, 'zone.decide', async (tx) => {
    const zone = await forSigning(ctx, tx, input.id)
    requireDecided(zone)
    checkVersion(zone, input)
    const gone = zone.parts.filter((p) => input.removeParts.includes(p.id))
    if (gone.length < new Set(input.removeParts).size) throw problem('refers-to-nothing')
    const kept = zone.parts.filter((p) => !gone.includes(p))
    const polygon = input.polygon === undefined ? zone.polygon : input.polygon
    if (kept.length === 0 && !polygon) throw problem('zone-empty')
    const areaIds = (await treeOf(ctx)).subtree(zone.areaId)
    const held = (parts: Zone['parts'], ring: Zone['polygon']) =>
      listHouseholdsOf(
        tx.db,
        {
          partAreaIds: parts.flatMap((p) => p.partAreaId ?? []),
          placeIds: parts.flatMap((p) => p.placeId ?? []),
          polygon: ring,
        },
        areaIds,
      )
    const before = new Set((await held(zone.parts, zone.polygon)).map((h) => h.id))
    const after = (await held(kept, polygon)).map((h) => h.id)
    const widens = after.some((id) => !before.has(id))
    if (widens || (after.length === before.size && gone.length === 0)) throw problem('zone-not-smaller')

    const now = tx.now.toISOString()
    if (gone.length) {
      await tx.db
        .updateTable('vx.zone_part')
        .set({ removed_at: now })
        .where(
          'id',
          'in',
          gone.map((p) => p.id),
        )
        .execute()
    }
    const redrawn = JSON.stringify(polygon) !== JSON.stringify(zone.polygon)
    const removed = [
      ...gone.map((p) => p.label),
      ...(redrawn ? ['Phần khoanh trên bản đồ nằm ngoài ranh mới'] : []),
    ]
    const people = await countPeople(tx.db, after)
    const { id, numberText } = await sign(ctx, tx, zone, {
      type: 'reduce',
      legalBasis: input.legalBasis,
      startsAt: zone.startsAt,
      endsAt: zone.endsAt,
      parts: partsOf({ parts: kept, polygon }),
      removed,
      households: after.length,
      people,
      note: input.note,
    })
    // `reach` stays: those let go must still see the decision that lets them go.
    const version = await setFacts(tx, zone, {
      reduced_at: now,
      polygon: polygon ? (JSON.stringify(polygon) as never) : null,
    })
    tx.record(
      told(zone, 'zone.reduce', {
        households: [zone.households, after.length],
        removed: [null, removed],
        numberText: [null, numberText],
      }),
    )
    return { decisionId: id, numberText, version }
  })
}

/**
 * Signs a later end.
 * @throws Problem not-found, zone-signer-not-competent, zone-lifted-already, zone-not-decided, stale-version,
 * zone-end-not-later, zone-term-outside-rule
 */
export function extendZone(ctx: Ctx, given: ExtendZoneInput): Promise<Signed> {
  const input = ExtendZoneInput.parse(given)
  return write(ctx, 'zone.decide', async (tx) => {
    const zone = await forSigning(ctx, tx, input.id)
    requireDecided(zone)
    checkVersion(zone, input)
    const end = Date.parse(input.endsAt)
    if (end <= Date.parse(zone.endsAt) || end <= tx.now.getTime()) {
      throw problem('zone-end-not-later', {}, { fields: { endsAt: ['zone-end-not-later'] } })
    }
    const rule = await getLiftRule(tx.db, localDate(tx.now))
    const endsAt = new Date(end).toISOString()
    // An extension may not run longer from today than a new zone could.
    termOf({ startsAt: tx.now.toISOString(), endsAt }, rule.body, tx.now)
    const { id, numberText } = await sign(ctx, tx, zone, {
      type: 'extend',
      legalBasis: input.legalBasis,
      startsAt: zone.startsAt,
      endsAt,
      parts: partsOf(zone),
      households: zone.households,
      people: zone.people,
      note: input.note,
    })
    const version = await setFacts(tx, zone, { ends_at: endsAt })
    tx.record(told(zone, 'zone.extend', { endsAt: [zone.endsAt, endsAt], numberText: [null, numberText] }))
    return { decisionId: id, numberText, version }
  })
}

/**
 * Signs that the zone is lifted, under the rule `zone.lift`. With a criterion unmet only the district commander may,
 * by `override` and with the reason in `note`; both stay on the decision.
 * @throws Problem not-found, zone-signer-not-competent, zone-lifted-already, zone-not-decided, stale-version,
 * zone-criteria-unmet (details.criteria), zone-override-refused, zone-override-reason
 */
export function liftZone(ctx: Ctx, given: LiftZoneInput): Promise<Signed> {
  const input = LiftZoneInput.parse(given)
  return write(ctx, 'zone.decide', async (tx) => {
    const zone = await forSigning(ctx, tx, input.id)
    requireDecided(zone)
    checkVersion(zone, input)
    const { check } = await evaluate(tx.db, zone, tx.now)
    const overridden = !check.met && input.override
    if (!check.met && !input.override) throw problem('zone-criteria-unmet', {}, { criteria: check.criteria })
    if (overridden) {
      if (ctx.viewer.postKind !== 'district-commander') throw problem('zone-override-refused')
      if ((input.note?.length ?? 0) < 10) {
        throw problem('zone-override-reason', {}, { fields: { note: ['zone-override-reason'] } })
      }
    }
    const now = tx.now.toISOString()
    const { id, numberText } = await sign(ctx, tx, zone, {
      type: 'lift',
      legalBasis: input.legalBasis,
      startsAt: zone.startsAt,
      endsAt: now > zone.startsAt ? now : zone.endsAt,
      parts: partsOf(zone),
      households: zone.households,
      people: zone.people,
      criteria: check,
      overridden,
      note: input.note,
    })
    const version = await setFacts(tx, zone, { lifted_at: now })
    tx.record(
      told(zone, 'zone.lift', {
        liftedAt: [null, now],
        overridden: [null, overridden],
        numberText: [null, numberText],
      }),
    )
    return { decisionId: id, numberText, version }
  })
}
