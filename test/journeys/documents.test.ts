import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_LETTER } from '../../demo/letter.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person } from './browser.ts'

describe('From directive to judgement', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let clerk: Person
  let chair: Person
  let lead: Person
  let commander: Person
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    clerk = await browser.person('district-clerk')
    chair = await browser.person('ward-chair.mai-dong', { width: 390 })
    lead = await browser.person('inspection-lead')
    commander = await browser.person('district-commander')
    const office = await world.signIn('district-clerk')
    const areaId = await world.areaId('Hoàng Mai')
    const since = '2021-08-01'
    const team = { kind: 'inspection' as const, areaId, name: 'Đoàn kiểm tra số 3 của Quận ủy', since }
    const { id } = await office.api.organisations.setUpTeam(team)
    await office.api.organisations.addCover({ id, areaId, since })
  })
  afterAll(async () => {
    await clerk?.close()
    await chair?.close()
    await lead?.close()
    await commander?.close()
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
    await expect.poll(() => clerk.page.getByLabel('Số, ký hiệu như in').inputValue()).toBe('412 - CV/QU')
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
    await expect.poll(() => letter.getAttribute('href')).toMatch(/^\/document-items\//)
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
    const photo = await chair.page.evaluate(() => {
      const canvas = document.createElement('canvas')
      canvas.width = 2000
      canvas.height = 1500
      canvas.getContext('2d')!.fillRect(0, 0, 900, 700)
      return canvas.toDataURL('image/png').split(',')[1]!
    })
    await chair.page.getByLabel('Ảnh hoặc tệp này cho thấy gì').fill('Bàn lấy mẫu ở sân đình')
    await chair.page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'IMG_0412.png', mimeType: 'image/png', buffer: Buffer.from(photo, 'base64') })
    await chair.page.getByText('Đã thêm 1 ảnh, tệp.').waitFor()
    // On paper it is a JPEG no larger than it need be, whatever the telephone took.
    const shown = chair.page.getByRole('img', { name: 'Bàn lấy mẫu ở sân đình' })
    await shown.waitFor()
    await expect
      .poll(() => shown.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)))
      .toBe(1600)
    await expectAccessible(chair.page)
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

  it('the board shows the whole district at a glance, and the calendar the day on which it was due', async () => {
    await clerk.open('/tasks/board')
    const overdue = clerk.page.getByRole('region', { name: 'Quá hạn' })
    await overdue.getByRole('listitem').first().press('x')
    await clerk.page.getByText('Đã chọn 1 việc').waitFor()
    await expectAccessible(clerk.page)
    await button(clerk, 'Lịch').click()
    await clerk.page
      .getByRole('link', { name: /quá hạn/ })
      .last()
      .click()
    await clerk.page.getByRole('heading', { name: /^Việc đến hạn ngày/ }).waitFor()
  })

  it('the late ward is inspected; what is found becomes its task', async () => {
    await lead.open('/inspections')
    await lead.page.getByRole('listitem').filter({ hasText: 'Đại Kim' }).first().getByRole('checkbox').check()
    await button(lead, 'Lập kế hoạch 1 nơi').click()
    await lead.page.getByText('Đã lập kế hoạch 1 cuộc kiểm tra.').waitFor()
    await lead.page
      .locator('.vx-rows')
      .getByRole('link', { name: /Đại Kim/ })
      .first()
      .click()
    await button(lead, 'Bắt đầu kiểm tra').click()
    await lead.page.getByText('Đang kiểm tra').first().waitFor()
    const criteria = lead.page.locator('.insp-score')
    for (let i = 0; i < 10; i += 1)
      await criteria
        .nth(i)
        .getByRole('radio', { name: i === 0 ? '2' : '8', exact: true })
        .check()
    await lead.page
      .getByRole('textbox', { name: /^Nhận xét/ })
      .first()
      .fill('Chưa lấy mẫu theo công văn')
    await button(lead, 'Thêm tồn tại').click()
    const dialog = lead.page.getByRole('dialog')
    await dialog.getByLabel('Thấy gì sai, thiếu').fill('Ba vùng chưa lấy mẫu theo công văn 412-CV/QU')
    await dialog.getByLabel('Phải làm gì').fill('Lấy mẫu xong ba vùng, báo số mẫu')
    await dialog.getByLabel('Hạn khắc phục').first().fill('15/8/2021')
    await dialog.getByPlaceholder('17:00').fill('17:00')
    await dialog.getByRole('button', { name: 'Thêm tồn tại' }).click()
    await button(lead, 'Kết thúc kiểm tra').click()
    await lead.page.getByRole('dialog').getByRole('button', { name: 'Kết thúc kiểm tra' }).click()
    await lead.page.getByText('Đã kết thúc kiểm tra, giao 1 nhiệm vụ.').waitFor()
    const late = await browser.person('ward-chair.dai-kim')
    await late.open('/tasks')
    await late.page.getByRole('link', { name: 'Lấy mẫu xong ba vùng, báo số mẫu' }).first().waitFor()
    await late.close()
  })

  it('the daily conference opens with its figures; a conclusion becomes a task', async () => {
    await commander.open('/conferences')
    await button(commander, 'Giao ban hôm nay').click()
    await commander.page.getByRole('heading', { name: 'Giao ban quận Hoàng Mai' }).waitFor()
    await commander.page.getByRole('columnheader', { name: 'Nhiệm vụ quá hạn' }).waitFor()
    await button(commander, '14 đơn vị còn lại có mặt').click()
    await commander.page.getByText('dự 14/14 đơn vị').waitFor()
    await commander.page.getByLabel('Kết luận mới').fill('Đại Kim lấy mẫu xong trước 17 giờ ngày 15/8')
    await commander.page.getByLabel('Kết luận mới').press('Control+Enter')
    await button(commander, 'Giao việc').click()
    const dialog = commander.page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: 'Đại Kim' }).check()
    await dialog.getByLabel('Hạn xong').first().fill('15/8/2021')
    await dialog.getByPlaceholder('17:00').fill('17:00')
    await dialog.getByRole('button', { name: 'Giao cho 1 nơi' }).click()
    await commander.page.getByText('Đã giao cho 1 nơi.').waitFor()
    await expectAccessible(commander.page)
    await button(commander, 'Kết thúc').click()
    await commander.page.getByRole('dialog').getByRole('button', { name: 'Kết thúc' }).click()
    await commander.page.getByText('Đã kết thúc', { exact: true }).waitFor()
  })

  it('the ward signs its report and the district counts its own, held against what the ward signed', async () => {
    const report = async (who: Person, heading: string) => {
      await who.open('/reports')
      await button(who, 'Lập báo cáo').click()
      await who.page.getByRole('dialog').getByRole('button', { name: 'Lập báo cáo' }).click()
      await who.page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await who.page.getByText('Cao', { exact: true }).click()
      await who.page
        .getByRole('textbox', { name: 'Đánh giá', exact: true })
        .fill('Đã lấy mẫu xong các vùng; một phường còn chậm.')
      await who.page.getByText('Đã lưu').first().waitFor()
    }
    const sign = async (who: Person) => {
      await button(who, 'Ký báo cáo').click()
      await who.page.getByRole('dialog').getByRole('button', { name: 'Ký', exact: true }).click()
      await who.page.getByText('Đã ký', { exact: true }).first().waitFor()
    }
    await report(chair, 'Báo cáo tình hình phường Mai Động')
    await sign(chair)
    await report(clerk, 'Báo cáo tình hình quận Hoàng Mai')
    await clerk.page.getByText('1/14 đơn vị đã ký').waitFor()
    await expectAccessible(clerk.page)
    await button(clerk, 'Trình ký').click()
    await button(clerk, 'Trình ký').waitFor({ state: 'detached' })
    await commander.open(new URL(clerk.page.url()).pathname)
    await sign(commander)
  })

  it('the cards of the heads are published; whoever is judged opens every number and answers', async () => {
    await commander.open('/performance')
    await commander.page.getByRole('rowheader', { name: /Đại Kim/ }).waitFor()
    await expectAccessible(commander.page)
    await button(commander, 'Công bố phiếu').click()
    await commander.page.getByRole('dialog').getByRole('button', { name: 'Công bố phiếu' }).click()
    await commander.page.getByText('Đã công bố 14 phiếu.').waitFor()
    await chair.open('/performance')
    await chair.page.getByRole('link', { name: /^Từ .* đến / }).click()
    await chair.page.getByText('Nhiệm vụ xong đúng hạn').waitFor()
    await chair.page.getByRole('textbox', { name: 'Ý kiến' }).fill('Hai ngày đầu phường thiếu que lấy mẫu.')
    await button(chair, 'Gửi').click()
    await chair.page.getByText('Hai ngày đầu phường thiếu que lấy mẫu.').first().waitFor()
    await expectAccessible(chair.page)
  })

  it('who did well is proposed by the ward, approved by the commander, and published for all', async () => {
    await chair.open('/examples')
    await button(chair, 'Đề nghị mới').click()
    const dialog = chair.page.getByRole('dialog')
    await dialog.getByLabel('Ai, điều gì').fill('Tổ lấy mẫu phường Mai Động')
    await dialog.getByLabel('Vì sao').fill('812 mẫu trong một đêm, không sót hộ nào.')
    await dialog.getByRole('button', { name: 'Gửi đề nghị' }).click()
    await chair.page.getByRole('heading', { name: 'Tổ lấy mẫu phường Mai Động' }).waitFor()
    const path = new URL(chair.page.url()).pathname
    await commander.open(path)
    const decision = commander.page.getByRole('dialog')
    await commander.page.getByRole('button', { name: 'Duyệt', exact: true }).click()
    await decision.getByLabel('Lý do duyệt').fill('Đúng, đã kiểm tra')
    await decision.getByRole('button', { name: 'Duyệt' }).click()
    await commander.page.getByRole('button', { name: 'Công bố', exact: true }).click()
    await decision.getByLabel('Hình thức, nơi công bố').fill('Đọc tại giao ban, gửi 14 phường')
    await decision.getByRole('button', { name: 'Công bố' }).click()
    await commander.page.getByText('Đã công bố', { exact: true }).first().waitFor()
    await expectAccessible(commander.page)
    // Another ward reads it now.
    const other = await browser.person('ward-chair.dai-kim', { width: 390 })
    await other.open(path)
    await other.page.getByRole('heading', { name: 'Tổ lấy mẫu phường Mai Động' }).waitFor()
    await other.close()
  })
})
