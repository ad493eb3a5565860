import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person, settled } from './browser.ts'

describe('The form of a paper is made beside the paper', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let clerk: Person
  let chair: Person
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    clerk = await browser.person('district-clerk')
    chair = await browser.person('ward-chair.mai-dong', { width: 390, scheme: 'dark' })
  })
  afterAll(async () => {
    await clerk?.close()
    await chair?.close()
    await browser?.close()
    await world?.close()
  })

  const button = (who: Person, name: string) => who.page.getByRole('button', { name, exact: true })
  const sheet = (who: Person) => who.page.getByRole('region', { name: 'Trang văn bản mẫu' })
  const shows = async (who: Person, text: string) => {
    await sheet(who).getByText(text).first().waitFor()
  }

  it('the clerk drafts one; what is typed is on the paper at once, and a wrong placeholder is said at its field', async () => {
    await clerk.open('/documents')
    await clerk.page.getByRole('link', { name: 'Mẫu văn bản' }).click()
    await clerk.page.getByText('Chưa có mẫu nào').waitFor()
    await button(clerk, 'Lập mẫu mới').first().click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByLabel('Loại văn bản').click()
    await clerk.page.getByRole('option', { name: 'Kế hoạch (KH)' }).click()
    await dialog.getByLabel('Tên mẫu').fill('Kế hoạch của quận')
    await dialog.getByRole('button', { name: 'Lập bản nháp' }).click()
    await clerk.page.getByRole('heading', { name: 'Kế hoạch của quận' }).waitFor()
    await shows(clerk, 'TM. ỦY BAN NHÂN DÂN')
    await button(clerk, 'Cấp phó ký thay').click()
    await shows(clerk, 'KT. CHỦ TỊCH')
    const recipients = clerk.page.getByLabel('Nơi nhận', { exact: true })
    await recipients.fill('Như trên\nLưu: VT, {y_te}')
    await clerk.page.getByText('Dòng 2: Không có chỗ điền {y_te}.').waitFor()
    await recipients.fill('Như trên\nLưu: VT, ')
    await button(clerk, '{loai}').click()
    await shows(clerk, '- Lưu: VT, KH.')
    await expectAccessible(clerk.page)
  })

  it('a change is taken back, the draft is saved, looked at as a file and published', async () => {
    await button(clerk, 'Lưu bản nháp').click()
    await clerk.page.getByText('Đã lưu bản nháp.').waitFor()
    await clerk.page.getByLabel('Địa danh').fill('Mai Động')
    await shows(clerk, 'Mai Động, ngày')
    await button(clerk, 'Bỏ thay đổi chưa lưu').click()
    await clerk.page.getByRole('dialog').getByRole('button', { name: 'Bỏ thay đổi chưa lưu' }).click()
    await shows(clerk, 'Hoàng Mai, ngày')
    const download = clerk.page.waitForEvent('download')
    await button(clerk, 'Tải DOCX').click()
    expect((await download).suggestedFilename()).toBe('mau-KH.docx')
    await button(clerk, 'Ban hành mẫu').click()
    await clerk.page.getByRole('dialog').getByRole('button', { name: 'Ban hành mẫu' }).click()
    await clerk.page.getByText('Đang dùng').first().waitFor()
    await button(clerk, 'Soạn bản mới').click()
    await clerk.page.getByText('Không khác bản trước.').waitFor()
    await clerk.page.getByLabel('Lời kết').fill('Yêu cầu các đơn vị thực hiện./.')
    await clerk.page.getByRole('definition').getByText('Yêu cầu các đơn vị thực hiện./.').waitFor()
  })

  it('a ward reads it on a phone and changes nothing', async () => {
    await chair.open('/documents/forms')
    await chair.page.getByRole('link', { name: 'Kế hoạch (KH)' }).click()
    await shows(chair, 'KT. CHỦ TỊCH')
    await settled(chair.page)
    await expect.poll(() => button(chair, 'Soạn bản mới').count()).toBe(0)
    expect(
      await chair.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0)
    await expectAccessible(chair.page)
  })
})
