import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { User, World } from '../../../../test/harness/world.ts'
import { write } from '../../../platform/context.ts'
import { DEFAULT_LIMITS } from '../../../platform/files/table.ts'
import { openZip, zipPart } from '../../../platform/files/zip.ts'
import { addCase, findCase, setClassification } from '../../detect/surveillance/index.ts'
import { addPerson } from '../../registry/people/index.ts'
import type { Cell, ReportPage } from './contract.ts'
import type { TemplateBody } from './templates/contract.ts'

type Place = 'community' | 'quarantine' | undefined

/** Confirms cases in an area at given instants, through the product's own services, in one write. */
export async function confirmCases(
  world: World,
  areaId: number,
  cases: { name: string; at: string; detectedIn: Place }[],
): Promise<string[]> {
  const ctx = await world.systemCtx()
  return write(ctx, 'case.report', async (tx) => {
    const ids: string[] = []
    for (const c of cases) {
      const personId = await addPerson(tx, { fullName: c.name, birthYear: 1980, areaId, nationality: 'VN' })
      // 'import': an outbreak of the past does not open five tasks a case.
      const { id } = await addCase(ctx, tx, {
        personId,
        areaId,
        disease: 'covid-19',
        detectedIn: c.detectedIn,
        reportedAt: c.at,
        source: 'import',
      })
      await setClassification(ctx, tx, (await findCase(tx.db, id))!, 'confirmed', c.at, 'lab.positive-pcr')
      ids.push(id)
    }
    return ids
  })
}

/** 112 = 30 in the community + 81 in quarantine + 1 that nobody classified (S3:7, trap T1), from 1/10 to 9/10/2021. */
export function outbreakOf112(): { name: string; at: string; detectedIn: Place }[] {
  return Array.from({ length: 112 }, (_, i) => {
    const day = String(1 + (i % 8)).padStart(2, '0')
    const detectedIn: Place = i < 30 ? 'community' : i < 111 ? 'quarantine' : undefined
    return {
      name: `Nguyễn Thị Ca ${i + 1}`,
      at: i === 111 ? '2021-10-09T10:00:00+07:00' : `2021-10-${day}T09:00:00+07:00`,
      detectedIn,
    }
  })
}

/** Every number of a report with its key: rows, parts, areas, days. */
export function cellsOf({ sheet }: Pick<ReportPage, 'sheet'>): Cell[] {
  const rows = sheet.sections.flatMap((s) => s.rows)
  return [
    ...rows.flatMap((r) => [r.cell, ...(r.parts?.items.map((i) => i.cell) ?? [])]),
    ...sheet.areaTable.rows.flatMap((r) => r.cells),
    ...(sheet.curve?.days.flatMap((d) => [d.cell, ...d.parts]) ?? []),
  ]
}

export function rowOf(page: Pick<ReportPage, 'sheet'>, key: string) {
  return page.sheet.sections.flatMap((s) => s.rows).find((r) => r.key === key)!
}

/** Value of every part by its name, the remainder under 'rest'. */
export function partsOf(page: Pick<ReportPage, 'sheet'>, key: string): Record<string, number> {
  return Object.fromEntries(rowOf(page, key).parts!.items.map((i) => [i.value ?? 'rest', i.cell.value]))
}

/** All pages of the list behind a number. */
export async function listOf(user: User, id: string, key: string) {
  const rows: Record<string, unknown>[] = []
  let cursor: string | undefined
  for (;;) {
    const found = await user.api.reports.cell({ id, key, limit: 60, ...(cursor ? { cursor } : {}) })
    rows.push(...found.rows)
    if (!found.next) return { ...found, rows }
    cursor = found.next
  }
}

/** Asserts that every number of a report is the size of the list it opens. */
export async function expectNumbersAreLists(user: User, id: string): Promise<number> {
  const page = await user.api.reports.get({ id })
  const cells = cellsOf(page)
  for (const cell of cells) {
    const list = await listOf(user, id, cell.key)
    expect({ key: cell.key, rows: list.rows.length, count: list.count }).toEqual({
      key: cell.key,
      rows: cell.value,
      count: cell.value,
    })
  }
  return cells.length
}

export const ASSESSED = {
  risk: 'high',
  assessment: 'Chùm ca tại chợ đầu mối đã khoanh gọn, còn nguy cơ.',
} as const

/** A draft of an area with its assessment written. */
export async function draftOf(
  user: User,
  areaId: number,
  input: { kind?: 'periodic' | 'ad_hoc'; asOf?: string } = {},
) {
  const { id } = await user.api.reports.create({ areaId, countFrom: '2021-10-01', ...input })
  const { version } = await user.api.reports.update({ id, version: 1, ...ASSESSED })
  return { id, version }
}

/** The text of one XML part of a DOCX, its paragraphs and runs joined. */
export async function docxText(docx: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vx-docx-'))
  try {
    const path = join(folder, 'report.docx')
    await writeFile(path, docx)
    const zip = await openZip(path, DEFAULT_LIMITS)
    const pieces: Buffer[] = []
    for await (const piece of zipPart(zip, 'word/document.xml')) pieces.push(piece)
    return Buffer.concat(pieces)
      .toString()
      .replace(/<\/w:p>/g, '\n')
      .replace(/<[^>]+>/g, '')
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A template that uses everything there is: parts, a share, charts, a map, text blocks. */
export const TEMPLATE_BODY: TemplateBody = {
  name: { vi: 'Báo cáo nhanh chợ đầu mối', en: 'Wholesale market brief' },
  countFrom: '2021-10-01',
  symbol: 'BCN-BCĐ',
  issuer: 'BAN CHỈ ĐẠO',
  addressee: { district: 'Ban Chỉ đạo {parent}', ward: 'Ban Chỉ đạo {parent}' },
  recipients: ['Như trên', 'Lưu: VT'],
  sections: [
    {
      phase: 'detect',
      rows: [
        { key: 'cases', figure: 'cases.confirmed', window: 'total', at: 'confirmed_at', part: 'detected_in' },
        { key: 'week', figure: 'cases.confirmed', window: '7d', at: 'confirmed_at' },
        { key: 'community', figure: 'cases.community', window: '7d', at: 'confirmed_at', of: 'week' },
      ],
    },
    { phase: 'isolate', rows: [{ key: 'f1', figure: 'contacts.f1', window: 'now', part: 'status' }] },
  ],
  areaColumns: ['cases', 'f1'],
  curve: 'cases',
  charts: ['week'],
  maps: ['cases'],
  texts: [
    {
      key: 'market',
      title: { vi: 'Tình hình chợ', en: 'The market' },
      help: 'Số hộ, số xe vào chợ.',
      required: true,
      phase: 'detect',
    },
    { key: 'wishes', title: { vi: 'Đề xuất của phường', en: 'Wishes' }, required: false, phase: null },
  ],
}
export const TEMPLATE_BASIS = 'Công văn 318-CV/QU ngày 27/4/2021'
