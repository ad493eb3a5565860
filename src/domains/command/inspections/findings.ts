import { v7 as uuid7 } from 'uuid'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { type AreaTree, treeOf } from '../../registry/areas/index.ts'
import { POSTS } from '../../registry/organisations/index.ts'
import { addTasks, endTasks, listVacant, reopenTasks } from '../tasks/index.ts'
import type { CloseInput, Finding, FindingInput, Visit } from './contract.ts'
import { FINDING, findVisitOf, listFindings } from './queries.ts'

/** @throws Problem finding-due-in-past */
function requireAhead(tx: WriteTx, dueAt: string): void {
  if (Date.parse(dueAt) <= tx.now.getTime()) throw problem('finding-due-in-past')
}

/** @throws Problem finding-due-in-past, already-exists */
export async function addFindings(
  ctx: Ctx,
  tx: WriteTx,
  visit: Visit,
  findings: FindingInput[],
): Promise<void> {
  if (findings.length === 0) return
  for (const f of findings) requireAhead(tx, f.dueAt)
  await tx.db
    .insertInto('vx.inspection_finding')
    .values(
      findings.map((f) => ({
        id: f.id,
        area_id: visit.areaId,
        visit_id: visit.id,
        criterion: f.criterion,
        what: f.what,
        severity: f.severity,
        coping: f.coping,
        remedy: f.remedy,
        due_at: f.dueAt,
        post_kind: f.postKind,
        created_at: tx.now.toISOString(),
        created_by: ctx.viewer.name,
      })),
    )
    .execute()
  for (const f of findings)
    recordOf(
      tx,
      'find',
      { id: f.id, areaId: visit.areaId },
      { what: [null, f.what], coping: [null, f.coping] },
    )
}

function recordOf(
  tx: WriteTx,
  verb: string,
  finding: { id: string; areaId: number },
  changes: Record<string, [unknown, unknown]>,
): void {
  const subject = { type: FINDING, id: finding.id }
  tx.record({
    action: `finding.${verb}`,
    subject,
    areaId: finding.areaId,
    changes,
    event: 'inspection.changed',
  })
}

/** The area whose post is told to remedy: the ward of a neighbourhood for a post of the ward, itself for its own. */
function areaOfPost(tree: AreaTree, areaId: number, postKind: string): number {
  const level = POSTS[postKind]?.level
  return (level && tree.ancestor(areaId, level)?.id) ?? areaId
}

/** The finding `id`. @throws Problem not-found */
async function getFinding(tx: WriteTx, id: string): Promise<Finding> {
  const [finding] = await listFindings(tx.db, { id }, tx.now.toISOString())
  if (!finding) throw problem('not-found')
  return finding
}

/**
 * Gives a finding as a task to the post that is to remedy it; given already, it stays.
 * @throws Problem not-found, finding-closed-already, finding-post-beyond, task-no-holder
 */
export async function giveTask(ctx: Ctx, tx: WriteTx, id: string): Promise<number> {
  const finding = await getFinding(tx, id)
  if (finding.state === 'closed') throw problem('finding-closed-already')
  const areaId = areaOfPost(await treeOf(ctx), finding.areaId, finding.postKind)
  if (!ctx.viewer.areaIds.includes(areaId)) throw problem('finding-post-beyond')
  const vacant = await listVacant(tx.db, finding.postKind, [areaId])
  if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
  return addTasks(tx, { type: FINDING, id, label: `Kiểm tra: ${finding.label}`.slice(0, 200) }, [
    {
      areaId,
      postKind: finding.postKind,
      title: finding.remedy.slice(0, 300),
      expected: `Khắc phục: ${finding.what}`.slice(0, 300),
      dueAt: finding.dueAt,
    },
  ])
}

/** @throws Problem not-found, visit-of-another, finding-closed-already, finding-post-beyond, task-no-holder */
export function assign(ctx: Ctx, id: string): Promise<{ opened: number }> {
  return write(ctx, 'inspection.visit', async (tx) => {
    const finding = await getFinding(tx, id)
    const visit = await findVisitOf(tx.db, finding.id)
    if (visit?.byAreaId !== ctx.viewer.areaId) throw problem('visit-of-another', { team: visit?.team ?? '' })
    return { opened: await giveTask(ctx, tx, id) }
  })
}

/**
 * What a visit says of earlier findings: remedied closes one for good; not remedied sets a new deadline and opens its
 * task again, with what was seen in its trace. What a unit above or beside found is checked by that unit.
 * @throws Problem not-found, finding-closed-already, finding-due-in-past, finding-not-here, visit-of-another
 */
export async function addChecks(
  ctx: Ctx,
  tx: WriteTx,
  visit: Visit,
  checks: CloseInput['checks'],
): Promise<void> {
  if (checks.length === 0) return
  const here = await listFindings(tx.db, { openBefore: visit }, tx.now.toISOString())
  for (const c of checks) {
    const finding = here.find((f) => f.id === c.findingId) ?? (await getFinding(tx, c.findingId))
    if (finding.state === 'closed') throw problem('finding-closed-already')
    if (!here.includes(finding)) throw problem('finding-not-here')
    const found = await findVisitOf(tx.db, finding.id)
    if (!found || !ctx.viewer.areaIds.includes(found.byAreaId))
      throw problem('visit-of-another', { team: found?.team ?? '' })
    const dueAt = c.fixed ? null : (c.dueAt ?? null)
    if (!c.fixed) {
      if (!dueAt) throw problem('finding-due-in-past')
      requireAhead(tx, dueAt)
    }
    await tx.db
      .insertInto('vx.finding_check')
      .values({
        id: uuid7(),
        area_id: finding.areaId,
        finding_id: finding.id,
        visit_id: visit.id,
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        fixed: c.fixed,
        said: c.said,
        due_at: dueAt,
      })
      .execute()
    recordOf(tx, c.fixed ? 'close' : 'reopen', finding, { said: [null, c.said] })
    const task = { type: FINDING, id: finding.id }
    if (!dueAt) await endTasks(ctx, tx, task, `Phúc tra đạt: ${c.said}`)
    else await reopenTasks(ctx, tx, task, { dueAt, said: `Phúc tra chưa đạt: ${c.said}` })
  }
}

/** @throws Problem not-found */
export function ofFinding(ctx: Ctx, id: string): Promise<{ visitId: string }> {
  return read(ctx, 'inspection.read', async (db) => {
    const visit = await findVisitOf(db, id)
    if (!visit) throw problem('not-found')
    return { visitId: visit.id }
  })
}

/**
 * The finding that a photo is added to: open, of a visit of the viewer's own unit.
 * @throws Problem not-found, visit-of-another, finding-closed-already
 */
export async function takeFile(ctx: Ctx, tx: WriteTx, id: string): Promise<{ areaId: number }> {
  const finding = await getFinding(tx, id)
  const visit = await findVisitOf(tx.db, id)
  if (visit?.byAreaId !== ctx.viewer.areaId) throw problem('visit-of-another', { team: visit?.team ?? '' })
  if (finding.state === 'closed') throw problem('finding-closed-already')
  return { areaId: finding.areaId }
}
