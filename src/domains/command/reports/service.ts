import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { type AreaTree, areasAsked, treeOf } from '../../registry/areas/index.ts'
import type { Narrative, ReportChange, ReportKind, ReportPage, ReportState, Sheet } from './contract.ts'
import { checkMoment, computeSheet, templateOf } from './count.ts'
import { listNotes, unexplained } from './notes.ts'
import { findReport, listReports, type Report } from './queries.ts'
import { requireAsked } from './requests/requests.ts'
import { verificationCode } from './seal.ts'
import { dueOf, listSubmissions } from './submissions.ts'
import { REPORTING_LEVELS, Template, templateRows } from './templates/contract.ts'
import { fits } from './templates/fit.ts'
import { findTemplate, findTemplateVersion } from './templates/queries.ts'
import { changedTexts, requireTexts, textsOf } from './texts.ts'

/** Drafts are the work of those who write and sign; nobody else sees them. */
const seesDrafts = (ctx: Ctx) => ctx.viewer.rights.has('report.draft') || ctx.viewer.rights.has('report.sign')

export function recent(
  ctx: Ctx,
  input: {
    areaId?: number | undefined
    state?: ReportState | undefined
    template?: string | undefined
    cursor?: string | undefined
    limit: number
  },
) {
  return read(ctx, 'report.read', async (db) => {
    const areaIds = input.areaId === undefined ? undefined : await areasAsked(ctx, input.areaId)
    return listReports(db, { ...input, areaIds, drafts: seesDrafts(ctx) }, ctx.clock.now())
  })
}

/** What an area and those right below owe for a day, and who has signed, as of now. @throws Problem outside-area */
export async function submissions(
  ctx: Ctx,
  input: { areaId?: number | undefined; day?: string | undefined },
) {
  const areaId = input.areaId ?? ctx.viewer.areaId
  requireArea(ctx, areaId)
  const tree = await treeOf(ctx)
  const now = ctx.clock.now().toISOString()
  const day = input.day ?? localDate(now)
  const areaIds = [areaId, ...tree.children(areaId).map((a) => a.id)]
  return read(ctx, 'report.read', async (db) => {
    const all = await listSubmissions(db, { areaIds, day, asOf: now })
    const [own, below] = [true, false].map((isOwn) => all.filter((s) => (s.areaId === areaId) === isOwn))
    return { day, own: own!, submissions: below! }
  })
}

/** @throws Problem not-found; drafts are found only by those who write or sign */
export async function getReport(db: Tx, ctx: Ctx, id: string): Promise<Report> {
  const report = await findReport(db, id, ctx.clock.now())
  if (!report || (!report.stored && !seesDrafts(ctx))) throw problem('not-found')
  return report
}

/** The moment asked about, now when absent. A browser's clock may run a minute ahead of the server's: that is now. */
function momentOf(now: Date, asked: string | undefined): string {
  const t = asked ? Date.parse(asked) : now.getTime()
  return new Date(t > now.getTime() && t <= now.getTime() + 60_000 ? now.getTime() : t).toISOString()
}

/**
 * Starts the report of an area as of an hour (now when absent); one that answers a request; or one that replaces a signed
 * report: it keeps that report's moment, counts what has been recorded since, and starts from its assessment.
 * @param input.templateKey the situation report when absent; what answers a request or replaces a report has that one's
 * @throws Problem outside-area, report-level, report-as-of-future, report-window-empty, report-replace-invalid, not-found,
 * report-template-unfit, refers-to-nothing, report-request-cancelled
 */
export async function create(
  ctx: Ctx,
  input: {
    id?: string | undefined
    areaId: number
    kind: ReportKind
    asOf?: string | undefined
    countFrom?: string | undefined
    replacesId?: string | undefined
    templateKey?: string | undefined
    requestId?: string | undefined
  },
): Promise<{ id: string }> {
  const tree = await treeOf(ctx)
  const area = tree.byId.get(input.areaId)
  if (area && !REPORTING_LEVELS.includes(area.level)) throw problem('report-level')
  requireArea(ctx, input.areaId)
  return write(ctx, 'report.draft', async ({ db, now, record }) => {
    const old = input.replacesId ? await findReport(db, input.replacesId, now) : undefined
    if (input.replacesId && (old?.state !== 'frozen' || old.areaId !== input.areaId))
      throw problem('report-replace-invalid')
    const asked = input.requestId ? await requireAsked(db, input.requestId, input.areaId) : undefined
    const asOf = old?.asOf ?? momentOf(now, input.asOf)
    const day = localDate(asOf)
    const key = old?.template.key ?? asked?.templateKey ?? input.templateKey ?? 'situation'
    const owed = { area_id: input.areaId, template_key: key, day }
    const isOwed = async () => (await dueOf(db, [owed]))(owed) !== undefined
    const { id: templateId, body } = await templateFor(db, tree, {
      areaId: input.areaId,
      day,
      key,
      kept: old !== undefined || asked !== undefined || (await isOwed()),
    })
    const countFrom = input.countFrom ?? old?.countFrom ?? asked?.countFrom ?? body.countFrom
    checkMoment(now, asOf, countFrom)
    const id = input.id ?? uuid7()
    const kind = old?.kind ?? (asked ? 'ad_hoc' : input.kind)
    await db
      .insertInto('vx.report')
      .values({
        id,
        area_id: input.areaId,
        kind,
        state: 'draft',
        as_of: asOf,
        known_at: old ? now.toISOString() : asOf,
        count_from: countFrom,
        template_version_id: templateId,
        ...(old?.narrative ?? { phase: null, risk: null, assessment: null, outlook: null, proposals: null }),
        ...(old ? { texts: JSON.stringify(old.texts) } : {}),
        replaces_id: old?.id ?? null,
        request_id: old?.request?.id ?? asked?.id ?? null,
        created_by: ctx.viewer.name,
        created_at: now.toISOString(),
      } as never)
      .execute()
    record({
      action: 'report.create',
      subject: { type: 'report', id },
      areaId: input.areaId,
      changes: { asOf: [null, asOf], kind: [null, kind], ...(old ? { replaces: [null, old.number] } : {}) },
      event: 'report.changed',
    })
    return { id }
  })
}

/**
 * The version of a template from which the report of an area is made. What is asked of a unit is made, and a report that
 * replaces another keeps its template, also where that is no longer used for new ones. @throws Problem not-found, report-template-unfit
 */
async function templateFor(
  db: Tx,
  tree: AreaTree,
  input: { areaId: number; day: string; key: string; kept: boolean },
): Promise<{ id: number; body: Template }> {
  const template = await findTemplate(db, input.key)
  if (!template) throw problem('not-found')
  const version = await findTemplateVersion(db, input)
  const body = version && Template.parse(version.body)
  const fit = fits(tree, input.areaId, {
    ownerId: template.area_id,
    retired: template.retired_at !== null,
    levels: body?.levels ?? null,
  })
  if (!version || !body || !(fit || input.kept))
    throw problem('report-template-unfit', { name: template.name_vi })
  return { id: version.id, body }
}

/** A report with its numbers: counted now while a draft, as they were afterwards. @throws Problem not-found */
export async function openReport(ctx: Ctx, id: string): Promise<{ report: Report; page: ReportPage }> {
  return read(ctx, 'report.read', async (db) => {
    const report = await getReport(db, ctx, id)
    const sheet = report.stored?.sheet ?? (await computeSheet(ctx, db, report)).sheet
    const notes = (await listNotes(db, report.id)).map(({ kind: _, ...n }) => n)
    const { template, legalBasis, confirmedBy } = await templateOf(db, report)
    const { rights } = ctx.viewer
    const rightOf = (row: { key: string; figure: string }) =>
      report.stored?.lists[row.key]?.right ?? ctx.figures.get(row.figure)?.right ?? ''
    const open = report.state === 'draft' || report.state === 'submitted'
    const inArea = ctx.viewer.areaIds.includes(report.areaId)
    const page: ReportPage = {
      report,
      narrative: report.narrative,
      texts: textsOf(template, report.texts),
      sheet,
      notes: report.stored ? (report.stored.sheet.notes ?? []) : notes,
      unexplained: report.stored ? [] : await unexplained(db, sheet, notes, report.day),
      mayOpen: rights.has('figure.open')
        ? templateRows(template)
            .filter((r) => rights.has(rightOf(r)))
            .map((r) => r.key)
        : [],
      can: {
        edit: open && inArea && rights.has('report.draft'),
        submit: report.state === 'draft' && inArea && rights.has('report.draft'),
        sign: open && rights.has('report.sign') && ctx.viewer.areaId === report.areaId,
        giveBack:
          report.state === 'submitted' && rights.has('report.sign') && ctx.viewer.areaId === report.areaId,
        discard: open && inArea && rights.has('report.draft'),
        correct: report.state === 'frozen' && inArea && rights.has('report.draft'),
      },
      seal: report.hash
        ? { hash: report.hash, code: verificationCode(report.hash), checkpoint: report.checkpoint! }
        : null,
      basis: { legalBasis, confirmedBy },
    }
    return { report, page }
  })
}

export async function get(ctx: Ctx, id: string): Promise<ReportPage> {
  return (await openReport(ctx, id)).page
}

/** The draft that a write is about, locked. @throws Problem not-found, report-frozen, stale-version */
export async function lockDraft(
  tx: WriteTx,
  ctx: Ctx,
  input: { id: string; version: number },
): Promise<Report> {
  await tx.db
    .selectFrom('vx.report')
    .select('id')
    .where('id', '=', input.id)
    .where('state', '<>', 'frozen')
    .forUpdate()
    .execute()
  const report = await getReport(tx.db, ctx, input.id)
  if (report.stored) throw problem('report-frozen')
  requireArea(ctx, report.areaId)
  if (report.version !== input.version) {
    throw problem(
      'stale-version',
      {},
      { theirs: { ...report.narrative, texts: report.texts, version: report.version }, yours: input },
    )
  }
  return report
}

/**
 * Changes a draft; one that was handed to the signer comes back.
 * @throws Problem not-found, report-frozen, stale-version, report-as-of-future, report-window-empty, input-invalid
 */
export function update(ctx: Ctx, input: ReportChange): Promise<{ version: number }> {
  return write(ctx, 'report.draft', async (tx) => {
    const before = await lockDraft(tx, ctx, input)
    const fixed = before.replaces ? 'asOf' : 'knownAt'
    if (input[fixed] !== undefined) throw problem('input-invalid', {}, { fields: { [fixed]: ['fixed'] } })
    const asOf = input.asOf ? momentOf(tx.now, input.asOf) : before.asOf
    const knownAt = before.replaces
      ? input.knownAt
        ? momentOf(tx.now, input.knownAt)
        : before.knownAt
      : asOf
    const countFrom = input.countFrom ?? before.countFrom
    checkMoment(tx.now, knownAt, countFrom)
    checkMoment(tx.now, asOf, countFrom)
    if (knownAt < asOf) throw problem('input-invalid', {}, { fields: { knownAt: ['before-as-of'] } })
    const fields = ['phase', 'risk', 'assessment', 'outlook', 'proposals'] as const
    const narrative: Narrative = { ...before.narrative }
    for (const f of fields) if (input[f] !== undefined) narrative[f] = (input[f] || null) as never
    const texts = input.texts
      ? changedTexts((await templateOf(tx.db, before)).template, before.texts, input.texts)
      : before.texts
    const version = before.version + 1
    await tx.db
      .updateTable('vx.report')
      .set({
        ...narrative,
        texts: JSON.stringify(texts) as never,
        as_of: asOf,
        known_at: knownAt,
        count_from: countFrom,
        state: 'draft',
        submitted_by: null,
        submitted_at: null,
        version,
      })
      .where('id', '=', input.id)
      .execute()
    const changes: Record<string, [unknown, unknown]> = Object.fromEntries(
      fields
        .filter((f) => narrative[f] !== before.narrative[f])
        .map((f) => [f, [before.narrative[f], narrative[f]]]),
    )
    for (const key of Object.keys(input.texts ?? {}))
      if (texts[key] !== before.texts[key])
        changes[`texts.${key}`] = [before.texts[key] ?? null, texts[key] ?? null]
    if (asOf !== before.asOf) changes.asOf = [before.asOf, asOf]
    if (countFrom !== before.countFrom) changes.countFrom = [before.countFrom, countFrom]
    tx.record({
      action: 'report.edit',
      subject: { type: 'report', id: input.id },
      areaId: before.areaId,
      changes,
      event: 'report.changed',
    })
    return { version }
  })
}

/** Hands a draft to the signer. @throws Problem not-found, report-frozen, stale-version, report-assessment-missing, report-texts-missing, report-deviation-unexplained */
export function submit(ctx: Ctx, input: { id: string; version: number }): Promise<{ version: number }> {
  return write(ctx, 'report.draft', async (tx) => {
    const before = await lockDraft(tx, ctx, input)
    requireAssessment(before.narrative)
    const { sheet, template } = await computeSheet(ctx, tx.db, before)
    requireTexts(template, before.texts)
    await requireExplained(tx.db, sheet, before)
    const version = before.version + 1
    await tx.db
      .updateTable('vx.report')
      .set({ state: 'submitted', submitted_by: ctx.viewer.name, submitted_at: tx.now.toISOString(), version })
      .where('id', '=', input.id)
      .execute()
    tx.record({
      action: 'report.submit',
      subject: { type: 'report', id: input.id },
      areaId: before.areaId,
      event: 'report.submitted',
    })
    return { version }
  })
}

/** A number that changed much is explained before anybody signs for it. @throws Problem report-deviation-unexplained */
export async function requireExplained(db: Tx, sheet: Sheet, report: Report): Promise<void> {
  const missing = await unexplained(db, sheet, await listNotes(db, report.id), report.day)
  if (missing.length === 0) return
  const words = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r.words.vi]))
  throw problem('report-deviation-unexplained', { rows: missing.map((k) => words.get(k) ?? k).join('; ') })
}

/** P57: no report goes up without the assessment that heads it. @throws Problem report-assessment-missing */
export function requireAssessment(narrative: Narrative): void {
  const missing = (['risk', 'assessment'] as const).filter((f) => !narrative[f])
  if (missing.length) {
    throw problem(
      'report-assessment-missing',
      {},
      { fields: Object.fromEntries(missing.map((f) => [f, ['required']])) },
    )
  }
}

/** Throws a draft away. @throws Problem not-found, report-frozen, stale-version */
export function discard(ctx: Ctx, input: { id: string; version: number }): Promise<Record<string, never>> {
  return write(ctx, 'report.draft', async (tx) => {
    const before = await lockDraft(tx, ctx, input)
    await tx.db.deleteFrom('vx.report').where('id', '=', input.id).execute()
    tx.record({
      action: 'report.discard',
      subject: { type: 'report', id: input.id },
      areaId: before.areaId,
      event: 'report.changed',
    })
    return {}
  })
}
