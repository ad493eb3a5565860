import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { ReportBrief, Sheet } from './contract.ts'
import { findPrevious, findReport, type Report, type StoredSheet } from './queries.ts'
import { buildSheet, type Counted, collect, figureOf, type Question } from './sheet.ts'
import { listSubmissions } from './submissions.ts'
import { usable } from './templates/body.ts'
import { Template, type TemplateBody, templateRows } from './templates/contract.ts'
import { findTemplateVersion } from './templates/queries.ts'

/** A report counts, and draws, so many days at most. */
const MOST_DAYS = 1100

/** @throws Problem report-as-of-future, report-window-empty, report-window-long */
export function checkMoment(now: Date, asOf: string, countFrom: string): void {
  if (Date.parse(asOf) > now.getTime())
    throw problem('report-as-of-future', {}, { fields: { asOf: ['report-as-of-future'] } })
  if (countFrom > localDate(asOf))
    throw problem('report-window-empty', {}, { fields: { countFrom: ['report-window-empty'] } })
  if (countFrom < addDays(localDate(asOf), -MOST_DAYS))
    throw problem(
      'report-window-long',
      { days: MOST_DAYS },
      { fields: { countFrom: ['report-window-long'] } },
    )
}

/** What a report asks of the figures: its area with everything below, its moment and window. */
export async function questionOf(
  ctx: Ctx,
  report: Pick<ReportBrief, 'areaId' | 'asOf' | 'knownAt' | 'countFrom'>,
): Promise<Question> {
  const tree = await treeOf(ctx)
  return {
    areaIds: tree.subtree(report.areaId),
    below: tree
      .children(report.areaId)
      .map((a) => ({ areaId: a.id, name: a.fullName, areaIds: tree.subtree(a.id) })),
    asOf: report.asOf,
    knownAt: report.knownAt,
    countFrom: report.countFrom,
  }
}

/** The template of a report. */
export async function templateOf(
  db: Tx,
  report: Report,
): Promise<{ template: Template; legalBasis: string; confirmedBy: string | null }> {
  const row = (await findTemplateVersion(db, { id: report.templateVersionId }))!
  return { template: Template.parse(row.body), legalBasis: row.legal_basis, confirmedBy: row.confirmed_by }
}

async function countRows(ctx: Ctx, db: Tx, template: Template, question: Question, full: boolean) {
  const counted = new Map<string, Counted[]>()
  for (const row of templateRows(template)) {
    counted.set(row.key, await collect(db, figureOf(ctx.figures, row), row, question, full))
  }
  return counted
}

/** Counts everything of a report anew. @param full keeps every column of the counted rows */
export async function computeSheet(ctx: Ctx, db: Tx, report: Report, full = false) {
  const { template } = await templateOf(db, report)
  const question = await questionOf(ctx, report)
  const counted = await countRows(ctx, db, template, question, full)
  const replaced = report.replaces ? await findReport(db, report.replaces.id, ctx.clock.now()) : undefined
  const earlier = replaced
    ? undefined
    : await findPrevious(db, report.areaId, report.template.key, report.asOf)
  const previous = replaced
    ? { id: replaced.id, number: replaced.number!, asOf: replaced.asOf, sheet: replaced.stored!.sheet }
    : earlier
      ? {
          id: earlier.id,
          number: earlier.number!,
          asOf: earlier.as_of,
          sheet: (earlier.sheet as StoredSheet).sheet,
        }
      : undefined
  const submitted = await listSubmissions(db, {
    areaIds: question.below.map((b) => b.areaId),
    day: report.day,
    asOf: report.asOf,
    templateKey: report.template.key,
  })
  return {
    ...buildSheet({ template, figures: ctx.figures, counted, question, submissions: submitted, previous }),
    counted,
    template,
    question,
  }
}

/**
 * The numbers of an area as of now as a report from this body would have them; nothing is stored.
 * @throws Problem outside-area, template-invalid, report-window-empty
 */
export function preview(
  ctx: Ctx,
  input: { areaId: number; body: TemplateBody },
): Promise<{ asOf: string; sheet: Sheet }> {
  requireArea(ctx, input.areaId)
  const template = usable(ctx, input.body)
  const now = ctx.clock.now()
  const asOf = now.toISOString()
  checkMoment(now, asOf, template.countFrom)
  return read(ctx, 'report.template', async (db) => {
    const moment = { areaId: input.areaId, asOf, knownAt: asOf, countFrom: template.countFrom }
    const question = await questionOf(ctx, moment)
    const counted = await countRows(ctx, db, template, question, false)
    const { sheet } = buildSheet({
      template,
      figures: ctx.figures,
      counted,
      question,
      submissions: [],
      previous: undefined,
    })
    return { asOf, sheet }
  })
}
