import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { readGeoJson } from '../src/domains/registry/areas/boundaries/geojson.ts'
import { draw } from '../src/domains/registry/areas/boundaries/topology.ts'

const POINTS = 500

/**
 * Answers the page's requests for areas, boundaries and zones with the 579 wards of a city of 2021 and one zone of
 * 500 places, so that the map of zones draws them all. The viewer's area is taken for the city.
 * @param folder with geo/hanoi_wards_2021_derived_579.geojson
 */
export async function city(page: Page, folder: string, viewerArea: number): Promise<number> {
  const features = await readGeoJson(join(folder, 'geo/hanoi_wards_2021_derived_579.geojson'))
  const drawn = draw(features.map((f) => f.polygons))
  const id = (n: number) => 1_000_000 + n
  const levels = [{ key: 'ward', rank: 1, vi: 'phường', en: 'ward' }]
  const root = {
    id: viewerArea,
    parentId: null,
    level: 'ward',
    code: '01',
    name: 'Hà Nội',
    fullName: 'Hà Nội',
  }
  const wards = features.map((f, n) => ({
    ...root,
    id: id(n),
    parentId: viewerArea,
    code: f.properties.ward_id,
    name: (f.properties.ward ?? '').replace(/^(Phường|Xã|Thị trấn) /, ''),
    fullName: f.properties.ward,
    centre: f.polygons[0]![0]![0]!,
  }))
  const corners = features.flatMap((f) => f.polygons.flat(2))
  const parts = Array.from({ length: POINTS }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    partAreaId: null,
    placeId: null,
    label: `điểm ${n}`,
    point: corners[Math.floor((n * corners.length) / POINTS)],
  }))
  const zone = {
    id: '00000000-0000-4000-8000-999999999999',
    areaId: viewerArea,
    areaLabel: 'Hà Nội',
    name: 'Vùng',
    parts,
    polygon: null,
    state: 'active',
    startsAt: '2021-08-01T00:00:00.000Z',
    endsAt: '2021-08-15T00:00:00.000Z',
    households: 0,
    people: 0,
    partial: false,
    version: 1,
  }
  const answers: Record<string, unknown> = {
    '/api/areas': { levels, areas: [{ ...root, centre: null }, ...wards] },
    '/api/areas/boundaries': {
      sets: [
        {
          id: zone.id,
          topology: drawn.topology,
          areas: drawn.polygons.map((polygons, n) => ({ areaId: id(n), polygons })),
        },
      ],
    },
    '/api/zones': [zone],
  }
  await page.route('**/api/**', (route) => {
    const json = answers[new URL(route.request().url()).pathname]
    return json ? route.fulfill({ json }) : route.continue()
  })
  return wards.length
}
