import { expect, test } from 'vitest'
import { dateStep } from './epi-curve-option.ts'
import { renderEpiCurveSvg } from './epi-curve-svg.ts'

const dates = Array.from({ length: 18 }, (_, i) =>
  new Date(Date.UTC(2021, 6, 24 + i)).toISOString().slice(0, 10),
)
const series = [
  { key: 'c', label: 'cộng đồng', values: dates.map((_, i) => i % 4) },
  { key: 'u', label: 'chưa phân loại', values: dates.map((_, i) => Number(i === 14)), unclassified: true },
]
const bars = (svg: string, colour: string) => svg.split(`fill="${colour}"`).length - 1

test('a server without a browser draws the curve: words, dates of Hà Nội, Tinos, the shade of the last days', () => {
  const svg = renderEpiCurveSvg(
    { dates, series, incompleteDays: 2 },
    { width: 640, height: 260, title: 'Ca theo ngày' },
  )
  expect(svg).toMatch(/^<svg width="640" height="260"/)
  for (const words of ['Ca theo ngày', 'cộng đồng', 'chưa phân loại', 'chưa đủ', '10/8', 'Tinos'])
    expect(svg).toContain(words)
  expect(bars(svg, '#f0f3f1')).toBe(2)
  expect(svg).not.toContain('NaN')
})

test('English, and no shade when all days are complete', () => {
  const svg = renderEpiCurveSvg({ dates, series }, { width: 640, height: 260, lang: 'en', title: 'Cases' })
  expect(svg).toContain('10 Aug')
  expect(svg).not.toContain('incomplete')
  expect(bars(svg, '#f0f3f1')).toBe(0)
})

test('no cases, and no days, still make a picture', () => {
  const none = [{ key: 'c', label: 'cộng đồng', values: dates.map(() => 0) }]
  expect(renderEpiCurveSvg({ dates, series: none }, { width: 400, height: 200 })).not.toContain('NaN')
  expect(renderEpiCurveSvg({ dates: [], series: [] }, { width: 400, height: 200 })).toContain('<svg')
})

test('labels are written as text, whatever they hold', () => {
  const odd = [{ key: 'x', label: '<script>alert(1)</script>', values: dates.map(() => 1) }]
  expect(renderEpiCurveSvg({ dates, series: odd }, { width: 640, height: 260 })).not.toContain('<script>')
})

test('dates under the axis thin out with the width', () => {
  expect(dateStep(14, 900, 12)).toBe(1)
  expect(dateStep(18, 400, 12)).toBe(4)
  expect(dateStep(120, 400, 12)).toBe(28)
  expect(dateStep(1000, 100, 12)).toBe(91)
})
