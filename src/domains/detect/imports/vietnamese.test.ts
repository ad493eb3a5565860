import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { writeXlsx } from '../../../platform/files/spreadsheet.ts'
import type { Batch } from './contract.ts'
import { checked, outcomes, uploaded } from './testing.ts'

const COLUMNS = [
  'STT',
  'Họ và tên',
  'Ngày sinh',
  'Giới tính',
  'Ngày khởi phát',
  'Ngày báo cáo',
  'Địa chỉ',
  'CCCD',
  'SĐT',
  'Phân loại',
  'Kết cục',
  'Cân nặng',
]

/** The workbook a ward really sends: a title above the header, dates without a year, one of everything that goes wrong. */
const ROWS = [
  [
    '1',
    'Nguyễn Thị Hoa',
    '12/3/1985',
    'Nữ',
    '5/8',
    '6/8/2021',
    'Số 5 ngõ 10, P. Mai Động, Q. Hoàng Mai',
    '001185000111',
    '0912 345 678',
    'Xác định',
    'Đang điều trị',
    '52,5',
  ],
  [
    '2',
    'Trần Văn Bình',
    '1990',
    'Nam',
    '7/8/2021',
    '7/8/2021',
    'Phường Tương Mai',
    '',
    '',
    'Nghi ngờ',
    '',
    '',
  ],
  ['3', 'Lê Thị Na', '1978', 'Nữ', '20/8/2021', '9/8/2021', 'Phường Mai Động', '', '', 'Xác định', '', ''],
  ['4', '', '', '', '8/8/2021', '8/8/2021', 'Phường Mai Động', '', '', 'Xác định', '', ''],
  [
    '5',
    'Phạm Quốc Việt',
    '1/1/2001',
    'Nam',
    '32/7/2021',
    '8/8/2021',
    'Phường Mai Động',
    '',
    '',
    'Xác định',
    '',
    '',
  ],
  [
    '6',
    'Đỗ Minh Châu',
    '1966',
    'Nữ',
    '1/8/2021',
    '8/8/2021',
    'Phường Kim Mã, Quận Ba Đình',
    '',
    '',
    'Xác định',
    '',
    '',
  ],
  [
    '7',
    'Vũ Hải Yến',
    '1999',
    'X',
    '8/8/2021',
    '6/8/2021',
    'Khu A nhà trọ',
    '',
    '12',
    'Xác định',
    'Tử vong',
    '',
  ],
  [
    '8',
    'Hoa Nguyễn Thị',
    '12/3/1985',
    'Nữ',
    '5/8/2021',
    '6/8/2021',
    'Phường Mai Động',
    '',
    '',
    'Xác định',
    '',
    '',
  ],
]

export async function workbook(
  rows: string[][],
  title = ['DANH SÁCH CA BỆNH ĐẾN 17H NGÀY 9/8/2021'],
): Promise<Buffer> {
  return buffer(
    writeXlsx({
      sheets: [
        {
          name: 'F0',
          notes: title,
          columns: COLUMNS.map((label, i) => ({ key: `c${i}`, label, type: 'text' })),
          rows: rows.map((r) => Object.fromEntries(r.map((v, i) => [`c${i}`, v]))),
        },
      ],
    }),
  )
}

describe('A list of cases from a ward, in Excel', () => {
  let world: World
  let lan: User
  let batch: Batch

  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    batch = await uploaded(world, lan, { name: 'Danh sách F0 Mai Động.xlsx', body: await workbook(ROWS) })
    batch = await checked(world, lan, batch)
  })
  afterAll(() => world.close())

  const _reasonsOf = async (line: number) => {
    const { rows } = await lan.api.imports.rows({ id: batch.id })
    return rows.find((r) => r.line === line + 3)!
  }

  it('is mapped by its headers, and says which columns are not read', () => {
    expect(batch.mapping).toMatchObject({
      'Họ và tên': 'fullName',
      'Ngày khởi phát': 'onsetDate',
      CCCD: 'nationalId',
    })
    expect(batch.columns.filter((c) => !batch.mapping[c.name]).map((c) => c.name)).toEqual([
      'STT',
      'Cân nặng',
    ])
    expect(batch.fileWarnings.map((w) => w.code)).toContain('lines-above-header')
  })
  it('x', async () => {
    console.log(outcomes(batch), batch.reasons)
    const { rows } = await lan.api.imports.rows({ id: batch.id })
    for (const r of rows) console.log(r.line, r.outcome, JSON.stringify(r.reasons), JSON.stringify(r.values))
    console.log(JSON.stringify(await lan.api.imports.reviews({ id: batch.id }), null, 1))
  })
})
