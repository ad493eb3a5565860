/** Address of a figure's list. Dates are calendar dates; a remainder asks for what is not classified. */
export function figureHref(
  id: string,
  ask: {
    areaId?: number | undefined
    from?: string
    to?: string
    day?: string
    part?: string
    value?: string
    remainder?: boolean
    asOf?: string | undefined
  } = {},
): string {
  const params = new URLSearchParams()
  for (const [k, v] of Object.entries(ask)) {
    if (v === undefined || v === false) continue
    params.set(k === 'areaId' ? 'area' : k, String(v))
  }
  return `/figures/${id}${params.size ? `?${params}` : ''}`
}
