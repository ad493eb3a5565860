import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import type { Words } from '../../../../platform/words.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { emptyBody, readFile, usable } from './body.ts'
import { OFFICE_LEVELS, TemplateBody, type TemplateBrief, type TemplatePage } from './contract.ts'
import { fits } from './fit.ts'
import {
  findDraft,
  findTemplate,
  listTemplates,
  listVersions,
  publishVersion,
  type TemplateRecord,
} from './queries.ts'

/** Drafts of reports count for those who see them. */
const seesDrafts = (ctx: Ctx) => ctx.viewer.rights.has('report.draft') || ctx.viewer.rights.has('report.sign')

function toBrief(ctx: Ctx, r: TemplateRecord): TemplateBrief {
  return {
    key: r.key,
    name: { vi: r.name_vi, en: r.name_en },
    owner: r.area_id === null ? null : { areaId: r.area_id, name: r.area_name! },
    since: r.since,
    next: r.next,
    hasDraft: r.edited_at !== null,
    retired: r.retired_at !== null,
    reports: r.reports ?? 0,
    levels: r.levels,
    mayEdit:
      r.area_id !== null &&
      ctx.viewer.rights.has('report.template') &&
      ctx.viewer.areaIds.includes(r.area_id),
  }
}

/**
 * Templates of the offices above and below and the product's own. One that nobody published yet is seen by those who may
 * see its draft. @param areaId only those from which the report of this area can be made today
 */
export async function list(ctx: Ctx, input: { areaId?: number | undefined }) {
  const tree = await treeOf(ctx)
  const near = new Set(ctx.viewer.areaIds)
  for (let a = tree.byId.get(ctx.viewer.areaId); a; a = a.parentId ? tree.byId.get(a.parentId) : undefined)
    near.add(a.id)
  return read(ctx, 'report.read', async (db) => {
    const found = await listTemplates(db, { day: localDate(ctx.clock.now()), drafts: seesDrafts(ctx) })
    const templates = found
      .filter((r) => (r.area_id === null || near.has(r.area_id)) && (r.since ?? r.next ?? r.edited_at))
      .map((r) => toBrief(ctx, r))
    const { areaId } = input
    if (areaId === undefined) return { templates }
    return {
      templates: templates.filter(
        (t) => t.since && fits(tree, areaId, { ...t, ownerId: t.owner?.areaId ?? null }),
      ),
    }
  })
}

/** @throws Problem not-found */
export function open(ctx: Ctx, key: string): Promise<TemplatePage> {
  return read(ctx, 'report.read', (db) => pageOf(ctx, db, key))
}

async function pageOf(ctx: Ctx, db: Tx, key: string): Promise<TemplatePage> {
  const today = localDate(ctx.clock.now())
  const [found] = await listTemplates(db, { day: today, key, drafts: seesDrafts(ctx) })
  if (!found) throw problem('not-found')
  const versions = await listVersions(db, key, seesDrafts(ctx))
  const draft = await findDraft(db, key)
  // Of a template that never was published there is nothing but the draft, which is the office's own.
  if (versions.length === 0 && !draft) throw problem('not-found')
  return {
    template: toBrief(ctx, found),
    version: found.version,
    versions: versions.map((v) => ({
      id: v.id,
      effectiveFrom: v.effective_from,
      effectiveTo: v.effective_to,
      legalBasis: v.legal_basis,
      publishedBy: v.published_by,
      publishedAt: v.published_at,
      reports: v.reports ?? 0,
      body: TemplateBody.parse(v.body),
    })),
    draft: draft
      ? {
          body: TemplateBody.parse(draft.body),
          legalBasis: draft.legal_basis,
          editedBy: draft.edited_by,
          editedAt: draft.edited_at,
        }
      : null,
    retired: found.retired_at ? { at: found.retired_at, by: found.retired_by! } : null,
    today,
  }
}

/**
 * Begins a template of an office as a draft: empty, as a copy of another one, or out of an exported file.
 * @throws Problem outside-area, report-level, not-found, template-file-invalid
 */
export async function create(
  ctx: Ctx,
  input: {
    id?: string | undefined
    areaId: number
    name?: Words | undefined
    from?: string | undefined
    file?: string | undefined
  },
): Promise<{ key: string }> {
  requireArea(ctx, input.areaId)
  const area = (await treeOf(ctx)).byId.get(input.areaId)
  if (!area || !OFFICE_LEVELS.includes(area.level)) throw problem('report-level')
  const file = input.file === undefined ? undefined : readFile(input.file)
  return write(ctx, 'report.template', async (tx) => {
    const source = input.from ? await pageOf(ctx, tx.db, input.from) : undefined
    const shown = source && (source.draft ?? source.versions[0])
    const body: TemplateBody = file?.body ?? shown?.body ?? (await emptyBody(tx))
    const name = input.name ?? body.name ?? source?.template.name ?? { vi: '', en: '' }
    const key = input.id ?? uuid7()
    await tx.db
      .insertInto('vx.report_template')
      .values({
        key,
        name_vi: name.vi,
        name_en: name.en,
        area_id: input.areaId,
        created_by: ctx.viewer.name,
        created_at: tx.now.toISOString(),
        retired_at: null,
        retired_by: null,
      })
      .execute()
    const legalBasis = file?.legalBasis ?? shown?.legalBasis ?? ''
    await keepDraft(ctx, tx, { key, areaId: input.areaId, body: { ...body, name }, legalBasis })
    tx.record({
      action: 'report-template.create',
      subject: { type: 'report-template', id: key },
      areaId: input.areaId,
      changes: { name: [null, name.vi], ...(input.from ? { from: [null, input.from] } : {}) },
    })
    return { key }
  })
}

async function keepDraft(
  ctx: Ctx,
  tx: WriteTx,
  input: { key: string; areaId: number; body: TemplateBody; legalBasis: string },
): Promise<void> {
  const draft = {
    body: JSON.stringify(input.body),
    legal_basis: input.legalBasis,
    edited_by: ctx.viewer.name,
    edited_at: tx.now.toISOString(),
  }
  await tx.db
    .insertInto('vx.report_template_draft')
    .values({ template_key: input.key, area_id: input.areaId, ...draft })
    .onConflict((c) => c.column('template_key').doUpdateSet(draft))
    .execute()
}

/**
 * The template that a write is about, locked, with its draft.
 * @throws Problem not-found, template-of-product, outside-area, stale-version with what was saved first
 */
async function lock(ctx: Ctx, tx: WriteTx, input: { key: string; version: number }) {
  const seen = await findTemplate(tx.db, input.key)
  if (!seen) throw problem('not-found')
  if (seen.area_id === null) throw problem('template-of-product')
  requireArea(ctx, seen.area_id)
  await tx.db
    .selectFrom('vx.report_template')
    .select('key')
    .where('key', '=', input.key)
    .forUpdate()
    .execute()
  const template = (await findTemplate(tx.db, input.key))!
  const draft = await findDraft(tx.db, input.key)
  if (template.version !== input.version) {
    const theirs = {
      version: template.version,
      body: draft ? TemplateBody.parse(draft.body) : null,
      legalBasis: draft?.legal_basis ?? null,
      editedBy: draft?.edited_by ?? null,
    }
    throw problem('stale-version', {}, { theirs, yours: input })
  }
  return { ...template, areaId: seen.area_id, draft }
}

/** Keeps what is being edited, whole or not. @throws Problem not-found, template-of-product, outside-area, stale-version */
export function save(
  ctx: Ctx,
  input: { key: string; version: number; body: TemplateBody; legalBasis: string },
): Promise<{ version: number }> {
  return write(ctx, 'report.template', async (tx) => {
    const before = await lock(ctx, tx, input)
    await keepDraft(ctx, tx, { ...input, areaId: before.areaId })
    const published = (await listVersions(tx.db, input.key, true)).length > 0
    const version = before.version + 1
    const { name } = input.body
    await tx.db
      .updateTable('vx.report_template')
      // A published template goes by its published name until the next version is.
      .set({ version, ...(!published && name ? { name_vi: name.vi, name_en: name.en } : {}) })
      .where('key', '=', input.key)
      .execute()
    tx.record({
      action: 'report-template.edit',
      subject: { type: 'report-template', id: input.key },
      areaId: before.areaId,
      changes: { draft: [before.draft?.body ?? null, input.body] },
    })
    return { version }
  })
}

/**
 * Throws a draft away. A template that never was published goes with it.
 * @throws Problem not-found, template-of-product, outside-area, stale-version
 */
export function discard(ctx: Ctx, input: { key: string; version: number }): Promise<{ gone: boolean }> {
  return write(ctx, 'report.template', async (tx) => {
    const before = await lock(ctx, tx, input)
    const gone = (await listVersions(tx.db, input.key, true)).length === 0
    await tx.db.deleteFrom('vx.report_template_draft').where('template_key', '=', input.key).execute()
    if (gone) await tx.db.deleteFrom('vx.report_template').where('key', '=', input.key).execute()
    else
      await tx.db
        .updateTable('vx.report_template')
        .set({ version: before.version + 1 })
        .where('key', '=', input.key)
        .execute()
    tx.record({
      action: 'report-template.discard',
      subject: { type: 'report-template', id: input.key },
      areaId: before.areaId,
      changes: { draft: [before.draft?.body ?? null, null] },
    })
    return { gone }
  })
}

/**
 * Puts the draft in force from a day, today or later (Asia/Ho_Chi_Minh).
 * @throws Problem not-found, template-of-product, outside-area, stale-version, template-no-draft, template-date-past,
 * template-invalid, template-version-used
 */
export function publish(
  ctx: Ctx,
  input: { key: string; version: number; effectiveFrom: string },
): Promise<{ version: number }> {
  return write(ctx, 'report.template', async (tx) => {
    const before = await lock(ctx, tx, input)
    if (!before.draft) throw problem('template-no-draft')
    const today = localDate(tx.now)
    if (input.effectiveFrom < today)
      throw problem('template-date-past', { today }, { fields: { effectiveFrom: ['template-date-past'] } })
    const name = { vi: before.name_vi, en: before.name_en }
    const body = usable(ctx, { name, ...TemplateBody.parse(before.draft.body) })
    const legalBasis = before.draft.legal_basis
    if (!legalBasis) throw problem('template-invalid', { n: 1 }, { fields: { legalBasis: ['required'] } })
    const { key, effectiveFrom } = input
    await publishVersion(tx.db, { key, from: effectiveFrom, legalBasis, body, by: ctx.viewer.name })
    await tx.db.deleteFrom('vx.report_template_draft').where('template_key', '=', key).execute()
    const version = before.version + 1
    await tx.db
      .updateTable('vx.report_template')
      .set({ version, name_vi: body.name!.vi, name_en: body.name!.en })
      .where('key', '=', key)
      .execute()
    tx.record({
      action: 'report-template.publish',
      subject: { type: 'report-template', id: key },
      areaId: before.areaId,
      changes: { effectiveFrom: [null, effectiveFrom], body: [null, body], legalBasis: [null, legalBasis] },
    })
    return { version }
  })
}

/**
 * Ends a template for new reports, or takes it up again; reports made from it stay as they are.
 * @throws Problem not-found, template-of-product, outside-area, stale-version, template-not-published
 */
export function retire(
  ctx: Ctx,
  input: { key: string; version: number; retired: boolean },
): Promise<{ version: number }> {
  return write(ctx, 'report.template', async (tx) => {
    const before = await lock(ctx, tx, input)
    if ((await listVersions(tx.db, input.key, true)).length === 0) throw problem('template-not-published')
    const version = before.version + 1
    const retired = input.retired
      ? { retired_at: tx.now.toISOString(), retired_by: ctx.viewer.name }
      : { retired_at: null, retired_by: null }
    await tx.db
      .updateTable('vx.report_template')
      .set({ version, ...retired })
      .where('key', '=', input.key)
      .execute()
    tx.record({
      action: 'report-template.retire',
      subject: { type: 'report-template', id: input.key },
      areaId: before.areaId,
      changes: { retired: [before.retired_at !== null, input.retired] },
    })
    return { version }
  })
}
