import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import {
  confirmCases,
  docxText,
  draftOf,
  expectNumbersAreLists,
  listOf,
  outbreakOf112,
  rowOf,
} from './testing.ts'

describe('The report of the district', () => {
  let world: World
  let clerk: User
  let commander: User
  let nurse: User
  let districtId: number
  let wardId: number
  let id: string

  beforeAll(async () => {
    world = await openWorld()
    world.clock.advance({ days: 59, hours: 22, minutes: 30 })
    districtId = await world.areaId('Hoàng Mai')
    wardId = await world.areaId('Yên Sở')
    clerk = await world.signIn('district-clerk')
    commander = await world.signIn('district-commander')
    nurse = await world.signIn('ward-nurse', 'Yên Sở')
    await confirmCases(world, wardId, outbreakOf112())
    await confirmCases(
      world,
      await world.areaId('Đại Kim'),
      ['Một', 'Hai', 'Ba'].map((n) => ({
        name: `Đỗ Văn ${n}`,
        at: '2021-10-08T10:00:00+07:00',
        detectedIn: 'community',
      })),
    )
    const inTime = await draftOf(nurse, wardId)
    await (await world.signIn('ward-chair', 'Yên Sở')).api.reports.freeze(inTime)
    // 16:10: the reports of the wards were due at 16:00.
    world.clock.advance({ minutes: 40 })
    const late = await draftOf(await world.signIn('ward-nurse', 'Đại Kim'), await world.areaId('Đại Kim'))
    await (await world.signIn('ward-secretary', 'Đại Kim')).api.reports.freeze(late)
    const draft = await draftOf(clerk, districtId)
    id = draft.id
    await commander.api.reports.freeze(draft)
  })
  afterAll(() => world.close())

  it('shows which wards have signed theirs, which late, which not, and when it was due', async () => {
    const { sheet } = await clerk.api.reports.get({ id })
    expect(sheet.submissions).toHaveLength(14)
    const by = (name: string) => sheet.submissions.find((s) => s.name === `Phường ${name}`)
    expect(by('Yên Sở')).toMatchObject({
      state: 'in_time',
      number: '1/BC-BCĐ',
      dueAt: '2021-10-09T09:00:00.000Z',
    })
    expect(by('Đại Kim')).toMatchObject({ state: 'late' })
    expect(by('Mai Động')).toMatchObject({ state: 'missing', reportId: null })
    const today = await clerk.api.reports.submissions({ areaId: districtId })
    expect(today.submissions.filter((s) => s.state === 'missing')).toHaveLength(12)
    const tomorrow = await clerk.api.reports.submissions({ areaId: districtId, day: '2021-10-10' })
    expect(tomorrow.submissions.every((s) => s.state === 'waiting')).toBe(true)
  })

  it('the figure of missing reports is the list of those areas: none before the hour, the district itself after its own', async () => {
    const asOf = world.clock.now().toISOString()
    const list = await clerk.api.platform.figures.rows({
      id: 'reports.missing',
      areaId: districtId,
      asOf,
      limit: 50,
    })
    expect(list.count).toBe(12)
    expect(list.rows.map((r) => r.name)).toContain('Phường Mai Động')
    expect(list.rows.map((r) => r.name)).not.toContain('Phường Đại Kim')
    const byArea = await clerk.api.platform.figures.byArea({
      id: 'reports.missing',
      areaId: districtId,
      asOf,
    })
    expect(byArea.areas.reduce((n, a) => n + a.count, 0)).toBe(12)
    const before = await clerk.api.platform.figures.count({
      id: 'reports.missing',
      areaId: districtId,
      asOf: '2021-10-09T15:59:00+07:00',
    })
    expect(before.count).toBe(0)
    const earlier = await clerk.api.platform.figures.count({
      id: 'reports.missing',
      areaId: districtId,
      asOf: '2021-10-09T16:05:00+07:00',
    })
    expect(earlier.count).toBe(13)
    const nextDay = await clerk.api.platform.figures.rows({
      id: 'reports.missing',
      areaId: districtId,
      asOf: '2021-10-10T17:31:00+07:00',
      limit: 50,
    })
    expect(nextDay.count).toBe(15)
    expect(nextDay.rows.map((r) => r.name)).toContain('Quận Hoàng Mai')
  })

  it('has the wards as rows, each number a list, together the whole', async () => {
    const page = await clerk.api.reports.get({ id })
    const { columns, rows } = page.sheet.areaTable
    expect(rows).toHaveLength(14)
    const at = columns.indexOf('confirmed_total')
    expect(rows.map((r) => [r.name, r.cells[at]!.value]).filter(([, n]) => n)).toEqual([
      ['Phường Đại Kim', 3],
      ['Phường Yên Sở', 112],
    ])
    expect(rowOf(page, 'confirmed_total').cell.value).toBe(115)
    expect(await expectNumbersAreLists(clerk, id)).toBeGreaterThan(80)
  })

  it("goes down to a ward: the number stays, and of the rows only the ward's own are shown", async () => {
    const dai = await world.signIn('ward-nurse', 'Đại Kim')
    expect(rowOf(await dai.api.reports.get({ id }), 'confirmed_total').cell.value).toBe(115)
    const list = await listOf(dai, id, 'confirmed_total')
    expect(list).toMatchObject({ count: 115, outside: 112, frozen: true })
    expect(list.rows).toHaveLength(3)
    expect(list.rows.every((r) => r.area === 'Phường Đại Kim')).toBe(true)
    expect((await dai.api.reports.verify({ id })).lists).toBeNull()
    const names = (await dai.api.reports.recent({})).reports.map((r) => r.areaName)
    expect(names).toContain('Quận Hoàng Mai')
    expect(names).not.toContain('Phường Yên Sở')
    await expectProblem(dai.api.reports.submissions({ areaId: districtId }), 'outside-area')
  })

  it('a draft of the district is not seen in the wards, nor by posts that neither write nor sign', async () => {
    const draft = await draftOf(clerk, districtId, { kind: 'ad_hoc' })
    await expectProblem(nurse.api.reports.get({ id: draft.id }), 'not-found')
    const monitor = await world.signIn('party-monitor')
    await expectProblem(monitor.api.reports.get({ id: draft.id }), 'not-found')
    expect((await monitor.api.reports.recent({})).reports.every((r) => r.state === 'frozen')).toBe(true)
    expect((await clerk.api.reports.recent({ state: 'draft' })).reports.map((r) => r.id)).toContain(draft.id)
  })

  it('the nurse of another ward cannot read the report of a ward', async () => {
    const { reports } = await nurse.api.reports.recent({ areaId: wardId })
    const other = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(other.api.reports.get({ id: reports[0]!.id }), 'not-found')
    await expectProblem(other.api.reports.cell({ id: reports[0]!.id, key: 'confirmed_total' }), 'not-found')
    await expectProblem(other.api.reports.verify({ id: reports[0]!.id }), 'not-found')
  })

  it('masks people: the city sees rows without names and may not sort by them; posts without the right see no rows', async () => {
    const cdc = await world.signIn('city-cdc')
    const list = await cdc.api.reports.cell({ id, key: 'confirmed_total', limit: 5 })
    expect(list.columns.map((c) => c.key)).not.toContain('full_name')
    expect(list.rows[0]).not.toHaveProperty('full_name')
    expect(list.outside).toBe(0)
    await expectProblem(
      cdc.api.reports.cell({ id, key: 'confirmed_total', sort: 'full_name' }),
      'input-invalid',
    )
    const named = await clerk.api.reports.cell({
      id,
      key: 'confirmed_total',
      limit: 500,
      sort: 'code',
      desc: true,
    })
    expect(named.rows.filter((r) => r.full_name === 'Đỗ Văn Ba')).toHaveLength(1)
    const monitor = await world.signIn('party-monitor')
    await expectProblem(monitor.api.reports.cell({ id, key: 'confirmed_total' }), 'right-missing')
    expect((await monitor.api.reports.get({ id })).mayOpen).toEqual(['tasks_open', 'tasks_overdue'])
    const viewer = await world.signIn('city-viewer')
    expect((await viewer.api.reports.get({ id })).mayOpen).toEqual([])
    await expectProblem(viewer.api.reports.cell({ id, key: 'tasks_open' }), 'right-missing')
    await expectProblem(clerk.api.reports.cell({ id, key: 'no_such_row' }), 'not-found')
  })

  it('refuses reading, writing and signing to posts without the right', async () => {
    const laboratory = await world.signIn('laboratory')
    await expectProblem(laboratory.api.reports.recent({}), 'right-missing')
    await expectProblem(laboratory.api.reports.get({ id }), 'right-missing')
    await expectProblem(commander.api.reports.create({ areaId: districtId }), 'right-missing')
    await expectProblem(clerk.api.reports.freeze({ id, version: 1 }), 'right-missing')
    const monitor = await world.signIn('party-monitor')
    const refused = await world.fetch(monitor, `/api/reports/${id}/document.xlsx`)
    expect([refused.status, (await refused.json()).code]).toEqual([403, 'right-missing'])
    const anonymous = await world.fetch(undefined, `/api/reports/${id}/document.pdf`)
    expect(anonymous.status).toBe(401)
  })

  it('pages the list of reports by the moment they speak of', async () => {
    const first = await clerk.api.reports.recent({ limit: 1 })
    const second = await clerk.api.reports.recent({ limit: 1, cursor: first.next! })
    expect(second.reports[0]!.id).not.toBe(first.reports[0]!.id)
    expect(second.reports[0]!.asOf <= first.reports[0]!.asOf).toBe(true)
    expect(
      (await clerk.api.reports.recent({ state: 'frozen' })).reports.find(
        (r) => r.areaName === 'Phường Đại Kim',
      ),
    ).toMatchObject({ late: true })
    expect((await clerk.api.reports.recent({ state: 'replaced' })).reports).toEqual([])
  })

  it('is an official document: number, moment, numbers, remainder, definitions and codes', async () => {
    const page = await clerk.api.reports.get({ id })
    const docx = await world.fetch(clerk, `/api/reports/${id}/document.docx`)
    expect(docx.headers.get('content-disposition')).toContain('bao-cao-1-BC-BC')
    const text = await docxText(Buffer.from(await docx.arrayBuffer()))
    for (const wanted of [
      'BÁO CÁO',
      'Số: 1/BC-BCĐ',
      'PHÒNG, CHỐNG DỊCH COVID-19',
      'Tính đến 16:10, 9/10/2021',
      'từ 1/10 đến 9/10/2021',
      '115 ca',
      '115 = 33 (cộng đồng) + 81 (khu cách ly) + 1 (chưa phân loại)',
      '1 ca chưa phân loại nơi phát hiện',
      '2/14 báo cáo đã ký, 1 nộp trễ, 12 chưa nộp',
      'Cách đếm các chỉ tiêu',
      page.seal!.checkpoint,
      page.seal!.code,
      'Chùm ca tại chợ đầu mối',
    ]) {
      expect(text).toContain(wanted)
    }
    const pdf = await world.fetch(clerk, `/api/reports/${id}/document.pdf`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect((await world.fetch(clerk, `/api/reports/${id}/document.exe`)).status).toBe(404)
  })

  it('is a workbook whose sheets have as many rows as the cells count, masked for who asks', async () => {
    const page = await clerk.api.reports.get({ id })
    const book = await workbook(clerk)
    expect(sheetRows(book, 'Ca xác định')).toHaveLength(rowOf(page, 'confirmed_total').cell.value)
    expect(sheetRows(book, 'Nhiệm vụ đang làm')).toHaveLength(rowOf(page, 'tasks_open').cell.value)
    expect(sheetRows(book, 'Địa bàn')).toHaveLength(14)
    expect(sheetRows(book, 'Ca xác định').some((r) => r.includes('Đỗ Văn Hai'))).toBe(true)
    const city = await workbook(await world.signIn('city-cdc'))
    expect(sheetRows(city, 'Ca xác định')).toHaveLength(115)
    expect(sheetRows(city, 'Ca xác định').some((r) => r.includes('Đỗ Văn Hai'))).toBe(false)
    const ward = await workbook(nurse)
    expect(sheetRows(ward, 'Ca xác định')).toHaveLength(112)
    expect(ward.getWorksheet('Ca xác định')!.getCell('A3').text).toBe(
      '115 dòng, trong đó 3 dòng ngoài địa bàn không hiện.',
    )
    const { rows } = await world.pool.query(
      `select count(*)::int as n from platform.audit where action = 'report.export'`,
    )
    expect(rows[0].n).toBe(3)
  })

  async function workbook(user: User): Promise<ExcelJS.Workbook> {
    const response = await world.fetch(user, `/api/reports/${id}/document.xlsx`)
    expect(response.status).toBe(200)
    const folder = await mkdtemp(join(tmpdir(), 'vx-report-'))
    try {
      await writeFile(join(folder, 'r.xlsx'), Buffer.from(await response.arrayBuffer()))
      const book = new ExcelJS.Workbook()
      await book.xlsx.readFile(join(folder, 'r.xlsx'))
      return book
    } finally {
      await rm(folder, { recursive: true })
    }
  }
})

/** Texts of the rows below the frozen header. */
function sheetRows(book: ExcelJS.Workbook, name: string): string[][] {
  const sheet = book.getWorksheet(name)!
  const header = (sheet.views[0] as { ySplit: number }).ySplit
  const rows: string[][] = []
  sheet.eachRow((row, n) => {
    if (n > header) rows.push((row.values as unknown[]).map(String))
  })
  return rows
}
