import { v7 as uuid7 } from 'uuid'
import { z } from 'zod'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import { nextNumber } from '../../../../platform/numbers.ts'
import { problem } from '../../../../platform/problems.ts'
import { getRule } from '../../../../platform/rules.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import type {
  Incident,
  IncidentPage,
  IncidentStep,
  NewIncident,
  StepInput,
  StepKind,
  TeamChoice,
} from './contract.ts'
import { STATE_WORDS } from './figures.ts'
import { listIncidents, listSteps, listTeams } from './queries.ts'

/** Rule `incident.timers`: minutes until the next step, by priority. */
const Timers = z.object({
  triage: z.number().int().positive(),
  dispatch: z.record(z.string(), z.number().int().positive()),
  arrive: z.record(z.string(), z.number().int().positive()),
})

/** Which steps an incident can take where it stands. A second dispatch sends another team. */
const NEXT: Record<Incident['state'], StepKind[]> = {
  new: ['triage', 'close', 'note'],
  triaged: ['dispatch', 'triage', 'close', 'note'],
  dispatched: ['arrive', 'dispatch', 'done', 'note'],
  on_site: ['done', 'note'],
  done: ['reopen', 'note'],
  closed: ['reopen', 'note'],
}

/** @throws Problem outside-area, already-exists */
export async function take(ctx: Ctx, input: NewIncident): Promise<{ id: string; code: string }> {
  requireArea(ctx, input.areaId)
  const unit = (await treeOf(ctx)).byId.get(ctx.viewer.areaId)
  return write(ctx, 'incident.take', (tx) => takeIn(ctx, tx, { ...input, unitCode: unit?.code }))
}

/**
 * Takes an incident in inside a running write.
 * @param input.unitCode code of the viewer's area; `fieldVisitId` the visit on which somebody came across it
 * @throws Problem already-exists
 */
export async function takeIn(
  ctx: Ctx,
  tx: WriteTx,
  input: NewIncident & { unitCode: string | undefined; fieldVisitId?: string },
): Promise<{ id: string; code: string }> {
  const id = input.id ?? uuid7()
  const year = Number(localDate(tx.now).slice(0, 4))
  // The unit that took it in numbers it: the office's own series.
  const number = await nextNumber(tx.db, 'SC', ctx.viewer.areaId, year)
  const code = `SC-${input.unitCode ?? '000'}-${year}-${String(number).padStart(3, '0')}`
  await tx.db
    .insertInto('vx.incident')
    .values({
      id,
      area_id: input.areaId,
      code,
      kind: input.kind,
      source: input.source,
      place_text: input.placeText,
      what: input.what,
      caller_name: input.callerName ?? null,
      caller_phone: input.callerPhone ?? null,
      reported_at: tx.now.toISOString(),
      taken_by: ctx.viewer.name,
      taken_by_post: ctx.viewer.postKind,
      taken_in_area_id: ctx.viewer.areaId,
      field_visit_id: input.fieldVisitId ?? null,
    })
    .execute()
  tx.record({
    action: 'incident.take',
    subject: { type: 'incident', id },
    areaId: input.areaId,
    changes: { code: [null, code], kind: [null, input.kind] },
    event: 'incident.changed',
  })
  return { id, code }
}

/** @throws Problem outside-area */
export async function openList(ctx: Ctx, asked: number | undefined): Promise<Incident[]> {
  const root = asked ?? ctx.viewer.areaId
  requireArea(ctx, root)
  const tree = await treeOf(ctx)
  return read(ctx, 'incident.read', (db) =>
    listIncidents(db, { openIn: tree.subtree(root) }, ctx.clock.now()),
  )
}

/** @throws Problem not-found */
export function page(ctx: Ctx, id: string): Promise<IncidentPage> {
  const { rights } = ctx.viewer
  const now = ctx.clock.now()
  return read(ctx, 'incident.read', async (db) => {
    const [incident] = await listIncidents(db, { id }, now)
    if (!incident) throw problem('not-found')
    const rule = await getRule(db, 'incident.timers', localDate(incident.begunAt), Timers)
    return {
      incident,
      steps: await listSteps(db, id),
      timers: { ...rule.body, legalBasis: rule.legalBasis },
      may: rights.has('incident.command') ? NEXT[incident.state] : [],
    }
  })
}

/** Who called; that somebody looked is noted. @throws Problem not-found */
export function caller(ctx: Ctx, id: string): Promise<{ name: string | null; phone: string | null }> {
  return write({ ...ctx, idempotencyKey: undefined }, 'incident.caller', async (tx) => {
    const found = await tx.db
      .selectFrom('vx.incident')
      .select(['area_id', 'caller_name as name', 'caller_phone as phone'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found) throw problem('not-found')
    tx.record({
      action: 'incident.open-caller',
      subject: { type: 'incident', id },
      areaId: found.area_id,
      opening: true,
    })
    return { name: found.name, phone: found.phone }
  })
}

/** Steps of one incident take turns. @throws Problem not-found */
export async function lockIncident(tx: WriteTx, id: string): Promise<void> {
  const row = await tx.db
    .selectFrom('vx.incident')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw problem('not-found')
}

const RADIUS_KM = 6371

/** Great-circle distance of two points [longitude, latitude] in degrees. */
function kmBetween(a: [number, number], b: [number, number]): number {
  const rad = (deg: number) => (deg * Math.PI) / 180
  const h =
    Math.sin(rad(b[1] - a[1]) / 2) ** 2 +
    Math.cos(rad(a[1])) * Math.cos(rad(b[1])) * Math.sin(rad(b[0] - a[0]) / 2) ** 2
  return 2 * RADIUS_KM * Math.asin(Math.sqrt(h))
}

/**
 * Teams that could be sent: free ones first, then by steps up and down the tree from the incident's area, then by the
 * distance of the centres, then the larger one. The first is the proposal.
 * @throws Problem not-found
 */
export async function teams(ctx: Ctx, id: string): Promise<TeamChoice[]> {
  const tree = await treeOf(ctx)
  const now = ctx.clock.now()
  return read(ctx, 'incident.command', async (db) => {
    const [incident] = await listIncidents(db, { id }, now)
    if (!incident) throw problem('not-found')
    const pathOf = (areaId: number): number[] => {
      const path: number[] = []
      for (let a = tree.byId.get(areaId); a; a = a.parentId === null ? undefined : tree.byId.get(a.parentId))
        path.push(a.id)
      return path
    }
    const own = pathOf(incident.areaId)
    const here = tree.byId.get(incident.areaId)?.centre
    const found = (await listTeams(db, localDate(now))).map(({ areaId, ...team }) => {
      const path = pathOf(areaId)
      const up = own.findIndex((x) => path.includes(x))
      const steps = up === -1 ? 99 : up + path.indexOf(own[up]!)
      const there = tree.byId.get(areaId)?.centre
      const km = here && there ? Math.round(kmBetween(here, there) * 10) / 10 : null
      return { ...team, steps, km, busyWith: team.busyWith === incident.code ? null : team.busyWith }
    })
    const KINDS = ['rapid_response', 'reinforcement', 'community']
    return found
      .sort(
        (a, b) =>
          Number(a.busyWith !== null) - Number(b.busyWith !== null) ||
          a.steps - b.steps ||
          (a.km ?? 999) - (b.km ?? 999) ||
          KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
          b.people - a.people ||
          a.id.localeCompare(b.id),
      )
      .slice(0, 30)
  })
}

/**
 * The next step of an incident, on the version that was seen: of two who act at once one wins, and the other is told what
 * was done.
 * @throws Problem not-found, stale-version, incident-step-wrong, incident-dispatched-already, incident-team-busy,
 * incident-team-wrong, incident-time
 */
export function step(ctx: Ctx, input: StepInput): Promise<{ version: number }> {
  return write(ctx, 'incident.command', async (tx) => {
    await lockIncident(tx, input.id)
    const [incident] = await listIncidents(tx.db, { id: input.id }, tx.now)
    if (!incident) throw problem('not-found')
    await requireNext(tx, incident, input)
    const at = tx.now.toISOString()
    const happenedAt = ('happenedAt' in input && input.happenedAt) || at
    const told = Date.parse(happenedAt)
    if (told > tx.now.getTime() || told < Date.parse(incident.begunAt))
      throw problem('incident-time', {}, { fields: { happenedAt: ['incident-time'] } })
    const team = input.kind === 'dispatch' ? await requireTeam(tx, incident, input.teamId) : null
    const version = incident.version + 1
    await tx.db
      .insertInto('vx.incident_step')
      .values({
        id: uuid7(),
        incident_id: incident.id,
        area_id: incident.areaId,
        seq: version,
        kind: input.kind,
        at,
        happened_at: happenedAt,
        priority: input.kind === 'triage' ? input.priority : null,
        team_id: team?.id ?? null,
        team_label: team?.name ?? null,
        limit_of: null,
        said: input.said ?? null,
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: `incident.${input.kind}`,
      subject: { type: 'incident', id: incident.id },
      areaId: incident.areaId,
      changes: {
        state: [incident.state, null],
        ...(input.kind === 'triage' ? { priority: [incident.priority, input.priority] } : {}),
        ...(input.kind === 'dispatch' ? { team: [incident.team?.id ?? null, input.teamId] } : {}),
      },
      event: 'incident.changed',
    })
    return { version }
  })
}

async function requireNext(tx: WriteTx, incident: Incident, input: StepInput): Promise<void> {
  const steps = await listSteps(tx.db, incident.id)
  const decides = (s: IncidentStep) => s.kind !== 'note' && s.kind !== 'escalate'
  // A note or an escalation in between changes nothing of what was seen.
  const unseen = steps.slice(input.version).findLast(decides)
  if (unseen?.kind === 'dispatch' && input.kind === 'dispatch')
    throw problem('incident-dispatched-already', { by: unseen.byName, team: unseen.team ?? '—' })
  if (!NEXT[incident.state].includes(input.kind)) {
    const state = STATE_WORDS[incident.state].vi.toLocaleLowerCase('vi')
    throw problem('incident-step-wrong', { state, by: steps.findLast(decides)?.byName ?? incident.takenBy })
  }
  if (unseen && input.kind !== 'note') throw problem('stale-version', {}, { theirs: incident, yours: input })
}

async function requireTeam(
  tx: WriteTx,
  incident: Incident,
  teamId: string,
): Promise<{ id: string; name: string }> {
  const found = (await listTeams(tx.db, localDate(tx.now))).find((t) => t.id === teamId)
  if (!found) throw problem('incident-team-wrong', {}, { fields: { teamId: ['incident-team-wrong'] } })
  // Two incidents that want one team take turns at its row.
  await tx.db.selectFrom('vx.team').select('id').where('id', '=', teamId).forUpdate().execute()
  const now = (await listTeams(tx.db, localDate(tx.now))).find((t) => t.id === teamId)!
  if (now.busyWith !== null && now.busyWith !== incident.code)
    throw problem('incident-team-busy', { team: now.name, incident: now.busyWith })
  return now
}
