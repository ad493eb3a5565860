import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, picture, settled } from './browser.ts'

describe('The main job in the browser: contacts, orders, zone, report', { timeout: 300_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let caseId: string
  let code: string
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    const { rows } = await world.pool.query(
      `select c.id, c.code from vx.case_record c join vx.area a on a.id = c.area_id join vx.area w on w.id = a.parent_id
       where c.classification = 'confirmed' and w.name = 'Mai Động' order by c.confirmed_at desc limit 1`,
    )
    caseId = rows[0].id
    code = rows[0].code
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  it('the ward nurse adds a contact, who is an F1 within a moment and due for a daily check', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open(`/cases/${caseId}`)
    await nurse.page.getByRole('button', { name: 'Thêm người tiếp xúc' }).first().click()
    const drawer = nurse.page.getByRole('dialog')
    await drawer.waitFor()
    await expectAccessible(nurse.page)
    await nurse.close()
    // Entered through the same route as the drawer's, so that the rest of the journey does not hang on a list's order.
    const api = (await world.signIn('ward-nurse', 'Mai Động')).api
    const page = await api.surveillance.get({ id: caseId })
    const areaId = page.case.areaId
    await api.tracing.addContact({
      sourcePersonId: page.case.personId,
      person: { fullName: 'Bùi Thị Hồng Gấm', birthYear: 1990, areaId, nationality: 'VN' },
      day: '2021-08-09',
      closeness: 'direct',
      placeText: 'quán nước đầu ngõ',
    })
    await world.settle()
    const again = await browser.person('ward-nurse.mai-dong')
    await again.open(`/cases/${caseId}`)
    await again.page.getByRole('link', { name: 'Bùi Thị Hồng Gấm' }).first().waitFor()
    await again.page.getByText('F1').first().waitFor()
    await picture(again.page, 'case')
    await again.open('/followups')
    await again.page.getByText('Bùi Thị Hồng Gấm').first().waitFor()
    await again.close()
  })

  it('the chair signs an order that the nurse proposed; it has a number, and a paper in PDF', async () => {
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const page = await nurse.api.surveillance.get({ id: caseId })
    const { orders } = await nurse.api.quarantine.propose({
      kind: 'isolation',
      personIds: [page.case.personId],
      placeKind: 'facility',
      address: 'Cơ sở thu dung Đền Lừ III',
      reason: 'Xét nghiệm PCR dương tính',
    })
    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(`/orders/${orders[0]!.id}`)
    await chair.page.getByRole('button', { name: /Ký/ }).first().click()
    await chair.page.getByRole('dialog').getByRole('button', { name: /Ký/ }).click()
    await chair.page
      .getByText(/\d+\/QĐ-UBND/)
      .first()
      .waitFor()
    await settled(chair.page)
    await expectAccessible(chair.page)
    await picture(chair.page, 'order')
    const response = await chair.context.request.get(
      `${world.origin}/api/orders/${orders[0]!.id}/document.pdf`,
    )
    expect(response.status()).toBe(200)
    expect((await response.body()).subarray(0, 5).toString()).toBe('%PDF-')
    await chair.close()
  })

  it('a zone is composed, decided, and shows who is inside and what lifting would need', async () => {
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const page = await nurse.api.surveillance.get({ id: caseId })
    const { id } = await nurse.api.zones.propose({
      name: `Quanh nơi ở của ${code}`,
      reason: 'Ca cộng đồng chưa rõ nguồn lây',
      impact: 'Cung cấp nhu yếu phẩm hai ngày một lần',
      partAreaIds: [page.case.areaId],
      caseId,
    })
    const chairApi = (await world.signIn('ward-chair', 'Mai Động')).api
    await chairApi.zones.decide({ id, version: 1, legalBasis: ['Luật Phòng, chống bệnh truyền nhiễm 2007'] })
    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(`/zones/${id}`)
    await chair.page.getByText('Đang phong tỏa').first().waitFor()
    await expectAccessible(chair.page)
    await picture(chair.page, 'zone')
    await chair.close()
  })

  it('the report holds 112 = 30 + 81 + 1 chưa phân loại; signed, every number opens its list as it was', async () => {
    const clerk = await world.signIn('district-clerk')
    const areaId = await world.areaId('Hoàng Mai')
    const { id } = await clerk.api.reports.create({ areaId, kind: 'periodic', countFrom: '2021-07-24' })
    await clerk.api.reports.update({
      id,
      version: 1,
      phase: 'Khoanh vùng, dập dịch',
      risk: 'very_high',
      assessment: 'Ca mới giảm; còn một ca chưa rõ nơi phát hiện.',
    })
    const commander = await browser.person('district-commander')
    await commander.open(`/reports/${id}`)
    const text = async () => (await commander.page.locator('main').textContent()) ?? ''
    await expect.poll(text).toContain('112')
    await expect.poll(async () => (await text()).toLowerCase()).toContain('chưa phân loại')
    await expectAccessible(commander.page)
    await commander.page.getByRole('button', { name: /Ký/ }).first().click()
    await commander.page.getByRole('dialog').getByRole('button', { name: /Ký/ }).last().click()
    await commander.page.getByRole('dialog').waitFor({ state: 'hidden' })
    await commander.page.getByText('Đã ký').first().waitFor()
    await settled(commander.page)
    await picture(commander.page, 'report')
    for (const format of ['pdf', 'docx', 'xlsx']) {
      const href = await commander.page.evaluate(
        (f) =>
          [...document.querySelectorAll('a[href]')]
            .map((a) => a.getAttribute('href'))
            .find((h) => h?.includes(`.${f}`)) ?? null,
        format,
      )
      const response = await commander.context.request.get(
        `${world.origin}${href ?? `/api/reports/${id}/document.${format}`}`,
      )
      expect(response.status(), format).toBe(200)
    }
    await commander.close()
  })

  it('a situation seen by the commander: the home page, both widths', async () => {
    for (const width of [1440, 390] as const) {
      const commander = await browser.person('district-commander', { width })
      await commander.open('/')
      await commander.page.getByText('Cần quyết định bây giờ').waitFor()
      await picture(commander.page, width === 1440 ? 'home' : 'home-phone')
      await commander.close()
    }
  })
})
