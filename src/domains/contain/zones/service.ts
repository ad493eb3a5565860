import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { page, project, visibleColumns } from '../../../platform/listing.ts'
import type { PageInput } from '../../../platform/paging.ts'
import { problem } from '../../../platform/problems.ts'
import { getCase } from '../../detect/surveillance/index.ts'
import { areasAsked, treeOf } from '../../registry/areas/index.ts'
import { type Extent, ProposeZoneInput, type Zone, type ZonePage } from './contract.ts'
import { evaluate, getLiftRule } from './criteria.ts'
import { competentFor, measure } from './extent.ts'
import { INSIDE_LISTS, type InsideList } from './lists.ts'
import { countPeople, countUnplaced, listDecisions, listZones } from './queries.ts'

const DAY = 86_400_000

/** @throws Problem not-found */
export async function getZone(ctx: Ctx, db: Tx, id: string, now: Date): Promise<Zone> {
  const [zone] = await listZones(db, { id }, { now: now.toISOString(), areaIds: ctx.viewer.areaIds })
  if (!zone) throw problem('not-found')
  return zone
}

/**
 * Start and end of a zone, as ISO instants: what was asked, else now and the rule's term.
 * @throws Problem zone-term-outside-rule
 */
export function termOf(
  input: { startsAt?: string | undefined; endsAt?: string | undefined },
  rule: { termDays: number; maxDays: number },
  now: Date,
): { startsAt: string; endsAt: string } {
  const start = input.startsAt ? Date.parse(input.startsAt) : now.getTime()
  const end = input.endsAt ? Date.parse(input.endsAt) : start + rule.termDays * DAY
  if (end <= start || end - start > rule.maxDays * DAY || Math.abs(start - now.getTime()) > 7 * DAY) {
    throw problem(
      'zone-term-outside-rule',
      { max: rule.maxDays },
      { fields: { endsAt: ['zone-term-outside-rule'] } },
    )
  }
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() }
}

/** Zones below an area (the viewer's own by default), or those of a case. @throws Problem outside-area */
export async function list(
  ctx: Ctx,
  input: { areaId?: number | undefined; caseId?: string | undefined; all?: boolean | undefined },
): Promise<Zone[]> {
  const areaIds = await areasAsked(ctx, input.areaId)
  const at = { now: ctx.clock.now().toISOString(), areaIds: ctx.viewer.areaIds }
  return read(ctx, 'zone.read', (db) =>
    listZones(db, input.caseId ? { caseId: input.caseId } : { areaIds, standing: input.all !== true }, at),
  )
}

/** Who would be inside. @throws Problem zone-empty, outside-area, refers-to-nothing */
export function preview(ctx: Ctx, extent: Extent) {
  return read(ctx, 'zone.read', async (db) => {
    const found = await measure(ctx, db, extent)
    const tree = await treeOf(ctx)
    return {
      households: found.households.length,
      people: await countPeople(db, found.households),
      areaId: found.areaId,
      areaLabel: tree.byId.get(found.areaId)?.fullName ?? '',
      competent: await competentFor(ctx, found.areaId),
      unplaced: extent.polygon ? await countUnplaced(db, tree.subtree(found.areaId)) : 0,
    }
  })
}

/** @throws Problem not-found */
export function get(ctx: Ctx, id: string): Promise<ZonePage> {
  return read(ctx, 'zone.read', async (db) => {
    const now = ctx.clock.now()
    const zone = await getZone(ctx, db, id, now)
    const rule = await getLiftRule(db, localDate(now))
    const competent = await competentFor(ctx, zone.areaId)
    const commander = ctx.viewer.postKind === 'district-commander'
    const known =
      zone.caseId && ctx.viewer.rights.has('case.read')
        ? await getCase(db, zone.caseId).catch(() => undefined)
        : undefined
    return {
      zone,
      decisions: await listDecisions(db, id),
      caseCode: known?.code ?? null,
      competent,
      may: {
        decide:
          ctx.viewer.rights.has('zone.decide') &&
          !zone.partial &&
          (commander || competent === 'ward-chair') &&
          zone.liftedAt === null,
        override: commander && !zone.partial,
      },
      rule: { termDays: rule.body.termDays, maxDays: rule.body.maxDays },
    }
  })
}

/** @throws Problem not-found */
export function criteria(ctx: Ctx, id: string) {
  return read(ctx, 'zone.read', async (db) => {
    const now = ctx.clock.now()
    return (await evaluate(db, await getZone(ctx, db, id, now), now)).check
  })
}

/** What is inside: the counts, and a page of the very list that is counted. @throws Problem not-found, right-missing */
export function inside(ctx: Ctx, input: PageInput & { id: string; list: InsideList }) {
  const shown = INSIDE_LISTS[input.list]
  return read(ctx, shown.right, async (db) => {
    const now = ctx.clock.now()
    const zone = await getZone(ctx, db, input.id, now)
    const behind =
      input.list === 'cases' || input.list === 'untested' ? await evaluate(db, zone, now) : undefined
    const ids = input.list === 'cases' ? behind?.cases.map((c) => c.caseId) : behind?.untested
    const query = shown.query(db, zone.id, now.toISOString(), ids ?? [])
    const columns = visibleColumns(shown.columns, ctx.viewer.rights)
    // A cursor carries the value it sorts by: whoever may not know names and addresses goes by id.
    const sort = ctx.viewer.rights.has('person.read') ? shown.sort : { key: 'id', desc: false }
    const found = await page(db, query, columns, input, sort)
    return {
      households: zone.households,
      people: zone.people,
      columns,
      count:
        input.list === 'households'
          ? zone.households
          : input.list === 'people'
            ? zone.people
            : (ids ?? []).length,
      rows: project(found.rows, columns),
      ...(found.next ? { next: found.next } : {}),
    }
  })
}

/**
 * Proposes a zone of neighbourhoods, buildings and a drawn ring. The ward that holds all of it decides, or the
 * district. Proposing with an `id` that is there already changes nothing.
 * @throws Problem zone-empty, outside-area, refers-to-nothing, not-found (the case), zone-term-outside-rule
 */
export function proposeZone(ctx: Ctx, given: ProposeZoneInput): Promise<{ id: string }> {
  const input = ProposeZoneInput.parse(given)
  return write(ctx, 'zone.propose', async (tx) => {
    const { db } = tx
    const id = input.id ?? uuid7()
    if (input.id && (await db.selectFrom('vx.zone').select('id').where('id', '=', id).executeTakeFirst()))
      return { id }
    if (input.caseId) await getCase(db, input.caseId)
    const found = await measure(ctx, db, input)
    const rule = await getLiftRule(db, localDate(tx.now))
    const term = termOf(input, rule.body, tx.now)
    await db
      .insertInto('vx.zone')
      .values({
        id,
        area_id: found.areaId,
        name: input.name,
        reason: input.reason,
        impact: input.impact,
        case_id: input.caseId ?? null,
        polygon: input.polygon ? (JSON.stringify(input.polygon) as never) : null,
        reach: found.reach,
        proposed_at: tx.now.toISOString(),
        proposed_by: ctx.viewer.name,
        proposed_by_post: ctx.viewer.postKind,
        starts_at: term.startsAt,
        ends_at: term.endsAt,
        decided_at: null,
        number_text: null,
        reduced_at: null,
        lifted_at: null,
        rule_version_id: rule.id,
      })
      .execute()
    const parts = [
      ...[...new Set(input.partAreaIds)].map((part_area_id) => ({ part_area_id, place_id: null })),
      ...[...new Set(input.placeIds)].map((place_id) => ({ part_area_id: null, place_id })),
    ].map((p) => ({ id: uuid7(), zone_id: id, area_id: found.areaId, removed_at: null, ...p }))
    if (parts.length) await db.insertInto('vx.zone_part').values(parts).execute()
    tx.record({
      action: 'zone.propose',
      subject: { type: 'zone', id },
      areaId: found.areaId,
      changes: { name: [null, input.name], households: [null, found.households.length] },
      event: 'zone.changed',
      payload: { caseId: input.caseId ?? null },
    })
    return { id }
  })
}
