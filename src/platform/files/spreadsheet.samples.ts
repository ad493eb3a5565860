import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll } from 'vitest'
import {
  FileProblem,
  type ReadTableInput,
  readTable,
  type SheetColumn,
  type TableRow,
} from './spreadsheet.ts'

let folder = ''
let count = 0

/** Gives the tests of a file a folder of their own for the files that they make with `file`. */
export function withFolder(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheets-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
}

export async function file(fileName: string, content: string | Uint8Array): Promise<ReadTableInput> {
  count += 1
  const path = join(folder, `${count}`)
  await writeFile(path, content)
  return { path, fileName }
}

export async function read(input: ReadTableInput) {
  const table = await readTable(input)
  const rows: TableRow[] = []
  for await (const row of table.rows) rows.push(row)
  return { ...table, rows, cells: rows.map((row) => row.cells) }
}

export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no problem',
    (error: unknown) => (error instanceof FileProblem ? error.code : `other: ${error}`),
  )

export interface Part {
  name: string
  content: Buffer
  /** Said in the directory instead of the truth. */
  claimed?: number
  encrypted?: boolean
}

/** A ZIP made by hand, so that it can lie. */
export function zipOf(parts: Part[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, claimed = content.length, encrypted = false } of parts) {
    const packed = deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(encrypted ? 1 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claimed, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    fields.copy(entry, 6)
    entry.writeUInt32LE(offset, 42)
    const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed])
    bodies.push(body)
    directory.push(entry, Buffer.from(name))
    offset += body.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, central, end])
}

export const CONTACTS =
  'Họ và tên;Năm sinh;Địa chỉ\r\nTrần Thị Hoa Sim;1984;"Ngõ 345; Mai Động"\r\nLê Văn Đước;1979;NA\r\n'
export const CONTACT_CELLS = [
  { 'Họ và tên': 'Trần Thị Hoa Sim', 'Năm sinh': '1984', 'Địa chỉ': 'Ngõ 345; Mai Động' },
  { 'Họ và tên': 'Lê Văn Đước', 'Năm sinh': '1979', 'Địa chỉ': 'NA' },
]

export const columns: SheetColumn[] = [
  { key: 'code', label: 'Mã', type: 'text' },
  { key: 'name', label: 'Họ và tên', type: 'text' },
  { key: 'born', label: 'Ngày sinh', type: 'date' },
  { key: 'sampled', label: 'Giờ lấy mẫu', type: 'datetime' },
  { key: 'doses', label: 'Số mũi', type: 'integer' },
  { key: 'ct', label: 'CT', type: 'number' },
  { key: 'share', label: 'Tỷ lệ', type: 'percent' },
  { key: 'done', label: 'Đã tiêm', type: 'boolean' },
]
export const records = [
  {
    code: '0012',
    name: 'Nguyễn Thị Đước',
    born: '1984-02-29',
    sampled: '2021-08-09T17:30:00.000Z',
    doses: '157560',
    ct: '24.75',
    share: 0.055,
    done: true,
  },
  { code: '=1+1', name: '@SUM(A1)', born: null, sampled: undefined, doses: 0, ct: -5, share: 1, done: false },
]
