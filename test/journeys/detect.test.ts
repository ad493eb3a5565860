import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { choose, expectAccessible, openBrowser, picture, settled } from './browser.ts'

/** Opens a list of fixed choices and takes one. */
async function pick(within: Locator, label: string, option: string) {
  await within.getByRole('combobox', { name: label }).click()
  await within.page().getByRole('option', { name: option, exact: true }).click()
}

describe('From the first suspicion to the notification, and from a rumour to what came of it', () => {
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

  it('a nurse reports and investigates on a desk, the doctor classifies by the definition, the nurse notifies', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    const { page } = nurse
    await nurse.open('/cases/new')
    await page.getByText('Người mới', { exact: true }).click()
    const main = page.getByRole('main')
    await main.getByRole('textbox', { name: 'Họ và tên' }).fill('Trương Thị Hải Yến')
    await choose(main, /Nơi ở/, 'to dan pho so 1, mai dong', /Mai Động/)
    await pick(main, 'Bệnh', 'Sởi')
    await main.getByRole('textbox', { name: 'Ngày khởi phát' }).fill('8/8/2021')
    await main.getByRole('button', { name: 'Nhập ca' }).click()
    await page.waitForURL(/\/cases\/[0-9a-f-]{36}/)
    await page.getByText('Chưa đủ tiêu chuẩn nào').waitFor()
    await page.getByText('Chưa điều tra ca này').waitFor()
    const caseUrl = page.url()

    // What is missing leads to where it is entered.
    await page.getByRole('button', { name: 'Có triệu chứng không' }).click()
    const form = page.getByRole('dialog')
    await form
      .getByRole('radiogroup', { name: /Có triệu chứng không/ })
      .getByText('Có', { exact: true })
      .click()
    for (const symptom of ['Sốt', 'Ho', 'Phát ban']) {
      await form.getByRole('checkbox', { name: symptom, exact: true }).check()
    }
    // A draft survives a closed tab.
    await page.waitForTimeout(600)
    await page.reload()
    await settled(page)
    await form.getByText('Đã khôi phục bản nháp chưa gửi.').first().waitFor()
    await expect
      .poll(() => form.getByRole('checkbox', { name: 'Phát ban', exact: true }).isChecked())
      .toBe(true)
    await form
      .getByRole('radiogroup', { name: /Tiếp xúc với ca bệnh/ })
      .getByText('Có', { exact: true })
      .click()
    await form.getByRole('button', { name: 'Lưu phiếu' }).click()
    await page.getByText('Đã lưu phiếu điều tra').waitFor()
    await page.getByText('Theo tiêu chuẩn: ca xác định').waitFor()
    await settled(page)
    await expectAccessible(page)
    await picture(page, 'case-definition')

    const doctor = await browser.person('epidemiologist')
    await doctor.open(new URL(caseUrl).pathname)
    await doctor.page.getByRole('button', { name: 'Xếp là ca xác định' }).click()
    const reason = doctor.page.getByRole('textbox', { name: /Lý do/ })
    await expect.poll(() => reason.inputValue()).toContain('Sốt và phát ban dạng sởi')
    await doctor.page.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click()
    await doctor.page.getByText('Ca xác định · F0').first().waitFor()
    await doctor.close()

    await page.getByText('Xử lý ổ dịch').waitFor()
    await page.getByRole('button', { name: 'Ghi đã báo cáo' }).click()
    const notify = page.getByRole('dialog')
    await expect
      .poll(() => notify.getByRole('textbox', { name: /Báo cho/ }).inputValue())
      .toBe('Trung tâm Y tế quận')
    await notify.getByRole('button', { name: 'Ghi đã báo cáo' }).click()
    await page.getByText('Đã báo đúng hạn').waitFor()
    await world.settle()
    await page.getByText(/Đã báo cáo Trung tâm Y tế quận/).waitFor()
    await nurse.close()
  })

  it('a neighbourhood head reports a signal on a phone, the ward verifies, the doctor assesses and opens a response', async () => {
    const head = await browser.person('neighbourhood-head', { width: 390 })
    await head.open('/signals/new')
    const main = head.page.getByRole('main')
    await pick(main, 'Loại việc', 'Nhiều người sốt')
    await main.getByRole('textbox', { name: 'Nơi xảy ra' }).fill('Dãy trọ cuối ngõ 12')
    await main.getByRole('textbox', { name: 'Thấy gì, nghe gì' }).fill('Bốn người thuê trọ sốt từ hôm qua.')
    await main.getByRole('button', { name: 'Gửi tín hiệu' }).click()
    await head.page.waitForURL(/\/signals\/[0-9a-f-]{36}/)
    await head.page.getByRole('heading', { name: /Dãy trọ cuối ngõ 12/ }).waitFor()
    await settled(head.page)
    await expectAccessible(head.page)
    const path = new URL(head.page.url()).pathname

    const nurse = await browser.person('ward-nurse.mai-dong', { width: 390 })
    await nurse.open(path)
    await nurse.page.getByRole('button', { name: 'Xác minh' }).click()
    const verify = nurse.page.getByRole('dialog')
    await verify.getByText('Đúng', { exact: true }).click()
    await verify.getByRole('textbox', { name: /Đã xác minh thế nào/ }).fill('Đã đến tận nơi, bốn người sốt')
    await verify.getByRole('button', { name: 'Lưu' }).click()
    await nurse.page.getByText('Đúng, chờ đánh giá').waitFor()

    const doctor = await browser.person('epidemiologist')
    await doctor.open('/signals')
    await doctor.page
      .getByRole('link', { name: /Nhiều người sốt/ })
      .first()
      .click()
    await doctor.page.getByRole('button', { name: 'Đánh giá nguy cơ' }).click()
    const assess = doctor.page.getByRole('dialog')
    await pick(assess, 'Khả năng xảy ra', '4. Nhiều khả năng')
    await pick(assess, 'Tác động', '3. Vừa')
    await assess.getByRole('textbox', { name: 'Căn cứ đánh giá' }).fill('Ở chung, dùng chung bếp')
    await assess.getByRole('button', { name: 'Lưu' }).click()
    await doctor.page.getByText('Nguy cơ cao').first().waitFor()
    await doctor.page.getByRole('button', { name: 'Kết luận' }).click()
    const conclude = doctor.page.getByRole('dialog')
    await conclude.getByText('Mở xử lý', { exact: true }).click()
    await conclude.getByRole('textbox', { name: /Đã làm gì/ }).fill('Lấy mẫu cả dãy trọ')
    await conclude.getByRole('button', { name: 'Lưu' }).click()
    await doctor.page.getByText('Đã mở xử lý').first().waitFor()
    await settled(doctor.page)
    await picture(doctor.page, 'signal')

    // The nurse's page has followed without a reload; a case is linked by its code.
    await nurse.page.getByText('Đã mở xử lý').first().waitFor()
    await Promise.all([head.close(), nurse.close(), doctor.close()])
  })
})
