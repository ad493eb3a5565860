import type { User, World } from '../../../../../test/harness/world.ts'

export interface Handed {
  name?: string
  body: string
  source?: string
  validFrom?: string
  validTo?: string
}

/** Hands a file of boundaries in as the screen does; answers whatever the server answers. */
export async function handIn(
  world: World,
  user: User,
  file: Handed,
): Promise<{ status: number; id: string; code: string }> {
  const form = new FormData()
  form.append('source', file.source ?? 'Bản vẽ thử, tự tạo')
  form.append('validFrom', file.validFrom ?? '2021-01-01')
  if (file.validTo) form.append('validTo', file.validTo)
  form.append('file', new Blob([file.body]), file.name ?? 'ranh-gioi.geojson')
  const response = await world.fetch(user, '/api/areas/boundary-sets', { method: 'POST', body: form })
  const body = (await response.json()) as { id: string; code: string }
  return { status: response.status, id: body.id, code: body.code }
}

/** A feature collection of rings; each ring is open and gets closed. */
export function collection(
  features: { properties: Record<string, unknown>; ring: readonly (readonly [number, number])[] }[],
): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    features: features.map(({ properties, ring }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
    })),
  })
}
