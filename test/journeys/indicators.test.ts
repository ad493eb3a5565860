import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, settled } from './browser.ts'

describe('The epidemiologist reads how the response is doing', { timeout: 300_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  it.each([1440, 390] as const)(
    'a share opens to its formula and areas, and its number to the very cases, at %s px',
    async (width) => {
      const doctor = await browser.person('epidemiologist', { width })
      const { page } = doctor
      await doctor.open('/indicators')
      const row = page.getByRole('listitem').filter({ hasText: 'Ca mới chưa rõ nguồn lây' })
      await row.getByRole('button', { name: /^Cách tính và địa bàn/ }).click()
      await row.getByText('Ca xác định chưa truy ra từ ca nào có trước').waitFor()
      await row.getByRole('table', { name: /^Theo địa bàn/ }).waitFor()
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(over).toBeLessThanOrEqual(0)
      await settled(page)
      await expectAccessible(page)

      const denominator = row.locator('.ind-counts .vx-number-link').nth(1)
      const count = await denominator.textContent()
      await denominator.click()
      await page
        .getByRole('heading', { level: 1, name: `Ca mới và danh sách tiếp xúc: ${count} ca` })
        .waitFor()
      await doctor.close()
    },
  )

  it('another window counts other days, and stays in the address', async () => {
    const doctor = await browser.person('epidemiologist')
    await doctor.open('/indicators')
    await doctor.page.getByRole('button', { name: '7 ngày', exact: true }).click()
    await doctor.page.waitForURL(/days=7/)
    const row = doctor.page.getByRole('listitem').filter({ hasText: 'Ca mới chưa rõ nguồn lây' })
    await row.getByText('Từ 2/8 đến 8/8').waitFor()
    await doctor.close()
  })

  it('a post that may only count sees the numbers and opens no list', async () => {
    const viewer = await browser.person('city-viewer')
    await viewer.open('/indicators')
    const row = viewer.page.getByRole('listitem').filter({ hasText: 'Ca mới chưa rõ nguồn lây' })
    await row.locator('.ind-value').getByText(/%$/).waitFor()
    await expect.poll(() => row.locator('a.vx-number-link').count()).toBe(0)
    await expect.poll(() => viewer.page.getByRole('link', { name: 'Tải Excel' }).count()).toBe(0)
    await viewer.close()
  })
})
