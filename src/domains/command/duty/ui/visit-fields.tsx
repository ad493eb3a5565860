import { useQuery } from '@tanstack/react-query'
import { api, areaName, call, useArea, useViewer } from '../../../../web/kit/api.ts'
import { type AsyncOption, AsyncSelect, type CustomField, foldText } from '../../../../web/kit/index.ts'

const MOST = 30

/** An area of the viewer's by name; its name follows the value, also one that a draft brought back. */
export function AreaField({ field, levels }: { field: CustomField; levels?: readonly string[] }) {
  const area = useArea()
  const viewer = useViewer()
  const isBelow = (id: number): boolean => {
    for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId))
      if (a.id === viewer?.areaId) return true
    return false
  }
  const search = async (q: string): Promise<AsyncOption[]> => {
    const words = foldText(q).split(/\s+/)
    return [...(area?.byId.values() ?? [])]
      .filter((a) => (!levels || levels.includes(a.level)) && isBelow(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area?.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, MOST)
  }
  const { help, value, onChange, ...rest } = field
  const id = value === null || value === undefined ? null : Number(value)
  return (
    <AsyncSelect
      {...rest}
      description={help}
      value={id === null ? null : String(id)}
      valueLabel={areaName(area?.byId, id)}
      onChange={(next) => onChange(next === null ? null : Number(next))}
      search={search}
    />
  )
}

const findPlaces = async (q: string): Promise<AsyncOption[]> =>
  q.trim()
    ? (await call.places.search({ q, limit: MOST })).map((p) => ({
        value: p.id,
        label: p.name,
        detail: p.address,
      }))
    : []

/** A place of the register by name. */
export function PlaceField({ field }: { field: CustomField }) {
  const { help, value, onChange, ...rest } = field
  const id = typeof value === 'string' && value ? value : null
  const place = useQuery({
    ...api.places.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== null,
  })
  return (
    <AsyncSelect
      {...rest}
      description={help}
      value={id}
      valueLabel={id && place.data?.place.id === id ? place.data.place.name : undefined}
      onChange={onChange}
      search={findPlaces}
    />
  )
}
