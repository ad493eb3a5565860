import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, type Installation, openInstallation, totp } from '../harness/installation.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person, picture, settled } from './browser.ts'

let world: World
let real: Installation
let browser: Awaited<ReturnType<typeof openBrowser>>
let atReal: Awaited<ReturnType<typeof openBrowser>>
beforeAll(async () => {
  world = await openWorld()
  real = await openInstallation()
  browser = await openBrowser(world)
  atReal = { ...browser, person: (await openBrowser({ origin: real.origin } as World)).person }
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
  await real?.close()
})

/** What a page's content policy kept from happening, from now on. */
async function watch({ page }: Person): Promise<string[]> {
  const broken: string[] = []
  await page.exposeFunction('tellViolation', (what: string) => broken.push(what))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => {
      const tell = (globalThis as unknown as { tellViolation(what: string): void }).tellViolation
      tell(
        `${location.pathname}: ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`,
      )
    })
  })
  return broken
}

describe('The content policy', () => {
  it('is broken by no page, window, menu, chart or map', async () => {
    const boss = await browser.person('district-commander')
    const broken = await watch(boss)
    const { page } = boss
    await boss.open('/')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('Nguyễn')
    await settled(page)
    await page.keyboard.press('Escape')
    await page.locator('.shell-who').click()
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    // The chart writes what it tells about a day into the page.
    const curve = page.locator('figure.vx-chart svg').first()
    await curve.waitFor()
    const { width, height } = (await curve.boundingBox())!
    for (const x of [0.3, 0.5, 0.7]) await curve.hover({ position: { x: width * x, y: height / 2 } })
    await page.waitForTimeout(300)
    for (const path of [
      '/cases',
      '/people',
      '/households',
      '/places',
      '/organisations',
      '/teams',
      '/tasks',
      '/contacts',
      '/followups',
      '/orders',
      '/zones',
      '/reports',
      '/rules',
      '/figures/cases.confirmed',
      '/account',
    ]) {
      await boss.open(path)
    }
    await page.getByRole('button', { name: 'Thiết lập' }).click()
    await page.getByRole('dialog').waitFor()
    await boss.close()
    const writer = await browser.person('ward-nurse.mai-dong')
    const brokenToo = await watch(writer)
    for (const path of ['/cases/new', '/zones/new', '/imports']) await writer.open(path)
    await writer.close()
    expect([...broken, ...brokenToo]).toEqual([])
  })

  it('keeps out what somebody gets into the page: a script, a style sheet, a style attribute', async () => {
    const boss = await browser.person('district-commander')
    const broken = await watch(boss)
    await boss.open('/rules')
    await boss.page.evaluate(() => {
      const host = document.createElement('div')
      document.body.append(host)
      host.innerHTML =
        '<style>h1 { color: red }</style><p style="color: red">x</p><img src="x" onerror="document.title = 1">'
      const script = document.createElement('script')
      script.textContent = 'document.title = "broken in"'
      document.body.append(script)
    })
    await boss.page.waitForTimeout(300)
    await expect.poll(() => boss.page.title()).toBe('Vùng Xanh')
    const kept = () => broken.map((b) => b.split(' ')[1])
    for (const directive of ['style-src-elem', 'style-src-attr', 'script-src-elem', 'script-src-attr'])
      await expect.poll(kept).toContain(directive)
    await boss.close()
  })
})

describe('An installation', () => {
  let secret = ''
  const HERS = 'cơm nắm lá sen 8 gói'

  it('lets its administrator in with a second factor, set up on the way', async () => {
    const person = await atReal.person(undefined)
    const broken = await watch(person)
    const { page } = person
    await person.open('/')
    await page.waitForURL(/sign-in/)
    await page.getByLabel('Tên đăng nhập').fill(ADMIN.username)
    await page.getByLabel('Mật khẩu').fill('không phải mật khẩu này')
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await page.getByText('Tên đăng nhập hoặc mật khẩu chưa đúng').waitFor()
    await picture(page, 'sign-in-wrong')
    await page.getByLabel('Mật khẩu').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await page.getByRole('heading', { name: 'Thiết lập yếu tố thứ hai' }).waitFor()
    await page.getByAltText('Mã QR để thêm tài khoản vào ứng dụng xác thực').waitFor()
    await settled(page)
    await expectAccessible(page)
    await picture(page, 'enrol')
    secret = ((await page.locator('.account-key').textContent()) ?? '').replace(/\s/g, '')
    await page.getByLabel('Mã sáu số').fill(totp(secret))
    await page.getByRole('button', { name: 'Tiếp tục' }).click()
    await page.getByRole('heading', { name: 'Mã khôi phục' }).waitFor()
    await expect.poll(() => page.locator('.account-codes li').count()).toBe(11)
    await expectAccessible(page)
    await picture(page, 'recovery-codes')
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.getByRole('button', { name: 'In', exact: true }).isVisible()).toBe(false)
    await expect.poll(() => page.locator('.account-codes').isVisible()).toBe(true)
    await page.emulateMedia({ media: 'screen' })
    await page.getByLabel('Tôi đã cất các mã này').check()
    await page.getByRole('button', { name: 'Xong' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    expect(broken).toEqual([])

    await person.open('/accounts')
    await page.getByRole('button', { name: 'Tài khoản mới' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Họ tên').fill('Tạ Thu Hằng')
    await form.getByLabel('Tên đăng nhập').fill('hang.ta')
    await form.getByLabel('Chức danh').first().click()
    await page.getByRole('option', { name: 'Lãnh đạo thành phố (chỉ xem)' }).click()
    await picture(page, 'account-new')
    await page.getByRole('dialog').getByRole('button', { name: 'Tài khoản mới' }).click()
    const given = (await page.locator('.account-given').textContent()) ?? ''
    await expectAccessible(page)
    await picture(page, 'account-given')
    await page.getByRole('dialog').getByRole('button', { name: 'Đóng', exact: true }).last().click()
    await page.getByRole('cell', { name: 'hang.ta' }).waitFor()
    await settled(page)
    await expectAccessible(page)
    await picture(page, 'accounts')
    await page.getByRole('cell', { name: 'hang.ta' }).click()
    await page.getByRole('button', { name: 'Cấp mật khẩu mới' }).waitFor()
    await picture(page, 'account-manage')
    expect(broken).toEqual([])
    await person.close()

    const her = await atReal.person(undefined, { width: 390 })
    await her.open('/sign-in')
    await her.page.getByLabel('Tên đăng nhập').fill('Hang.Ta ')
    await her.page.getByLabel('Mật khẩu').fill(given)
    await her.page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await her.page.getByRole('heading', { name: 'Đặt mật khẩu của bạn' }).waitFor()
    await her.page.getByRole('textbox', { name: 'Mật khẩu mới', exact: true }).fill('matkhau123')
    await her.page.getByLabel('Nhập lại mật khẩu mới').fill('matkhau123')
    await her.page.getByRole('button', { name: 'Tiếp tục' }).click()
    await her.page.getByText('cần ít nhất 15 ký tự').waitFor()
    await expectAccessible(her.page)
    await picture(her.page, 'first-password-phone')
    await her.page.getByRole('textbox', { name: 'Mật khẩu mới', exact: true }).fill(HERS)
    await her.page.getByLabel('Nhập lại mật khẩu mới').fill(HERS)
    await her.page.getByRole('button', { name: 'Tiếp tục' }).click()
    await her.page.waitForURL((url) => url.pathname === '/')
    await her.close()
  })

  it('asks for the code at the next sign-in, and takes a person back to the page that was asked for', async () => {
    const person = await atReal.person(undefined, { scheme: 'dark' })
    const { page } = person
    await person.open('/account')
    await page.waitForURL(/sign-in\?back=/)
    await page.getByLabel('Tên đăng nhập').fill(ADMIN.username)
    await page.getByLabel('Mật khẩu').fill(ADMIN.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Nhập mã xác thực' }).waitFor()
    await page.getByRole('button', { name: /Dùng mã khôi phục/ }).click()
    await page.getByRole('heading', { name: 'Nhập mã khôi phục' }).waitFor()
    await page.getByRole('button', { name: 'Dùng ứng dụng xác thực' }).click()
    await page.getByLabel('Mã sáu số').fill('000000')
    await page.keyboard.press('Enter')
    await page.getByText('Mã chưa đúng hoặc đã dùng').waitFor()
    await expectAccessible(page)
    await picture(page, 'code-dark')
    await page.getByLabel('Mã sáu số').fill(totp(secret, 1))
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/account')
    await settled(page)
    await expectAccessible(page)
    await picture(page, 'account-dark')
    await page.getByRole('button', { name: 'Kết thúc các phiên khác' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Kết thúc', exact: true }).click()
    await page.getByText('Đã kết thúc').waitFor()
    await person.close()
  })
})
