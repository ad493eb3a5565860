import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { DEMO_PASSWORD } from '../../demo/index.ts'
import { launchChromium } from '../harness/chromium.ts'
import type { World } from '../harness/world.ts'

export interface Person {
  page: Page
  context: BrowserContext
  /** Opens a path of the app and waits until nothing is loading. */
  open(path: string): Promise<void>
  close(): Promise<void>
}

export interface Look {
  width?: 1440 | 390
  scheme?: 'light' | 'dark'
}

/** One Chromium for a test file; each person has a context of their own. */
export async function openBrowser(world: World) {
  const browser: Browser = await launchChromium()
  return {
    browser,
    /** A person at a screen, signed in as the holder of a post (user name), Vietnamese, Hanoi time. */
    async person(username: string | undefined, look: Look = {}): Promise<Person> {
      const { width = 1440, scheme = 'light' } = look
      const context = await browser.newContext({
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme: scheme,
        locale: 'vi-VN',
        timezoneId: 'Asia/Ho_Chi_Minh',
        reducedMotion: 'reduce',
        acceptDownloads: true,
        hasTouch: width === 390,
      })
      const page = await context.newPage()
      page.setDefaultTimeout(90_000)
      const faults: string[] = []
      page.on('pageerror', (e) => faults.push(e.message))
      if (username) {
        const response = await context.request.post(`${world.origin}/api/auth/sign-in/username`, {
          data: { username, password: DEMO_PASSWORD },
          headers: { origin: 'http://localhost' },
        })
        expect(response.status()).toBe(200)
      }
      return {
        page,
        context,
        async open(path) {
          await page.goto(world.origin + path)
          await settled(page)
        },
        async close() {
          await context.close()
          expect(faults).toEqual([])
        },
      }
    },
    close: () => browser.close(),
  }
}

/** Waits until the page and its fonts are there and nothing shows that it is loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      document.querySelector('main') !== null &&
      !document.querySelector('[aria-busy="true"]'),
  )
  await page.waitForTimeout(120)
}

/** Types into a lookup and takes the first answer that says `option`. */
export async function choose(
  within: Locator,
  label: string | RegExp,
  typed: string,
  option: string | RegExp,
) {
  await within.getByRole('textbox', { name: label }).fill(typed)
  await within.page().getByRole('option', { name: option }).first().click()
}

/** Nothing serious or critical by axe; by some of its rules alone when they are named, nor anything moderate on demand. */
export async function expectAccessible(
  page: Page,
  { rules, moderate = false }: { rules?: string[]; moderate?: boolean } = {},
): Promise<void> {
  // The rows of a table are all made alike: the first dozen stand for the hundred, which would take ten seconds. There
  // are no frames in the app, so axe need not open a page of its own to gather what it found in them.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).exclude('tbody tr:nth-child(n+13)')
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  const counted = ['serious', 'critical', ...(moderate ? ['moderate'] : [])]
  const grave = violations
    .filter((v) => counted.includes(v.impact ?? ''))
    .map(
      (v) =>
        `${v.id}: ${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(', ')} — ${v.help}`,
    )
  expect(grave, page.url()).toEqual([])
}

/** Keeps a picture under docs/pictures when VX_PICTURES is set, so that the README shows what the journeys saw. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.VX_PICTURES
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png` })
}
