import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_LETTER } from '../../demo/letter.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person } from './browser.ts'

describe('A letter of the Party committee becomes work in the wards', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let clerk: Person
  let chair: Person
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    clerk = await browser.person('district-clerk')
    chair = await browser.person('ward-chair.mai-dong', { width: 390 })
  })
  afterAll(async () => {
    await clerk?.close()
    await chair?.close()
    await browser?.close()
    await world?.close()
  })

  const button = (who: Person, name: string | RegExp) => who.page.getByRole('button', { name })

  it('the clerk pastes it, sees what was read, and enters it with the date that was misprinted put right', async () => {
    await clerk.open('/documents')
    await clerk.page.getByRole('link', { name: 'Vào sổ văn bản' }).click()
    await clerk.page.getByLabel('Dán nội dung văn bản').fill(DEMO_LETTER)
    await button(clerk, 'Đọc nội dung').click()
    await clerk.page.getByText('9 mục việc').waitFor()
    await clerk.page.getByText('7 văn bản').waitFor()
    await clerk.page.getByText('Ngày in có thể nhầm; có lẽ là 8/8/2021').waitFor()
    await expectAccessible(clerk.page)
    expect(await clerk.page.getByLabel('Số, ký hiệu như in').inputValue()).toBe('412 - CV/QU')
    await button(clerk, /^Vào sổ/)
      .last()
      .click()
    await clerk.page.getByRole('heading', { name: 'Công văn 412-CV/QU' }).waitFor()
    await clerk.page.getByText('in là 8/8/2020').waitFor()
  })

  it('sends it to the fourteen wards and gives an item to each of their chairs', async () => {
    await button(clerk, 'Gửi xuống').click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Chọn cả 14' }).click()
    await dialog.getByRole('button', { name: 'Gửi 14 nơi' }).click()
    await clerk.page.getByText('Đã gửi 14 nơi.').waitFor()
    await clerk.page
      .getByRole('listitem')
      .filter({ hasText: 'II.1.2' })
      .getByRole('button', { name: 'Giao việc' })
      .click()
    await dialog.getByRole('button', { name: 'Chọn cả 14' }).click()
    await dialog.getByLabel('Hạn xong').first().fill('12/8/2021')
    await dialog.getByPlaceholder('17:00').fill('17:00')
    await dialog.getByRole('button', { name: 'Giao cho 14 nơi' }).click()
    await clerk.page.getByText('xong 0/14 nơi').waitFor()
    await expectAccessible(clerk.page)
  })

  it('the chair of a ward finds it on the telephone, acknowledges it and says how it was passed on', async () => {
    await chair.open('/documents')
    await chair.page.getByText('412-CV/QU').first().click()
    await button(chair, 'Xác nhận đã nhận').click()
    await chair.page.getByText('Đã xác nhận văn bản.').waitFor()
    await button(chair, 'Báo đã quán triệt').click()
    const dialog = chair.page.getByRole('dialog')
    await dialog.getByLabel('Quán triệt thế nào, đến ai').fill('Giao ban sở chỉ huy phường, 12 tổ trưởng')
    await dialog.getByRole('button', { name: 'Báo đã quán triệt' }).click()
    await chair.page.getByText('Đã ghi việc quán triệt.').waitFor()
    await expectAccessible(chair.page)
    // What happened in the ward shows at the district without asking anew.
    await clerk.page.getByText('Đã xác nhận').first().waitFor()
  })

  it('finds the task in the register of tasks, which opens the letter at that item', async () => {
    await chair.open('/tasks')
    await chair.page.getByText('412-CV/QU, mục II.1.2').first().click()
    await chair.page.getByRole('heading', { name: 'Công văn 412-CV/QU' }).waitFor()
    expect(new URL(chair.page.url()).pathname).toMatch(/^\/document-items\//)
  })
})
