import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csv, PEOPLE_COLUMNS, people, tableCounts } from '../../src/domains/detect/imports/testing.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, type Person, picture, settled } from './browser.ts'

/** More than one chunk of the job, so that its progress is there to be seen. */
const ROWS = 450

describe('A list through the import wizard', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let doctor: Person
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    doctor = await browser.person('epidemiologist')
    // A chunk of rows may take longer than a click when the machine is busy.
    doctor.page.setDefaultTimeout(60_000)
  })
  afterAll(async () => {
    await doctor?.close()
    await browser?.close()
    await world?.close()
  })

  const button = (name: string | RegExp) => doctor.page.getByRole('button', { name })
  /** Rows of one outcome as the split of the whole file names them: 'Đã thêm' → 450. */
  const part = async (label: string) => {
    const line = doctor.page.locator('.vx-split li').filter({ hasText: label })
    return Number((await line.locator('.vx-number-link').textContent())!.replaceAll('.', ''))
  }
  const upload = async (name: string, buffer: Buffer) => {
    await doctor.open('/imports')
    await doctor.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
    await doctor.page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
    await settled(doctor.page)
  }
  const dryRun = async () => {
    await button('Chạy thử').last().click()
    await doctor.page.getByText('Nếu nhập bây giờ').waitFor()
    await settled(doctor.page)
  }
  const enter = async () => {
    await button('Nhập vào hồ sơ').click()
    await doctor.page.getByText(/Có thể rời trang này/).waitFor()
    const bar = doctor.page.getByRole('progressbar', { name: 'Đang nhập' })
    await bar.waitFor({ state: 'attached' })
    await doctor.page.getByText(/^Đã nhập lúc/).waitFor()
    await settled(doctor.page)
  }
  const takeBack = async () => {
    await button('Hoàn tác lần nhập').click()
    const drawer = doctor.page.getByRole('dialog')
    await drawer.getByLabel('Lý do').fill('Nhập nhầm tệp')
    await drawer.getByRole('button', { name: 'Hoàn tác tất cả' }).click()
    await doctor.page.getByText(/^Đã hoàn tác lúc/).waitFor()
    await settled(doctor.page)
  }

  it('a CSV is mapped, tried, entered with its progress shown, and found; taken back, it is as if never there', async () => {
    const before = await tableCounts(world)
    // One line whose date cannot be read: told of, left out, and the rest goes on.
    const wrong = ['X1', 'Người Sai Ngày', '1980', 'Nam', 'Mai Động', '32/8/2021', '2/8/2021']
    await upload('danh-sach-mai-dong.csv', Buffer.from(csv(PEOPLE_COLUMNS, [...people(ROWS), wrong])))
    await doctor.page.getByText('đọc 7 / 7 cột').waitFor()
    const column = (name: string) =>
      doctor.page.getByRole('combobox', { name: `Thông tin trong cột ${name}`, exact: true })
    await expect.poll(() => column('Họ tên').inputValue()).toContain('Họ và tên')
    // A column can be left unread: the wizard says which, and does not stop.
    const sex = async () => {
      await column('Giới tính').click()
      await doctor.page.getByRole('option', { name: 'Giới tính', exact: true }).click()
    }
    await sex()
    await doctor.page.getByText('Không đọc: Giới tính.').waitFor()
    await sex()
    await doctor.page.getByText('Không đọc: Giới tính.').waitFor({ state: 'detached' })
    await expectAccessible(doctor.page)

    await dryRun()
    await expect.poll(() => part('Sẽ thêm mới')).toBe(ROWS)
    await expect.poll(() => part('Không nhập được')).toBe(1)
    await doctor.page.getByText('Không đọc được ngày').waitFor()
    await expect.poll(() => tableCounts(world)).toEqual(before)

    await enter()
    await expect.poll(() => part('Đã thêm')).toBe(ROWS)
    await expect.poll(() => part('Không nhập')).toBe(1)
    await expectAccessible(doctor.page)
    const record = doctor.page.url()
    await doctor.open(`/cases?q=${encodeURIComponent('nguoi thu 450')}`)
    await doctor.page
      .getByRole('link', { name: /HM-2021-\d+/ })
      .first()
      .click()
    await doctor.page.getByRole('heading', { level: 1, name: 'Người Thử 450' }).waitFor()
    await doctor.page.getByText('nhập từ danh sách').first().waitFor()

    await doctor.page.goto(record)
    await settled(doctor.page)
    await takeBack()
    await expect.poll(() => part('Đã hoàn tác')).toBe(ROWS)
    await doctor.open(`/cases?q=${encodeURIComponent('nguoi thu 450')}`)
    await doctor.page.getByText('Không có dòng nào khớp').waitFor()
    await expect.poll(() => tableCounts(world)).toEqual(before)
  }, 400_000)

  it('MERS 2015, a real line list: every row accounted for, entered, and taken back as a whole', async (ctx) => {
    const samples = process.env.VX_SAMPLES
    if (!samples) return ctx.skip('VX_SAMPLES is not set')
    const before = await tableCounts(world)
    const file = 'mers_korea_2015_linelist.csv'
    await upload(file, readFileSync(`${samples}/outbreaks/${file}`))
    await doctor.page
      .getByText(/^162 dòng/)
      .first()
      .waitFor()
    await expectAccessible(doctor.page)
    await picture(doctor.page, 'import')
    await dryRun()
    await expect.poll(() => part('Sẽ thêm mới')).toBe(162)
    await enter()
    await expect.poll(() => part('Đã thêm')).toBe(162)
    await takeBack()
    await expect.poll(() => part('Đã hoàn tác')).toBe(162)
    await expect.poll(() => tableCounts(world)).toEqual(before)
  }, 400_000)
})
