import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirm, openScene, suspect } from '../../src/domains/contain/tracing/testing.ts'
import { hands } from '../../src/domains/registry/people/testing.ts'
import { openWorld, type World } from '../harness/world.ts'
import { choose, expectAccessible, openBrowser, picture, settled } from './browser.ts'

describe('Two records of one person, in the browser', { timeout: 300_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let kept: string
  let merged: string

  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    const s = await openScene(world)
    const { person, meet, quarantine } = hands(s)
    const source = await confirm(s, await suspect(s, { fullName: 'Đoàn Văn Nguồn' }, '2021-08-07'))
    const facts = { birthDate: '1984-03-15', birthYear: 1984, sex: 'female' }
    kept = await person('Nguyễn Thị Bích Hường', { ...facts, phone: '0912345678' })
    merged = await person('Nguyen Thi Bich Huong', {
      ...facts,
      nationalId: '001184012345',
      occupation: 'Giáo viên',
    })
    await meet(source.personId, kept, '2021-08-08')
    await meet(source.personId, merged, '2021-08-09')
    await quarantine(merged)
    await world.settle()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  it('a nurse sees who may be the same, compares, merges, and takes them apart again', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    const { page } = nurse
    await nurse.open(`/people/${kept}`)
    const likely = page.getByRole('region', { name: 'Có thể trùng với' })
    await likely.getByText('Cùng ngày sinh').waitFor()
    await picture(page, 'person-duplicate')
    await likely.getByRole('button', { name: 'So sánh' }).click()
    const drawer = page.getByRole('dialog', { name: 'Gộp hai hồ sơ của một người' })
    await drawer.getByText('Sẽ chuyển sang hồ sơ giữ lại').waitFor()
    await settled(page)
    await expectAccessible(page)
    await expect.poll(() => drawer.getByRole('radio', { name: '001184012345' }).isChecked()).toBe(true)
    await expect
      .poll(() => drawer.getByRole('radio', { name: 'Nguyễn Thị Bích Hường' }).isChecked())
      .toBe(true)
    await picture(page, 'merge-review')
    await drawer.getByLabel(/Lý do/).fill('Cùng CCCD, khai hai lần')
    await drawer.getByRole('button', { name: 'Gộp hồ sơ', exact: true }).click()
    await page.getByText('Đã gộp từ Nguyen Thi Bich Huong').waitFor()
    await page.getByText('001184012345').first().waitFor()
    await settled(page)
    await expect.poll(() => likely.count()).toBe(0)
    await picture(page, 'person-merged')
    await expectAccessible(page)

    await nurse.open(`/people/${merged}`)
    await page.waitForURL(new RegExp(`/people/${kept}$`))
    await page.getByRole('button', { name: 'Tách lại' }).click()
    const undo = page.getByRole('dialog', { name: 'Tách lại hai hồ sơ' })
    await undo.getByLabel(/Lý do/).fill('Hai chị em, gộp nhầm')
    await settled(page)
    await picture(page, 'merge-undo')
    await undo.getByRole('button', { name: 'Tách lại' }).click()
    await likely.waitFor()
    await expect.poll(() => page.getByText('Đã gộp từ').count()).toBe(0)
    await nurse.close()
  })

  it('on a phone, in the dark, the other record is found by its name and may be the one that is kept', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong', { width: 390, scheme: 'dark' })
    const { page } = nurse
    await nurse.open(`/people/${kept}`)
    await page.getByRole('button', { name: 'Gộp hồ sơ…' }).click()
    const drawer = page.getByRole('dialog', { name: 'Gộp hai hồ sơ của một người' })
    await choose(drawer, 'Hồ sơ kia', 'bich huong', /Nguyen Thi Bich Huong/)
    await drawer.getByText('Sẽ chuyển sang hồ sơ giữ lại').waitFor()
    await settled(page)
    await picture(page, 'merge-review-phone')
    await expectAccessible(page, { rules: ['color-contrast'] })
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
      .toBeLessThanOrEqual(0)
    await drawer.getByRole('button', { name: 'Giữ hồ sơ kia' }).click()
    await drawer.getByRole('radio', { name: '0912345678' }).waitFor()
    await drawer.getByLabel(/Lý do/).fill('Cùng CCCD, khai hai lần')
    await drawer.getByRole('button', { name: 'Gộp hồ sơ', exact: true }).click()
    await page.waitForURL(new RegExp(`/people/${merged}$`))
    await page.getByText('Đã gộp từ Nguyễn Thị Bích Hường').waitFor()
    await settled(page)
    await picture(page, 'person-merged-phone')
    await nurse.close()
  })

  it('whoever may not merge is offered neither', async () => {
    const chair = await browser.person('ward-chair.mai-dong')
    await chair.open(`/people/${merged}`)
    await chair.page.getByText('Đã gộp từ').waitFor()
    await expect.poll(() => chair.page.getByRole('button', { name: /Gộp hồ sơ|Tách lại/ }).count()).toBe(0)
    await chair.close()
  })
})
