import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterSeries } from '../../src/domains/detect/warning/testing.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person, picture, settled } from './browser.ts'

describe('An unusual count is seen, understood and judged', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let doctor: Person
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    // Dengue as every summer, and a jump on the last day that is over.
    const dengue = [1, 0, 2, 1, 1, 0, 1, 2, 1, 1, 0, 1, 2, 1, 9]
    await enterSeries(world, { disease: 'dengue', area: 'Đại Kim', counts: dengue, lastDay: '2021-08-09' })
    await enterSeries(world, {
      disease: 'dengue',
      area: 'Yên Sở',
      counts: dengue.slice(0, 14),
      lastDay: '2021-08-09',
    })
    doctor = await browser.person('epidemiologist')
  })
  afterAll(async () => {
    await doctor?.close()
    await browser?.close()
    await world?.close()
  })

  const row = (who: Person, name: RegExp) => who.page.getByRole('row', { name })

  it('stands at the head of the table, with its working behind it and the list of its cases', async () => {
    await doctor.open('/warning')
    await row(doctor, /Phường Đại Kim.*Sốt xuất huyết.*Bất thường/)
      .first()
      .click()
    const drawer = doctor.page.getByRole('dialog')
    await drawer.getByText(/Ngày 9\/8 có 9 ca, vượt mức trên/).waitFor()
    await drawer.getByText(/Ngày nền \(C2\): 31\/7: /).waitFor()
    await drawer.getByText(/chưa đủ hai năm/).waitFor()
    await expectAccessible(doctor.page)
    await picture(doctor.page, 'warning-working')
    await drawer.getByRole('link', { name: 'Mở danh sách 9 ca ngày 9/8' }).click()
    await doctor.page.getByRole('heading', { name: /Ca theo ngày báo: 9 ca/ }).waitFor()
  })

  it('is noted as seen, then judged with a reason, and says so in the table', async () => {
    await doctor.open('/warning')
    await row(doctor, /Phường Đại Kim.*Sốt xuất huyết/)
      .first()
      .click()
    const drawer = doctor.page.getByRole('dialog')
    await drawer.getByRole('button', { name: 'Tôi đã xem' }).first().click()
    await drawer.getByRole('button', { name: 'Kết luận' }).first().click()
    await drawer.getByText('Có thật', { exact: true }).click()
    await drawer.getByLabel('Căn cứ').fill('Ổ dịch ở tổ 12, lăng quăng trong bể nước')
    await drawer.getByRole('button', { name: 'Kết luận' }).last().click()
    await drawer.getByText('Ổ dịch ở tổ 12, lăng quăng trong bể nước').waitFor()
    // The words stand in the form before they are sent: what was judged is in the database a moment later.
    const judged = async () =>
      (await world.pool.query('select judgement, observed from vx.warning_review')).rows
    await expect.poll(judged).toEqual([{ judgement: 'real', observed: 9 }])
    await doctor.page.keyboard.press('Escape')
    await row(doctor, /Phường Đại Kim.*Bất thường.*Có thật/)
      .first()
      .waitFor()
  })

  it('says how the disease spreads, with the curve as a table and by each of its days', async () => {
    await doctor.open('/warning?disease=covid-19')
    await doctor.page.getByText('Hệ số lây R', { exact: true }).first().waitFor()
    await doctor.page.getByRole('button', { name: 'Theo ngày báo' }).click()
    await doctor.page.getByRole('button', { name: 'Bảng' }).click()
    await doctor.page.getByRole('columnheader', { name: 'Ca đã biết' }).waitFor()
    await picture(doctor.page, 'warning')
  })

  it('leads the briefing, whose number opens the same list', async () => {
    await doctor.open('/')
    await doctor.page.getByRole('link', { name: 'Đọc cả bản tin' }).click()
    await doctor.page.getByRole('heading', { name: 'Bản tin buổi sáng' }).waitFor()
    const first = doctor.page.locator('.warning-brief li').first()
    await expect
      .poll(() => first.textContent())
      .toMatch(/Phường Đại Kim: 9 ca Sốt xuất huyết Dengue báo ngày 9\/8/)
    await picture(doctor.page, 'briefing')
    await first.getByRole('link').click()
    await doctor.page.getByRole('heading', { name: /Ca theo ngày báo: 9 ca/ }).waitFor()
  })

  it('is one sheet of A4 when printed', async () => {
    await doctor.open('/briefing')
    const pdf = (await doctor.page.pdf({ format: 'A4' })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
  })

  it('says that nothing is unusual, and what was checked, in a ward where nothing is', async () => {
    const { api } = await world.signIn('epidemiologist')
    const { areas } = await api.areas.list({})
    const district = await world.areaId('Hoàng Mai')
    const calm: number[] = []
    for (const ward of areas.filter((a) => a.parentId === district)) {
      const { cells } = await api.warning.overview({ areaId: ward.id })
      if (cells.every((c) => c.state === 'normal')) calm.push(ward.id)
    }
    expect(calm.length).toBeGreaterThan(0)
    await doctor.open(`/warning?area=${calm[0]}`)
    await doctor.page.getByText('Không có gì bất thường').waitFor()
    await doctor.page.getByText(/không nơi nào có số ca vượt mức thường/).waitFor()
  })

  it('can be read on a phone', async () => {
    const phone = await browser.person('ward-nurse.dai-kim', { width: 390 })
    await phone.open('/warning')
    await row(phone, /Phường Đại Kim.*Sốt xuất huyết/)
      .first()
      .click()
    await phone.page
      .getByRole('dialog')
      .getByText(/Ngày 9\/8 có 9 ca/)
      .waitFor()
    await settled(phone.page)
    await expectAccessible(phone.page)
    await phone.open('/briefing')
    const over = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(over).toBeLessThanOrEqual(0)
    await phone.close()
  })
})
