import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manned, type Post } from '../../src/domains/command/duty/testing.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person } from './browser.ts'

describe('A command post is on duty round the clock', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let api: User
  let post: Post
  let chair: Person
  let secretary: Person
  let nurse: Person
  let wall: Person
  beforeAll(async () => {
    world = await openWorld()
    api = await world.signIn('ward-chair', 'Mai Động')
    post = await manned(world, api, await world.signIn('ward-nurse', 'Mai Động'), 'Mai Động')
    // Who leads serves in nothing else: whatever the roster is, the chair can take what the secretary has.
    const { people } = await api.api.duty.setup({ areaId: post.areaId })
    const { memberId, version } = people.find((p) => p.id === post.people.secretary)!
    await api.api.duty.setPerson({ memberId, version, roles: ['leader'] })
    browser = await openBrowser(world)
    chair = await browser.person('ward-chair.mai-dong')
    secretary = await browser.person('ward-secretary.mai-dong', { width: 390 })
    nurse = await browser.person('ward-nurse.mai-dong', { width: 390 })
    wall = await browser.person('district-commander')
  })
  afterAll(async () => {
    for (const person of [chair, secretary, nurse, wall]) await person?.close()
    await browser?.close()
    await world?.close()
  })

  const button = (who: Person, name: string | RegExp) => who.page.getByRole('button', { name })

  it('the chair sees that nobody is on duty, and sets a pattern', async () => {
    await chair.open('/duty')
    await chair.page.getByText('Chưa có khung trực', { exact: false }).first().waitFor()
    await expectAccessible(chair.page)
    await chair.page.getByRole('link', { name: 'Lập lịch trực' }).click()
    await button(chair, 'Đặt khung trực').click()
    const dialog = chair.page.getByRole('dialog')
    await dialog.getByText('2 ca, 12 giờ').click()
    await dialog.getByText('3 ca, 8 giờ').click()
    await dialog.getByLabel('Số giờ').last().fill('6')
    await dialog.getByRole('button', { name: 'Đặt khung trực' }).click()
    await dialog.getByText('còn trống: 04:00–06:00').waitFor()
    await expectAccessible(chair.page)
    await dialog.getByLabel('Số giờ').last().fill('8')
    await dialog.getByRole('button', { name: 'Đặt khung trực' }).click()
    await chair.page.getByText('Đã lưu khung trực.').waitFor()
  })

  it('has a roster worked out, looks at what it gives each, and keeps it', async () => {
    await button(chair, 'Xếp thử').click()
    await button(chair, 'Lưu lịch này').waitFor({ timeout: 240_000 })
    await expectAccessible(chair.page)
    await button(chair, 'Lưu lịch này').click()
    await chair.page.getByText(/Đã lưu \d+ ca\./).waitFor()
    await chair.page.getByRole('link', { name: 'Trực chỉ huy' }).first().click()
    await chair.page.getByText('Lịch trực phường Mai Động', { exact: false }).waitFor()
    await expectAccessible(chair.page)
  })

  it('rest is a rule of the pattern: with less of it there is somebody for every shift', async () => {
    const [pattern] = (await api.api.duty.setup({ areaId: post.areaId })).patterns
    await api.api.duty.setPattern({ ...pattern!, restHours: 0 })
  })

  it('puts the proposed person into a place that is open', async () => {
    await button(chair, /^Xếp /).first().click()
    await chair.page
      .getByText(/^Đã xếp /)
      .first()
      .waitFor()
  })

  it('the secretary asks for a swap on the telephone; the chair takes the shift', async () => {
    await secretary.open('/duty')
    await expectAccessible(secretary.page)
    await button(secretary, 'Đổi ca').first().click()
    const dialog = secretary.page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Người nhận ca' }).click()
    await secretary.page.getByRole('option', { name: /Chủ tịch UBND phường/ }).click()
    await expectAccessible(secretary.page)
    await dialog.getByRole('button', { name: 'Gửi đề nghị' }).click()
    await secretary.page.getByText('Đã gửi đề nghị đổi ca.').waitFor()
    await button(chair, 'Nhận ca').first().click()
    await chair.page.getByText('Đã đổi ca.').waitFor()
  })

  it('the nurse takes in a call on one screen of a telephone', async () => {
    await nurse.open('/incidents/new')
    await expectAccessible(nurse.page)
    await nurse.page.getByRole('combobox', { name: 'Loại sự cố' }).click()
    await nurse.page.getByRole('option', { name: 'Tụ tập đông người' }).click()
    // The box shows what was chosen, not what the form began with.
    const where = nurse.page.getByRole('textbox', { name: 'Địa bàn' })
    await expect.poll(() => where.inputValue()).toBe('Phường Mai Động')
    await where.fill('3 mai dong')
    await nurse.page.getByRole('option', { name: 'Tổ dân phố số 3, Mai Động' }).click()
    await expect.poll(() => where.inputValue()).toBe('Tổ dân phố số 3, Mai Động')
    await nurse.page.getByLabel('Nơi xảy ra').fill('Sân bóng phố Tân Mai')
    await nurse.page.getByLabel('Chuyện gì').fill('Hơn 20 người đá bóng')
    await nurse.page.getByLabel('Điện thoại người báo').fill('0990001122')
    await nurse.page.keyboard.press('Control+Enter')
    await nurse.page.getByRole('heading', { name: 'Tụ tập đông người: Sân bóng phố Tân Mai' }).waitFor()
    await expectAccessible(nurse.page)
  })

  it('the chair triages and sends the team that is proposed; the wall shows it without anybody asking', async () => {
    await wall.open('/wall')
    await wall.page.getByText('Tụ tập đông người: Sân bóng phố Tân Mai').waitFor()
    await expectAccessible(wall.page)
    await chair.open('/incidents')
    await chair.page.getByRole('link', { name: 'Tụ tập đông người: Sân bóng phố Tân Mai' }).first().click()
    await button(chair, 'Phân loại').click()
    const dialog = chair.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Phân loại' }).click()
    await chair.page.getByText('Đã phân loại.').waitFor()
    await button(chair, 'Điều đội').click()
    await dialog.getByText('Đề xuất').waitFor()
    await expectAccessible(chair.page)
    await dialog.getByRole('button', { name: 'Điều đội này' }).first().click()
    await chair.page.getByText('Đã điều đội.').waitFor()
    await wall.page.getByText('Đã điều đội', { exact: false }).first().waitFor()
    await button(chair, 'Đội đã đến').click()
    await dialog.getByRole('button', { name: 'Đội đã đến' }).click()
    await chair.page.getByText('Đã ghi giờ đến.').waitFor()
    await button(chair, 'Báo xong').click()
    await dialog.getByLabel('Kết quả').fill('Đã giải tán, lập biên bản')
    await dialog.getByRole('button', { name: 'Báo xong' }).click()
    await chair.page.getByText('Đã ghi kết quả.').waitFor()
    await wall.page.getByText('Không có sự cố đang mở').waitFor()
    await expect.poll(() => wall.page.getByText('Sân bóng phố Tân Mai').count()).toBe(0)
  })
})
