import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import QRCode from 'qrcode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderDocx } from './docx.ts'
import { decision, group, list, report } from './official.samples.ts'
import type { OfficialDocument, TableBlock } from './official.ts'
import { renderPdf } from './pdf.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'official-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The words of an uncompressed PDF, page by page, through the ToUnicode maps of its fonts. */
function pdfPages(pdf: Buffer): string[] {
  const objects = new Map<string, string>()
  for (const [, id, body] of pdf.toString('latin1').matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    objects.set(id!, body!)
  }
  const reference = (body: string, key: string) => new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1] ?? ''
  const object = (id: string) => objects.get(id) ?? ''
  const letters = (fontId: string) => {
    const cmap = object(reference(object(fontId), 'ToUnicode'))
    const map = new Map<number, string>()
    for (const [, from, values] of cmap.matchAll(/<([\da-f]{4})> <[\da-f]{4}> \[([^\]]*)\]/g)) {
      const start = Number.parseInt(from!, 16)
      for (const [index, [, hex]] of [...values!.matchAll(/<([\da-f]+)>/g)].entries()) {
        map.set(start + index, Buffer.from(hex!, 'hex').swap16().toString('utf16le'))
      }
    }
    return map
  }
  return [...objects.values()]
    .filter((body) => /\/Type \/Page\n/.test(body))
    .map((page) => {
      const fonts = new Map(
        [...object(reference(page, 'Resources')).matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [
          name!,
          letters(id!),
        ]),
      )
      let font = new Map<number, string>()
      let text = ''
      for (const [, name, shown] of object(reference(page, 'Contents')).matchAll(
        /\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g,
      )) {
        if (name) font = fonts.get(name) ?? new Map()
        for (const [code] of (shown ?? '').matchAll(/(?<=<[\da-f]*)[\da-f]{4}(?=[\da-f]*>)/g)) {
          text += font.get(Number.parseInt(code, 16)) ?? '�'
        }
      }
      return text
    })
}

describe('a decision as PDF', () => {
  it('embeds a subset of Tinos and carries its title', async () => {
    const pdf = await renderPdf(decision, { createdAt: new Date('2021-08-08T10:00:00Z') })
    const text = pdf.toString('latin1')
    expect(text.startsWith('%PDF-1.7')).toBe(true)
    const fonts = new Set([...text.matchAll(/\/BaseFont \/([\w+-]+)/g)].map(([, name]) => name))
    expect(fonts.size).toBeGreaterThanOrEqual(4)
    expect([...fonts].every((name) => /^[A-Z]{6}\+Tinos-(Regular|Bold|Italic|BoldItalic)$/.test(name!))).toBe(
      true,
    )
    expect(text).toMatch(/\/FontFile2 \d+ 0 R/)
    // The whole family is 2.2 MB: a subset is not.
    expect(pdf.length).toBeLessThan(200_000)
    const title = Buffer.from(`Quyết định số 1187/QĐ-UBND: ${decision.abstract}`, 'utf16le').swap16()
    expect(pdf.includes(title) || text.includes(title.toString('latin1').replace(/[()\\]/g, '\\$&'))).toBe(
      true,
    )
    expect(text).toContain('/Lang (vi-VN)')
  })

  it('keeps every Vietnamese letter readable for search and copy', async () => {
    const [first = ''] = pdfPages(await renderPdf(decision, { compress: false }))
    expect(first).not.toContain('�')
    for (const words of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'Mai Động, ngày 08 tháng 8 năm 2021',
      'Điều 1. Áp dụng biện pháp cách ly y tế tại nhà đối với bà Trần Thị Hoa Sim, sinh năm 1984.',
      'Nghị định số 101/2010/NĐ-CP',
      'Mã xác thực: 7KQM-2XPD',
      'Nguyễn Văn Lúa',
    ]) {
      expect(first).toContain(words)
    }
  })

  it('starts each annex on a page of its own, numbers pages from 2 and repeats the header row', async () => {
    const pdf = await renderPdf(group, { compress: false })
    const pages = pdfPages(pdf)
    const annex = pages.findIndex((page) => page.includes('DANH SÁCH NGƯỜI CÁCH LY'))
    expect(annex).toBe(1)
    // The header is drawn after the page's text, the mark of a draft after both: 14 days, page 2, draft.
    const ends = pages.map((page) => /([\d.]*)DỰ THẢO$/.exec(page)?.[1])
    expect(ends).toEqual(['', '142', '143', '144', '1.2605', '6'])
    expect(pages.filter((page) => page.includes('Họ và tên')).length).toBeGreaterThan(2)
    expect(pages.at(-1)).toContain('MẪU BẢN CAM KẾT')
    expect(pages.at(-1)).not.toContain('Họ và tên')
    const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)]
    const turned = boxes.map(([, width, height]) => Number(width) > Number(height))
    expect(turned).toEqual(pages.map((_, index) => index > 0 && index < pages.length - 1))
    expect(pages[0]).toContain('DỰ THẢO')
  })

  it('sets a drawing with its Vietnamese words in the embedded face', async () => {
    const pages = pdfPages(await renderPdf(report, { compress: false }))
    expect(pages).toHaveLength(2)
    expect(pages[0]).toContain('Đường cong dịch')
    expect(pages[0]).toContain('157.560')
    expect(pages[1]).toContain('Nguyễn Văn Lúa')
  })

  it('sets a picture that a drawing holds, and opens none that it only names', async () => {
    const picture = await QRCode.toBuffer('Mai Động')
    const path = join(folder, 'picture.png')
    await writeFile(path, picture)
    const table: TableBlock = { kind: 'table', columns: [{ label: 'A' }], rows: [] }
    const pictures = async (href: string) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="${href}" width="9" height="9"/></svg>`
      const doc: OfficialDocument = { ...decision, body: [{ kind: 'svg', svg, widthPt: 50, table }] }
      return (
        (await renderPdf(doc, { compress: false })).toString('latin1').split('/Subtype /Image').length - 1
      )
    }
    expect(await pictures(`data:image/png;base64,${picture.toString('base64')}`)).toBeGreaterThan(0)
    expect(await pictures(path)).toBe(0)
    expect(await pictures(`file://${path}`)).toBe(0)
  })

  it('refuses a ragged table and a drawing that is none, in both formats', async () => {
    const ragged: OfficialDocument = { ...decision, body: [{ ...list, rows: [['1', 'Lê Văn Đước']] }] }
    const noDrawing: OfficialDocument = {
      ...decision,
      body: [{ kind: 'svg', svg: '<html></html>', widthPt: 50, table: list }],
    }
    for (const doc of [ragged, noDrawing]) {
      await expect(renderPdf(doc)).rejects.toThrow(RangeError)
      await expect(renderDocx(doc)).rejects.toThrow(RangeError)
    }
  })
})
