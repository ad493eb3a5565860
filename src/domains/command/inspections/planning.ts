import { v7 as uuid7 } from 'uuid'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { areasAsked, treeOf } from '../../registry/areas/index.ts'
import { getChecklist } from './checklist.ts'
import type { Proposal, Subject, Track, Visit } from './contract.ts'
import {
  countClosed,
  countOpenFindings,
  findSubjects,
  listFindings,
  listTeams,
  listVisits,
  VISIT,
} from './queries.ts'
import { RiskRule, rank } from './risk.ts'

const MOST_FINDINGS = 50
const MOST_DAYS_AHEAD = 60

/** The Monday of the week of a calendar date. */
const mondayOf = (date: string) => addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))

/** The visits of this week with what is left of earlier ones, and the open findings, nearest deadline first. */
export async function overview(ctx: Ctx, areaId: number | undefined) {
  const areaIds = await areasAsked(ctx, areaId)
  const now = ctx.clock.now()
  const today = localDate(now)
  const from = mondayOf(today)
  const to = addDays(from, 6)
  return read(ctx, 'inspection.read', async (db) => ({
    visits: await listVisits(db, { areaIds, from, to }, today),
    findings: await listFindings(db, { openIn: areaIds, limit: MOST_FINDINGS }, now.toISOString()),
    openFindings: await countOpenFindings(db, areaIds, now.toISOString()),
    closed: await countClosed(db, areaIds, { from, to }),
  }))
}

export async function proposals(
  ctx: Ctx,
  input: { track: Track; areaId?: number | undefined; limit: number },
): Promise<{ legalBasis: string; proposals: Proposal[] }> {
  const areaIds = await areasAsked(ctx, input.areaId)
  const now = ctx.clock.now()
  return read(ctx, 'inspection.read', async (db) => {
    const rule = await getRule(db, 'inspection.risk', localDate(now), RiskRule)
    const ask = { track: input.track, areaIds, limit: input.limit, rule: rule.body }
    const all = await rank(db, { ...ask, now: now.toISOString(), today: localDate(now) })
    return { legalBasis: rule.legalBasis, proposals: all }
  })
}

export function teams(ctx: Ctx) {
  return read(ctx, 'inspection.read', (db) => listTeams(db, localDate(ctx.clock.now())))
}

export async function subjects(ctx: Ctx, input: { q: string; kind: 'organisation' | 'any' }) {
  const found = await read(ctx, 'inspection.read', (db) => findSubjects(db, input.q, input.kind === 'any'))
  return found.map((s) => ({ track: 'organisation' as const, ...s }))
}

/** An inspection team that is at work on the day. @throws Problem visit-no-team */
async function getTeam(db: Tx, id: string, day: string) {
  const team = (await listTeams(db, day)).find((t) => t.id === id)
  if (!team) throw problem('visit-no-team', {}, { fields: { teamId: ['visit-no-team'] } })
  return team
}

function requireAhead(tx: WriteTx, plannedOn: string): void {
  if (plannedOn < localDate(tx.now))
    throw problem('visit-in-past', {}, { fields: { plannedOn: ['visit-in-past'] } })
  if (plannedOn > addDays(localDate(tx.now), MOST_DAYS_AHEAD))
    throw problem('input-invalid', {}, { fields: { plannedOn: ['input-invalid'] } })
}

/**
 * Plans visits of a day by one team; what has a visit that is not closed keeps that one. Why the ranking proposed each is
 * kept as it stands now.
 * @param input.plannedOn calendar date in Asia/Ho_Chi_Minh
 * @throws Problem outside-area, visit-in-past, input-invalid (more than 60 days ahead), visit-no-team,
 * refers-to-nothing
 */
export async function plan(
  ctx: Ctx,
  input: {
    plannedOn: string
    teamId: string
    subjects: Subject[]
    why?: string | undefined
    recheckOf?: string | undefined
  },
): Promise<{ ids: string[]; skipped: number }> {
  for (const s of input.subjects) requireArea(ctx, s.areaId)
  const tree = await treeOf(ctx)
  return write(ctx, 'inspection.plan', async (tx) => {
    requireAhead(tx, input.plannedOn)
    const team = await getTeam(tx.db, input.teamId, input.plannedOn)
    const today = localDate(tx.now)
    if (input.recheckOf) await requireRecheckable(ctx, tx, input.recheckOf, input.subjects)
    const checklist = await getChecklist(tx.db, today)
    const rule = (await getRule(tx.db, 'inspection.risk', today, RiskRule)).body
    const ids: string[] = []
    for (const track of ['neighbourhood', 'organisation'] as const) {
      const only = input.subjects.filter((s) => s.track === track)
      if (only.length === 0) continue
      // A ward is visited too: it is in no ranking of neighbourhoods, and has no reasons but the planner's.
      const areaIds = [...new Set(only.map((s) => s.areaId))]
      const ask = { track, areaIds, rule, limit: only.length * 2, only }
      const ranked = await rank(tx.db, { ...ask, now: tx.now.toISOString(), today })
      for (const s of only) {
        const known = ranked.find(
          (r) => r.areaId === s.areaId && r.organisationId === s.organisationId && r.placeId === s.placeId,
        )
        const label =
          known?.label ?? (track === 'neighbourhood' ? tree.byId.get(s.areaId)?.fullName : undefined)
        if (!label) throw problem('refers-to-nothing', {}, { fields: { subjects: ['refers-to-nothing'] } })
        const id = await addVisit(ctx, tx, {
          ...input,
          team,
          subject: s,
          label,
          rule: checklist.id,
          reasons: known?.reasons,
        })
        if (id) ids.push(id)
      }
    }
    return { ids, skipped: input.subjects.length - ids.length }
  })
}

/** A closed visit of one's own about the very same subject. @throws Problem refers-to-nothing */
async function requireRecheckable(ctx: Ctx, tx: WriteTx, id: string, subjects: Subject[]): Promise<void> {
  const [visit] = await listVisits(tx.db, { id }, localDate(tx.now))
  const same = (s: Subject) =>
    s.track === visit?.track &&
    s.areaId === visit.areaId &&
    s.organisationId === visit.organisationId &&
    s.placeId === visit.placeId
  if (!visit?.closedAt || !ctx.viewer.areaIds.includes(visit.byAreaId) || !subjects.every(same))
    throw problem('refers-to-nothing', {}, { fields: { recheckOf: ['refers-to-nothing'] } })
}

/** @returns its id, or undefined when the subject has an open visit */
async function addVisit(
  ctx: Ctx,
  tx: WriteTx,
  v: {
    plannedOn: string
    team: { id: string; name: string }
    subject: Subject
    label: string
    rule: number
    reasons: Proposal['reasons'] | undefined
    why?: string | undefined
    recheckOf?: string | undefined
  },
): Promise<string | undefined> {
  const id = uuid7()
  const done = await tx.db
    .insertInto('vx.inspection_visit')
    .values({
      id,
      area_id: v.subject.areaId,
      track: v.subject.track,
      organisation_id: v.subject.organisationId,
      place_id: v.subject.placeId,
      subject_label: v.label,
      team_id: v.team.id,
      team_label: v.team.name,
      by_area_id: ctx.viewer.areaId,
      planned_on: v.plannedOn,
      planned_at: tx.now.toISOString(),
      planned_by: ctx.viewer.name,
      why: v.why ?? null,
      reasons: JSON.stringify(v.reasons ?? []) as never,
      rule_version_id: v.rule,
      recheck_of: v.recheckOf ?? null,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  if (!done.numInsertedOrUpdatedRows) return undefined
  record(
    tx,
    'plan',
    { id, areaId: v.subject.areaId },
    { plannedOn: [null, v.plannedOn], team: [null, v.team.name] },
  )
  return id
}

/** One audit row and event of a visit. */
export function record(
  tx: WriteTx,
  verb: string,
  visit: { id: string; areaId: number },
  changes: Record<string, [unknown, unknown]> = {},
): void {
  const subject = { type: VISIT, id: visit.id }
  tx.record({
    action: `inspection.${verb}`,
    subject,
    areaId: visit.areaId,
    changes,
    event: 'inspection.changed',
  })
}

/**
 * The visit that is written about, unchanged since it was read, of the viewer's own unit (or, if told so, of one below it)
 * and not at its end.
 * @throws Problem not-found, visit-of-another, visit-ended, stale-version
 */
export async function takeVisit(
  ctx: Ctx,
  tx: WriteTx,
  input: { id: string; version: number },
  by: 'unit' | 'unit-or-above' = 'unit',
): Promise<Visit> {
  const visit = await getVisit(tx.db, input.id, localDate(tx.now))
  const own = visit.byAreaId === ctx.viewer.areaId
  if (!own && (by === 'unit' || !ctx.viewer.areaIds.includes(visit.byAreaId)))
    throw problem('visit-of-another', { team: visit.team })
  if (visit.closedAt || visit.cancelledAt) throw problem('visit-ended')
  if (visit.version !== input.version) throw problem('stale-version', {}, { theirs: visit, yours: input })
  return visit
}

/** @throws Problem not-found */
export async function getVisit(db: Tx, id: string, today: string): Promise<Visit> {
  const [visit] = await listVisits(db, { id }, today)
  if (!visit) throw problem('not-found')
  return visit
}

/** Writes a change of a visit that nobody else has changed meanwhile. @throws Problem stale-version */
export async function changeVisit(tx: WriteTx, visit: Visit, set: Record<string, unknown>): Promise<number> {
  const done = await tx.db
    .updateTable('vx.inspection_visit')
    .set({ ...set, version: visit.version + 1 })
    .where('id', '=', visit.id)
    .where('version', '=', visit.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: visit })
  return visit.version + 1
}

/** @throws Problem not-found, visit-of-another, visit-ended, stale-version, visit-started, visit-in-past, visit-no-team */
export function move(
  ctx: Ctx,
  input: { id: string; version: number; plannedOn: string; teamId: string },
): Promise<{ version: number }> {
  return write(ctx, 'inspection.plan', async (tx) => {
    const visit = await takeVisit(ctx, tx, input)
    if (visit.startedAt) throw problem('visit-started')
    requireAhead(tx, input.plannedOn)
    const team = await getTeam(tx.db, input.teamId, input.plannedOn)
    const version = await changeVisit(tx, visit, {
      planned_on: input.plannedOn,
      team_id: team.id,
      team_label: team.name,
    })
    record(tx, 'move', visit, {
      plannedOn: [visit.plannedOn, input.plannedOn],
      team: [visit.team, team.name],
    })
    return { version }
  })
}

/** By the unit that planned it or one above. @throws Problem not-found, visit-of-another, visit-ended, stale-version */
export function cancel(
  ctx: Ctx,
  input: { id: string; version: number; reason: string },
): Promise<{ version: number }> {
  return write(ctx, 'inspection.plan', async (tx) => {
    const visit = await takeVisit(ctx, tx, input, 'unit-or-above')
    const set = { cancelled_at: tx.now.toISOString(), cancel_reason: input.reason }
    const version = await changeVisit(tx, visit, set)
    record(tx, 'cancel', visit, { reason: [null, input.reason] })
    return { version }
  })
}
