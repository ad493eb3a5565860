import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { choose, expectAccessible, openBrowser, type Person, settled } from './browser.ts'
import { lastCase } from './scene.ts'

describe('An infection at a workplace is reviewed, concluded on and answered', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let nurse: Person
  let commander: Person
  let chair: Person
  let address: string
  beforeAll(async () => {
    world = await openWorld()
    await world.pool.query(
      `insert into vx.organisation (id, area_id, kind, name, head_name, staff) values ($1, $2, 'enterprise', $3, $4, 120)`,
      [randomUUID(), await world.areaId('Mai Động'), 'Xưởng may Thanh Hà', 'Phan Thị Thanh Hà'],
    )
    browser = await openBrowser(world)
    ;[nurse, commander, chair] = await Promise.all([
      browser.person('ward-nurse.mai-dong', { width: 390 }),
      browser.person('district-commander'),
      browser.person('ward-chair.mai-dong'),
    ])
  })
  afterAll(async () => {
    await Promise.all([nurse, commander, chair].map((p) => p?.close()))
    await browser?.close()
    await world?.close()
  })

  const press = (who: Person, name: string | RegExp) => who.page.getByRole('button', { name }).first().click()
  const drawer = (who: Person) => who.page.getByRole('dialog')

  it('the nurse opens it from the page of the case and enters what she found, by telephone', async () => {
    await nurse.open(`/cases/${(await lastCase(world)).id}`)
    await press(nurse, 'Rà soát nơi làm việc')
    await choose(drawer(nurse), 'Nơi làm việc', 'thanh ha', 'Xưởng may Thanh Hà')
    await drawer(nurse).getByRole('button', { name: 'Mở rà soát' }).click()
    await nurse.page.getByRole('heading', { name: 'Xưởng may Thanh Hà', level: 1 }).waitFor()
    address = new URL(nurse.page.url()).pathname
    await press(nurse, 'Ghi kết quả xác minh')
    const form = drawer(nurse)
    await form.getByRole('radiogroup', { name: 'Lây nhiễm tại nơi làm việc' }).getByText('Có').click()
    const masks = form.getByRole('radiogroup', { name: /^Đeo khẩu trang/ })
    await masks.getByText('Không thực hiện').click()
    await form.getByLabel(/^Ghi chú về: Đeo khẩu trang/).fill('Bỏ khẩu trang khi ăn trưa')
    await form.getByLabel('Căn cứ xác minh').fill('Biên bản làm việc ngày 10/8')
    await expectAccessible(nurse.page)
    await form.getByRole('button', { name: 'Ghi kết quả' }).click()
    await form.waitFor({ state: 'hidden' })
    await settled(nurse.page)
    await nurse.page.getByText('Bỏ khẩu trang khi ăn trưa').first().waitFor()
    expect(await nurse.page.getByRole('button', { name: 'Kết luận' }).count()).toBe(0)
  })

  it('the commander concludes that the rules were not kept, and names who answers', async () => {
    await commander.open('/workplace-reviews')
    await commander.page.getByRole('link', { name: 'Xưởng may Thanh Hà' }).click()
    await press(commander, 'Kết luận')
    const form = drawer(commander)
    await form.getByText('Không chấp hành quy định').click()
    expect(await form.getByLabel('Người đứng đầu chịu trách nhiệm').inputValue()).toBe('Phan Thị Thanh Hà')
    await form.getByLabel('Chức vụ').fill('Giám đốc')
    await form.getByLabel('Căn cứ kết luận').fill('Không bố trí giãn cách nơi ăn trưa')
    await form.getByRole('button', { name: 'Ký kết luận' }).click()
    await form.waitFor({ state: 'hidden' })
    await commander.page.getByRole('button', { name: 'Rà soát lại' }).waitFor()
    await expectAccessible(commander.page)
  })

  it('the chair of the ward finds the task, follows it to the review and enters the answer', async () => {
    await chair.open('/tasks')
    await chair.page
      .getByRole('link', { name: /Giải trình của người đứng đầu/ })
      .first()
      .click()
    await chair.page
      .getByRole('link', { name: /Rà soát nơi làm việc: Xưởng may/ })
      .first()
      .click()
    await chair.page.waitForURL((url) => url.pathname === address)
    await press(chair, 'Ghi ý kiến giải trình')
    await drawer(chair).getByLabel('Ý kiến giải trình').fill('Từ 11/8 đã chia ba ca ăn.')
    await drawer(chair).getByRole('button', { name: 'Ghi ý kiến' }).click()
    await drawer(chair).waitFor({ state: 'hidden' })
    await chair.page.getByText('Từ 11/8 đã chia ba ca ăn.').first().waitFor()
  })
})
