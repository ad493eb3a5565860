import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { formatDate } from '../../../web/kit/format.ts'
import { listAttachments } from '../../registry/attachments/index.ts'
import { checklistOf, getChecklist } from './checklist.ts'
import type { Answers, CloseInput, CorrectInput, Criterion, Visit, VisitPage } from './contract.ts'
import { addChecks, addFindings, giveTask } from './findings.ts'
import { changeVisit, getVisit, record, takeVisit } from './planning.ts'
import { FINDING, listCorrections, listFindings, listVisits, VISIT } from './queries.ts'

/** @throws Problem not-found */
export function getPage(ctx: Ctx, id: string): Promise<VisitPage> {
  const now = ctx.clock.now().toISOString()
  const today = localDate(now)
  return read(ctx, 'inspection.read', async (db): Promise<VisitPage> => {
    const visit = await getVisit(db, id, today)
    const rule = await checklistOf(db, id)
    const own = visit.byAreaId === ctx.viewer.areaId
    const may = (right: string) => own && ctx.viewer.rights.has(right)
    const open = !visit.closedAt && !visit.cancelledAt
    const rechecks = await listVisits(db, { recheckOf: id }, today)
    const findings = await listFindings(db, { visitId: id }, now)
    return {
      visit,
      checklist: rule.body[visit.track],
      legalBasis: rule.legalBasis,
      passTotal: rule.body.passTotal,
      findings,
      toCheck: open ? await listFindings(db, { openBefore: visit, byAreaIds: ctx.viewer.areaIds }, now) : [],
      checked: await listFindings(db, { checkedBy: id }, now),
      files: [
        ...(await listAttachments(ctx, db, VISIT, [id])),
        ...(await listAttachments(
          ctx,
          db,
          FINDING,
          findings.map((f) => f.id),
        )),
      ],
      corrections: await listCorrections(db, id),
      rechecks: rechecks.map((r) => ({ id: r.id, plannedOn: r.plannedOn, state: r.state })),
      may: {
        plan: open && may('inspection.plan'),
        cancel:
          open && ctx.viewer.areaIds.includes(visit.byAreaId) && ctx.viewer.rights.has('inspection.plan'),
        start: open && !visit.startedAt && may('inspection.visit'),
        close: open && !!visit.startedAt && may('inspection.visit'),
        correct: !!visit.closedAt && may('inspection.visit'),
        assign: !!visit.closedAt && may('inspection.visit'),
        attach: !!visit.startedAt && !visit.cancelledAt && may('inspection.visit'),
        recheck:
          !!visit.closedAt &&
          may('inspection.plan') &&
          findings.some((f) => f.state !== 'closed') &&
          !rechecks.some((r) => r.state !== 'closed' && r.state !== 'cancelled'),
      },
    }
  })
}

/**
 * Begins a visit on the spot; the time is the server's. From here on it is made by the checklist of this day.
 * @throws Problem not-found, visit-of-another, visit-ended, visit-started, stale-version, visit-too-early
 */
export function start(
  ctx: Ctx,
  input: {
    id: string
    version: number
    lat?: number | undefined
    lon?: number | undefined
    accuracyM?: number | undefined
  },
): Promise<{ version: number }> {
  return write(ctx, 'inspection.visit', async (tx) => {
    const visit = await takeVisit(ctx, tx, input)
    if (visit.startedAt) throw problem('visit-started')
    const today = localDate(tx.now)
    if (visit.plannedOn > today)
      throw problem('visit-too-early', { day: formatDate(visit.plannedOn, { lang: 'vi' }) })
    const here = input.lat !== undefined && input.lon !== undefined
    const version = await changeVisit(tx, visit, {
      started_at: tx.now.toISOString(),
      started_by: ctx.viewer.name,
      rule_version_id: (await getChecklist(tx.db, today)).id,
      lat: here ? input.lat : null,
      lon: here ? input.lon : null,
      accuracy_m: here ? (input.accuracyM ?? null) : null,
    })
    record(tx, 'start', visit, { startedAt: [null, tx.now.toISOString()] })
    return { version }
  })
}

/** Only what the checklist asks, in its order; without a score nothing is kept but the remark. */
function cleaned(criteria: Criterion[], answers: Answers): Answers {
  return Object.fromEntries(
    criteria.flatMap(({ code }) => {
      const a = answers[code]
      if (!a || (a.score === null && !a.remark?.trim())) return []
      return [[code, { score: a.score, ...(a.remark?.trim() ? { remark: a.remark.trim() } : {}) }]]
    }),
  )
}

/** Every criterion is scored; a re-check may score none. @throws Problem visit-unanswered */
function requireScored(visit: Visit, criteria: Criterion[], answers: Answers): void {
  const open = criteria.filter((c) => typeof answers[c.code]?.score !== 'number')
  if (open.length === 0 || (visit.recheckOf && open.length === criteria.length)) return
  throw problem('visit-unanswered', { n: open.length }, { open: open.map((c) => c.code) })
}

/**
 * Closes a visit: from now on it changes by corrections only. Its findings become tasks of those who are to remedy them;
 * what it says of earlier findings closes them or opens their tasks again.
 * @throws Problem not-found, visit-of-another, visit-ended, stale-version, visit-not-started, visit-unanswered,
 * visit-recheck-missing, finding-due-in-past, finding-post-beyond, task-no-holder, finding-closed-already
 */
export function close(
  ctx: Ctx,
  input: CloseInput,
): Promise<{ version: number; total: number | null; tasks: number }> {
  return write(ctx, 'inspection.visit', async (tx) => {
    const visit = await takeVisit(ctx, tx, input)
    if (!visit.startedAt) throw problem('visit-not-started')
    const criteria = (await checklistOf(tx.db, visit.id)).body[visit.track]
    const answers = cleaned(criteria, input.answers)
    requireScored(visit, criteria, answers)
    await requireChecked(tx, visit, input)
    const version = await changeVisit(tx, visit, {
      answers: JSON.stringify(answers),
      praise: input.praise ?? null,
      weaknesses: input.weaknesses ?? null,
      note: input.note ?? null,
      closed_at: tx.now.toISOString(),
      closed_by: ctx.viewer.name,
    })
    const closed = await getVisit(tx.db, visit.id, localDate(tx.now))
    record(tx, 'close', visit, { total: [null, closed.total], findings: [0, input.findings.length] })
    await addChecks(ctx, tx, visit, input.checks)
    await addFindings(ctx, tx, visit, input.findings)
    let tasks = 0
    for (const f of input.findings) if (f.giveTask) tasks += await giveTask(ctx, tx, f.id)
    return { version, total: closed.total, tasks }
  })
}

/** A re-check says of every finding that brought it here whether it is remedied. @throws Problem visit-recheck-missing */
async function requireChecked(tx: WriteTx, visit: Visit, input: CloseInput): Promise<void> {
  if (!visit.recheckOf) return
  const open = await listFindings(tx.db, { visitId: visit.recheckOf }, tx.now.toISOString())
  const missing = open.filter((f) => f.state !== 'closed' && !input.checks.some((c) => c.findingId === f.id))
  if (missing.length) throw problem('visit-recheck-missing', { n: missing.length })
}

/**
 * Corrects a closed visit; what stood there before is kept beside the reason.
 * @throws Problem not-found, visit-of-another, visit-not-closed, stale-version, visit-unanswered
 */
export function correct(ctx: Ctx, input: CorrectInput): Promise<{ version: number }> {
  return write(ctx, 'inspection.visit', async (tx) => {
    const visit = await getVisit(tx.db, input.id, localDate(tx.now))
    if (visit.byAreaId !== ctx.viewer.areaId) throw problem('visit-of-another', { team: visit.team })
    if (!visit.closedAt) throw problem('visit-not-closed')
    if (visit.version !== input.version) throw problem('stale-version', {}, { theirs: visit, yours: input })
    const criteria = (await checklistOf(tx.db, visit.id)).body[visit.track]
    const answers = cleaned(criteria, input.answers ?? visit.answers)
    requireScored(visit, criteria, answers)
    // In the same order, or a correction of the note would say that points changed.
    const before = { ...visit, answers: cleaned(criteria, visit.answers) }
    const after = {
      answers,
      praise: input.praise === undefined ? visit.praise : input.praise,
      weaknesses: input.weaknesses === undefined ? visit.weaknesses : input.weaknesses,
      note: input.note === undefined ? visit.note : input.note,
    }
    const changes = Object.fromEntries(
      (Object.keys(after) as (keyof typeof after)[])
        .filter((k) => JSON.stringify(before[k]) !== JSON.stringify(after[k]))
        .map((k) => [k, [before[k], after[k]] as [unknown, unknown]]),
    )
    const version = await changeVisit(tx, visit, { ...after, answers: JSON.stringify(answers) })
    await tx.db
      .insertInto('vx.visit_correction')
      .values({
        id: uuid7(),
        area_id: visit.areaId,
        visit_id: visit.id,
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        reason: input.reason,
        changes: JSON.stringify(changes) as never,
      })
      .execute()
    record(tx, 'correct', visit, { reason: [null, input.reason], ...changes })
    return { version }
  })
}

/**
 * The visit that a photo is added to: under way, of the viewer's own unit.
 * @throws Problem not-found, visit-of-another, visit-ended, visit-not-started
 */
export async function takeFile(ctx: Ctx, tx: WriteTx, id: string): Promise<{ areaId: number }> {
  const visit = await getVisit(tx.db, id, localDate(tx.now))
  await takeVisit(ctx, tx, visit)
  if (!visit.startedAt) throw problem('visit-not-started')
  return { areaId: visit.areaId }
}
