import { launchChromium } from '../test/harness/chromium.ts'
import type { House } from './house.ts'
import { ask, requestsOf } from './reads.ts'
import { measure, type Row, timesOf } from './stats.ts'

const USERS = 50
const EVERY = 5_000
const SECONDS = 60

/** Fifty people who each open a page every five seconds, against one who does so alone. */
export async function load(house: House): Promise<Row[]> {
  const cookie = await house.signIn('epidemiologist')
  const browser = await launchChromium()
  const pages: string[][] = []
  for (const path of ['/', '/cases', '/people', '/followups', '/orders', '/figures/cases.confirmed']) {
    pages.push(await requestsOf(browser, house, cookie, path))
  }
  await browser.close()
  let turn = 0
  const click = () => ask(pages[turn++ % pages.length]!, cookie)
  const alone = await measure(SECONDS, click)
  const ms: number[] = []
  const end = performance.now() + SECONDS * 1000
  await Promise.all(
    Array.from({ length: USERS }, async (_, i) => {
      await new Promise((r) => setTimeout(r, (i / USERS) * EVERY))
      while (performance.now() < end) {
        const start = performance.now()
        await click()
        const took = performance.now() - start
        ms.push(took)
        await new Promise((r) => setTimeout(r, Math.max(0, EVERY - took)))
      }
    }),
  )
  const ours = timesOf(ms)
  return [
    {
      section: 'load',
      what: `a page of six, ${USERS} users, each every 5 s (${ms.length} pages)`,
      ours,
      baseline: alone,
      against: 'the same pages, one user',
      goal: 'p95 at most twice',
      met: ours.p95 <= 2 * alone.p95,
    },
  ]
}
