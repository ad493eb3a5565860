import { type Ctx, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import { problem } from '../../../../platform/problems.ts'
import { formatDate } from '../../../../web/kit/format.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { POSTS } from '../../../registry/organisations/index.ts'
import { addTasks, listVacant } from '../../tasks/index.ts'
import { takeIn } from '../incidents/service.ts'
import type { IncidentForm, TaskForm } from './contract.ts'
import { VISIT_TASK, type VisitRow } from './queries.ts'
import { isOfUnit, recordOf, requireKept, takeVisit } from './service.ts'

/** @throws Problem not-found, field-visit-of-another, field-visit-struck */
async function takeOwn(ctx: Ctx, tx: WriteTx, id: string): Promise<VisitRow> {
  const visit = await takeVisit(tx, id)
  if (!isOfUnit(ctx, visit)) throw problem('field-visit-of-another', { by: visit.byName })
  requireKept(visit)
  return visit
}

/**
 * Gives what is left to do after a visit to the post of a unit; sent again it is given once.
 * @param input.areaId where it is to be done; input.dueAt ISO instant
 * @throws Problem not-found, outside-area, field-visit-of-another, field-visit-struck, field-visit-sent-already,
 * field-visit-due-past, task-no-holder, already-exists
 */
export async function giveTask(ctx: Ctx, input: TaskForm & { visitId: string }): Promise<{ id: string }> {
  const { id, postKind, title, expected, dueAt } = input
  // A post of the ward leads in the ward, also when what is to be done lies in one neighbourhood.
  const level = POSTS[postKind]?.level
  const areaId = (level && (await treeOf(ctx)).ancestor(input.areaId, level)?.id) ?? input.areaId
  requireArea(ctx, areaId)
  return write(ctx, 'field-visit.give', async (tx) => {
    const visit = await takeOwn(ctx, tx, input.visitId)
    const given = await tx.db
      .selectFrom('vx.field_visit_task as f')
      .innerJoin('vx.task as t', (j) =>
        j.onRef('t.subject_id', '=', 'f.id').on('t.subject_type', '=', VISIT_TASK),
      )
      .select(['f.id', 't.area_id', 't.post_kind', 't.title', 't.expected'])
      .where('f.id', '=', id)
      .where('f.visit_id', '=', visit.id)
      .executeTakeFirst()
    if (given) {
      const same = given.area_id === areaId && given.post_kind === postKind && given.title === title
      if (!same || given.expected !== expected) throw problem('field-visit-sent-already')
      return { id }
    }
    if (Date.parse(dueAt) <= tx.now.getTime())
      throw problem('field-visit-due-past', {}, { fields: { dueAt: ['field-visit-due-past'] } })
    const vacant = await listVacant(tx.db, postKind, [areaId])
    if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
    await tx.db
      .insertInto('vx.field_visit_task')
      .values({ id, visit_id: visit.id, area_id: visit.areaId, at: tx.now.toISOString() })
      .execute()
    const label = `Đi cơ sở ${formatDate(visit.beganAt, { lang: 'vi' })}: ${visit.areaLabel}`
    await addTasks(tx, { type: VISIT_TASK, id, label: label.slice(0, 200) }, [
      { areaId, postKind, title, expected, dueAt },
    ])
    recordOf(tx, 'give', visit, { task: [null, id] })
    return { id }
  })
}

/**
 * Takes in what somebody came across on a visit as an incident of the visited area; sent again it is there once.
 * @throws Problem right-missing, not-found, outside-area, field-visit-of-another, field-visit-struck,
 * field-visit-sent-already, already-exists
 */
export async function takeIncident(
  ctx: Ctx,
  input: IncidentForm & { visitId: string },
): Promise<{ id: string; code: string }> {
  const unit = (await treeOf(ctx)).byId.get(ctx.viewer.areaId)
  return write(ctx, 'field-visit.raise', async (tx) => {
    const { visitId, ...told } = input
    const visit = await takeOwn(ctx, tx, visitId)
    const there = await tx.db
      .selectFrom('vx.incident')
      .select(['id', 'code', 'kind', 'place_text', 'what'])
      .where('id', '=', told.id)
      .where('field_visit_id', '=', visit.id)
      .executeTakeFirst()
    if (there) {
      const same = there.kind === told.kind && there.place_text === told.placeText && there.what === told.what
      if (!same) throw problem('field-visit-sent-already')
      return { id: there.id, code: there.code }
    }
    const made = await takeIn(ctx, tx, {
      ...told,
      source: 'field',
      areaId: visit.areaId,
      fieldVisitId: visit.id,
      unitCode: unit?.code,
    })
    recordOf(tx, 'incident', visit, { incident: [null, made.id] })
    return made
  })
}
