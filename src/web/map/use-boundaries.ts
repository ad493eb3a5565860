import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../kit/api.ts'
import { type Drawing, joined, unpack } from './topology.ts'

/** How the areas are drawn: by their own boundary, else by those of all areas below them together. */
export type DrawingOf = (areaId: number) => Drawing | undefined

const NONE: DrawingOf = () => undefined

/** The boundaries in force, fetched once; undefined while loading, so that no map is drawn twice. */
export function useBoundaries(): DrawingOf | undefined {
  const found = useQuery({
    ...api.areas.boundaries.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const tree = useQuery({
    ...api.areas.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  return useMemo(() => {
    if (found.isError) return NONE
    if (!found.data || !tree) return undefined
    const own = new Map<number, Drawing | undefined>()
    for (const set of found.data.sets) {
      const borders = unpack(set.topology)
      for (const { areaId, polygons } of set.areas) own.set(areaId, { borders, polygons })
    }
    if (own.size === 0) return NONE
    const below = Map.groupBy(tree.areas, (a) => a.parentId)
    const drawingOf = (id: number): Drawing | undefined => {
      if (own.has(id)) return own.get(id)
      const parts = (below.get(id) ?? []).map((a) => drawingOf(a.id))
      const drawn = parts.filter((d) => d !== undefined)
      // A district of which one ward is missing would be drawn with a bite out of it.
      const whole = drawn.length > 0 && drawn.length >= parts.length * 0.9 ? joined(drawn) : undefined
      own.set(id, whole)
      return whole
    }
    return drawingOf
  }, [found.data, found.isError, tree])
}
