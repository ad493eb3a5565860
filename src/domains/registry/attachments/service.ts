import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { z } from 'zod'
import { type Ctx, read, requireRight, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { FileRoute, UploadRoute } from '../../../platform/domain.ts'
import { problem } from '../../../platform/problems.ts'
import { kindOf, withoutTold } from './content.ts'
import type { Attachment } from './contract.ts'

interface AttachmentTable {
  id: string
  area_id: number
  subject_type: string
  subject_id: string
  name: string
  type: string
  bytes: number
  sha256: string
  content: Buffer | null
  note: string
  taken_at: string | null
  latitude: number | null
  longitude: number | null
  accuracy: number | null
  added_at: string
  added_by: string
  by_name: string
  by_post: string
  withdrawn_at: string | null
  withdrawn_reason: string | null
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.attachment': AttachmentTable
  }
}

/** Bytes; a page of a scan or a picture that the screen made smaller is well below. */
const LARGEST = 10_000_000
const MOST_OF_ONE = 50

const degrees = (most: number) => z.coerce.number().min(-most).max(most).optional()
/** What comes with a file, as fields of the form. */
const Fields = z.object({
  subjectId: z.uuid(),
  note: z.string().trim().max(300).default(''),
  takenAt: z.iso.datetime({ offset: true }).optional(),
  latitude: degrees(90),
  longitude: degrees(180),
  accuracy: z.coerce.number().int().min(0).max(1_000_000).optional(),
})

export interface AttachmentsOf {
  subjectType: string
  /** Files are added at `/api/<path>/files` and read at `/api/<path>/files/<id>`. */
  path: string
  /** The right to read them, and to add. */
  reads: string
  adds: string
  /** Where pictures show who somebody is: a right without which one opens only what one added. */
  needs?: string
  /** The record that a file is added to, as the one who adds it may. @throws Problem */
  take(ctx: Ctx, tx: WriteTx, subjectId: string): Promise<{ areaId: number; personId?: string | null }>
  /** The event of the record's domain. */
  event: string
}

/** How each kind of record says whether its files may change; withdrawing asks it as adding does. */
const takers = new Map<string, AttachmentsOf['take']>()

/** The routes by which records of one kind get photos and files, and hand them out. */
export function attachmentsOf(of: AttachmentsOf): { uploads: UploadRoute[]; files: FileRoute[] } {
  takers.set(of.subjectType, of.take)
  return {
    uploads: [{ path: `/api/${of.path}/files`, right: of.adds, run: (ctx, file) => add(of, ctx, file) }],
    files: [
      {
        path: `/api/${of.path}/files/:id`,
        right: of.reads,
        run: (ctx, params) => open(of, ctx, params.id!),
      },
    ],
  }
}

/** @throws Problem input-invalid, file-too-large, file-empty, file-kind-refused, files-too-many and what the record's domain refuses */
async function add(
  of: AttachmentsOf,
  ctx: Ctx,
  file: { fileName: string; path: string; fields: Record<string, string> },
): Promise<{ id: string }> {
  const asked = Fields.safeParse(file.fields)
  if (!asked.success)
    throw problem('input-invalid', {}, { fields: z.flattenError(asked.error).fieldErrors as never })
  const fields = asked.data
  const { size } = await stat(file.path)
  if (size > LARGEST) throw problem('file-too-large')
  if (size === 0) throw problem('file-empty')
  const given = await readFile(file.path)
  const type = kindOf(given)
  const content = type === 'image/jpeg' ? withoutTold(given) : given
  return write({ ...ctx, idempotencyKey: undefined }, of.adds, async (tx) => {
    const { areaId, personId } = await of.take(ctx, tx, fields.subjectId)
    // Two sendings at once take turns, so that the second finds the first.
    await sql`select pg_advisory_xact_lock(hashtext(${fields.subjectId}))`.execute(tx.db)
    const of1 = await tx.db
      .selectFrom('vx.attachment')
      .select(['id', 'sha256', 'withdrawn_at'])
      .where('subject_type', '=', of.subjectType)
      .where('subject_id', '=', fields.subjectId)
      .execute()
    const sha256 = createHash('sha256').update(content).digest('hex')
    // Sent twice is there once.
    const same = of1.find((a) => a.sha256 === sha256 && !a.withdrawn_at)
    if (same) return { id: same.id }
    if (of1.length >= MOST_OF_ONE) throw problem('files-too-many', { most: MOST_OF_ONE })
    const id = uuid7()
    const isPlaced = fields.latitude !== undefined && fields.longitude !== undefined
    await tx.db
      .insertInto('vx.attachment')
      .values({
        id,
        area_id: areaId,
        subject_type: of.subjectType,
        subject_id: fields.subjectId,
        name: file.fileName.slice(-200),
        type,
        bytes: content.length,
        sha256,
        content,
        note: fields.note,
        taken_at: fields.takenAt ?? null,
        latitude: isPlaced ? fields.latitude! : null,
        longitude: isPlaced ? fields.longitude! : null,
        accuracy: isPlaced ? (fields.accuracy ?? null) : null,
        added_at: tx.now.toISOString(),
        added_by: ctx.viewer.userId,
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
        withdrawn_at: null,
        withdrawn_reason: null,
      })
      .execute()
    tx.record({
      action: 'attachment.add',
      subject: { type: of.subjectType, id: fields.subjectId },
      areaId,
      personId: personId ?? null,
      changes: { attachment: [null, id], type: [null, type], sha256: [null, sha256] },
      event: of.event,
      payload: { subjectId: fields.subjectId },
    })
    return { id }
  })
}

/** @throws Problem not-found, right-missing */
async function open(of: AttachmentsOf, ctx: Ctx, id: string) {
  const found = await read(ctx, of.reads, (db) =>
    db
      .selectFrom('vx.attachment')
      .select(['name', 'type', 'content', 'added_by'])
      .where('id', '=', id)
      .where('subject_type', '=', of.subjectType)
      .executeTakeFirst(),
  )
  if (of.needs && found?.added_by !== ctx.viewer.userId) requireRight(ctx, of.needs)
  if (!found?.content) throw problem('not-found')
  return { name: found.name, type: found.type, body: found.content }
}

/** What belongs to these records, oldest first; content is not among it. */
export async function listAttachments(
  ctx: Ctx,
  db: Tx,
  subjectType: string,
  subjectIds: string[],
): Promise<Attachment[]> {
  const rows = await db
    .selectFrom('vx.attachment')
    .select([
      'id',
      'subject_id',
      'name',
      'type',
      'bytes',
      'note',
      'taken_at',
      'latitude',
      'longitude',
      'accuracy',
      'added_at',
      'added_by',
      'by_name',
      'by_post',
      'withdrawn_at',
      'withdrawn_reason',
    ])
    .where('subject_type', '=', subjectType)
    .where('subject_id', '=', sql<string>`any(${subjectIds}::uuid[])`)
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    subjectId: r.subject_id,
    name: r.name,
    type: r.type,
    bytes: r.bytes,
    note: r.note,
    takenAt: r.taken_at,
    place:
      r.latitude === null || r.longitude === null
        ? null
        : { latitude: r.latitude, longitude: r.longitude, accuracy: r.accuracy },
    addedAt: r.added_at,
    byName: r.by_name,
    byPost: r.by_post,
    mine: r.added_by === ctx.viewer.userId,
    withdrawn: r.withdrawn_at ? { at: r.withdrawn_at, reason: r.withdrawn_reason ?? '' } : null,
  }))
}

/** @throws Problem not-found, attachment-of-another, and what the record's domain refuses */
export function withdraw(ctx: Ctx, input: { id: string; reason: string }): Promise<{ id: string }> {
  return write(ctx, 'attachment.add', async (tx) => {
    const row = await tx.db
      .selectFrom('vx.attachment')
      .select(['id', 'area_id', 'subject_type', 'subject_id', 'added_by', 'withdrawn_at'])
      .where('id', '=', input.id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw problem('not-found')
    if (row.added_by !== ctx.viewer.userId) throw problem('attachment-of-another')
    if (row.withdrawn_at) return { id: row.id }
    // What was decided on stays: a record that takes no more files gives none back either.
    const taken = await takers.get(row.subject_type)?.(ctx, tx, row.subject_id)
    await tx.db
      .updateTable('vx.attachment')
      .set({ content: null, withdrawn_at: tx.now.toISOString(), withdrawn_reason: input.reason })
      .where('id', '=', row.id)
      .execute()
    tx.record({
      action: 'attachment.withdraw',
      subject: { type: row.subject_type, id: row.subject_id },
      areaId: row.area_id,
      personId: taken?.personId ?? null,
      changes: { attachment: [row.id, null], reason: [null, input.reason] },
      event: 'attachment.withdrawn',
      payload: { subjectId: row.subject_id },
    })
    return { id: row.id }
  })
}
