import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import {
  CONTACT_CELLS,
  CONTACTS,
  codeOf,
  columns,
  file,
  type Part,
  read,
  records,
  withFolder,
  zipOf,
} from './spreadsheet.samples.ts'
import { fileProblems, readTable, writeXlsx } from './spreadsheet.ts'

withFolder()

describe('files that are refused', () => {
  const workbook = (sheet: Buffer, more: Partial<Part> = {}): Part[] => [
    {
      name: 'xl/workbook.xml',
      content: Buffer.from(
        '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: Buffer.from(
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet, ...more },
  ]
  const sheetXml = (rows: string) => Buffer.from(`<worksheet><sheetData>${rows}</sheetData></worksheet>`)
  const twoRows = '<row><c t="str"><v>Mã</v></c></row><row><c><v>7</v></c></row>'

  it('reads the smallest workbook, which the refused ones are made of', async () => {
    const table = await read(await file('a.xlsx', zipOf(workbook(sheetXml(twoRows)))))
    expect(table.cells).toEqual([{ Mã: '7' }])
  })

  it('does not inflate a workbook that is packed to burst', async () => {
    const bomb = zipOf(workbook(Buffer.alloc(30_000_000, 0x20)))
    expect(bomb.length).toBeLessThan(50_000)
    expect(await codeOf(readTable(await file('danh-sach.xlsx', bomb)))).toBe('file-zip-bomb')
  })

  it('stops a workbook that is larger than it says', async () => {
    const lying = workbook(sheetXml(twoRows + ' '.repeat(3_000_000)), { claimed: 900 })
    expect(await codeOf(readTable(await file('a.xlsx', zipOf(lying))))).toBe('file-zip-bomb')
  })

  it('refuses a workbook of too many parts or too much inside', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => ({ name: `${index}`, content: Buffer.alloc(1) }))
    expect(await codeOf(readTable(await file('a.xlsx', zipOf(many))))).toBe('file-zip-bomb')
    const input = await file('a.xlsx', zipOf(workbook(sheetXml(twoRows))))
    expect(await codeOf(readTable({ ...input, limits: { zipInflated: 100 } }))).toBe('file-zip-bomb')
  })

  it('refuses entities, which no spreadsheet needs', async () => {
    const xml = Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>')
    expect(await codeOf(readTable(await file('a.xlsx', zipOf(workbook(xml)))))).toBe('file-not-a-table')
  })

  it('refuses old and password-protected Excel files by name of what they are', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)])
    const locked = Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(100)])
    expect(await codeOf(readTable(await file('cu.xls', ole)))).toBe('file-legacy-xls')
    expect(await codeOf(readTable(await file('cu.xlsx', ole)))).toBe('file-legacy-xls')
    expect(await codeOf(readTable(await file('khoa.xlsx', locked)))).toBe('file-encrypted')
    const parts = workbook(sheetXml(twoRows), { encrypted: true })
    expect(await codeOf(readTable(await file('khoa.xlsx', zipOf(parts))))).toBe('file-encrypted')
  })

  it('goes by what is inside, not by the name', async () => {
    const letter =
      'Kính gửi: Ủy ban nhân dân phường\n\nĐề nghị phường báo cáo, kèm danh sách, trước 17 giờ.\nXin cảm ơn.\n'
    expect(await codeOf(readTable(await file('danh-sach.xlsx', letter)))).toBe('file-not-a-table')
    const renamed = await read(await file('danh-sach.xlsx', CONTACTS))
    expect(renamed.cells).toEqual(CONTACT_CELLS)
    expect(renamed.warnings).toEqual([{ code: 'name-and-content-differ', detail: 'CSV' }])
    const xlsx = await buffer(writeXlsx({ sheets: [{ name: 'A', columns, rows: records }] }))
    expect((await read(await file('danh-sach.csv', xlsx))).sheet).toBe('A')
  })

  it.each([
    ['a DOCX', zipOf([{ name: 'word/document.xml', content: Buffer.from('<w/>') }])],
    ['a torn ZIP', zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('<w/>') }]).subarray(0, 60)],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj, <<>>\n')],
    ['a web page that calls itself .xls', Buffer.from('<html><table><tr><td>1</td></tr></table></html>')],
    ['JSON', Buffer.from('[{"a": 1, "b": 2}]')],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
  ])('refuses %s', async (_, bytes) => {
    expect(await codeOf(readTable(await file('danh-sach.csv', bytes)))).toBe('file-not-a-table')
  })

  it('refuses a quote that is never closed', async () => {
    const open = `a,b\n1,"${'x'.repeat(2_000_000)}`
    expect(await codeOf(read(await file('a.csv', open)))).toBe('file-not-a-table')
  })

  it('refuses an empty file, in each way of being empty', async () => {
    expect(await codeOf(readTable(await file('a.csv', '')))).toBe('file-empty')
    expect(await codeOf(readTable(await file('a.csv', ' \r\n\r\n')))).toBe('file-empty')
    expect(await codeOf(readTable(await file('a.csv', ',,\n,,\n')))).toBe('file-empty')
    expect(await codeOf(readTable(await file('a.xlsx', zipOf(workbook(sheetXml(''))))))).toBe('file-empty')
  })

  it('refuses more bytes, columns or rows than allowed', async () => {
    const input = await file('a.csv', 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n')
    expect(await codeOf(read({ ...input, limits: { bytes: 10 } }))).toBe('file-too-large')
    expect(await codeOf(read({ ...input, limits: { columns: 2 } }))).toBe('file-too-large')
    expect(await codeOf(read({ ...input, limits: { rows: 2 } }))).toBe('file-too-large')
    expect(await codeOf(read({ ...input, limits: { rows: 3, columns: 3 } }))).toBe('no problem')
    const far = sheetXml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')
    expect(await codeOf(readTable(await file('a.xlsx', zipOf(workbook(far)))))).toBe('file-too-large')
  })

  it('has a sentence in both languages for each of its problems', () => {
    for (const kind of Object.values(fileProblems)) {
      expect(kind.vi).toMatch(/\.$/)
      expect(kind.en).toMatch(/\.$/)
    }
  })
})
