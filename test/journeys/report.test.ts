import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person, settled } from './browser.ts'

describe('The daily report from the draft to the one after it', { timeout: 300_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let first: string
  let total: number
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  /** The clerk makes a draft of the district, writes the assessment and hands it over. */
  async function submitted(clerk: Person, assessment: string): Promise<string> {
    const { page } = clerk
    await clerk.open('/reports')
    await page.getByRole('button', { name: 'Lập báo cáo' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('textbox', { name: 'Đếm cộng dồn từ ngày', exact: true }).fill('24/7/2021')
    await drawer.getByRole('button', { name: 'Lập báo cáo' }).click()
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}/)
    await page.getByRole('heading', { level: 1, name: 'Báo cáo tình hình quận Hoàng Mai' }).waitFor()
    await page.getByText('Cao', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Đánh giá', exact: true }).fill(assessment)
    await page.getByText('Đã lưu').first().waitFor()
    await page.getByRole('button', { name: 'Trình ký' }).click()
    await page.getByText('Trình ký', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Trình ký' }).waitFor({ state: 'detached' })
    return new URL(page.url()).pathname
  }

  const confirmed = (who: Person) => who.page.getByRole('region', { name: /^Ca xác định, 24\/7/ })

  it('the clerk writes and submits, the commander signs; the numbers are kept with their lists', async () => {
    const clerk = await browser.person('district-clerk')
    first = await submitted(clerk, 'Ca mới giảm ba ngày liền.')
    await clerk.close()

    const commander = await browser.person('district-commander')
    await commander.open(first)
    await commander.page.getByText('Ca mới giảm ba ngày liền.').waitFor()
    total = Number(await confirmed(commander).locator('.report-value .vx-number-link').textContent())
    expect(total).toBe(112)
    await commander.page.getByRole('button', { name: 'Ký báo cáo' }).click()
    const dialog = commander.page.getByRole('dialog')
    await dialog.getByText(/112 = 30 .* \+ 1 chưa phân loại/i).waitFor()
    await expectAccessible(commander.page)
    await dialog.getByRole('button', { name: 'Ký', exact: true }).click()
    await commander.page.getByText('Đã ký', { exact: true }).first().waitFor()
    await commander.close()
  })

  it('the one after it shows what has changed since; the signed one still opens the list of its day', async () => {
    world.clock.advance({ hours: 1 })
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const laboratory = await world.signIn('laboratory')
    const areaId = await world.areaId('Mai Động')
    const { id } = await nurse.api.surveillance.report({
      person: { fullName: 'Trịnh Thị Muộn', birthYear: 1971, areaId, nationality: 'VN' },
      disease: 'covid-19',
    })
    await laboratory.api.surveillance.addLab({ id, method: 'pcr', result: 'positive' })
    await world.settle()
    // A report is as of a full minute: the result must lie before it.
    world.clock.advance({ minutes: 2 })

    const clerk = await browser.person('district-clerk')
    const second = await submitted(clerk, 'Thêm một ca cộng đồng.')
    await clerk.page.getByText(/so với báo cáo 1\/BC-BCĐ/).waitFor()
    const row = confirmed(clerk)
    await expect
      .poll(() => row.locator('.report-value .vx-number-link').textContent())
      .toBe(String(total + 1))
    await row.getByText('+1', { exact: true }).waitFor()
    await clerk.page.getByRole('switch', { name: 'So với báo cáo 1/BC-BCĐ' }).click()
    await row.getByText('+1', { exact: true }).waitFor({ state: 'detached' })
    await clerk.close()

    const commander = await browser.person('district-commander')
    await commander.open(first)
    const number = confirmed(commander).locator('.report-value .vx-number-link')
    await expect.poll(() => number.textContent()).toBe(String(total))
    await number.click()
    const list = commander.page.getByRole('dialog')
    await list.getByText(`${total} dòng`).first().waitFor()
    await list.getByText(/Danh sách như khi ký báo cáo\./).waitFor()
    await settled(commander.page)
    await expectAccessible(commander.page)
    await expect.poll(() => list.getByText('Trịnh Thị Muộn').count()).toBe(0)
    await list.getByRole('button', { name: 'Đóng' }).click()
    await commander.page.getByRole('button', { name: 'Kiểm tra' }).click()
    await commander.page.getByText(/^Nguyên vẹn:/).waitFor()

    // The same number of the draft opens the list that has the late case in it.
    await commander.open(second)
    await confirmed(commander).locator('.report-value .vx-number-link').click()
    await list.getByText('Trịnh Thị Muộn').waitFor()
    await commander.close()
  })
})
