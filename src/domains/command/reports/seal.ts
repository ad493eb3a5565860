import { createHash } from 'node:crypto'
import type { Column } from '../../../platform/listing.ts'
import type { Narrative, ReportText, Sheet, SheetWindow } from './contract.ts'
import { parseCellKey } from './sheet.ts'

/** JSON with sorted keys: PostgreSQL's jsonb does not keep their order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`
  }
  return JSON.stringify(value ?? null)
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** SHA-256 over what a cell counts: figure, window, slice, moment, and the ids in order. */
export function cellHash(cell: {
  figureId: string
  window: SheetWindow
  key: string
  asOf: string
  knownAt: string
  ids: string[]
}): string {
  const slice = parseCellKey(cell.key)?.slice ?? null
  return sha256(canonical([cell.figureId, cell.window, slice, cell.asOf, cell.knownAt, [...cell.ids].sort()]))
}

/** SHA-256 over the shown columns of a list; what identifies a person is left out, since retention may blank it. */
export function listHash(rows: { id: string; areaId: number; day: string | null; shown: unknown }[]): string {
  const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  return sha256(canonical(sorted.map((r) => [r.id, r.areaId, r.day, r.shown])))
}

/** Everything that a signature covers. */
export interface Signed {
  id: string
  areaId: number
  kind: string
  asOf: string
  knownAt: string
  countFrom: string
  number: string
  frozenAt: string
  signerName: string
  signerPost: string
  replacesId: string | null
  checkpoint: string
  checkpointSeqs: number[]
  narrative: Narrative
  /** Of a report with text blocks only. */
  texts?: ReportText[]
  sheet: Sheet
  lists: Record<string, StoredList>
  cells: { key: string; value: number; hash: string }[]
}

/** What a kept list was: its columns when signed, the right that opens it, and the hash over its shown columns. */
export interface StoredList {
  figureId: string
  right: string
  opens: string
  columns: Column[]
  hash: string
}

/** SHA-256 over a signed report. */
export function reportHash(signed: Signed): string {
  const cells = [...signed.cells]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((c) => [c.key, c.value, c.hash])
  return sha256(canonical({ ...signed, cells }))
}

/** The code printed under a report: the first 16 hexadecimal digits of its hash in groups of four. */
export function verificationCode(hash: string): string {
  return hash
    .slice(0, 16)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1-')
}
