import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** Colours of one theme; dark overrides light. */
function palette(theme: 'light' | 'dark'): Record<string, string> {
  const [light = '', dark = ''] = css.split(':root[data-mantine-color-scheme="dark"]')
  const read = (text: string) =>
    Object.fromEntries([...text.matchAll(/--vx-([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]))
  return theme === 'light' ? read(light) : { ...read(light), ...read(dark) }
}

/** Relative luminance of '#rrggbb' (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high! + 0.05) / (low! + 0.05)
}

const SURFACES = ['ground', 'card', 'raised', 'field', 'sunken', 'hover']
const TEXTS = ['ink', 'muted', 'green', 'amber', 'red', 'blue']
const PAIRS: [text: string, ground: string][] = [
  ...SURFACES.flatMap((s) => TEXTS.map((t): [string, string] => [t, s])),
  ['green-ink', 'green-tint'],
  ['amber', 'amber-tint'],
  ['red', 'red-tint'],
  ['blue', 'blue-tint'],
  ['muted', 'neutral-tint'],
  ['ink', 'neutral-tint'],
  ['ink', 'green-tint'],
  ['muted', 'green-tint'],
  ['green', 'green-tint'],
  ['ink', 'blue-tint'],
  ['ink', 'red-tint'],
  ['on-fill', 'green-fill'],
  ['on-fill', 'green-fill-hover'],
  ['on-fill', 'red-fill'],
  ['on-fill', 'red-fill-hover'],
  ...[0, 1, 2, 3, 4].flatMap((n): [string, string][] => [
    ['risk-ink', `risk${n}`],
    ['risk-muted', `risk${n}`],
  ]),
]

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  const colours = palette(theme)
  test.each(PAIRS)('%s on %s reads at 4.5:1', (text, ground) => {
    expect(contrast(colours[text]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['control-line', 'focus', 'green-fill', 'amber-fill', 'red-fill', 'blue-fill'])(
    '%s stands out from a card at 3:1',
    (mark) => {
      expect(contrast(colours[mark]!, colours.card!)).toBeGreaterThanOrEqual(3)
    },
  )
})
