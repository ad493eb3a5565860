import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEMO_LETTER } from '../../../../../demo/letter.ts'
import { symbolBy } from '../forms/contract.ts'
import { likelyDate } from './citations.ts'
import { readLetter } from './letter.ts'
import { DOCUMENT_TYPES, paddedNumber, parseSymbol } from './symbols.ts'
import { findDate, paragraphsOf } from './text.ts'

describe('A symbol is read in every spelling that occurs', () => {
  it.each([
    ['541/CĐ-TTg', 'state', 541, 'CĐ', 'TTg', '541/CĐ-TTg'],
    ['16/CT - TTg', 'state', 16, 'CT', 'TTg', '16/CT-TTg'],
    ['Số: 81 / TB – VPCP', 'state', 81, 'TB', 'VPCP', '81/TB-VPCP'],
    ['10696/BYT-MT', 'state', 10696, 'CV', 'BYT-MT', '10696/BYT-MT'],
    ['03/CĐ-CT', 'state', 3, 'CĐ', 'CT', '03/CĐ-CT'],
    ['2686/QĐ-BCĐQG', 'state', 2686, 'QĐ', 'BCĐQG', '2686/QĐ-BCĐQG'],
    ['2686/QD-BCĐQG', 'state', 2686, 'QĐ', 'BCĐQG', '2686/QĐ-BCĐQG'],
    ['101/2010/NĐ-CP', 'state', 101, 'NĐ', 'CP', '101/2010/NĐ-CP'],
    ['54/2015/TT-BYT', 'state', 54, 'TT', 'BYT', '54/2015/TT-BYT'],
    ['114/2025/QH15', 'state', 114, 'L', 'QH15', '114/2025/QH15'],
    ['318 - CV/QU', 'party', 318, 'CV', 'QU', '318-CV/QU'],
    ['31-CT/TU', 'party', 31, 'CT', 'TU', '31-CT/TU'],
    ['36-HD/VPTW', 'party', 36, 'HD', 'VPTW', '36-HD/VPTW'],
    ['302-KH/QU.', 'party', 302, 'KH', 'QU', '302-KH/QU'],
  ] as const)('%s', (printed, form, number, type, issuer, symbol) => {
    expect(parseSymbol(printed)).toEqual({ form, number, type, issuer, symbol })
  })

  it('a text without a symbol has none', () => {
    for (const text of ['Lời kêu gọi của Tổng Bí thư', '', 'CV/QU', '12', '318-XX/QU'])
      expect(parseSymbol(text)).toBeUndefined()
  })

  it('what is printed for one’s own number is read back as the same', () => {
    const types = Object.keys(DOCUMENT_TYPES).filter((t) => t !== 'L')
    fc.assert(
      fc.property(
        fc.constantFrom('state' as const, 'party' as const),
        fc.integer({ min: 1, max: 99_999 }),
        fc.constantFrom(...types),
        fc.constantFrom('UBND', 'QU', 'ĐU'),
        (form, number, type, issuer) => {
          const of = { form, type, number: paddedNumber(number), abbreviation: issuer }
          const read = parseSymbol(symbolBy(undefined, of))
          expect(read).toMatchObject({ form, number, type, issuer })
        },
      ),
    )
  })
})

describe('The text of a document', () => {
  it('joins a sentence that a page break cut in two, and leaves whole ones apart', () => {
    expect(
      paragraphsOf('Xử lý các trường hợp vi phạm quy định về công\n\ntác phòng, chống dịch.\n\nViệc khác.'),
    ).toEqual(['Xử lý các trường hợp vi phạm quy định về công tác phòng, chống dịch.', 'Việc khác.'])
  })

  it('reads a date only when the calendar has it', () => {
    expect(findDate('ngày 27 tháng 4 năm 2021')).toBe('2021-04-27')
    expect(findDate('ngày 03/4/2020 của')).toBe('2020-04-03')
    expect(findDate('ngày 31/02/2021')).toBeUndefined()
    expect(findDate('10/8')).toBeUndefined()
  })

  it('asks about a cited date that is a year old to the week, or younger than the letter, and about no other', () => {
    expect(likelyDate('2020-04-27', '2021-04-27')).toBe('2021-04-27')
    expect(likelyDate('2020-04-20', '2021-04-27')).toBe('2021-04-20')
    expect(likelyDate('2020-04-03', '2021-04-27')).toBeNull()
    expect(likelyDate('2021-04-26', '2021-04-27')).toBeNull()
    expect(likelyDate('2022-01-03', '2021-01-05')).toBe('2021-01-03')
  })
})

const letters = [
  {
    name: 'the letter of the demo district',
    text: () => DEMO_LETTER,
    expected: {
      symbol: '412-CV/QU',
      date: '2021-08-09',
      signer: 'Lê Quang Thịnh',
      citations: ['47-CT/TU', '29-CT/QU', '918/CĐ-TTg', '207/TB-VPCP', '263-CV/TU', '19/CĐ-CT', '35-TB/QU'],
      slip: ['263-CV/TU', '2020-08-08', '2021-08-08'],
      undated: '35-TB/QU',
      joined: ['các trường hợp vi phạm công tác phòng, chống dịch', 'đeo khẩu trang bắt buộc'],
    },
  },
  {
    name: 'letter 318-CV/QU (D08)',
    file: `${process.env.VX_SAMPLES ?? ''}/documents/318-CV-QU.txt`,
    text: () => readFileSync(`${process.env.VX_SAMPLES}/documents/318-CV-QU.txt`, 'utf8'),
    expected: {
      symbol: '318-CV/QU',
      date: '2021-04-27',
      signer: 'Nguyễn Công Thành',
      citations: ['31-CT/TU', '20-CT/QU', '541/CĐ-TTg', '81/TB-VPCP', '112-CV/TU', '03/CĐ-CT', '22-TB/QU'],
      slip: ['112-CV/TU', '2020-04-27', '2021-04-27'],
      undated: '22-TB/QU',
      joined: ['các trường hợp vi phạm công tác phòng, chống dịch', 'đeo khẩu trang bắt buộc'],
    },
  },
]

for (const { name, file, text, expected } of letters) {
  describe(`Reading ${name}`, () => {
    const absent = file !== undefined && !existsSync(file)
    it('finds head, items, joined sentences, citations, recipients and signer', (t) => {
      if (absent) return t.skip('VX_SAMPLES names no folder with documents/318-CV-QU.txt')
      const letter = readLetter(text())
      expect(letter.symbol?.symbol).toBe(expected.symbol)
      expect(letter).toMatchObject({ form: 'party', type: 'CV', date: expected.date })
      expect(letter.addressees).toHaveLength(5)
      expect(letter.items.map((i) => i.path)).toEqual(
        'I I.1 I.2 I.3 II II.1 II.1.1 II.1.2 II.1.3 II.2 II.3 II.4'.split(' '),
      )
      expect(letter.items.filter((i) => i.heading).map((i) => i.path)).toEqual(['I', 'II', 'II.1'])
      for (const part of expected.joined) expect(letter.items.some((i) => i.text.includes(part))).toBe(true)
      expect(letter.citations.map((c) => c.symbol.symbol)).toEqual(expected.citations)
      const slips = letter.citations.filter((c) => c.likelyDate)
      expect(slips.map((c) => [c.symbol.symbol, c.date, c.likelyDate])).toEqual([expected.slip])
      expect(letter.citations.filter((c) => !c.date).map((c) => c.symbol.symbol)).toEqual([expected.undated])
      expect(letter.recipients).toContainEqual({ unit: 'Như trên', purpose: 'để thực hiện' })
      expect(letter.signer).toEqual({
        authority: 'T/M BAN THƯỜNG VỤ',
        title: 'PHÓ BÍ THƯ THƯỜNG TRỰC',
        name: expected.signer,
      })
    })
  })
}

it('reading never fails, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      readLetter(text)
    }),
  )
})
