import { lazy, Suspense } from 'react'
import { type AreaChoice, areaShort, useArea } from '../../../../web/kit/api.ts'
import { SkeletonLines, useT } from '../../../../web/kit/index.ts'
import type { MapOverlay, MapPoint } from '../../../../web/map/index.ts'
import type { Ring, Zone } from '../contract.ts'
import { STATE_TONE } from './parts.tsx'

const AreaMap = lazy(async () => ({ default: (await import('../../../../web/map/AreaMap.tsx')).AreaMap }))

type Drawn = Pick<Zone, 'id' | 'name' | 'state' | 'parts' | 'polygon'> & { areaId?: number }

export interface ZoneMapProps {
  title: string
  /** The map shows the areas right below it, or itself when there are none. */
  rootId: number
  zones: readonly Drawn[]
  height?: number
  onDraw?: (ring: Ring) => void
  selected?: readonly number[]
  onSelect?: (ids: number[]) => void
  /** Writes into each region how many of the zones touch it; a press opens the region. */
  counted?: boolean
  onOpen?: (areaId: number) => void
}

/** The area of the map in which `id` lies (or which it is), all of them when it holds the whole map. */
function cellsFor(area: AreaChoice, cells: ReadonlySet<number>, rootId: number, id: number) {
  const up = (from: number, hit: (id: number) => boolean) => {
    for (let a = area.byId.get(from); a; a = a.parentId === null ? undefined : area.byId.get(a.parentId)) {
      if (hit(a.id)) return a.id
    }
    return undefined
  }
  if (up(rootId, (x) => x === id) !== undefined) return { whole: [...cells] }
  const cell = up(id, (x) => cells.has(x))
  return cell === id ? { whole: [id] } : { within: cell }
}

/** Zones on the map of an area: whole regions and drawn rings as outlines, what is smaller than a region as a point. */
export function ZoneMap(props: ZoneMapProps) {
  const { title, rootId, zones, height, onDraw, selected, onSelect, counted, onOpen } = props
  const t = useT('zones')
  const area = useArea()
  if (!area) return <SkeletonLines lines={8} />
  const below = area.children(rootId)
  const root = area.byId.get(rootId)
  const shown = below.length > 0 ? below : root ? [root] : []
  const cells = new Set(shown.map((a) => a.id))
  const overlays: MapOverlay[] = []
  const points: MapPoint[] = []
  const counts = new Map<number, number>()
  for (const zone of zones) {
    const tone = STATE_TONE[zone.state]
    const whole = new Set<number>()
    const touched = new Set<number>()
    for (const part of zone.parts) {
      const name = `${zone.name}: ${part.label}`
      let at = part.point
      if (part.partAreaId !== null) {
        const found = cellsFor(area, cells, rootId, part.partAreaId)
        for (const id of found.whole ?? []) whole.add(id)
        if (found.within !== undefined) touched.add(found.within)
        at = found.within === undefined ? null : (area.byId.get(part.partAreaId)?.centre ?? null)
      }
      if (at && !counted) points.push({ id: part.id, name, lon: at[0], lat: at[1], kind: 'zone' })
    }
    const own = zone.areaId === undefined ? undefined : cellsFor(area, cells, rootId, zone.areaId)
    if (touched.size + whole.size === 0) {
      for (const id of own?.whole ?? (own?.within === undefined ? [] : [own.within])) touched.add(id)
    }
    for (const id of new Set([...touched, ...whole])) counts.set(id, (counts.get(id) ?? 0) + 1)
    if (whole.size)
      overlays.push({ id: `${zone.id} areas`, name: zone.name, kind: 'zone', areaIds: [...whole], tone })
    // Where regions are counted, the number stands for what lies inside one region.
    const inOne = counted && (own?.within !== undefined || own?.whole?.length === 1)
    if (zone.polygon && !inOne)
      overlays.push({ id: `${zone.id} ring`, name: zone.name, kind: 'zone', polygon: zone.polygon, tone })
  }
  return (
    <Suspense fallback={<SkeletonLines lines={8} />}>
      <AreaMap
        title={title}
        areas={shown.map((a) => ({
          id: a.id,
          name: areaShort(a),
          centre: a.centre,
          ...(counted && counts.has(a.id) ? { value: counts.get(a.id)!, tone: 'risk2' as const } : {}),
        }))}
        legend={counts.size > 0 && counted ? [{ tone: 'risk2', label: t('map.counted') }] : []}
        valueLabel={t('zones')}
        {...(onOpen ? { onOpen } : {})}
        overlays={overlays}
        points={points}
        pointKinds={points.length > 0 ? { zone: t('map.place') } : {}}
        {...(height ? { height } : {})}
        {...(onDraw ? { onDraw: (ring) => onDraw(ring.map(([lon, lat]) => [lon, lat])) } : {})}
        {...(onSelect ? { selected: selected ?? [], onSelect } : {})}
      />
    </Suspense>
  )
}
