import type { Page } from 'playwright-core'
import { launchChromium } from '../test/harness/chromium.ts'
import { HOME, SHELL, weightOf } from '../test/harness/weight.ts'
import type { House } from './house.ts'
import { city } from './map.ts'
import { type Row, type Times, timesOf } from './stats.ts'

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
  const shell = weightOf(SHELL)
  const home = weightOf(HOME)
  const rows: Row[] = [
    {
      section: 'web',
      what: `the shell with the home page: ${shell.kB.toFixed(0)} kB gzipped in ${shell.files.length} files; the map and the chart on it, fetched meanwhile: ${(home.kB - shell.kB).toFixed(0)} kB`,
      ours: { p50: 0, p95: 0 },
      goal: '< 250 kB',
      met: shell.kB < 250,
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
  const shifted = await framesOf(
    page,
    `() => { document.body.style.transform = 'translateX(' + (performance.now() % 200) + 'px)' }`,
  )
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
  const samples = process.env.VX_SAMPLES
  if (samples) rows.push(await panned(page, house, samples, shifted))
  else console.error('web: no map of 579 wards, VX_SAMPLES is not set')
  await browser.close()
  return rows
}

/** A hand holds the map of a city's wards and moves it round, a little with every frame. */
async function panned(page: Page, house: House, samples: string, bare: Times): Promise<Row> {
  const { areaId } = (await (await page.request.get(`${house.origin}/api/me`)).json()) as { areaId: number }
  const wards = await city(page, samples, areaId)
  await page.goto(`${house.origin}/zones`)
  const map = page.locator('.vx-map-ground')
  await map
    .locator('.vx-map-area')
    .nth(wards - 1)
    .waitFor()
  // Many points are drawn from a closer view on.
  for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Phóng to' }).click()
  const points = await map.locator('.vx-map-points > g').count()
  const box = (await map.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 3]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 8, y)
  const ours = await framesOf(
    page,
    `(n) => document.querySelector('.vx-map-ground').dispatchEvent(new PointerEvent('pointermove', {
      pointerId: 1, bubbles: true, buttons: 1,
      clientX: ${x} + Math.sin(n * 0.06) * 200, clientY: ${y} + Math.sin(n * 0.1) * 120 }))`,
  )
  await page.mouse.up()
  return {
    section: 'web',
    what: `a map of ${wards} wards and ${points} points, panned`,
    ours,
    baseline: bare,
    against: 'an empty page, moved alike',
    goal: 'p95 < 34 ms between frames',
    met: ours.p95 < 34,
  }
}
