import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { openBrowser, type Person, settled } from './browser.ts'

describe('A ward keeps its committees and teams', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let chair: Person
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    chair = await browser.person('ward-chair.mai-dong')
  })
  afterAll(async () => {
    await chair?.close()
    await browser?.close()
    await world?.close()
  })

  const button = (name: string, who = chair) => who.page.getByRole('button', { name, exact: true })
  const dialog = (who = chair) => who.page.getByRole('dialog')
  const row = (name: string, who = chair) => who.page.getByRole('row', { name: new RegExp(name) })

  it('sets one up by a decision', async () => {
    await chair.open('/teams')
    await button('Thành lập').click()
    await dialog().getByLabel('Loại').click()
    await chair.page.getByRole('option', { name: 'Ban chỉ đạo', exact: true }).click()
    await dialog().getByLabel('Tên', { exact: false }).first().fill('Ban Chỉ đạo tiêm chủng phường Mai Động')
    await dialog().getByLabel('Số quyết định').fill('99/QĐ-UBND')
    await dialog().getByLabel('Từ ngày').first().fill('1/8/2021')
    await dialog().getByRole('button', { name: 'Thành lập', exact: true }).click()
    await chair.page.getByRole('heading', { name: 'Ban Chỉ đạo tiêm chủng phường Mai Động' }).waitFor()
    await chair.page.getByText('99/QĐ-UBND').waitFor()
  })

  it('fills it by post and by name, ends a membership with a reason, and takes the end back', async () => {
    await button('Thêm người').click()
    await dialog().getByText('Theo chức danh', { exact: true }).click()
    await dialog().getByRole('textbox', { name: 'Chức danh' }).fill('điều dưỡng')
    await chair.page.getByRole('option', { name: /Điều dưỡng trạm y tế phường/ }).click()
    await dialog().getByLabel('Phụ trách').fill('Phụ trách truy vết')
    await dialog().getByLabel('Từ ngày').first().fill('1/8/2021')
    await dialog().getByRole('button', { name: 'Thêm người' }).click()
    await row('Điều dưỡng trạm y tế phường, Phường Mai Động').waitFor()

    await button('Thêm người').click()
    await dialog().getByText('Người ngoài', { exact: true }).click()
    await dialog().getByLabel('Họ tên').fill('Lại Thị Nguyệt')
    await dialog().getByLabel('Đơn vị').fill('Trường THCS Mai Động')
    await dialog().getByRole('button', { name: 'Thêm người' }).click()
    await row('Lại Thị Nguyệt').click()
    await dialog().getByRole('button', { name: 'Kết thúc' }).click()
    await dialog().getByLabel('Lý do').fill('Chuyển công tác')
    await dialog().getByRole('button', { name: 'Kết thúc' }).click()
    const noted = chair.page.getByText('Đã ghi việc kết thúc.')
    await noted.waitFor()
    await noted.hover()
    const ended = () =>
      world.pool.query(`select until, end_reason from vx.team_member where full_name = 'Lại Thị Nguyệt'`)
    expect((await ended()).rows).toEqual([{ until: '2021-08-10', end_reason: 'Chuyển công tác' }])
    await button('Hoàn tác').last().click()
    await expect.poll(async () => (await ended()).rows).toEqual([{ until: null, end_reason: null }])
  })

  it('shows another member on the day after the post has changed hands, and the first on the day before', async () => {
    const address = new URL(chair.page.url()).pathname
    const { rows } = await world.pool.query(
      `select h.name from vx.post_holder h where h.username = 'ward-nurse.mai-dong'`,
    )
    const nurse = rows[0].name as string
    const admin = await browser.person('administrator')
    await admin.open('/accounts')
    await admin.page.getByPlaceholder('Tìm theo tên, tên đăng nhập').fill('ward-nurse.mai-dong')
    await admin.page.getByText('ward-nurse.mai-dong').first().click()
    await dialog(admin).getByText('Ban Chỉ đạo tiêm chủng phường Mai Động').waitFor()
    await button('Thay người giữ chức danh', admin).click()
    await dialog(admin).getByLabel('Họ tên').fill('Quách Thu Trà')
    await dialog(admin).getByLabel('Tên đăng nhập').fill('tra.quach')
    await dialog(admin).getByRole('button', { name: 'Thay người giữ chức danh' }).click()
    await admin.page.getByText('Mật khẩu dùng một lần').waitFor()
    await admin.page.getByText('tra.quach').first().waitFor()
    await admin.close()

    await chair.open(address)
    await row('Quách Thu Trà').waitFor()
    await chair.open(`${address}?on=2021-08-09`)
    await row(nurse).waitFor()
    await expect.poll(() => row('Quách Thu Trà').count()).toBe(0)
    await row(nurse).click()
    await settled(chair.page)
    await expect.poll(() => dialog().textContent()).toContain('Quách Thu Trà')
  })
})
