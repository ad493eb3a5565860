import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grounds } from '../../src/domains/contain/zones/testing.ts'
import { openWorld, type World } from '../harness/world.ts'
import { choose, expectAccessible, openBrowser } from './browser.ts'
import { lastCase } from './scene.ts'

const NAME = 'Bùi Thị Hồng Gấm'

describe('A contact from the first conversation to the end of quarantine, on the screens of those who act', {
  timeout: 300_000,
}, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let caseId: string
  let personId: string
  let order: string
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    caseId = (await lastCase(world)).id
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  it('the nurse writes down whom the patient met; the person is an F1 at once', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open(`/cases/${caseId}`)
    await nurse.page.getByRole('button', { name: 'Thêm người tiếp xúc' }).first().click()
    const drawer = nurse.page.getByRole('dialog')
    await drawer.getByRole('button', { name: 'Người mới' }).click()
    await drawer.getByLabel('Họ và tên').fill(NAME)
    await drawer.getByLabel('Năm sinh').fill('1990')
    await choose(drawer, /Nơi ở/, 'mai dong', /Mai Động/)
    await drawer.getByRole('textbox', { name: /^Ngày gặp/ }).fill('9/8/2021')
    await drawer.getByText('Chạm trực tiếp, chăm sóc', { exact: true }).click()
    await drawer.getByLabel('Ở đâu').fill('quán nước đầu ngõ')
    await expectAccessible(nurse.page)
    await drawer.getByRole('button', { name: 'Thêm vào danh sách' }).click()
    const row = nurse.page.getByRole('table', { name: 'Người tiếp xúc' }).getByRole('row', { name: NAME })
    await row.getByText('F1', { exact: true }).waitFor()
    await row.getByText('Đang theo dõi').waitFor()
    const href = await row.getByRole('link', { name: NAME }).getAttribute('href')
    personId = href!.split('/')[2]!.split('?')[0]!
    await nurse.close()
  })

  it('today the nurse asks on the phone and writes it down; two days later the day between stands as missed', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong', { width: 390 })
    const card = nurse.page
      .getByRole('listitem')
      .filter({ has: nurse.page.getByRole('link', { name: NAME }) })
    await nurse.open('/followups')
    await card.getByRole('button', { name: 'Bình thường' }).click()
    await nurse.page.getByText(`Đã ghi ${NAME}: bình thường`).waitFor()
    await card.waitFor({ state: 'detached' })
    await nurse.page.getByRole('button', { name: /^Đã gặp/ }).click()
    await card.getByText('Bình thường').waitFor()
    // What is pressed stays legible under the pointer.
    await nurse.page.getByRole('button', { name: /^Đã gặp/ }).hover()
    await expectAccessible(nurse.page)

    world.clock.advance({ days: 2 })
    await nurse.open('/followups')
    await card.getByText('bỏ sót 1 ngày').waitFor()
    await card.getByRole('button', { name: 'Có triệu chứng' }).click()
    const drawer = nurse.page.getByRole('dialog')
    await drawer.getByText('Ho', { exact: true }).click()
    await drawer.getByLabel('Nhiệt độ (°C)').fill('37,9')
    await drawer.getByRole('button', { name: 'Ghi có triệu chứng' }).click()
    await drawer.waitFor({ state: 'detached' })
    await nurse.page.getByRole('button', { name: /^Đã gặp/ }).click()
    await card.getByText('Có triệu chứng · 37,9 °C · Ho').waitFor()
    await nurse.page.getByRole('button', { name: 'Hôm qua' }).click()
    await nurse.page.getByRole('button', { name: /^Chưa gặp/ }).click()
    await card.getByRole('button', { name: 'Bình thường' }).waitFor()
    await nurse.close()

    const doctor = await browser.person('epidemiologist')
    await doctor.open('/figures/followups.missed')
    await doctor.page.getByRole('row', { name: new RegExp(`${NAME}.*11/8/2021`) }).waitFor()
    await doctor.close()
  })

  it('the nurse proposes quarantine, the chair signs it out of the queue and extends it', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open(`/people/${personId}`)
    await nurse.page.getByRole('button', { name: 'Đề xuất quyết định' }).click()
    const form = nurse.page.getByRole('dialog')
    await form.getByText('14 ngày, tính từ lúc bắt đầu').waitFor()
    await form.getByLabel('Địa chỉ nơi cách ly').fill('Số 12, ngõ 147 Tân Mai')
    await form.getByLabel('Lý do, căn cứ dịch tễ').fill('Tiếp xúc gần với ca bệnh xác định (F1)')
    await form.getByRole('button', { name: 'Gửi đề xuất' }).click()
    await nurse.page.getByText('Chờ ký', { exact: true }).waitFor()
    await nurse.close()

    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open('/orders')
    await chair.page.getByRole('button', { name: 'Ký 1 quyết định' }).click()
    await chair.page.getByText(/Cấp số và ban hành 1 quyết định/).waitFor()
    await chair.page.getByRole('dialog').getByRole('button', { name: 'Ký', exact: true }).click()
    await chair.page.getByText('Không có đề xuất nào chờ ký').waitFor()
    await chair.page.getByRole('row', { name: NAME }).getByRole('link').first().click()
    await chair.page.waitForURL(/\/orders\/[0-9a-f-]{36}/)
    order = new URL(chair.page.url()).pathname
    await chair.page.getByRole('button', { name: 'Gia hạn' }).waitFor()
    await chair.page.getByText('Đang cách ly').waitFor()
    await chair.page
      .locator('.vx-fields')
      .getByText(/26\/8\/2021/)
      .waitFor()

    await chair.page.getByRole('button', { name: 'Gia hạn' }).click()
    const drawer = chair.page.getByRole('dialog')
    await drawer.getByLabel('Thêm số ngày').fill('3')
    await drawer.getByLabel('Lý do, căn cứ dịch tễ').fill('Có triệu chứng, chờ kết quả xét nghiệm')
    await expectAccessible(chair.page)
    await drawer.getByRole('button', { name: 'Gia hạn' }).click()
    await chair.page
      .getByText(/^Gia hạn 3 ngày, \d+\/QĐ-UBND$/)
      .first()
      .waitFor()
    await chair.page
      .locator('.vx-fields')
      .getByText(/29\/8\/2021/)
      .waitFor()
    await chair.close()
  })

  it('two negative results and the days over: the chair sees both met and ends the quarantine', async () => {
    // A suspicion carries the samples: the laboratory enters results on a case.
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const suspicion = await nurse.api.surveillance.report({ personId, disease: 'covid-19' })
    const laboratory = await browser.person('laboratory')
    const negative = async () => {
      await laboratory.open(`/cases/${suspicion.id}`)
      await laboratory.page.getByRole('button', { name: 'Nhập kết quả' }).click()
      const drawer = laboratory.page.getByRole('dialog')
      await drawer.getByText('Âm tính', { exact: true }).click()
      for (const now of await drawer.getByRole('button', { name: 'Bây giờ' }).all()) await now.click()
      await drawer.getByRole('button', { name: /^Lưu/ }).click()
      await drawer.waitFor({ state: 'detached' })
    }
    await negative()
    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(order)
    await chair.page.getByText('Kết quả âm tính liên tiếp: 1/2').waitFor()
    await chair.page.getByText('Chưa đủ điều kiện').waitFor()
    world.clock.advance({ days: 15 })
    await negative()
    await laboratory.close()

    world.clock.advance({ days: 3 })
    await chair.open(order)
    await chair.page.getByText('Hết hạn, chờ kết thúc').waitFor()
    await chair.page.getByText('Đủ điều kiện kết thúc').waitFor()
    await chair.page.getByRole('button', { name: 'Kết thúc cách ly' }).click()
    const drawer = chair.page.getByRole('dialog', { name: 'Kết thúc cách ly' })
    await drawer.getByText('Kết quả âm tính liên tiếp: 2/2').waitFor()
    await drawer.getByRole('button', { name: 'Kết thúc cách ly' }).click()
    await chair.page.getByText(`Ban hành quyết định kết thúc: ${NAME}`, { exact: false }).waitFor()
    await chair.page.getByRole('button', { name: 'Kết thúc', exact: true }).click()
    await chair.page.getByText('Đã kết thúc', { exact: true }).waitFor()
    await chair.page
      .getByText(/^Kết thúc cách ly \d+\/QĐ-UBND$/)
      .first()
      .waitFor()
    await chair.close()
  })
})

describe('A containment zone from the proposal to its lifting', { timeout: 300_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let zone: string
  let neighbourhood: { id: number; name: string }
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    const { neighbourhoods } = await grounds(world, 'Mai Động')
    const { rows } = await world.pool.query('select id, name from vx.area where id = $1', [neighbourhoods[0]])
    neighbourhood = rows[0]
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  /** A rapid test of everybody who lives in the zone, two hours ago: a tent and a morning, not a screen. */
  async function sampleAll(): Promise<number> {
    const at = new Date(world.clock.now().getTime() - 2 * 3_600_000).toISOString()
    const { rows } = await world.pool.query<{ id: string; area_id: number }>(
      `select p.id, p.area_id from vx.person p join vx.household h on h.id = p.household_id
       where h.area_id = $1`,
      [neighbourhood.id],
    )
    for (const p of rows) {
      await world.pool.query(
        `insert into vx.lab_result (id, person_id, area_id, method, result, sampled_at, resulted_at)
         values ($1, $2, $3, 'antigen', 'negative', $4, $4)`,
        [uuid7(), p.id, p.area_id, at],
      )
    }
    return rows.length
  }

  it('the nurse composes it and sees who is inside before sending; the chair signs', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    await nurse.open('/zones/new')
    const main = nurse.page.getByRole('main')
    const name = `${neighbourhood.name}, Mai Động`
    await choose(main, 'Thêm tổ dân phố hoặc phường', name, name)
    await nurse.page.getByRole('button', { name: `Bỏ ${name}` }).waitFor()
    await main.getByText('Chủ tịch UBND phường').waitFor()
    await main.getByLabel('Tên vùng').fill('Ngõ 90 Lĩnh Nam')
    await main.getByLabel('Lý do').fill('Ca cộng đồng chưa rõ nguồn lây')
    await main.getByLabel('Tác động đến đời sống').fill('Cung cấp nhu yếu phẩm hai ngày một lần')
    await expectAccessible(nurse.page)
    await main.getByRole('button', { name: 'Gửi đề xuất' }).click()
    await nurse.page.waitForURL(/\/zones\/[0-9a-f-]{36}/)
    zone = new URL(nurse.page.url()).pathname
    await nurse.page.getByText('Đề xuất', { exact: true }).first().waitFor()
    await expect.poll(() => nurse.page.getByRole('button', { name: 'Ký quyết định' }).count()).toBe(0)
    await nurse.close()

    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(zone)
    await chair.page.getByRole('button', { name: 'Ký quyết định' }).click()
    await chair.page.getByRole('dialog').getByRole('button', { name: 'Ký quyết định' }).click()
    await chair.page.getByText('Đang phong tỏa').waitFor()
    await chair.close()
  })

  it('before its time it shows what is missing and gives the chair no way to lift it', async () => {
    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(zone)
    await chair.page.getByText('14 ngày không có ca mới trong vùng', { exact: true }).waitFor()
    await chair.page.getByRole('button', { name: /^còn \d+ người/ }).click()
    const list = chair.page.getByRole('dialog', { name: 'Người chưa có kết quả âm tính mới' })
    await list.getByRole('table').waitFor()
    await expectAccessible(chair.page)
    await list.getByRole('button', { name: 'Đóng' }).click()
    await list.waitFor({ state: 'detached' })
    await chair.page.getByRole('button', { name: 'Gỡ vùng' }).click()
    const drawer = chair.page.getByRole('dialog', { name: 'Gỡ vùng' })
    await drawer.getByText(/Chưa đủ điều kiện gỡ/).waitFor()
    await expect.poll(() => drawer.getByRole('button', { name: 'Gỡ vùng' }).count()).toBe(0)
    await chair.close()
  })

  it('after fourteen quiet days and a round of tests the same page says so, and lifting it leaves a decision', async () => {
    world.clock.advance({ days: 15 })
    const tested = await sampleAll()
    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(zone)
    await chair.page.getByText('Đủ điều kiện', { exact: true }).first().waitFor()
    const found = await chair.page.getByText(/^\d+ \/ \d+ người có kết quả âm tính$/).textContent()
    const [negative, required] = found!.match(/\d+/g)!.map(Number)
    expect(negative).toBe(required)
    expect(required).toBeGreaterThan(0)
    expect(required).toBeLessThanOrEqual(tested)
    await chair.page.getByRole('button', { name: 'Gỡ vùng' }).click()
    const drawer = chair.page.getByRole('dialog', { name: 'Gỡ vùng' })
    await drawer.getByRole('button', { name: 'Gỡ vùng' }).click()
    await chair.page.getByText('Đã gỡ', { exact: true }).first().waitFor()
    await chair.page.getByText(/^Gỡ vùng · \d+\/QĐ-UBND$/).waitFor()
    await chair.open('/zones')
    await expect.poll(() => chair.page.getByRole('row', { name: 'Ngõ 90 Lĩnh Nam' }).count()).toBe(0)
    await chair.page.getByRole('button', { name: 'Cả vùng đã gỡ' }).click()
    await chair.page.getByRole('row', { name: 'Ngõ 90 Lĩnh Nam' }).getByText('Đã gỡ').waitFor()
    await chair.close()
  })
})
