import { expect, test } from 'vitest'
import { HANOI_2021 } from '../../domains/registry/areas/data/hanoi-2021.ts'
import { contains } from './geometry.ts'
import { placeLabels, twoLines } from './labels.ts'
import { buildMap } from './model.ts'

const measure = (text: string, size: number) => text.length * size * 0.56
const places = HANOI_2021.filter((a) => a.level === 'ward').map((a) => ({
  id: Number(a.code),
  name: a.name,
  centre: a.centre,
}))
const model = buildMap(places)
const items = model.cells.map((c, i) => ({
  id: c.id,
  name: places[i]!.name,
  value: String(i % 30),
  rings: c.rings,
  spots: c.spots,
}))
const boxOf = (l: ReturnType<typeof placeLabels>[number]) => {
  const width = Math.max(...[...l.lines, l.value].map((t) => measure(t, l.size)))
  const height = (l.lines.length + (l.value ? 1 : 0)) * l.size * 1.25
  return { left: l.x - width / 2, right: l.x + width / 2, top: l.y - height / 2, bottom: l.y + height / 2 }
}

test.each([3000, 8000, 30000])('at %i px a degree no label covers another or leaves its ward', (scale) => {
  const labels = placeLabels(items, scale, 11.5, measure)
  const boxes = labels.map(boxOf)
  boxes.forEach((a, i) => {
    boxes.slice(i + 1).forEach((b) => {
      expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false)
    })
    const rings = items.find((x) => x.id === labels[i]!.id)!.rings
    for (const x of [a.left, a.right])
      for (const y of [a.top, a.bottom]) expect(contains(rings, [x / scale, y / scale])).toBe(true)
  })
})

test('the closer one looks, the more names there are; in the end all of them', () => {
  const named = (scale: number) =>
    placeLabels(items, scale, 11.5, measure).filter((l) => l.lines.length > 0).length
  expect(named(3000)).toBeLessThan(named(8000))
  expect(named(60000)).toBe(items.length)
})

test('long names break where the lines come out most even', () => {
  expect(twoLines('Hoàng Văn Thụ')).toEqual(['Hoàng', 'Văn Thụ'])
  expect(twoLines('Thanh Xuân Bắc')).toEqual(['Thanh', 'Xuân Bắc'])
  expect(twoLines('Láng')).toBeUndefined()
})
