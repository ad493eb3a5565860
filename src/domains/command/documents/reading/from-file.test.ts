import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { renderDocx } from '../../../../platform/files/docx.ts'
import type { OfficialDocument } from '../../../../platform/files/official.ts'
import { renderPdf } from '../../../../platform/files/pdf.ts'
import { textOf } from './from-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'vx-letter-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const LETTER: OfficialDocument = {
  form: 'state',
  superior: 'ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI',
  issuer: 'ỦY BAN NHÂN DÂN QUẬN',
  number: '123/KH-UBND',
  place: 'Hoàng Mai',
  date: '2021-08-10',
  typeName: 'KẾ HOẠCH',
  abstract: 'Truy vết thần tốc, khoanh vùng diện hẹp',
  bases: [],
  body: [
    { kind: 'heading', text: 'I. Nhiệm vụ', level: 2 },
    { kind: 'paragraph', text: '1. Rà soát người đi chợ đầu mối từ ngày 25/7.' },
    { kind: 'paragraph', text: '2. Lấy mẫu trong 24 giờ, đúng đối tượng.' },
  ],
  recipients: ['Như trên'],
  authority: ['TM. ỦY BAN NHÂN DÂN'],
  signer: 'Nguyễn Thị Ký',
  draft: false,
}
const SENTENCES = ['Rà soát người đi chợ đầu mối từ ngày 25/7.', 'Lấy mẫu trong 24 giờ, đúng đối tượng.']

describe('The text of a letter that is handed in', () => {
  it('comes out of a DOCX with every Vietnamese letter, a line for each paragraph', async () => {
    const text = await textOf(file('ke-hoach.bin', Buffer.from(await renderDocx(LETTER))))
    for (const s of SENTENCES) expect(text.split('\n').some((line) => line.includes(s))).toBe(true)
  })

  it('comes out of a PDF that holds text', async () => {
    const pdf = await renderPdf(LETTER, { createdAt: new Date('2021-08-10T10:00:00Z') })
    const text = (await textOf(file('ke-hoach.docx', Buffer.from(pdf)))).replace(/\s+/g, ' ')
    for (const s of SENTENCES) expect(text).toContain(s)
  })

  it('is taken as it is from plain text', async () => {
    expect(await textOf(file('thu.txt', `\ufeff  ${SENTENCES.join('\n')}`))).toContain(SENTENCES[1])
  })

  it.each([
    ['a program', Buffer.from('MZ\0\0 not a letter at all, not even near'), 'document-file-refused'],
    [
      'text in another encoding',
      Buffer.from([...Buffer.from('Ủy ban'), 0xff, 0xfe, 0xc1]),
      'document-file-refused',
    ],
    ['a ZIP that is no letter', Buffer.from('PK\x03\x04 photos.jpg'), 'document-file-refused'],
    ['a DOCX cut in the middle', Buffer.from('PK\x03\x04 word/document.xml'), 'document-file-unreadable'],
    ['a PDF cut in the middle', Buffer.from('%PDF-1.7\n1 0 obj\n<<'), 'document-file-unreadable'],
    ['nothing but a page number', Buffer.from('  - 1 -  '), 'document-file-scanned'],
    ['more than twenty million bytes', Buffer.alloc(20_000_001, 65), 'file-too-large'],
  ])('%s is refused in words', async (_, content, code) => {
    await expect(textOf(file('tep', content))).rejects.toMatchObject({ code })
  })
})
