import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser } from './browser.ts'

describe('A report is asked for, by the clock and once', { timeout: 300_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  it('the clerk asks two wards once; the chair of one begins the report from the request', async () => {
    const clerk = await browser.person('district-clerk')
    const { page } = clerk
    await clerk.open('/reports')
    await page.getByRole('button', { name: 'Yêu cầu báo cáo đột xuất' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('checkbox', { name: 'Mai Động' }).check()
    await drawer.getByRole('checkbox', { name: 'Yên Sở' }).check()
    await drawer.getByRole('textbox', { name: 'Nội dung yêu cầu' }).fill('Ca bệnh tại chợ đầu mối')
    await drawer.getByRole('textbox', { name: 'Mục đích, căn cứ' }).fill('Phục vụ họp giao ban chiều')
    await drawer.getByRole('textbox', { name: 'Hạn nộp' }).first().fill('11/8/2021')
    await drawer.getByRole('textbox', { name: 'Giờ' }).fill('9:00')
    await drawer.getByRole('button', { name: 'Gửi tới 2 đơn vị' }).click()
    await page.waitForURL(/\/reports\/requests\//)
    await page.getByRole('heading', { level: 1, name: 'Ca bệnh tại chợ đầu mối' }).waitFor()
    await page.getByText('0/2 đã nộp').first().waitFor()
    await expectAccessible(page)
    const address = new URL(page.url()).pathname
    await clerk.close()

    const chair = await browser.person('ward-chair.mai-dong', { width: 390 })
    await chair.open('/reports')
    await chair.page.getByRole('link', { name: 'Ca bệnh tại chợ đầu mối' }).click()
    await chair.page.waitForURL(`**${address}`)
    await chair.page.getByRole('button', { name: 'Lập báo cáo' }).click()
    await chair.page.waitForURL(/\/reports\/[0-9a-f-]{36}$/)
    await chair.page.getByText('Đột xuất').first().waitFor()
    await chair.open(address)
    await chair.page.getByRole('link', { name: 'Mở dự thảo' }).waitFor()
    await expectAccessible(chair.page)
    await chair.close()
  })

  it('the clerk sets a schedule for all neighbourhoods and ends it again', async () => {
    const clerk = await browser.person('district-clerk')
    const { page } = clerk
    await clerk.open('/reports/schedules')
    await page.getByText('Chưa có lịch nào').waitFor()
    await page.getByRole('button', { name: 'Đặt lịch' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('textbox', { name: 'Giờ nộp' }).fill('14:00')
    await drawer.getByRole('textbox', { name: 'Căn cứ' }).fill('Công văn số 318-CV/QU ngày 27/4/2021')
    await drawer.getByRole('button', { name: 'Đặt lịch' }).click()
    const row = page.getByRole('row', { name: /14:00/ })
    await row.getByText('Sắp áp dụng').waitFor()
    await expectAccessible(page)
    await row.getByRole('button', { name: /^Dừng lịch/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Dừng lịch báo cáo' }).click()
    await page.getByText('Chưa có lịch nào').waitFor()
    await page.getByText('Cả lịch đã dừng').click()
    await row.getByText('Đã dừng', { exact: true }).waitFor()
    await expect.poll(() => row.getByRole('button').count()).toBe(0)
    await clerk.close()
  })
})
