import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_PASSWORD } from '../../demo/index.ts'
import { slowness } from '../harness/pace.ts'
import { openWorld, type World } from '../harness/world.ts'
import { openBrowser, picture, settled } from './browser.ts'

/** The total that a figure's page names in its title: 'Ca xác định: 121 ca'. */
async function totalInTitle(page: Page): Promise<number> {
  const title = await page.getByRole('heading', { level: 1, name: /\d ca$/ }).textContent()
  return Number(title?.match(/(\d+) ca$/)?.[1])
}

describe('From a suspicion to the response, in the browser', { timeout: 300_000 }, () => {
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

  it('the sign-in page offers every post; one click enters as the ward nurse', async () => {
    const nurse = await browser.person(undefined)
    await nurse.open('/cases')
    await nurse.page.waitForURL(/\/sign-in/)
    await nurse.page.getByRole('button', { name: /Điều dưỡng trạm y tế/ }).click()
    await nurse.page.waitForURL(/\/cases/)
    await nurse.page.getByRole('heading', { name: 'Ca bệnh', level: 1 }).waitFor()
    await expect.poll(() => nurse.page.getByRole('link', { name: 'Báo cáo' }).count()).toBe(1)
    await nurse.close()
  })

  it('a wrong password is told so, and nothing else', async () => {
    const somebody = await browser.person(undefined)
    await somebody.open('/sign-in')
    await somebody.page.getByLabel(/Tên đăng nhập/).fill('ward-nurse.mai-dong')
    await somebody.page.getByRole('textbox', { name: /Mật khẩu/ }).fill('khong-dung-dau')
    await somebody.page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await somebody.page.getByText('Tên đăng nhập hoặc mật khẩu chưa đúng.').waitFor()
    await somebody.close()
  })

  it('what was being typed waits for the nurse, and for nobody else at the same computer', async () => {
    const desk = await browser.person('ward-nurse.mai-dong')
    const name = desk.page.getByLabel(/Họ và tên/)
    const drafts = () =>
      desk.page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('vx.draft.')))
    const type = async () => {
      await desk.page.getByRole('button', { name: 'Người mới' }).click()
      await name.fill('Kiều Thị Thu')
      await expect.poll(drafts).toEqual(['vx.draft.ward-nurse.mai-dong.case-new'])
    }
    await desk.open('/cases/new')
    await type()
    await desk.open('/cases/new')
    await desk.page.getByRole('button', { name: 'Người mới' }).click()
    await expect.poll(() => name.inputValue()).toBe('Kiều Thị Thu')
    // The next person signs in while the nurse's session is still open.
    await desk.context.request.post(`${world.origin}/api/auth/sign-in/username`, {
      data: { username: 'ward-nurse.dai-kim', password: DEMO_PASSWORD },
      headers: { origin: 'http://localhost' },
    })
    await desk.open('/cases/new')
    await expect.poll(() => drafts()).toEqual([])
    await desk.page.getByRole('button', { name: 'Người mới' }).click()
    await expect.poll(() => name.inputValue()).toBe('')
    await desk.close()
  })

  it('the nurse enters a case, the laboratory confirms it, and the commander sees it within two seconds', async () => {
    const commander = await browser.person('district-commander')
    await commander.open('/')
    const today = commander.page.getByRole('group', { name: 'Ca mới hôm nay' }).locator('.vx-stat-value')
    const before = Number((await today.textContent()) ?? '')

    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open('/cases/new')
    await nurse.page.getByRole('button', { name: 'Người mới' }).click()
    await nurse.page.getByLabel(/Họ và tên/).fill('Nguyễn Thị Thanh Thúy')
    await nurse.page.locator('input[id$=areaId]').click()
    await nurse.page.locator('input[id$=areaId]').fill('mai dong')
    await nurse.page.getByRole('option', { name: 'Phường Mai Động' }).click()
    await nurse.page.getByRole('textbox', { name: 'Ngày khởi phát', exact: true }).fill('8/8/2021')
    await nurse.page.getByRole('button', { name: /Nhập ca/ }).click()
    await nurse.page.waitForURL(/\/cases\/[0-9a-f-]{36}/)
    await nurse.page.getByText('Ca nghi ngờ').first().waitFor()

    const laboratory = await browser.person('laboratory')
    await laboratory.open(new URL(nurse.page.url()).pathname)
    await laboratory.page.getByRole('button', { name: 'Nhập kết quả' }).click()
    await laboratory.page.getByText('Dương tính', { exact: true }).click()
    const pace = await slowness(world)
    const meanwhile = slowness(world)
    await laboratory.page.getByRole('button', { name: /^Lưu/ }).click()
    await laboratory.page.getByText('Ca xác định · F0').first().waitFor()
    const confirmed = Date.now()

    await commander.page.waitForFunction(
      (n) =>
        document.querySelector('[role=group][aria-label="Ca mới hôm nay"] .vx-stat-value')?.textContent ===
        String(n),
      before + 1,
    )
    const took = Date.now() - confirmed
    expect(took).toBeLessThan(2_500 * Math.max(pace, await meanwhile, await slowness(world)))

    // The response has opened on the nurse's screen without a reload.
    await nurse.page.getByText('Khoanh vùng').first().waitFor()
    await nurse.page.getByText('Xử lý ổ dịch').waitFor()
    await settled(nurse.page)
    await picture(nurse.page, 'case-new')
    await Promise.all([commander.close(), nurse.close(), laboratory.close()])
  })

  it('a number on the home page opens the list that it counts, with the remainder as a row of its own', async () => {
    const commander = await browser.person('district-commander')
    await commander.open('/figures/cases.confirmed?from=2021-07-24&to=2021-08-09')
    const total = await totalInTitle(commander.page)
    expect(total).toBeGreaterThan(100)
    const split = (await commander.page.locator('.vx-split').textContent()) ?? ''
    expect(split).toContain('chưa phân loại')
    const [download] = await Promise.all([
      commander.page.waitForEvent('download'),
      commander.page.getByRole('link', { name: 'Excel' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
    await commander.close()
  })

  it('an address that leads nowhere says so inside the frame, and the navigation leads on', async () => {
    const { page, open, close } = await browser.person('district-commander')
    await open('/cases/of/nobody')
    await page.getByRole('main').getByText('Không có trang này').waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Ca bệnh' }).click()
    await page.waitForURL(/\/cases$/)
    await page.getByRole('main').getByRole('row').nth(1).waitFor()
    await close()
  })

  it('Ctrl-K finds a person without accents and in any order', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open('/')
    await nurse.page.keyboard.press('Control+k')
    await nurse.page.getByPlaceholder(/Tìm người/).fill('thuy thanh nguyen')
    await nurse.page
      .getByRole('link', { name: /Nguyễn Thị Thanh Thúy/ })
      .first()
      .waitFor()
    await nurse.page.keyboard.press('Enter')
    await nurse.page.waitForURL(/\/people\//)
    await nurse.page.getByText('Ai đã xem hồ sơ này').waitFor()
    await nurse.close()
  })

  it('the past shows what was known then, and says that it is the past', async () => {
    const commander = await browser.person('district-commander')
    await commander.open('/?asOf=2021-08-01T10:00:00.000Z')
    await commander.page.getByText('Đang xem quá khứ').waitFor()
    await commander.open('/figures/cases.confirmed?asOf=2021-08-01T10:00:00.000Z')
    const then = await totalInTitle(commander.page)
    await commander.open('/figures/cases.confirmed')
    const now = await totalInTitle(commander.page)
    expect(then).toBeLessThan(now)
    await commander.close()
  })
})
