import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { User, World } from '../../../../test/harness/world.ts'
import { writeXlsx } from '../../../platform/files/spreadsheet.ts'
import type { Batch, ImportKind, ImportOptions, Mapping, RowOutcome } from './contract.ts'

/** The folder of real samples, named by VX_SAMPLES; undefined where it is not set. */
export const samples = process.env.VX_SAMPLES

export const readSample = (path: string) => readFile(join(samples!, path))

/** Hands a file in as the web app does. */
export async function handIn(
  world: World,
  user: User,
  file: { name: string; body: string | Buffer; fields?: Record<string, string> },
): Promise<Response> {
  const form = new FormData()
  for (const [key, value] of Object.entries(file.fields ?? {})) form.append(key, value)
  form.append('file', new Blob([new Uint8Array(Buffer.from(file.body))]), file.name)
  return world.fetch(user, '/api/imports/upload', { method: 'POST', body: form })
}

/** Uploads a file and returns the import. */
export async function uploaded(world: World, user: User, file: Parameters<typeof handIn>[2]): Promise<Batch> {
  const response = await handIn(world, user, file)
  const body = (await response.json()) as { id: string }
  if (!response.ok) throw new Error(`Upload: ${response.status} ${JSON.stringify(body)}`)
  return user.api.imports.get({ id: body.id })
}

/** Waits until the job of an import is done: the state says so, whatever the queue believes. */
export async function rested(world: World, user: User, id: string): Promise<Batch> {
  await world.settle()
  for (let tries = 0; tries < 600; tries += 1) {
    const batch = await user.api.imports.get({ id })
    if (!['checking', 'committing', 'undoing'].includes(batch.state)) return batch
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Import ${id} does not come to rest`)
}

/** Runs the dry run with the suggested mapping, or another. */
export async function checked(
  world: World,
  user: User,
  batch: Batch,
  change: { kind?: ImportKind; mapping?: Mapping; options?: Partial<ImportOptions> } = {},
): Promise<Batch> {
  await user.api.imports.check({
    id: batch.id,
    version: batch.version,
    kind: change.kind ?? batch.kind,
    mapping: change.mapping ?? batch.mapping,
    options: { ...batch.options, ...change.options },
  })
  return rested(world, user, batch.id)
}

export async function committed(world: World, user: User, batch: Batch): Promise<Batch> {
  await user.api.imports.commit({ id: batch.id, version: batch.version })
  return rested(world, user, batch.id)
}

export async function undone(world: World, user: User, batch: Batch): Promise<Batch> {
  await user.api.imports.undo({ id: batch.id, version: batch.version, reason: 'Nhập nhầm tệp' })
  return rested(world, user, batch.id)
}

/** Outcomes that occur, with their numbers. */
export function outcomes(batch: Batch): Partial<Record<RowOutcome, number>> {
  return Object.fromEntries(Object.entries(batch.counts).filter(([, n]) => n > 0))
}

export const sumOf = (batch: Batch) => Object.values(batch.counts).reduce((a, b) => a + b, 0)

/**
 * Rows of every table of the domains. Left out: what only ever grows by design (histories, the numbers of case codes,
 * which are never given twice; the note of who came and went, and what the search for duplicates found by it) and the import's own tables, which keep the account of what
 * was done and undone.
 */
export async function tableCounts(world: World): Promise<Record<string, number>> {
  const { rows } = await world.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'vx' and tablename not like '%\\_version'
     and tablename not like 'import\\_%' and tablename not in ('case_counter', 'person_change', 'person_pair') order by 1`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of rows) {
    const found = await world.pool.query<{ n: string }>(`select count(*) as n from vx.${name}`)
    counts[name] = Number(found.rows[0]!.n)
  }
  return counts
}

/** The records of a CSV without quoted line breaks, for comparing an import with its file. */
export function csvRecords(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trim().split(/\r?\n/)
  const cells = (line: string) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) =>
      m[1]!.replace(/^"|"$/g, '').replaceAll('""', '"'),
    )
  const names = cells(head!)
  return lines.map((line) => {
    const row = cells(line)
    return Object.fromEntries(names.map((name, i) => [name, row[i] ?? '']))
  })
}

/** A workbook as a ward sends it: a title above the header, every cell a text. */
export function workbook(
  columns: string[],
  rows: string[][],
  title = 'DANH SÁCH CA BỆNH ĐẾN 17H',
): Promise<Buffer> {
  return buffer(
    writeXlsx({
      sheets: [
        {
          name: 'F0',
          notes: [title],
          columns: columns.map((label, i) => ({ key: `c${i}`, label, type: 'text' })),
          rows: rows.map((r) => Object.fromEntries(r.map((v, i) => [`c${i}`, v]))),
        },
      ],
    }),
  )
}

/** A CSV of plain cells. */
export const csv = (columns: string[], rows: string[][]) =>
  [columns, ...rows].map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n')

/** A list of cases as wards keep them, and people nobody is. */
export const PEOPLE_COLUMNS = [
  'Mã ca',
  'Họ tên',
  'Năm sinh',
  'Giới tính',
  'Phường',
  'Ngày khởi phát',
  'Ngày báo cáo',
]
const person = (n: number) => [
  `P${n}`,
  `Người Thử ${n}`,
  '1980',
  n % 2 ? 'Nam' : 'Nữ',
  'Mai Động',
  '1/8/2021',
  '2/8/2021',
]
export const people = (count: number) => Array.from({ length: count }, (_, i) => person(i + 1))
