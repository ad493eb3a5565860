import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { dateKind, excelDate } from './excel-dates.ts'
import { CONTACT_CELLS, CONTACTS, codeOf, file, read, withFolder } from './spreadsheet.samples.ts'
import { type ReadTableInput, readTable } from './spreadsheet.ts'

withFolder()

describe('reading a CSV', () => {
  it.each([
    ['semicolons', ';'],
    ['commas', ','],
    ['tabs', '\t'],
  ])('finds out that cells are parted by %s', async (_, delimiter) => {
    const text = CONTACTS.replace('"Ngõ 345; Mai Động"', `"Ngõ 345${delimiter} Mai Động"`).replaceAll(
      /;(?! Mai)/g,
      delimiter,
    )
    const table = await read(await file('f1.csv', text))
    expect(table.cells).toEqual([
      { ...CONTACT_CELLS[0], 'Địa chỉ': `Ngõ 345${delimiter} Mai Động` },
      CONTACT_CELLS[1],
    ])
  })

  it('takes decimal commas for what they are when semicolons part the cells', async () => {
    const table = await read(await file('rau.csv', 'Tổ;Tấn rau\n1;5,5\n2;1,25\n'))
    expect(table.cells).toEqual([
      { Tổ: '1', 'Tấn rau': '5,5' },
      { Tổ: '2', 'Tấn rau': '1,25' },
    ])
  })

  it.each([
    ['UTF-8', Buffer.from(CONTACTS)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${CONTACTS}`)],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${CONTACTS}`, 'utf16le')],
    ['UTF-8 in decomposed letters', Buffer.from(CONTACTS.normalize('NFD'))],
  ])('reads Vietnamese in %s', async (_, bytes) => {
    const table = await read(await file('f1.csv', bytes))
    expect(table.cells).toEqual(CONTACT_CELLS)
    expect(table.warnings).toEqual([])
  })

  it('takes other bytes for Vietnamese Windows and says so', async () => {
    // Windows-1258 writes ị as i and a dot below (0xF2), ầ as â (0xE2) and a grave (0xCC).
    const bytes = Buffer.concat([
      Buffer.from('Ten,Phuong\r\nTr'),
      Buffer.from([0xe2, 0xcc]),
      Buffer.from('n Th'),
      Buffer.from([0x69, 0xf2]),
      Buffer.from(' Sim,Mai '),
      Buffer.from([0xd0, 0xf4, 0xf2]),
      Buffer.from('ng\r\n'),
    ])
    const table = await read(await file('cu.csv', bytes))
    expect(table.cells).toEqual([{ Ten: 'Trần Thị Sim', Phuong: 'Mai Động' }])
    expect(table.warnings).toEqual([{ code: 'encoding-guessed', detail: 'windows-1258' }])
  })

  it('tells columns of the same name apart, names the unnamed, and says both', async () => {
    const table = await read(await file('a.csv', 'Ngày, Ngày ,,Ngày (2)\n1,2,3,4\n'))
    expect(table.columns).toEqual(['Ngày', 'Ngày (2)', '#3', 'Ngày (2) (2)'])
    expect(table.cells).toEqual([{ Ngày: '1', 'Ngày (2)': '2', '#3': '3', 'Ngày (2) (2)': '4' }])
    expect(table.warnings.map((warning) => warning.code)).toEqual([
      'column-renamed',
      'column-unnamed',
      'column-renamed',
    ])
  })

  it('counts lines as a text editor does, past blank lines and cells of several lines', async () => {
    const table = await read(await file('a.csv', 'sep=,\na,b\n1,"x\ny"\n\n,\n2,z\n'))
    expect(table.rows).toEqual([
      { line: 3, cells: { a: '1', b: 'x\ny' } },
      { line: 7, cells: { a: '2', b: 'z' } },
    ])
  })

  it('says where cells stand under no column', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `${index},x`)
    const table = await read(await file('a.csv', ['a,b', ...rows, '1,2,3'].join('\n')))
    expect(table.warnings).toEqual([{ code: 'cells-beyond-columns', detail: 42 }])
  })

  it('reads a column called __proto__ like any other', async () => {
    const table = await read(await file('a.csv', '__proto__,b\nx,y\n'))
    expect(Object.entries(table.cells[0]!)).toEqual([
      ['__proto__', 'x'],
      ['b', 'y'],
    ])
  })

  it('reads a large file without holding it', async () => {
    const input = await file('lon.csv', 'a,b\n')
    const line = `${'x'.repeat(180)},y\n`
    for (let part = 0; part < 10; part += 1) await appendFile(input.path, line.repeat(10_000))
    const table = await readTable(input)
    v8.setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const held = () => {
      collect()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }
    const before = held()
    let rows = 0
    let most = 0
    for await (const _ of table.rows) {
      rows += 1
      if (rows % 25_000 === 0) most = Math.max(most, held())
    }
    expect(rows).toBe(100_000)
    // The file is 18 MB, its rows in memory more than that.
    expect(most - before).toBeLessThan(8 * 1024 * 1024)
  })
})

describe('reading an Excel file', () => {
  const built = async (fill: (book: ExcelJS.Workbook) => void): Promise<ReadTableInput> => {
    const book = new ExcelJS.Workbook()
    fill(book)
    return file('danh-sach.xlsx', Buffer.from(await book.xlsx.writeBuffer()))
  }

  it('gives dates, results of formulas, rich text, links and errors as plain strings', async () => {
    const input = await built((book) => {
      const sheet = book.addWorksheet('F1')
      sheet.addRow(['Ngày', 'Giờ', 'Tổng', 'Tên', 'Liên hệ', 'Lỗi', 'Có', 'Số', 'Trống'])
      const row = sheet.addRow([
        new Date('2021-08-10T00:00:00Z'),
        new Date('2021-08-10T17:05:30Z'),
        { formula: 'A1+1', result: 12 },
        { richText: [{ text: 'Trần ' }, { text: 'Hoa', font: { bold: true } }] },
        { text: 'Trạm Y tế', hyperlink: 'mailto:tram@example.vn' },
        { error: '#N/A' },
        true,
        0.1 + 0.2,
      ])
      row.getCell(1).numFmt = 'dd/mm/yyyy'
      row.getCell(2).numFmt = 'hh:mm dd/mm/yyyy'
    })
    expect((await read(input)).cells).toEqual([
      {
        Ngày: '2021-08-10',
        Giờ: '2021-08-10T17:05:30',
        Tổng: '12',
        Tên: 'Trần Hoa',
        'Liên hệ': 'Trạm Y tế',
        Lỗi: '#N/A',
        Có: 'TRUE',
        Số: '0.3',
        Trống: '',
      },
    ])
  })

  it('reads the first visible sheet that holds something, or the one asked for', async () => {
    const input = await built((book) => {
      book.addWorksheet('Ẩn', { state: 'hidden' }).addRow(['x', 'y'])
      book.addWorksheet('Bìa')
      book.addWorksheet('F0').addRows([['Mã'], ['1']])
      book.addWorksheet('F1').addRows([['Mã'], ['2']])
    })
    const first = await read(input)
    expect(first.sheets).toEqual(['Bìa', 'F0', 'F1'])
    expect([first.sheet, first.cells]).toEqual(['F0', [{ Mã: '1' }]])
    expect((await read({ ...input, sheet: 'F1' })).cells).toEqual([{ Mã: '2' }])
    expect(await codeOf(readTable({ ...input, sheet: 'Ẩn' }))).toBe('file-empty')
  })

  it('finds the header under the title of an office table', async () => {
    const input = await built((book) => {
      const sheet = book.addWorksheet('F1')
      sheet.addRows([
        ['UBND PHƯỜNG MAI ĐỘNG'],
        ['DANH SÁCH F1'],
        [],
        ['STT', 'Họ và tên'],
        [1, 'Lê Văn Đước'],
      ])
    })
    const table = await read(input)
    expect(table.rows).toEqual([{ line: 5, cells: { STT: '1', 'Họ và tên': 'Lê Văn Đước' } }])
  })

  it('tells number formats of dates from those of numbers', () => {
    expect(dateKind(14, undefined)).toBe('date')
    expect(dateKind(22, undefined)).toBe('datetime')
    expect(dateKind(20, undefined)).toBe('time')
    expect(dateKind(4, undefined)).toBe('none')
    expect(dateKind(165, '[$-42A]dd mmmm yyyy;@')).toBe('date')
    expect(dateKind(166, 'mmm-yy')).toBe('date')
    expect(dateKind(167, '#,##0 "đồng/ngày day"')).toBe('none')
    expect(dateKind(168, '[Red]#,##0;[Blue]0')).toBe('none')
    expect(dateKind(169, '[h]:mm')).toBe('time')
    expect(dateKind(170, 'General')).toBe('none')
  })

  it('knows both calendars of Excel and the day that never was', () => {
    expect(excelDate(44418, 'date', false)).toBe('2021-08-10')
    expect(excelDate(44418 - 1462, 'date', true)).toBe('2021-08-10')
    expect(excelDate(59, 'date', false)).toBe('1900-02-28')
    expect(excelDate(61, 'date', false)).toBe('1900-03-01')
    expect(excelDate(44418.75, 'date', false)).toBe('2021-08-10T18:00:00')
    expect(excelDate(0.5, 'time', false)).toBe('12:00:00')
    expect(excelDate(1.5, 'time', false)).toBeUndefined()
    expect(excelDate(1e9, 'date', false)).toBeUndefined()
  })
})

describe('real tables', () => {
  const samples = process.env.VX_SAMPLES
  it.for([
    ['outbreaks/mers_korea_2015_linelist.csv', 162, 15],
    ['godata/cases_clean.csv', 56, 86],
    ['godata/contacts_clean.csv', 66, 62],
    ['godata/relationships_clean.csv', 100, 21],
    ['godata/followups_clean.csv', 437, 53],
    ['godata/lab_results_clean.csv', 40, 56],
  ] as const)('reads %s whole: %i rows of %i columns', async ([name, rows, width], ctx) => {
    if (!samples) return ctx.skip('VX_SAMPLES is not set')
    const table = await read({ path: join(samples, name), fileName: name })
    expect([table.rows.length, table.columns.length]).toEqual([rows, width])
    expect(table.warnings).toEqual([])
  })
})
