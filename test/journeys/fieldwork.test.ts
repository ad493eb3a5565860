import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { choose, expectAccessible, openBrowser, type Person, picture, settled } from './browser.ts'

describe.each([1440, 390] as const)('From a public notice to a check of the day, at %i px', (width) => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let nurse: Person
  let chair: Person
  let somebody: Person
  let receipt: string
  const phone = width === 390

  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    nurse = await browser.person('ward-nurse.mai-dong', { width })
    chair = await browser.person('ward-chair.mai-dong', { width })
    somebody = await browser.person(undefined, { width })
    for (const p of [nurse, chair, somebody]) p.page.setDefaultTimeout(90_000)
    const api = (await world.signIn('ward-nurse', 'Mai Động')).api
    const laboratory = (await world.signIn('laboratory')).api
    const areaId = await world.areaId('Mai Động')
    const { id: caseId } = await api.surveillance.report({
      disease: 'covid-19',
      onsetDate: '2021-08-08',
      person: { fullName: 'Phan Văn Chợ', areaId, nationality: 'VN', birthYear: 1970 },
    })
    await laboratory.surveillance.addLab({ id: caseId, method: 'pcr', result: 'positive' })
    await api.tracing.addEvent({
      areaId,
      caseId,
      name: 'Chợ Mai Động, dãy rau',
      startsAt: '2021-08-09T06:00:00+07:00',
      endsAt: '2021-08-09T08:30:00+07:00',
    })
    await world.settle()
    await nurse.open(`/cases/${caseId}`)
  })
  afterAll(async () => {
    for (const person of [nurse, chair, somebody]) await person?.close()
    await browser?.close()
    await world?.close()
  })
  const dialog = (who: Person) => who.page.getByRole('dialog')
  const button = (who: Person, name: string | RegExp) => who.page.getByRole('button', { name, exact: true })

  it('the nurse drafts the notice from the event, the chair approves it', async () => {
    await button(nurse, 'Soạn thông báo').first().click()
    await dialog(nurse).getByLabel('Số điện thoại trạm y tế').fill('024 3862 1234')
    await expectAccessible(nurse.page)
    await dialog(nurse).getByRole('button', { name: 'Lưu bản soạn' }).click()
    await nurse.page.getByText('Đã lưu. Chờ chủ tịch phường').waitFor()
    await chair.open('/exposure')
    await button(chair, 'Duyệt và đăng').first().click()
    await dialog(chair).getByRole('button', { name: 'Duyệt và đăng' }).click()
    await chair.page.getByText('Đã đăng thông báo').waitFor()
    await expectAccessible(chair.page)
  })

  it('somebody without account reads it, says that they were there, and sees how that stands', async () => {
    await somebody.open('/notices')
    await somebody.page.getByRole('heading', { name: 'Chợ Mai Động, dãy rau' }).waitFor()
    await expectAccessible(somebody.page)
    await picture(somebody.page, `notices-${width}`)
    await button(somebody, 'Tôi đã có mặt ở đây').click()
    const form = dialog(somebody)
    await form.getByRole('button', { name: 'Gửi', exact: true }).click()
    await form.getByText('Điền họ tên, số điện thoại').waitFor()
    await form.getByLabel('Họ và tên').fill('Quản Thị Đào')
    await form.getByLabel('Số điện thoại').fill('0912345678')
    await form.getByText('Dưới 2 m, từ 15 phút').click()
    await form.getByLabel(/Tôi đồng ý/).check()
    await expectAccessible(somebody.page)
    await form.getByRole('button', { name: 'Gửi', exact: true }).click()
    receipt = (await form.locator('output').textContent())!
    await form.getByRole('button', { name: 'Đóng', exact: true }).last().click()
    await somebody.page.getByLabel('Số biên nhận').fill(receipt)
    await button(somebody, 'Xem').click()
    await somebody.page.getByText('đang chờ xử lý').waitFor()
    expect(await somebody.page.textContent('body')).not.toContain('Phan Văn Chợ')
  })

  it('the nurse puts them on the list of the case as a new person', async () => {
    await nurse.open('/exposure')
    await nurse.page.getByText('Quản Thị Đào').waitFor()
    await expectAccessible(nurse.page)
    await button(nurse, 'Đưa vào danh sách').first().click()
    await dialog(nurse).getByText('Người mới', { exact: true }).click()
    const { rows } = await world.pool.query<{ name: string }>(
      `select a.name from vx.team t join vx.area a on a.id = t.area_id join vx.area w on w.id = a.parent_id
       where t.kind = 'community' and w.name = 'Mai Động' order by a.id limit 1`,
    )
    const place = rows[0]!.name
    await choose(dialog(nurse), 'Nơi ở', `${place} Mai Động`, `${place}, Mai Động`)
    await expectAccessible(nurse.page)
    await dialog(nurse).getByRole('button', { name: 'Đưa vào danh sách' }).click()
    await nurse.page.getByText('Đã đưa Quản Thị Đào vào danh sách').waitFor()
    await world.settle()
    await somebody.page.reload()
    await settled(somebody.page)
    await somebody.page.getByLabel('Số biên nhận').fill(receipt)
    await button(somebody, 'Xem').click()
    await somebody.page.getByText('Trạm y tế đã ghi nhận').waitFor()
  })

  it('who appears on the list of a team, and is checked there', async () => {
    await nurse.open('/assignment')
    await button(nurse, 'Phân công').click()
    await nurse.page
      .getByText(/Đã phân công lại|Không có gì thay đổi/)
      .first()
      .waitFor()
    await button(nurse, 'Xem các hộ').first().click()
    await nurse.page.getByText('Quản Thị Đào').waitFor()
    await expectAccessible(nurse.page)
    await picture(nurse.page, `assignment-${width}`)
    await nurse.open('/followups')
    const card = nurse.page.getByRole('listitem').filter({ hasText: 'Quản Thị Đào' }).last()
    await card.getByRole('button', { name: 'Bình thường' }).click()
    await nurse.page.getByText('Đã ghi Quản Thị Đào').waitFor()
    await expectAccessible(nurse.page)
    const { rows } = await world.pool.query(
      `select f.outcome from vx.followup f join vx.person p on p.id = f.person_id
       where p.full_name = 'Quản Thị Đào' and f.due_on = '2021-08-10'`,
    )
    expect(rows).toEqual([{ outcome: 'normal' }])
    if (phone) {
      const wide = await nurse.page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide).toBeLessThanOrEqual(390)
    }
  })
})
