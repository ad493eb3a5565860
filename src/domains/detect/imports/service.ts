import { v7 as uuid7 } from 'uuid'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { listDiseases } from '../surveillance/index.ts'
import type {
  Batch,
  BatchState,
  ImportKind,
  ImportOptions,
  ImportRow,
  Mapping,
  RowOutcome,
} from './contract.ts'
import { findField, KINDS } from './fields.ts'
import {
  type BatchRow,
  batchView,
  columnValues,
  countRows,
  getBatch,
  json,
  listRows,
  type StoredRow,
} from './queries.ts'
import { columnsByField } from './read-row.ts'
import { REASONS } from './reasons.ts'
import { MANY, suggestMapping } from './suggest.ts'
import { listBlockers } from './undo.ts'
import { actingOf } from './upload.ts'

/** The fields of each kind with their words and values, and the sentences of all reasons. */
export function vocabulary() {
  const kinds = Object.entries(KINDS).map(([kind, { words, fields }]) => [
    kind,
    {
      words,
      fields: fields.map((f) => ({
        key: f.key,
        type: f.type,
        words: f.words,
        ...(f.hint ? { hint: f.hint } : {}),
        required: f.required ?? false,
        ...(f.values ? { values: f.values } : {}),
      })),
    },
  ])
  return {
    kinds: Object.fromEntries(kinds) as never,
    reasons: Object.fromEntries(
      Object.entries(REASONS).map(([code, r]) => [code, { words: r.words, short: r.short }]),
    ),
  }
}

/** The batch, locked, at the version the viewer saw and in a state that allows the act. @throws Problem stale-version, import-not-ready */
async function claim(
  tx: WriteTx,
  input: { id: string; version: number },
  states: BatchState[],
): Promise<BatchRow> {
  const batch = await getBatch(tx.db, input.id, { lock: true })
  if (!states.includes(batch.state)) throw problem('import-not-ready', { state: batch.state })
  if (batch.version !== input.version)
    throw problem(
      'stale-version',
      {},
      { theirs: { version: batch.version, state: batch.state }, yours: input },
    )
  return batch
}

export function get(ctx: Ctx, id: string): Promise<Batch> {
  return read(ctx, 'import.make', async (db) => {
    const batch = await getBatch(db, id)
    return batchView(
      db,
      batch,
      suggestMapping(
        batch.kind,
        batch.columns.map((c) => c.name),
      ),
    )
  })
}

const MOST_VALUES = 200

/** @throws Problem not-found */
export function values(ctx: Ctx, input: { id: string; column: string }) {
  return read(ctx, 'import.make', async (db) => {
    await getBatch(db, input.id)
    const found = await columnValues(db, input.id, input.column, MOST_VALUES + 1)
    return { values: found.slice(0, MOST_VALUES), more: found.length > MOST_VALUES }
  })
}

const NAMED_BY = ['outsideId', 'fullName', 'givenName', 'familyName']

/** @throws Problem import-mapping-incomplete, input-invalid */
async function checkMapping(
  ctx: Ctx,
  db: Tx,
  batch: BatchRow,
  input: { kind: ImportKind; mapping: Mapping; options: ImportOptions },
) {
  const fields: Record<string, string[]> = {}
  for (const [column, field] of Object.entries(input.mapping)) {
    if (!batch.columns.some((c) => c.name === column)) fields[`mapping.${column}`] = ['no-such-column']
    else if (!findField(input.kind, field)) fields[`mapping.${column}`] = ['no-such-field']
  }
  const by = columnsByField(input.mapping)
  for (const [field, columns] of by)
    if (columns.length > 1 && !MANY.has(field)) fields[`mapping.${columns[1]}`] = ['field-twice']
  const inside = new Set((await treeOf(ctx)).subtree(batch.area_id))
  if (!inside.has(input.options.defaultAreaId)) fields['options.defaultAreaId'] = ['outside-area']
  for (const [text, area] of Object.entries(input.options.values.area ?? {})) {
    if (!inside.has(Number(area))) fields[`options.values.area.${text}`] = ['outside-area']
  }
  if (!(await listDiseases(db)).some((d) => d.key === input.options.disease))
    fields['options.disease'] = ['unknown']
  if (Object.keys(fields).length > 0) throw problem('input-invalid', {}, { fields })

  const missing = KINDS[input.kind].fields.filter((f) => f.required && !by.has(f.key)).map((f) => f.key)
  const needsWho = input.kind === 'cases' || input.kind === 'contacts'
  if (needsWho && !NAMED_BY.some((f) => by.has(f))) missing.push('fullName')
  if (missing.length > 0) {
    const words = missing.map((f) => findField(input.kind, f)?.words.vi ?? f)
    throw problem('import-mapping-incomplete', { fields: words.join(', ') }, { fields: missing })
  }
}

const ENTERED: RowOutcome[] = ['created', 'matched', 'queued', 'refused']

async function requireNothingEntered(db: Tx, batch: BatchRow): Promise<void> {
  const counts = await countRows(db, batch.id)
  if (ENTERED.some((o) => counts[o] > 0)) throw problem('import-not-ready', { state: batch.state })
}

/** Takes the mapping and starts the dry run. @throws Problem not-found, stale-version, import-not-ready, import-mapping-incomplete */
export function check(
  ctx: Ctx,
  input: { id: string; version: number; kind: ImportKind; mapping: Mapping; options: ImportOptions },
) {
  return write(ctx, 'import.make', async (tx) => {
    const batch = await claim(tx, input, ['uploaded', 'checked', 'failed'])
    await requireNothingEntered(tx.db, batch)
    const mapping = Object.fromEntries(Object.entries(input.mapping).filter(([, field]) => field !== ''))
    await checkMapping(ctx, tx.db, batch, { ...input, mapping })
    await tx.db
      .updateTable('vx.import_row')
      .set({
        outcome: 'pending',
        reasons: json([]),
        match_key: null,
        national_id: null,
        person_id: null,
      })
      .where('batch_id', '=', batch.id)
      .execute()
    const version = batch.version + 1
    await tx.db
      .updateTable('vx.import_batch')
      .set({
        kind: input.kind,
        mapping: json(mapping),
        options: json(input.options),
        state: 'checking',
        done: 0,
        tries: 0,
        failure: null,
        acting: json(actingOf(ctx)),
        version,
      })
      .where('id', '=', batch.id)
      .execute()
    await saveMapping(ctx, tx, batch, { ...input, mapping })
    tx.record({
      action: 'import.check',
      subject: { type: 'import', id: batch.id },
      areaId: batch.area_id,
      changes: { mapping: [batch.mapping, mapping], options: [batch.options, input.options] },
      event: 'import.check-requested',
    })
    return { version }
  })
}

async function saveMapping(
  ctx: Ctx,
  tx: WriteTx,
  batch: BatchRow,
  input: { kind: ImportKind; mapping: Mapping; options: ImportOptions },
): Promise<void> {
  const saved = {
    kind: input.kind,
    mapping: json(input.mapping),
    options: json(input.options),
    saved_at: tx.now.toISOString(),
    saved_by: ctx.viewer.name,
  }
  await tx.db
    .insertInto('vx.import_mapping')
    .values({ id: uuid7(), area_id: batch.area_id, header_key: batch.header_key, ...saved })
    .onConflict((oc) => oc.constraint('import_mapping_once').doUpdateSet(saved))
    .execute()
}

function rowView(r: StoredRow): ImportRow {
  return {
    id: r.id,
    line: r.line,
    outcome: r.outcome,
    reasons: r.reasons,
    raw: r.raw,
    values: r.parsed?.values ?? {},
    subjectType: r.subject_type,
    subjectId: r.subject_id,
    caseId: r.case_id,
    personId: r.person_id,
  }
}

/** @throws Problem not-found */
export function rows(
  ctx: Ctx,
  input: {
    id: string
    outcome?: RowOutcome | 'warned' | undefined
    reason?: string | undefined
    after: number
    limit: number
  },
) {
  return read(ctx, 'import.make', async (db) => {
    await getBatch(db, input.id)
    const found = await listRows(db, {
      batchId: input.id,
      outcomes: input.outcome && input.outcome !== 'warned' ? [input.outcome] : undefined,
      warned: input.outcome === 'warned',
      reason: input.reason,
      after: input.after,
      limit: input.limit + 1,
    })
    const shown = found.slice(0, input.limit)
    return { rows: shown.map(rowView), next: found.length > input.limit ? shown.at(-1)!.line : null }
  })
}

/** Starts entering what is decided. @throws Problem not-found, stale-version, import-not-ready, import-nothing-to-commit */
export function commit(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'import.make', async (tx) => {
    const batch = await claim(tx, input, ['checked', 'committed', 'failed'])
    // A decision that could not be carried out last time gets another chance.
    const decided = tx.db
      .selectFrom('vx.import_review')
      .select('row_id')
      .where('batch_id', '=', batch.id)
      .where('decision', 'is not', null)
    await tx.db
      .updateTable('vx.import_row')
      .set({ outcome: 'review' })
      .where('batch_id', '=', batch.id)
      .where('outcome', '=', 'queued')
      .where('id', 'in', decided)
      .execute()
    const counts = await countRows(tx.db, batch.id)
    const due = counts.create + counts.match + counts.refuse + counts.review
    if (counts.pending > 0) throw problem('import-not-ready', { state: batch.state })
    if (due === 0) throw problem('import-nothing-to-commit')
    return start(ctx, tx, batch, 'committing', 'import.commit-requested', { done: batch.row_count - due })
  })
}

async function start(
  ctx: Ctx,
  tx: WriteTx,
  batch: BatchRow,
  state: 'committing' | 'undoing',
  event: string,
  set: { done?: number; undo_reason?: string },
): Promise<{ version: number }> {
  const version = batch.version + 1
  await tx.db
    .updateTable('vx.import_batch')
    .set({ ...set, state, tries: 0, failure: null, acting: json(actingOf(ctx)), version })
    .where('id', '=', batch.id)
    .execute()
  tx.record({
    action: event.replace('-requested', ''),
    subject: { type: 'import', id: batch.id },
    areaId: batch.area_id,
    changes: { state: [batch.state, state], ...(set.undo_reason ? { reason: [null, set.undo_reason] } : {}) },
    event,
  })
  return { version }
}

/**
 * Starts taking back everything an import entered.
 * @throws Problem not-found, stale-version, import-not-ready, import-changed-since with the records somebody has changed
 */
export function undo(ctx: Ctx, input: { id: string; version: number; reason: string }) {
  return write(ctx, 'import.undo', async (tx) => {
    const batch = await claim(tx, input, ['committed', 'failed'])
    const blockers = await listBlockers(tx.db, batch.id)
    if (blockers.length > 0)
      throw problem('import-changed-since', { count: blockers.length }, { blockers: blockers.slice(0, 50) })
    return start(ctx, tx, batch, 'undoing', 'import.undo-requested', { undo_reason: input.reason })
  })
}

/** Removes a file of which nothing is entered (any more). @throws Problem not-found, stale-version, import-not-ready */
export function discard(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'import.make', async (tx) => {
    const batch = await claim(tx, input, ['uploaded', 'checked', 'failed', 'undone'])
    if (batch.state !== 'undone') await requireNothingEntered(tx.db, batch)
    await tx.db.deleteFrom('vx.import_batch').where('id', '=', batch.id).execute()
    tx.record({
      action: 'import.discard',
      subject: { type: 'import', id: batch.id },
      areaId: batch.area_id,
      changes: { file: [batch.file_name, null], rows: [batch.row_count, null] },
      event: 'import.changed',
    })
    return { removed: batch.row_count }
  })
}
