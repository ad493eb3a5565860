import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { columns, file, read, records, withFolder } from './spreadsheet.samples.ts'
import { type SheetColumn, writeCsv, writeXlsx } from './spreadsheet.ts'
import { DEFAULT_LIMITS } from './table.ts'
import { openZip, zipPart } from './zip.ts'

withFolder()

async function loaded(stream: Readable): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await buffer(stream)) as unknown as ExcelJS.Buffer)
  return book
}

describe('writing an Excel file', () => {
  it('gives dates as dates, instants in the time of Hà Nội, numbers as numbers and codes as text', async () => {
    const book = await loaded(writeXlsx({ sheets: [{ name: 'Ca bệnh', columns, rows: records }] }))
    const row = book.getWorksheet('Ca bệnh')!.getRow(2)
    expect(row.getCell(1).value).toBe('0012')
    expect(row.getCell(2).value).toBe('Nguyễn Thị Đước')
    expect(row.getCell(3).value).toEqual(new Date('1984-02-29T00:00:00Z'))
    expect(row.getCell(3).numFmt).toBe('d/m/yyyy')
    // 17:30 UTC is 00:30 of the next day in Asia/Ho_Chi_Minh.
    expect(row.getCell(4).value).toEqual(new Date('2021-08-10T00:30:00Z'))
    expect([row.getCell(5).value, row.getCell(6).value, row.getCell(7).value]).toEqual([157560, 24.75, 0.055])
    expect([row.getCell(5).numFmt, row.getCell(7).numFmt]).toEqual(['#,##0', '0.0%'])
    expect(row.getCell(8).value).toBe(true)
  })

  it('keeps a text that looks like a formula a text', async () => {
    const bytes = await buffer(writeXlsx({ sheets: [{ name: 'A', columns, rows: records }] }))
    const zip = await openZip((await file('a.xlsx', bytes)).path, DEFAULT_LIMITS)
    let xml = ''
    for await (const piece of zipPart(zip, 'xl/worksheets/sheet1.xml')) xml += piece.toString()
    expect(xml).toContain('<v>=1+1</v>')
    expect(xml).not.toMatch(/<f[ >]/)
  })

  it('freezes the header under its notes and puts filters on it', async () => {
    const notes = ['Danh sách ca bệnh', 'Tính đến 17:00 10/8/2021', 'Người xuất: Lê Văn Đước']
    const book = await loaded(writeXlsx({ sheets: [{ name: 'Ca bệnh', columns, rows: records, notes }] }))
    const sheet = book.getWorksheet('Ca bệnh')!
    expect(sheet.getCell('A2').value).toBe('Tính đến 17:00 10/8/2021')
    expect(sheet.getCell('B5').value).toBe('Họ và tên')
    expect(sheet.views).toMatchObject([{ state: 'frozen', ySplit: 5 }])
    expect(sheet.autoFilter).toBe('A5:H5')
  })

  it('writes words for yes and no where they are given', async () => {
    const words = { true: 'Có', false: 'Không' }
    const rows = [{ done: true }, { done: false }, { done: null }]
    const sheet = { name: 'A', columns: [{ key: 'done', label: 'Đã tiêm', type: 'boolean', words }], rows }
    const book = await loaded(writeXlsx({ sheets: [sheet as never] }))
    expect(book.getWorksheet('A')!.getColumn(1).values.slice(1)).toEqual(['Đã tiêm', 'Có', 'Không'])
  })

  it('names sheets as Excel allows, each once', async () => {
    const rows: Record<string, unknown>[] = []
    const names = ['Ca bệnh [F0]: 1/8', 'ca bệnh F0 1 8', 'Một tên trang tính dài hơn ba mươi mốt chữ cái']
    const book = await loaded(writeXlsx({ sheets: names.map((name) => ({ name, columns, rows })) }))
    expect(book.worksheets.map((sheet) => sheet.name)).toEqual([
      'Ca bệnh F0 1 8',
      'ca bệnh F0 1 8 (2)',
      'Một tên trang tính dài hơn ba m',
    ])
  })

  it('asks for no more rows than its reader takes, and for none once it is gone', async () => {
    const total = 200_000
    let asked = 0
    const rows = (function* () {
      for (; asked < total; asked += 1) yield { code: randomBytes(600).toString('hex') }
    })()
    const stream = writeXlsx({ sheets: [{ name: 'A', columns, rows }] })
    const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
    // It has come to rest when nothing was asked for three times over; a stall is no rest.
    let before = -1
    for (let still = 0; still < 3 || asked === 0; ) {
      before = asked
      await wait(500)
      still = asked === before ? still + 1 : 0
    }
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThan(total / 10)
    stream.destroy()
    await wait(200)
    expect(asked).toBe(before)
  })

  it('passes an error in the rows on to whoever reads', async () => {
    const rows = (function* () {
      yield records[0]!
      throw new Error('connection lost')
    })()
    await expect(buffer(writeXlsx({ sheets: [{ name: 'A', columns, rows }] }))).rejects.toThrow(
      'connection lost',
    )
  })
})

describe('writing a CSV', () => {
  it('begins with a byte order mark, quotes by RFC 4180 and guards formulas but not numbers', async () => {
    const text: SheetColumn[] = [
      { key: 'a', label: 'Tên', type: 'text' },
      { key: 'b', label: 'Số', type: 'number' },
    ]
    const rows = [
      { a: '=HYPERLINK("x")', b: -5 },
      { a: '-5', b: '-2.5' },
      { a: '@cmd', b: 1 },
      { a: '\tx', b: null },
      { a: 'Nói "được"\nrồi', b: 0 },
      { a: '+84 901', b: 2 },
    ]
    expect((await buffer(writeCsv({ columns: text, rows }))).toString()).toBe(
      [
        '\uFEFFTên,Số',
        '"\'=HYPERLINK(""x"")",-5',
        '-5,-2.5',
        "'@cmd,1",
        "'\tx,",
        '"Nói ""được""\nrồi",0',
        "'+84 901,2",
        '',
      ].join('\r\n'),
    )
  })

  it('writes dates and instants so that both people and programs read them', async () => {
    const text = (await buffer(writeCsv({ columns, rows: records, delimiter: ';' }))).toString()
    expect(text.split('\r\n')[1]).toBe(
      '0012;Nguyễn Thị Đước;1984-02-29;2021-08-10T00:30:00+07:00;157560;24.75;0.055;true',
    )
  })
})

describe('reading back what was written', () => {
  it('returns the same records from XLSX, with the notes passed over', async () => {
    const notes = ['Danh sách ca bệnh', 'Tính đến 17:00 10/8/2021']
    const stream = writeXlsx({ sheets: [{ name: 'Ca bệnh', columns, rows: records, notes }] })
    const table = await read(await file('ca-benh.xlsx', await buffer(stream)))
    expect(table.sheet).toBe('Ca bệnh')
    expect(table.columns).toEqual(columns.map((column) => column.label))
    expect(table.rows[0]!.line).toBe(5)
    expect(table.cells).toEqual([
      {
        Mã: '0012',
        'Họ và tên': 'Nguyễn Thị Đước',
        'Ngày sinh': '1984-02-29',
        'Giờ lấy mẫu': '2021-08-10T00:30:00',
        'Số mũi': '157560',
        CT: '24.75',
        'Tỷ lệ': '0.055',
        'Đã tiêm': 'TRUE',
      },
      {
        Mã: '=1+1',
        'Họ và tên': '@SUM(A1)',
        'Ngày sinh': '',
        'Giờ lấy mẫu': '',
        'Số mũi': '0',
        CT: '-5',
        'Tỷ lệ': '1',
        'Đã tiêm': 'FALSE',
      },
    ])
    expect(table.warnings).toEqual([{ code: 'lines-above-header', detail: 2 }])
  })

  it('returns the same texts from CSV, without the guard', async () => {
    const table = await read(await file('a.csv', await buffer(writeCsv({ columns, rows: records }))))
    expect(table.cells[1]).toMatchObject({ Mã: '=1+1', 'Họ và tên': '@SUM(A1)' })
    expect(table.warnings).toEqual([])
  })
})
