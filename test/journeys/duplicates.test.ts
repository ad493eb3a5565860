import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene } from '../../src/domains/contain/tracing/testing.ts'
import { checked, csv, uploaded } from '../../src/domains/detect/imports/testing.ts'
import { compareChanged } from '../../src/domains/registry/people/index.ts'
import { hands } from '../../src/domains/registry/people/testing.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, picture, settled } from './browser.ts'

describe('Records that may be one person, in the browser', { timeout: 400_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let batchId: string

  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    const s = await openScene(world)
    const { person } = hands(s)
    const dien = { birthDate: '1962-07-19', birthYear: 1962, sex: 'female', phone: '0912345678' }
    await person('Khuất Thị Bích Diễm', dien)
    await person('Khuat Thi Bich Diem', { ...dien, birthDate: '1962-07-18', phone: '0987000111' })
    await person('Nghiêm Thúy Vân Khánh', { birthDate: '1955-12-09', birthYear: 1955, sex: 'female' })
    await person('Nghiêm Thị Thúy Vân Khánh', { birthYear: 1956, sex: 'female' })
    await compareChanged(await world.systemCtx())
    const file = csv(
      ['Họ tên', 'Ngày sinh', 'Giới tính', 'Phường', 'Số điện thoại'],
      [
        ['KHUAT THI BICH DIEM', '19/7/1962', 'Nữ', 'Mai Động', '0912345678'],
        ['Nghiêm Thúy Vân Khánh', '9/12/1955', 'Nữ', 'Mai Động', ''],
        ['Lương Bảo Châu', '5/5/1995', 'Nữ', 'Mai Động', ''],
      ],
    )
    const batch = await checked(
      world,
      s.nurse,
      await uploaded(world, s.nurse, { name: 'tiep-xuc.csv', body: file }),
      {
        kind: 'contacts',
      },
    )
    batchId = batch.id
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  for (const width of [1440, 390] as const)
    it(`a nurse sees why, on a screen of ${width}`, async () => {
      for (const scheme of ['light', 'dark'] as const) {
        const nurse = await browser.person('ward-nurse.mai-dong', { width, scheme })
        await nurse.open('/people/duplicates')
        await nurse.page.getByRole('region', { name: /Khuất Thị Bích Diễm/ }).waitFor()
        await picture(nurse.page, `duplicates-${width}-${scheme}`)
        await expectAccessible(nurse.page)
        await nurse.open(`/imports/${batchId}?step=review`)
        await nurse.page
          .getByText(/^Cùng ngày sinh/)
          .first()
          .waitFor()
        await picture(nurse.page, `import-why-${width}-${scheme}`)
        await expectAccessible(nurse.page)
        await nurse.close()
      }
    })

  it('says with a key that two are two, takes it back, and goes on to compare and merge', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    const { page } = nurse
    await nurse.open('/people')
    await page.getByRole('link', { name: 'Xem và gộp' }).click()
    const pair = page.getByRole('region', { name: /Khuất Thị Bích Diễm/ })
    await pair.getByText('Ngày sinh sai một chữ số').waitFor()
    await pair.focus()
    await page.keyboard.press('n')
    const noted = page.getByText('Đã ghi nhận là hai người; sẽ không hỏi lại')
    await noted.waitFor()
    // It stays while the pointer is over it.
    await noted.hover()
    await pair.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Bỏ ghi nhận' }).click()
    await pair.waitFor()
    await pair.focus()
    await page.keyboard.press('c')
    await page.getByRole('dialog', { name: 'Gộp hai hồ sơ của một người' }).waitFor()
    await settled(page)
    await nurse.close()
  })

  it('a row is decided with a key, and the decision stays', async () => {
    const nurse = await browser.person('ward-nurse.mai-dong')
    const { page } = nurse
    await nurse.open(`/imports/${batchId}?step=review`)
    const row = page.getByRole('region', { name: /^Dòng 2/ }).first()
    await row.focus()
    await page.keyboard.press('1')
    await row.getByText(/: cùng một người$/).waitFor()
    await page.reload()
    await settled(page)
    await row.getByText(/: cùng một người$/).waitFor()
    await expect
      .poll(() => row.getByRole('button', { name: 'Cùng một người', pressed: true }).count())
      .toBe(1)
    await nurse.close()
  })
})
