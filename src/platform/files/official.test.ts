import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderDocx } from './docx.ts'
import { decision, group, partyLetter, report } from './official.samples.ts'
import type { OfficialDocument, TableBlock } from './official.ts'
import { PARTY_TEMPLATE, STATE_TEMPLATE } from './official.ts'
import {
  annexReference,
  balancedLines,
  columnWidths,
  documentName,
  endedLines,
  letterAbstract,
  listMark,
  officialDate,
  recipientLines,
} from './official-text.ts'
import { DEFAULT_LIMITS } from './table.ts'
import { openZip, zipPart } from './zip.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'official-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function docxParts(doc: OfficialDocument): Promise<(name: string) => Promise<string>> {
  const path = join(folder, `${Math.random()}.docx`)
  await writeFile(path, await renderDocx(doc))
  const zip = await openZip(path, DEFAULT_LIMITS)
  return async (name) => {
    const pieces: Buffer[] = []
    for await (const piece of zipPart(zip, name)) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }
}

/** The texts of the paragraphs of a DOCX part, in order. */
const paragraphs = (xml: string): string[] =>
  xml
    .split('</w:p>')
    .map((part) =>
      [...part.matchAll(/<w:t[ >][^<]*/g)].map(([run]) => run.slice(run.indexOf('>') + 1)).join(''),
    )
    .filter((text) => text.trim() !== '')

describe('the words of an official document', () => {
  it('writes a day under 10 and a month under 3 with a leading zero', () => {
    expect(officialDate('2021-08-08')).toBe('ngày 08 tháng 8 năm 2021')
    expect(officialDate('2021-02-10')).toBe('ngày 10 tháng 02 năm 2021')
    expect(officialDate('2021-12-31')).toBe('ngày 31 tháng 12 năm 2021')
  })

  it('refuses a day that no calendar has', () => {
    expect(() => officialDate('2021-02-29')).toThrow(RangeError)
    expect(() => officialDate('8/8/2021')).toThrow(RangeError)
  })

  it('ends each base with a semicolon and the last one with a full stop', () => {
    expect(endedLines(['Căn cứ A.', 'Căn cứ B;', 'Căn cứ C'])).toEqual([
      'Căn cứ A;',
      'Căn cứ B;',
      'Căn cứ C.',
    ])
  })

  it('gives each recipient one dash', () => {
    expect(recipientLines(decision)).toEqual(['- Như Điều 1;', '- Trung tâm Y tế quận;', '- Lưu: VT.'])
  })

  it('counts points in the Vietnamese alphabet, where đ follows d and there is no f', () => {
    const marks = Array.from({ length: 8 }, (_, index) => listMark('letters', index).trim())
    expect(marks).toEqual(['a)', 'b)', 'c)', 'd)', 'đ)', 'e)', 'g)', 'h)'])
  })

  it('puts V/v before the abstract of a State công văn and nothing before a Party one', () => {
    const { typeName: _, ...letter } = { ...decision, abstract: 'Về việc tăng cường kiểm tra' }
    expect(letterAbstract(letter)).toBe('V/v tăng cường kiểm tra')
    expect(letterAbstract(partyLetter)).toBe(partyLetter.abstract)
    expect(letterAbstract(decision)).toBeUndefined()
  })

  it('breaks the name of an office where both lines are of a length', () => {
    expect(balancedLines('ỦY BAN NHÂN DÂN QUẬN HOÀNG MAI', 13, 187)).toEqual([
      'ỦY BAN NHÂN DÂN',
      'QUẬN HOÀNG MAI',
    ])
    expect(balancedLines('QUẬN ỦY HOÀNG MAI', 14, 224)).toEqual(['QUẬN ỦY HOÀNG MAI'])
    expect(balancedLines('SỞ Y TẾ\nHÀ NỘI', 13, 500)).toEqual(['SỞ Y TẾ', 'HÀ NỘI'])
  })

  it('names itself in the line under the title of an annex', () => {
    expect(documentName(partyLetter)).toBe('Công văn số 318-CV/QU')
    expect(annexReference(decision, { label: 'Phụ lục', title: 'DANH SÁCH', body: [] })).toBe(
      '(Kèm theo Quyết định số 1187/QĐ-UBND ngày 08 tháng 8 năm 2021)',
    )
  })

  it('never makes a column narrower than its longest word, and fills the width', () => {
    const narrow: TableBlock = {
      kind: 'table',
      columns: [
        { label: 'STT', width: 0.1 },
        { label: 'Số định danh', width: 0.1 },
        { label: 'Nơi cách ly', width: 9 },
      ],
      rows: [['1', '001184000000', 'Mai Động']],
    }
    const widths = columnWidths(narrow, 450, 12)
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(450)
    expect(widths[1]).toBeGreaterThan(12 * 6)
    expect(columnWidths(narrow, 60, 12).reduce((sum, width) => sum + width, 0)).toBeCloseTo(60)
  })

  it('keeps margins and sizes within the decree', () => {
    const { marginsMm: margins, sizes } = STATE_TEMPLATE
    expect(margins.left).toBeGreaterThanOrEqual(30)
    expect(margins.left).toBeLessThanOrEqual(35)
    expect(margins.right).toBeGreaterThanOrEqual(15)
    expect(margins.right).toBeLessThanOrEqual(20)
    expect([sizes.body, sizes.place, sizes.motto].every((size) => size >= 13 && size <= 14)).toBe(true)
    expect([sizes.recipientsTitle, sizes.recipients]).toEqual([12, 11])
    expect(PARTY_TEMPLATE.sizes.country).toBe(15)
  })
})

describe('a decision as DOCX', () => {
  it('carries every part of the State form in its order', async () => {
    const part = await docxParts(decision)
    const texts = paragraphs(await part('word/document.xml'))
    const order = [
      'ỦY BAN NHÂN DÂN',
      'PHƯỜNG MAI ĐỘNG',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'Số: 1187/QĐ-UBND',
      'Mai Động, ngày 08 tháng 8 năm 2021',
      'QUYẾT ĐỊNH',
      'Về việc áp dụng biện pháp cách ly y tế tại nhà',
      'CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MAI ĐỘNG',
      'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;',
      'Theo đề nghị của Trạm trưởng Trạm Y tế phường Mai Động.',
      'QUYẾT ĐỊNH:',
      'Điều 1. Áp dụng biện pháp cách ly y tế tại nhà đối với bà Trần Thị Hoa Sim, sinh năm 1984.',
      'a) Không ra khỏi nơi cách ly;',
      'Nơi nhận:',
      '- Lưu: VT.',
      'Mã xác thực: 7KQM-2XPD',
      'KT. CHỦ TỊCH',
      'PHÓ CHỦ TỊCH',
      'Nguyễn Văn Lúa',
    ]
    const places = order.map((text) => texts.indexOf(text))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('is A4 in Times New Roman, its articles justified with an indented first line and a bold title', async () => {
    const part = await docxParts(decision)
    const xml = await part('word/document.xml')
    expect(xml).toContain('<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"/>')
    expect(xml).toMatch(/<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/)
    expect(await part('word/styles.xml')).toContain('w:ascii="Times New Roman"')
    const article = xml.split('<w:p>').find((piece) => piece.includes('Điều 1.')) ?? ''
    expect(article).toContain('<w:jc w:val="both"/>')
    expect(article).toContain('w:firstLine="720"')
    expect(article).toMatch(/<w:b\/>(?:(?!<\/w:r>).)*Điều 1\. /)
  })

  it('numbers its pages from the second one', async () => {
    const part = await docxParts(decision)
    const xml = await part('word/document.xml')
    const headers = [...xml.matchAll(/<w:headerReference w:type="(\w+)" r:id="(\w+)"/g)]
    const rels = await part('word/_rels/document.xml.rels')
    const file = (type: string) => {
      const id = headers.find((header) => header[1] === type)?.[2]
      return `word/${new RegExp(`Id="${id}"[^>]*Target="([^"]+)"`).exec(rels)?.[1]}`
    }
    expect(xml).toContain('<w:titlePg/>')
    expect(await part(file('default'))).toContain('PAGE')
    expect(await part(file('first'))).not.toContain('PAGE')
  })

  it('keeps the last paragraph and the signature together', async () => {
    const xml = await (await docxParts(decision))('word/document.xml')
    const last = xml.split('<w:p>').find((piece) => piece.includes('thi hành Quyết định này')) ?? ''
    expect(last).toContain('<w:keepNext/>')
    expect(xml.slice(xml.lastIndexOf('thi hành Quyết định này'))).toContain('<w:cantSplit/>')
  })

  it('boxes urgency and draft, and lays the annex out on a landscape page with a repeated header row', async () => {
    const part = await docxParts(group)
    const xml = await part('word/document.xml')
    const texts = paragraphs(xml)
    expect(texts).toContain('HỎA TỐC')
    expect(texts).toContain('DỰ THẢO')
    expect(texts).toContain('(Kèm theo Quyết định số 1187/QĐ-UBND ngày 08 tháng 8 năm 2021)')
    expect(xml).toContain('<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>')
    expect(xml).toContain('<w:tblHeader/>')
    expect(texts.filter((text) => text === 'Lê Văn Đước')).toHaveLength(90)
    expect(texts).toContain('Tổng số: 90 người')
  })

  it('carries the QR as a picture and a drawing as its table', async () => {
    const part = await docxParts(report)
    const xml = await part('word/document.xml')
    expect(await part('word/_rels/document.xml.rels')).toMatch(/media\/\w+\.png/)
    expect(paragraphs(xml)).toEqual(expect.arrayContaining(['Hình 1. Ca mới', '10/8', '157.560', '+312']))
    expect(paragraphs(xml).join(' ')).not.toContain('Đường cong dịch')
  })

  it('follows the Party form for a công văn of a Party committee', async () => {
    const texts = paragraphs(await (await docxParts(partyLetter))('word/document.xml'))
    expect(texts).toEqual(
      expect.arrayContaining(['ĐẢNG CỘNG SẢN VIỆT NAM', '*', 'Số 318-CV/QU', 'Kính gửi:']),
    )
    expect(texts.join(' ')).not.toContain('CỘNG HÒA XÃ HỘI')
  })
})
