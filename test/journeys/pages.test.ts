import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NAVIGATION } from '../../src/web/shell/navigation.ts'
import { openWorld, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, settled } from './browser.ts'
import { busyAfternoon } from './scene.ts'

/** Every address that the web app answers, asked of its router: a page that is added cannot stay unseen. */
const routesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { __TSR_ROUTER__: router } = globalThis as unknown as {
      __TSR_ROUTER__: { routesByPath: Record<string, unknown> }
    }
    return Object.keys(router.routesByPath).sort()
  })

describe('Every page, both widths, both themes', () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let routes: string[]
  let examples: Record<string, string[]>
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    examples = await busyAfternoon(world)
    const nobody = await browser.person(undefined)
    await nobody.open('/sign-in')
    routes = await routesOf(nobody.page)
    await nobody.close()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  /** The addresses to look at: each route as it is, or its examples. */
  const addresses = () => routes.flatMap((r) => examples[r] ?? (r.includes('$') ? [] : [r]))

  it('every route has an example, every example a route, and every entry of the navigation leads somewhere', () => {
    const withId = routes.filter((r) => r.includes('$'))
    expect(withId.filter((r) => !examples[r]?.length)).toEqual([])
    expect(Object.keys(examples).filter((r) => !routes.includes(r))).toEqual([])
    const hrefs = NAVIGATION.flatMap((g) => g.items.map((i) => i.href))
    expect(hrefs.filter((h) => !routes.includes(h))).toEqual([])
    expect(addresses().length).toBeGreaterThanOrEqual(routes.length)
  })

  // A page is loaded once for each width and turned dark while it stands, as a phone does at dusk: half the loads, and
  // what was drawn in the light must follow. Contrast is all that the colours can break, so that is what dark is held to.
  describe.concurrent('looked at', () => {
    for (const width of [1440, 390] as const) {
      it(`axe finds nothing serious, nothing runs off the side, nothing throws at ${width} px`, async ({
        expect,
      }) => {
        const doctor = await browser.person('epidemiologist', { width })
        const administrator = await browser.person('administrator', { width })
        const nobody = await browser.person(undefined, { width })
        for (const path of addresses()) {
          const who = path === '/sign-in' ? nobody : /^\/a(reas|ccounts)/.test(path) ? administrator : doctor
          await who.open(path)
          for (const scheme of ['light', 'dark'] as const) {
            const where = `${path} at ${width} px, ${scheme}`
            await who.page.emulateMedia({ colorScheme: scheme })
            const root = who.page.locator('html')
            // The browser tells the page of its new theme when it next draws, which may be after it is asked.
            await expect
              .poll(() => root.getAttribute('data-mantine-color-scheme'), { message: where })
              .toBe(scheme)
            await settled(who.page)
            const over = await who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            expect(over, where).toBeLessThanOrEqual(0)
            if (scheme === 'light') await expectAccessible(who.page)
            else if (width === 1440) await expectAccessible(who.page, { rules: ['color-contrast'] })
          }
          await who.page.emulateMedia({ colorScheme: 'light' })
        }
        await Promise.all([doctor.close(), administrator.close(), nobody.close()])
      }, 1_800_000)
    }
  })
})
