import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { choose, expectAccessible, openBrowser, type Person, settled } from './browser.ts'

describe('The commander goes to the grass roots, at 390 px', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let commander: Person
  let chair: Person
  let visit: string
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    commander = await browser.person('district-commander', { width: 390 })
    chair = await browser.person('ward-chair.mai-dong', { width: 390 })
  })
  afterAll(async () => {
    await commander?.close()
    await chair?.close()
    await browser?.close()
    await world?.close()
  })
  const button = (who: Person, name: string) => who.page.getByRole('button', { name, exact: true })
  const seen = 'Ba hộ cuối ngõ 12 thiếu rau và thuốc huyết áp'

  it('sees where nobody went, and enters what was seen; a lost network loses nothing', async () => {
    const { page } = commander
    await commander.open('/field-visits')
    await page.getByRole('heading', { name: 'Nơi chưa có cấp trên đến trong 7 ngày' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Ghi lượt đi cơ sở' }).first().click()
    const form = page.locator('form.vx-form')
    await choose(form, 'Nơi đến', 'Mai Động', /^Phường Mai Động/)
    await form.getByRole('combobox', { name: 'Nội dung' }).click()
    await page.getByRole('option', { name: 'Thăm, nắm tình hình hộ dân' }).click()
    await form.getByLabel('Địa điểm cụ thể').fill('Xóm trọ cuối ngõ 12')
    await form.getByLabel('Thấy gì, nghe gì').fill(seen)
    await expectAccessible(page)
    await commander.context.setOffline(true)
    await button(commander, 'Ghi vào sổ').click()
    await form.getByRole('alert').waitFor()
    await commander.context.setOffline(false)
    // Back for a moment: it gets through and the answer is lost. Then the telephone is put away.
    const entering = '**/api/field-visits'
    await page.route(entering, async (route) => {
      await route.fetch()
      await route.abort()
    })
    const lost = page.waitForEvent(
      'requestfailed',
      (r) => r.method() === 'POST' && r.url().endsWith('/api/field-visits'),
    )
    await button(commander, 'Ghi vào sổ').click()
    await lost
    await page.unroute(entering)
    await page.waitForTimeout(500)
    await page.reload()
    await settled(page)
    await page.getByText('Đã khôi phục bản nháp chưa gửi.').waitFor()
    expect(await form.getByLabel('Thấy gì, nghe gì').inputValue()).toBe(seen)
    expect(await form.getByRole('textbox', { name: 'Nơi đến' }).inputValue()).toBe('Phường Mai Động')
    await button(commander, 'Ghi vào sổ').click()
    await page.getByText('Đã ghi vào sổ đi cơ sở.').waitFor()
    await page.getByText(seen).waitFor()
    visit = new URL(page.url()).pathname
    const { rows } = await world.pool.query('select id from vx.field_visit where seen = $1', [seen])
    expect(rows.map((r) => `/field-visits/${r.id}`)).toEqual([visit])
    await expectAccessible(page)
  })

  it('gives what is left to do', async () => {
    const { page } = commander
    await button(commander, 'Giao việc').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Việc phải làm').fill('Cấp rau cho ba hộ cuối ngõ 12')
    await dialog.getByLabel('Hạn hoàn thành').first().fill('12/8/2021')
    await dialog.getByPlaceholder('17:00').fill('17:00')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Giao việc' }).click()
    await page.getByText('Đã giao việc.').waitFor()
    await page.getByRole('link', { name: 'Cấp rau cho ba hộ cuối ngõ 12' }).waitFor()
  })

  it('the chair of the ward finds it among the tasks, with the way back to the visit', async () => {
    const { page } = chair
    await chair.open('/tasks')
    await page.getByRole('link', { name: 'Cấp rau cho ba hộ cuối ngõ 12' }).first().click()
    await page
      .getByRole('link', { name: /^Đi cơ sở / })
      .first()
      .click()
    await page.getByText(seen).waitFor()
    expect(await button(chair, 'Gạch bỏ').count()).toBe(0)
    await chair.open('/field-visits')
    await page.locator(`a[href*="${visit}"]`).first().waitFor()
  })
})
