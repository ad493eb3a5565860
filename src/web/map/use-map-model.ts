import { useMemo } from 'react'
import { measureText, useFontsReady } from '../kit/measure.ts'
import { type Label, placeLabels } from './labels.ts'
import { buildMap, type MapModel, type MapPlace } from './model.ts'

const numbers = new WeakMap<object, number>()
let next = 0

/** A boundary is known by the object it is; comparing its thousands of points would cost more than drawing it. */
function numberOf(value: object): number {
  const known = numbers.get(value)
  if (known !== undefined) return known
  numbers.set(value, ++next)
  return next
}

/** The drawing, made anew only when the ground changes; values and colours change far more often. */
export function useMapModel(places: readonly MapPlace[]): MapModel {
  const ground = places
    .map((p) => {
      const drawn = p.drawing ?? p.boundary
      return [p.id, p.centre, drawn ? numberOf(drawn) : '', p.group ?? ''].join(':')
    })
    .join('|')
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ground` stands for what the drawing takes from `places`
  return useMemo(() => buildMap(places), [ground])
}

/** Where names and values go at this scale; laid out again when the web font arrives, since widths change with it. */
export function useLabels<A extends { name: string }>(
  model: MapModel,
  areas: readonly A[],
  valueText: (area: A) => string,
  scale: number,
  base: number,
): Label[] {
  const fonts = useFontsReady()
  const values = areas.map(valueText).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: `values` stands for `valueText`, a new function each time
  return useMemo(
    () =>
      placeLabels(
        model.cells.map((cell, i) => ({
          id: cell.id,
          name: areas[i]!.name,
          value: valueText(areas[i]!),
          rings: cell.rings,
          spots: cell.spots,
        })),
        scale,
        base,
        measureText,
      ),
    [model, areas, values, scale, base, fonts],
  )
}
