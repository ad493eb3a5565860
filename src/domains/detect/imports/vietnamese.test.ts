import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { readTable } from '../../../platform/files/spreadsheet.ts'
import type { Batch } from './contract.ts'
import { checked, committed, outcomes, sumOf, tableCounts, undone, uploaded, workbook } from './testing.ts'

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

/** One of everything that goes wrong in the lists that wards send; the title takes line 1, the header line 3. */
const ROWS = {
  hoa: [
    '1',
    'Nguyễn Thị Hoa',
    '12/3/1985',
    'Nữ',
    '5/8',
    '6/8/2021',
    'Số 5 ngõ 10, P. Mai Động, Q. Hoàng Mai',
    '001185000111',
    '+84 912 345 678',
    'Xác định',
    'Đang điều trị',
    '52,5',
  ],
  binh: [
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
  na: [
    '3',
    'Lê Thị Na',
    '1978',
    'Nữ',
    '20/8/2021',
    '9/8/2021',
    'Phường Mai Động',
    '',
    '',
    'Xác định',
    '',
    '',
  ],
  nameless: ['4', '', '', '', '8/8/2021', '8/8/2021', 'Phường Mai Động', '', '', 'Xác định', '', ''],
  viet: [
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
  chau: [
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
  yen: [
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
  hoaAgain: [
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
}
const LINES = Object.fromEntries(Object.keys(ROWS).map((key, i) => [key, i + 4])) as Record<
  keyof typeof ROWS,
  number
>

describe('A list of cases that a ward sends in Excel', () => {
  let world: World
  let lan: User
  let before: Record<string, number>
  let batch: Batch

  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    before = await tableCounts(world)
    const body = await workbook(COLUMNS, Object.values(ROWS))
    batch = await checked(
      world,
      lan,
      await uploaded(world, lan, { name: 'Danh sách F0 Mai Động.xlsx', body }),
    )
  })
  afterAll(() => world.close())

  const row = async (key: keyof typeof ROWS) => {
    const { rows } = await lan.api.imports.rows({ id: batch.id })
    const found = rows.find((r) => r.line === LINES[key])!
    return { ...found, codes: found.reasons.map((r) => r.code) }
  }

  it('is mapped by its headers, and the columns that are not read are named', () => {
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
    expect(batch.options.source).toBe('mai-dong')
  })

  it('says before anything is entered what becomes of each row', async () => {
    expect(outcomes(batch)).toEqual({ create: 3, review: 1, refuse: 4 })
    expect(sumOf(batch)).toBe(8)
    expect(await tableCounts(world)).toEqual(before)
  })

  it('takes the year of "5/8" from the context and says so (T5)', async () => {
    const hoa = await row('hoa')
    expect(hoa.values.onsetDate).toBe('2021-08-05')
    expect(hoa.reasons).toContainEqual({
      code: 'year-from-context',
      level: 'warn',
      params: { field: 'onsetDate', value: '5/8', taken: '2021-08-05' },
    })
  })

  it('finds the ward inside an address', async () => {
    expect((await row('hoa')).values.areaId).toBe(await world.areaId('Mai Động'))
    expect((await row('binh')).values.areaId).toBe(await world.areaId('Tương Mai'))
  })

  it('refuses an onset in the future, a date that is none, nobody, and another district', async () => {
    expect(await row('na')).toMatchObject({
      outcome: 'refuse',
      codes: expect.arrayContaining(['date-future']),
    })
    expect(await row('viet')).toMatchObject({
      outcome: 'refuse',
      codes: expect.arrayContaining(['date-unreadable']),
    })
    expect(await row('nameless')).toMatchObject({
      outcome: 'refuse',
      codes: expect.arrayContaining(['who-unknown']),
    })
    expect(await row('chau')).toMatchObject({
      outcome: 'refuse',
      codes: expect.arrayContaining(['area-outside']),
    })
  })

  it('keeps a report before the onset and a death without a day, and says all that it did not understand', async () => {
    const yen = await row('yen')
    expect(yen.outcome).toBe('create')
    expect(yen.codes.sort()).toEqual([
      'area-unknown',
      'confirmed-at-from-report',
      'outcome-date-missing',
      'report-before-onset',
      'value-not-understood',
      'value-not-understood',
    ])
  })

  it('asks whether "Hoa Nguyễn Thị" is Nguyễn Thị Hoa of an earlier line, with what speaks for it', async () => {
    const { reviews } = await lan.api.imports.reviews({ id: batch.id })
    expect(reviews).toHaveLength(1)
    expect(reviews[0]).toMatchObject({ line: LINES.hoaAgain, decision: null })
    // Other women of the register may be likely too; she is the likeliest by far.
    const [hoa] = reviews[0]!.candidates
    expect(hoa).toMatchObject({ line: LINES.hoa, fullName: 'Nguyễn Thị Hoa' })
    expect(hoa!.score).toBeGreaterThan(0.9)
    expect(hoa!.why.filter((w) => w.bits > 0).map((w) => w.code.split('.')[0])).toEqual(
      expect.arrayContaining(['name', 'birth', 'sex', 'area']),
    )
    expect(hoa!.why.filter((w) => w.code.endsWith('.different'))).toEqual([])
  })

  it('enters a person once when somebody decides that it is her', async () => {
    const { reviews } = await lan.api.imports.reviews({ id: batch.id })
    const [review] = reviews
    const decided = await lan.api.imports.decide({
      id: batch.id,
      reviewId: review!.id,
      version: review!.version,
      decision: 'same',
      personId: review!.candidates[0]!.personId,
    })
    expect(decided).toMatchObject({ decision: 'same', outcome: 'match' })
    batch = await committed(world, lan, await lan.api.imports.get({ id: batch.id }))
    expect(outcomes(batch)).toEqual({ created: 3, matched: 1, refused: 4 })
    const { rows } = await world.pool.query(
      `select * from vx.person where full_name = 'Nguyễn Thị Hoa' and birth_date = '1985-03-12'`,
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ phone: '0912345678', national_id: '001185000111', sex: 'female' })
    const { rows: lived } = await world.pool.query('select address from vx.household where id = $1', [
      rows[0].household_id,
    ])
    expect(lived[0].address).toBe('Số 5 ngõ 10, P. Mai Động, Q. Hoàng Mai')
  })

  it('gives the refused rows back as a workbook, as they stood, with line and reason', async () => {
    const response = await world.fetch(lan, `/api/imports/${batch.id}/rows.xlsx?outcome=refused`)
    expect(response.status).toBe(200)
    const path = join(await mkdtemp(join(tmpdir(), 'vx-refused-')), 'refused.xlsx')
    await writeFile(path, Buffer.from(await response.arrayBuffer()))
    const table = await readTable({ path, fileName: 'refused.xlsx' })
    const cells: Record<string, string>[] = []
    for await (const r of table.rows) cells.push(r.cells)
    expect(cells.map((c) => c.Dòng)).toEqual(
      ['na', 'nameless', 'viet', 'chau'].map((k) => String(LINES[k as 'na'])),
    )
    expect(cells[2]).toMatchObject({ 'Họ và tên': 'Phạm Quốc Việt', 'Ngày khởi phát': '32/7/2021' })
    expect(cells[2]!['Lý do']).toContain('Ngày khởi phát: không đọc được ngày “32/7/2021”')
  })

  it('recognises the same list without any ids when it is brought again', async () => {
    const counts = await tableCounts(world)
    const body = await workbook(COLUMNS, Object.values(ROWS), 'GỬI LẠI')
    let again = await uploaded(world, lan, { name: 'Danh sách F0 Mai Động.xlsx', body })
    expect(again.mapping).toEqual(batch.mapping)
    again = await committed(world, lan, await checked(world, lan, again))
    expect(again.counts.created).toBe(0)
    expect(again.counts).toMatchObject({ matched: 4, refused: 4 })
    expect(await tableCounts(world)).toEqual(counts)
  })

  it('is gone from every table when it is undone', async () => {
    batch = await undone(world, lan, batch)
    expect(outcomes(batch)).toEqual({ undone: 3, matched: 1, refused: 4 })
    await expect.poll(() => tableCounts(world), { timeout: 60_000 }).toEqual(before)
    const { rows } = await world.pool.query(
      `select action from platform.audit where subject_type = 'import' and subject_id = $1 order by at, seq`,
      [batch.id],
    )
    expect(rows.map((r) => r.action)).toEqual(
      expect.arrayContaining(['import.upload', 'import.commit', 'import.undo', 'import.undone']),
    )
  })
})
