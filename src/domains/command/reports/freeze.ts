import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, digestOf, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Figure } from '../../../platform/figures.ts'
import { project } from '../../../platform/listing.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { problem } from '../../../platform/problems.ts'
import type { Verification } from './contract.ts'
import { computeSheet, templateOf } from './count.ts'
import { listNotes } from './notes.ts'
import { findPeriodicOfDay, listCells, listKeptRows, type Report } from './queries.ts'
import { cellHash, listHash, reportHash, type Signed, type StoredList } from './seal.ts'
import { getReport, lockDraft, requireAssessment, requireExplained } from './service.ts'
import { type Counted, figureOf } from './sheet.ts'
import { type Template, templateRows } from './templates/contract.ts'
import { requireTexts, textsOf } from './texts.ts'

/**
 * Signs a report: counts it once more, keeps every counted record with its columns, gives it the next number of the
 * area and year, and closes it for good. Only a signer whose post sits in the very area of the report may sign it.
 * @throws Problem not-found, report-frozen, stale-version, report-signer-level, report-assessment-missing, report-day-taken,
 * report-texts-missing, report-deviation-unexplained
 */
export function freeze(
  ctx: Ctx,
  input: { id: string; version: number },
): Promise<{ number: string; hash: string }> {
  return write(ctx, 'report.sign', async (tx) => {
    const { db, now } = tx
    const report = await lockDraft(tx, ctx, input)
    if (ctx.viewer.areaId !== report.areaId) throw problem('report-signer-level')
    requireAssessment(report.narrative)
    const year = Number(localDate(now).slice(0, 4))
    // The number first: its row makes two signatures of one area take turns, so the next check holds.
    const seq = await nextNumber(db, 'BC', report.areaId, year)
    const taken = report.kind === 'periodic' ? await findPeriodicOfDay(db, report) : undefined
    if (taken) throw problem('report-day-taken', { number: taken.number! })

    const { sheet: bare, cells, counted, template } = await computeSheet(ctx, db, report, true)
    requireTexts(template, report.texts)
    await requireExplained(db, bare, report)
    const notes = (await listNotes(db, report.id)).filter((n) => n.kind === 'note')
    const sheet = notes.length ? { ...bare, notes: notes.map(({ kind: _, ...n }) => n) } : bare
    const rows = templateRows(template)
    const lists: Record<string, StoredList> = {}
    for (const row of rows) {
      const figure = figureOf(ctx.figures, row)
      const kept = (counted.get(row.key) ?? []).map((c) => keep(c, figure))
      await sql`insert into vx.report_row (report_id, list_key, record_id, area_id, day, shown, personal)
        select ${report.id}, ${row.key}, x.id, x."areaId", x.day, x.shown, x.personal
        from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb)
          as x(id uuid, "areaId" int, day date, shown jsonb, personal jsonb)`.execute(db)
      lists[row.key] = {
        figureId: figure.id,
        right: figure.right,
        opens: figure.opens,
        columns: figure.columns,
        hash: listHash(kept),
      }
    }
    const windows = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
    const stored = cells.map((c) => {
      const row = windows.get(c.rowKey)!
      const hash = cellHash({
        ...c,
        figureId: row.figureId,
        window: row.window,
        asOf: report.asOf,
        knownAt: report.knownAt,
      })
      return { key: c.key, list: c.rowKey, value: c.ids.length, ids: c.ids, hash }
    })
    await sql`insert into vx.report_cell (report_id, key, area_id, list_key, value, record_ids, hash)
      select ${report.id}, x.key, ${report.areaId}, x.list, x.value, x.ids, x.hash
      from jsonb_to_recordset(${JSON.stringify(stored)}::jsonb)
        as x(key text, list text, value int, ids uuid[], hash text)`.execute(db)

    const { rows: heads } = await sql<{
      code: string
      seqs: string[]
    }>`select * from platform.checkpoint_code()`.execute(db)
    const signed: Signed = {
      id: report.id,
      areaId: report.areaId,
      kind: report.kind,
      asOf: report.asOf,
      knownAt: report.knownAt,
      countFrom: report.countFrom,
      number: `${seq}/${template.symbol}`,
      frozenAt: now.toISOString(),
      signerName: ctx.viewer.name,
      signerPost: ctx.viewer.postKind,
      replacesId: report.replaces?.id ?? null,
      checkpoint: heads[0]!.code,
      checkpointSeqs: heads[0]!.seqs.map(Number),
      narrative: report.narrative,
      ...signedTexts(template, report),
      sheet,
      lists,
      cells: stored,
    }
    const hash = reportHash(signed)
    await db
      .updateTable('vx.report')
      .set({
        state: 'frozen',
        number_year: year,
        number_seq: seq,
        number: signed.number,
        signer_name: signed.signerName,
        signer_post: signed.signerPost,
        frozen_at: signed.frozenAt,
        checkpoint: signed.checkpoint,
        checkpoint_seqs: sql`${signed.checkpointSeqs}::bigint[]` as never,
        sheet: JSON.stringify({ sheet, lists }),
        hash,
        version: report.version + 1,
      })
      .where('id', '=', report.id)
      .execute()
    tx.record({
      action: 'report.freeze',
      subject: { type: 'report', id: report.id },
      areaId: report.areaId,
      // The hash alone: the audit digest is keyed outside the database, so a report rewritten there no longer agrees with it.
      changes: { hash: [null, hash] },
      event: 'report.frozen',
    })
    return { number: signed.number, hash }
  })
}

/** What was written into text blocks, with their titles; nothing of a report without, so that old hashes still hold. */
function signedTexts(template: Template, report: Report): Pick<Signed, 'texts'> {
  const said = textsOf(template, report.texts).filter((t) => t.said !== null)
  return said.length > 0 ? { texts: said } : {}
}

interface Kept {
  id: string
  areaId: number
  day: string | null
  shown: Record<string, unknown>
  personal: Record<string, unknown> | null
}

/** The shown columns of a counted record, with what identifies a person apart. */
function keep(c: Counted, figure: Figure): Kept {
  const personal = figure.columns.filter((x) => x.personal).map((x) => x.key)
  const all = project([c.full!], figure.columns, figure.opens)[0]!
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(all).filter(([k]) => k !== 'id' && personal.includes(k) === wanted))
  return {
    id: c.id,
    areaId: c.areaId,
    day: c.day,
    shown: pick(false),
    personal: personal.length ? pick(true) : null,
  }
}

/**
 * Computes every hash of a signed report again and compares it with the audit trail, whose key is not in the database.
 * @throws Problem not-found, report-not-frozen
 */
export function verify(ctx: Ctx, id: string): Promise<Verification> {
  return read(ctx, 'report.read', async (db) => {
    const report = await getReport(db, ctx, id)
    if (!report.stored) throw problem('report-not-frozen')
    const { sheet, lists } = report.stored
    const cells = await listCells(db, id)
    const shown = sheetCells(report)
    const rows = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
    const broken = cells
      .filter((c) => {
        const row = rows.get(c.list_key)
        const same =
          row &&
          cellHash({
            ...c,
            figureId: row.figureId,
            window: row.window,
            asOf: report.asOf,
            knownAt: report.knownAt,
            ids: c.record_ids,
          }) === c.hash
        return !same || c.value !== c.record_ids.length || (shown.has(c.key) && shown.get(c.key) !== c.value)
      })
      .map((c) => c.key)
    const gone = [...shown.keys()].filter((key) => !cells.some((c) => c.key === key))
    const signed: Signed = {
      id: report.id,
      areaId: report.areaId,
      kind: report.kind,
      asOf: report.asOf,
      knownAt: report.knownAt,
      countFrom: report.countFrom,
      number: report.number!,
      frozenAt: report.frozenAt!,
      signerName: report.signerName!,
      signerPost: report.signerPostKind!,
      replacesId: report.replaces?.id ?? null,
      checkpoint: report.checkpoint!,
      checkpointSeqs: report.checkpointSeqs!,
      narrative: report.narrative,
      ...signedTexts((await templateOf(db, report)).template, report),
      sheet,
      lists,
      cells,
    }
    const answer = {
      cells: { checked: cells.length, broken: [...broken, ...gone] },
      lists: ctx.viewer.areaIds.includes(report.areaId) ? await checkLists(db, report) : null,
      report: reportHash(signed) === report.hash,
      trail: await checkTrail(db, ctx, report),
      checkpoint: await checkCheckpoint(db, report),
    }
    const ok =
      answer.cells.broken.length === 0 &&
      !answer.lists?.broken.length &&
      answer.report &&
      answer.trail &&
      answer.checkpoint
    return { ok, ...answer }
  })
}

/** Every number that the report shows, by the key of its cell. */
function sheetCells(report: Report): Map<string, number> {
  const { sheet } = report.stored!
  const cells = [
    ...sheet.sections
      .flatMap((s) => s.rows)
      .flatMap((r) => [r.cell, ...(r.parts?.items.map((i) => i.cell) ?? [])]),
    ...sheet.areaTable.rows.flatMap((r) => r.cells),
    ...[...(sheet.curve ? [sheet.curve] : []), ...(sheet.charts ?? [])].flatMap((c) =>
      c.days.flatMap((d) => [d.cell, ...d.parts]),
    ),
  ]
  return new Map(cells.map((c) => [c.key, c.value]))
}

async function checkLists(db: Tx, report: Report): Promise<{ checked: number; broken: string[] }> {
  const kept = await listKeptRows(db, report.id)
  const keys = Object.keys(report.stored!.lists)
  const broken = keys.filter((key) => {
    const rows = kept.filter((r) => r.list_key === key)
    const hash = listHash(
      rows.map((r) => ({ id: r.record_id, areaId: r.area_id, day: r.day, shown: r.shown })),
    )
    return hash !== report.stored!.lists[key]!.hash
  })
  return { checked: keys.length, broken }
}

async function checkTrail(db: Tx, ctx: Ctx, report: Report): Promise<boolean> {
  const { rows } = await sql<{
    row: Record<string, unknown>
    changes: { hash?: [null, string] }
    digest: string
  }>`
    select jsonb_build_object('id', a.id, 'user_id', a.user_id, 'post_id', a.post_id, 'action', a.action, 'subject_type', a.subject_type,
        'subject_id', a.subject_id, 'area_id', a.area_id, 'person_id', a.person_id, 'fields', a.fields, 'at', a.at) as row,
      v.changes, encode(a.digest, 'hex') as digest
    from platform.audit a join platform.audit_value v on v.audit_id = a.id
    where a.subject_type = 'report' and a.subject_id = ${report.id} and a.action = 'report.freeze'`.execute(
    db,
  )
  const found = rows[0]
  if (rows.length !== 1 || !found || found.changes.hash?.[1] !== report.hash) return false
  const { id, at, user_id, post_id, action, subject_type, subject_id, area_id, person_id, fields } = found.row
  // The digest was taken over the fields in this order, with the instant in ISO form.
  const row = {
    id,
    at: new Date(at as string).toISOString(),
    user_id,
    post_id,
    action,
    subject_type,
    subject_id,
    area_id,
    person_id,
    fields,
  }
  return digestOf(ctx.auditKey, row, found.changes) === found.digest
}

async function checkCheckpoint(db: Tx, report: Report): Promise<boolean> {
  const { rows } = await sql<{
    code: string
  }>`select platform.checkpoint_code_at(${report.checkpointSeqs!}::bigint[]) as code`.execute(db)
  return rows[0]!.code === report.checkpoint
}
