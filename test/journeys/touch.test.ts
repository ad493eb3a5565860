import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser } from './browser.ts'
import { lastCase } from './scene.ts'

describe('What every page shares, under the hand', { timeout: 300_000 }, () => {
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

  it('menus open with the keyboard, hold nothing but items, and say which one is chosen', async () => {
    const commander = await browser.person('district-commander')
    await commander.open('/')
    await commander.page.getByRole('heading', { level: 1, name: 'Hôm nay ở quận Hoàng Mai' }).waitFor()
    await commander.page.getByRole('button', { name: /^Tài khoản/ }).focus()
    await commander.page.keyboard.press('Enter')
    const menu = commander.page.getByRole('menu')
    await menu.waitFor()
    await expectAccessible(commander.page)
    await expect
      .poll(() => menu.getByRole('menuitemradio', { checked: true }).allTextContents())
      .toHaveLength(2)
    await commander.page.keyboard.press('ArrowDown')
    const focused = () => commander.page.evaluate(() => document.activeElement?.getAttribute('role'))
    await expect.poll(() => focused()).toMatch(/^menuitem/)
    await menu.getByRole('menuitemradio', { name: 'Tối' }).click()
    await expect
      .poll(() => commander.page.locator('html').getAttribute('data-mantine-color-scheme'))
      .toBe('dark')
    await commander.open('/tasks')
    await commander.page.getByRole('button', { name: 'Xuất' }).click()
    await menu.getByRole('menuitem').first().waitFor()
    await expectAccessible(commander.page)
    await commander.close()
  })

  it('“now” is the time of the server, and the calendar opens on its day', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open('/zones/new')
    const main = nurse.page.getByRole('main')
    await main.getByRole('button', { name: 'Bây giờ' }).first().click()
    const day = main.getByRole('textbox', { name: 'Bắt đầu', exact: true })
    await expect.poll(() => day.inputValue()).toBe('10/8/2021')
    await main.getByRole('button', { name: 'Mở lịch: Kết thúc' }).click()
    await nurse.page.locator('[data-today]').filter({ hasText: /^10$/ }).waitFor()
    await nurse.close()
  })

  it('a drawer is a dialog with a name that holds the page back; axe has not even a moderate remark', async () => {
    const doctor = await browser.person('epidemiologist')
    await doctor.open(`/cases/${(await lastCase(world)).id}`)
    await doctor.page.getByRole('button', { name: 'Thêm người tiếp xúc' }).first().click()
    await doctor.page.getByRole('dialog', { name: /^Người đã gặp/ }).waitFor()
    await expectAccessible(doctor.page, { moderate: true })
    await doctor.page.keyboard.press('Escape')
    await doctor.page.getByRole('dialog').waitFor({ state: 'detached' })
    await doctor.close()
  })

  it('what the server alone can object to stands in words under its field', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open(`/cases/${(await lastCase(world)).id}`)
    await nurse.page.getByRole('button', { name: 'Sửa thông tin' }).click()
    const drawer = nurse.page.getByRole('dialog')
    await drawer.getByRole('textbox', { name: 'Ngày khởi phát', exact: true }).fill('8/8/2022')
    await drawer.getByRole('button', { name: /^Lưu/ }).click()
    const said = drawer.locator('.mantine-InputWrapper-error')
    await said.waitFor()
    await expect.poll(() => said.textContent()).toMatch(/^[A-ZĐÀ-Ỹ].* .*\.$/)
    await expectAccessible(nurse.page)
    await nurse.close()
  })
})
