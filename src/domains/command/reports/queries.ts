import { type Generated, type GeneratedAlways, sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../platform/db.ts'
import type { Column, ColumnType, RowQuery } from '../../../platform/listing.ts'
import { problem } from '../../../platform/problems.ts'
import { words } from '../../../platform/words.ts'
import { POSTS } from '../../registry/organisations/index.ts'
import type { Narrative, ReportBrief, ReportKind, ReportState, Risk, Sheet } from './contract.ts'
import type { StoredList } from './seal.ts'
import { dueOf } from './submissions.ts'
import { templateName } from './templates/queries.ts'

/** What is stored of the numbers when a report is signed. */
export interface StoredSheet {
  sheet: Sheet
  lists: Record<string, StoredList>
}

interface ReportTable extends Narrative {
  id: string
  area_id: number
  kind: ReportKind
  state: Exclude<ReportState, 'replaced'>
  as_of: string
  day: GeneratedAlways<string>
  known_at: string
  count_from: string
  template_version_id: number
  risk: Risk | null
  replaces_id: string | null
  request_id: Generated<string | null>
  created_by: string
  created_at: string
  submitted_by: string | null
  submitted_at: string | null
  number_year: number | null
  number_seq: number | null
  number: string | null
  signer_name: string | null
  signer_post: string | null
  frozen_at: string | null
  checkpoint: string | null
  checkpoint_seqs: string[] | null
  sheet: unknown
  hash: string | null
  texts: Generated<Record<string, string>>
  version: Generated<number>
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.report': ReportTable
    'vx.report_cell': {
      report_id: string
      key: string
      area_id: number
      list_key: string
      value: number
      record_ids: string[]
      hash: string
    }
    'vx.report_row': {
      report_id: string
      list_key: string
      record_id: string
      area_id: number
      day: string | null
      shown: unknown
      personal: unknown
    }
  }
}

/** A report as the service works with it. */
export interface Report extends ReportBrief {
  narrative: Narrative
  /** What was written into the text blocks of the template, by their keys. */
  texts: Record<string, string>
  templateVersionId: number
  signerPostKind: string | null
  stored: StoredSheet | null
  hash: string | null
  checkpoint: string | null
  checkpointSeqs: number[] | null
}

function briefs(db: Tx) {
  return db
    .selectFrom('vx.report as r')
    .innerJoin('vx.area as a', 'a.id', 'r.area_id')
    .innerJoin('vx.report_template_version as tv', 'tv.id', 'r.template_version_id')
    .innerJoin('vx.report_template as tn', 'tn.key', 'tv.template_key')
    .leftJoin('vx.report_request as q', 'q.id', 'r.request_id')
    .leftJoin('vx.report as old', 'old.id', 'r.replaces_id')
    .leftJoin('vx.report as new', (j) =>
      j.onRef('new.replaces_id', '=', 'r.id').on('new.state', '=', 'frozen'),
    )
    .select([
      'r.id',
      'r.area_id',
      'a.full_name as area_name',
      'a.level',
      templateName('tv', 'tn').as('template_name'),
      'r.kind',
      'r.state',
      'r.as_of',
      'r.known_at',
      'r.day',
      'r.count_from',
      'r.number',
      'r.created_by',
      'r.created_at',
      'r.submitted_by',
      'r.submitted_at',
      'r.signer_name',
      'r.signer_post',
      'r.frozen_at',
      'r.replaces_id',
      'old.number as old_number',
      'new.id as new_id',
      'new.number as new_number',
      'r.version',
      'tv.template_key',
      'q.id as request_id',
      'q.title as request_title',
      'q.due_at as request_due',
    ])
}

type BriefRow = Awaited<ReturnType<ReturnType<typeof briefs>['execute']>>[number]

/** By when these reports were to be there, in the same order; null for a correction and for what nobody asked for. */
async function dueTimes(db: Tx, rows: BriefRow[]): Promise<(string | null)[]> {
  const first = rows.map((r) => (r.replaces_id ? null : r))
  const periodic = await dueOf(
    db,
    first.filter((r) => r?.kind === 'periodic').map((r) => r!),
  )
  return first.map((r) => (r && (r.kind === 'periodic' ? periodic(r) : r.request_due)) ?? null)
}

function toBrief(r: BriefRow, due: string | null, now: Date): ReportBrief {
  const at = r.frozen_at ?? now.toISOString()
  return {
    id: r.id,
    areaId: r.area_id,
    areaName: r.area_name,
    level: r.level,
    kind: r.kind,
    template: { key: r.template_key, words: r.template_name },
    request: r.request_id && r.request_title ? { id: r.request_id, title: r.request_title } : null,
    state: r.new_id ? 'replaced' : r.state,
    asOf: r.as_of,
    knownAt: r.known_at,
    day: r.day,
    countFrom: r.count_from,
    number: r.number,
    createdBy: r.created_by,
    createdAt: r.created_at,
    submittedBy: r.submitted_by,
    submittedAt: r.submitted_at,
    signerName: r.signer_name,
    signerPost: r.signer_post ? (POSTS[r.signer_post]?.words ?? words(r.signer_post, r.signer_post)) : null,
    frozenAt: r.frozen_at,
    dueAt: due,
    late: due !== null && Date.parse(at) > Date.parse(due),
    replaces: r.replaces_id && r.old_number ? { id: r.replaces_id, number: r.old_number } : null,
    replacedBy: r.new_id && r.new_number ? { id: r.new_id, number: r.new_number } : null,
    version: r.version,
  }
}

/** @throws Problem input-invalid */
function cursorOf(text: string): [string, string] {
  const [asOf = '', id = ''] = text.split('_')
  if (z.iso.datetime({ offset: true }).safeParse(asOf).success && z.uuid().safeParse(id).success)
    return [asOf, id]
  throw problem('input-invalid', {}, { fields: { cursor: ['unreadable'] } })
}

/** Reports newest first, by the moment they speak of. @param cursor `asOf_id` of the last one seen */
export async function listReports(
  db: Tx,
  input: {
    areaIds?: number[] | undefined
    state?: ReportState | undefined
    template?: string | undefined
    drafts: boolean
    cursor?: string | undefined
    limit: number
  },
  now: Date,
): Promise<{ reports: ReportBrief[]; next?: string }> {
  let q = briefs(db)
    .orderBy('r.as_of', 'desc')
    .orderBy('r.id', 'desc')
    .limit(input.limit + 1)
  if (input.areaIds) q = q.where('r.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
  if (input.template) q = q.where('tv.template_key', '=', input.template)
  if (!input.drafts) q = q.where('r.state', '=', 'frozen')
  if (input.state === 'replaced') q = q.where('new.id', 'is not', null)
  else if (input.state === 'frozen') q = q.where('r.state', '=', 'frozen').where('new.id', 'is', null)
  else if (input.state) q = q.where('r.state', '=', input.state)
  if (input.cursor) {
    const [asOf, id] = cursorOf(input.cursor)
    q = q.where(sql<boolean>`(r.as_of, r.id) < (${asOf}::timestamptz, ${id}::uuid)`)
  }
  const rows = await q.execute()
  const shown = rows.slice(0, input.limit)
  const last = shown.at(-1)
  const due = await dueTimes(db, shown)
  return {
    reports: shown.map((r, i) => toBrief(r, due[i]!, now)),
    ...(rows.length > input.limit && last ? { next: `${last.as_of}_${last.id}` } : {}),
  }
}

export async function findReport(db: Tx, id: string, now: Date): Promise<Report | undefined> {
  const r = await briefs(db)
    .select([
      'r.phase',
      'r.risk',
      'r.assessment',
      'r.outlook',
      'r.proposals',
      'r.texts',
      'r.template_version_id',
      'r.sheet',
      'r.hash',
      'r.checkpoint',
      'r.checkpoint_seqs',
    ])
    .where('r.id', '=', id)
    .executeTakeFirst()
  if (!r) return undefined
  const [due] = await dueTimes(db, [r])
  return {
    ...toBrief(r, due!, now),
    narrative: {
      phase: r.phase,
      risk: r.risk,
      assessment: r.assessment,
      outlook: r.outlook,
      proposals: r.proposals,
    },
    texts: r.texts,
    templateVersionId: r.template_version_id,
    signerPostKind: r.signer_post,
    stored: (r.sheet as StoredSheet | null) ?? null,
    hash: r.hash,
    checkpoint: r.checkpoint,
    checkpointSeqs: r.checkpoint_seqs?.map(Number) ?? null,
  }
}

/**
 * The signed report of an area that a new one is compared with: the latest before it, from the same template, that was not
 * replaced.
 */
export function findPrevious(db: Tx, areaId: number, templateKey: string, asOf: string) {
  return db
    .selectFrom('vx.report as r')
    .innerJoin('vx.report_template_version as tv', 'tv.id', 'r.template_version_id')
    .select(['r.id', 'r.number', 'r.as_of', 'r.sheet'])
    .where('r.area_id', '=', areaId)
    .where('tv.template_key', '=', templateKey)
    .where('r.state', '=', 'frozen')
    .where('r.as_of', '<', asOf)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('vx.report as n')
            .select('n.id')
            .whereRef('n.replaces_id', '=', 'r.id')
            .where('n.state', '=', 'frozen'),
        ),
      ),
    )
    .orderBy('r.as_of', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** A signed periodic report of that area, template and day which still stands, other than the one that is replaced. */
export function findPeriodicOfDay(db: Tx, report: Report) {
  return db
    .selectFrom('vx.report as r')
    .innerJoin('vx.report_template_version as tv', 'tv.id', 'r.template_version_id')
    .select(['r.id', 'r.number'])
    .where('r.area_id', '=', report.areaId)
    .where('r.day', '=', report.day)
    .where('tv.template_key', '=', report.template.key)
    .where('r.kind', '=', 'periodic')
    .where('r.state', '=', 'frozen')
    .where(sql<boolean>`r.id is distinct from ${report.replaces?.id ?? null}::uuid`)
    .where(
      sql<boolean>`not exists (select from vx.report n where n.replaces_id = r.id and n.state = 'frozen')`,
    )
    .executeTakeFirst()
}

/** Every stored cell of a signed report. */
export function listCells(db: Tx, reportId: string) {
  return db
    .selectFrom('vx.report_cell')
    .selectAll()
    .where('report_id', '=', reportId)
    .orderBy('key')
    .execute()
}

export function findCell(db: Tx, reportId: string, key: string) {
  return db
    .selectFrom('vx.report_cell')
    .selectAll()
    .where('report_id', '=', reportId)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** The kept rows behind all cells that are in the viewer's areas. */
export function listKeptRows(db: Tx, reportId: string) {
  return db
    .selectFrom('vx.report_row')
    .select(['list_key', 'record_id', 'area_id', 'day', 'shown'])
    .where('report_id', '=', reportId)
    .execute()
}

const CASTS: Record<ColumnType, string> = {
  text: 'text',
  choice: 'text',
  integer: 'bigint',
  number: 'numeric',
  date: 'date',
  datetime: 'timestamptz',
  boolean: 'boolean',
}

/** The kept rows of one cell in the viewer's areas, with the columns as they were shown; `extra` names link fields. */
export function keptRows(
  db: Tx,
  reportId: string,
  listKey: string,
  ids: string[],
  columns: Column[],
  extra: string[],
): RowQuery {
  const typed = new Map(columns.map((c) => [c.key, c]))
  const keys = [...new Set([...typed.keys(), ...extra])]
  const fields = keys.map((key) => {
    const column = typed.get(key)
    const source = sql.ref(column?.personal ? 'r.personal' : 'r.shown')
    return sql`(${source} ->> ${key})::${sql.raw(CASTS[column?.type ?? 'text'])} as ${sql.ref(key)}`
  })
  return db
    .selectFrom(
      sql`(select r.record_id as id, r.day, r.area_id${fields.length ? sql`, ${sql.join(fields)}` : sql``}
        from vx.report_row r where r.report_id = ${reportId} and r.list_key = ${listKey}
          and r.record_id = any(${ids}::uuid[]))`.as('k') as never,
    )
    .selectAll() as unknown as RowQuery
}
