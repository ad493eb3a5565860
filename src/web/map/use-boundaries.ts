import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../kit/api.ts'
import { type Drawing, drawingsOf } from './topology.ts'

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
    return drawingsOf(found.data.sets, tree.areas)
  }, [found.data, found.isError, tree])
}
