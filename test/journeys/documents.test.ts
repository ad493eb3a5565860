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

  it('finds the task among those of the post, with the letter it comes from', async () => {
    await chair.open('/tasks')
    await chair.page.getByText('Việc của tôi').waitFor()
    await expectAccessible(chair.page)
    await chair.page
      .getByRole('link', { name: /Khoanh vùng|xét nghiệm|lấy mẫu/i })
      .first()
      .click()
    await chair.page.getByText('Chịu trách nhiệm').waitFor()
    await expectAccessible(chair.page)
    const letter = chair.page.getByRole('link', { name: '412-CV/QU, mục II.1.2' }).last()
    expect(await letter.getAttribute('href')).toMatch(/^\/document-items\//)
  })

  it('gives a part of it to a neighbourhood, and says what is in the way', async () => {
    await button(chair, 'Chia việc').click()
    const dialog = chair.page.getByRole('dialog')
    await dialog.getByRole('checkbox').first().check()
    await dialog.getByRole('button', { name: 'Giao 1 phần' }).click()
    await chair.page.getByText('xong 0/1 phần').first().waitFor()
    await button(chair, 'Báo vướng mắc').click()
    await dialog.getByLabel('Vướng ở đâu, cần gì').fill('Thiếu 300 que lấy mẫu cho ba vùng')
    await dialog.getByLabel('Ai gỡ được').click()
    await chair.page.getByRole('option', { name: 'Văn phòng UBND quận' }).click()
    await dialog.getByLabel('Cần gỡ trước').first().fill('11/8/2021')
    await dialog.getByPlaceholder('17:00').fill('12:00')
    await dialog.getByRole('button', { name: 'Báo vướng mắc' }).click()
    await chair.page.getByText('1 vướng mắc').waitFor()
    await expectAccessible(chair.page)
  })

  it('the clerk finds the obstacle among what waits, and clears it', async () => {
    await clerk.open('/tasks')
    await clerk.page.getByText('Thiếu 300 que lấy mẫu cho ba vùng').waitFor()
    await clerk.page.getByRole('link', { name: 'Xem', exact: true }).first().click()
    await button(clerk, 'Báo đã gỡ').click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByLabel('Đã gỡ thế nào').fill('Trung tâm Y tế đã cấp 400 que lúc 20 giờ')
    await dialog.getByRole('button', { name: 'Báo đã gỡ' }).click()
    await clerk.page.getByText('Đã ghi vướng mắc được gỡ.').waitFor()
    // The telephone in the ward hears of it.
    await chair.page.getByText('Trung tâm Y tế đã cấp 400 que lúc 20 giờ').waitFor()
    await expectAccessible(clerk.page)
  })

  it('the chair attaches what is there, and reports it done', async () => {
    await button(chair, 'Báo kết quả').click()
    const dialog = chair.page.getByRole('dialog')
    await dialog.getByLabel('Đã có gì, ở đâu, bao nhiêu').fill('812 mẫu tại ba vùng, biên bản số 14')
    await dialog.getByRole('button', { name: 'Báo kết quả' }).click()
    await chair.page.getByText('812 mẫu tại ba vùng, biên bản số 14').waitFor()
    await button(chair, 'Báo xong').click()
    await dialog.getByLabel('Đã làm gì').fill('Lấy mẫu xong ba vùng')
    await dialog.getByRole('button', { name: 'Báo xong' }).click()
    await chair.page.getByText('Xong đúng hạn').first().waitFor()
  })

  it('wards that are late are reminded together, each in the trace of its own task', async () => {
    world.clock.advance({ days: 3 })
    await clerk.open('/documents')
    await clerk.page.getByText('412-CV/QU').first().click()
    await clerk.page.getByText('xong 1/14 nơi').waitFor()
    await button(clerk, 'Đôn đốc 13 đơn vị trễ').click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByLabel('Nhắc điều gì').fill('Báo cáo trước 17 giờ hôm nay')
    await dialog.getByRole('button', { name: 'Đôn đốc 13 đơn vị trễ' }).click()
    await clerk.page.getByText('Đã đôn đốc 13 đơn vị.').waitFor()
    await clerk.page.getByText('Xem 14 đơn vị').click()
    await clerk.page.getByRole('link', { name: 'Đại Kim' }).click()
    await clerk.page.getByText('Báo cáo trước 17 giờ hôm nay').waitFor()
    await clerk.page.getByText('đôn đốc 1 lần').waitFor()
    await expectAccessible(clerk.page)
  })
})
