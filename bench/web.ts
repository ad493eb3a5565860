import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { launchChromium } from '../test/harness/chromium.ts'
import type { House } from './house.ts'
import { type Row, type Times, timesOf } from './stats.ts'

const BUILT = fileURLToPath(new URL('../dist/web/', import.meta.url))
const FRAMES = 300

/** Milliseconds between frames while `move` is called once a frame, in the page. */
async function framesOf(page: Page, move: string): Promise<Times> {
  const ms = (await page.evaluate(`new Promise((resolve) => {
    const step = ${move}
    const gaps = []
    let last = performance.now()
    const frame = (now) => {
      gaps.push(now - last)
      last = now
      if (gaps.length > ${FRAMES}) return resolve(gaps.slice(1))
      step(gaps.length)
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })`)) as number[]
  return timesOf(ms)
}

/** What the browser is given, and how a long register scrolls. The browser draws without a graphics card. */
export async function web(house: House): Promise<Row[]> {
  const index = readFileSync(`${BUILT}index.html`, 'utf8')
  const files = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1]!)
  const size = files.reduce((sum, f) => sum + gzipSync(readFileSync(BUILT + f)).length, 0) / 1000
  const rows: Row[] = [
    {
      section: 'web',
      what: `the shell with the home page: ${size.toFixed(0)} kB gzipped in ${files.length} files`,
      ours: { p50: 0, p95: 0 },
      goal: '< 250 kB',
      met: size < 250,
    },
  ]
  const browser = await launchChromium()
  const context = await browser.newContext({ locale: 'vi-VN', viewport: { width: 1440, height: 900 } })
  const cookie = await house.signIn('epidemiologist')
  await context.addCookies(
    cookie.split('; ').map((c) => {
      const [name, ...value] = c.split('=')
      return { name: name!, value: value.join('='), url: house.origin }
    }),
  )
  const page = await context.newPage()
  await page.setContent('<div style="height:200000px;background:linear-gradient(red,blue)">')
  const bare = await framesOf(page, '() => scrollBy(0, 120)')
  await page.goto(`${house.origin}/cases`)
  await page.locator('.vx-table-frame tbody tr').nth(20).waitFor()
  const scroll = await framesOf(
    page,
    `() => { const f = document.querySelector('.vx-table-frame'); f.scrollHeight > f.clientHeight ? f.scrollBy(0, 120) : scrollBy(0, 120) }`,
  )
  rows.push({
    section: 'web',
    what: `a register of ${house.cases} cases, scrolled 120 px a frame`,
    ours: scroll,
    baseline: bare,
    against: 'an empty page, scrolled alike',
    goal: 'p95 < 34 ms between frames',
    met: scroll.p95 < 34,
  })
  await browser.close()
  return rows
}
