import type { Area } from '../contract.ts'
import { bareName, foldName } from '../names.ts'
import type { FileFeature } from './geojson.ts'

export interface Columns {
  code: string | null
  name: string | null
  above: string | null
}

export interface Match {
  code: string | null
  name: string | null
  above: string | null
  areaId: number | null
  matched: 'code' | 'name' | null
}

/** A property serves as key when at least this share of the features finds an area by it. */
const ENOUGH = 0.2

/**
 * Which area each feature is: by code, then by name (without accents and without the word for its kind, other names
 * included), a name that several areas bear only together with the unit above. Never two features on one area.
 * @param areas areas in force on the first day of the boundaries
 */
export function match(features: readonly FileFeature[], areas: readonly Area[]) {
  const byId = new Map(areas.map((a) => [a.id, a]))
  const byCode = new Map(areas.map((a) => [a.code, a]))
  const byName = Map.groupBy(
    areas.flatMap((a) => namesOf(a).map((name) => ({ name, area: a }))),
    (n) => n.name,
  )
  const keys = [...new Set(features.flatMap((f) => Object.keys(f.properties)))]
  const codeOf = (value: string | undefined) =>
    value ? (byCode.get(value) ?? padded(value, byCode)) : undefined
  const named = (value: string | undefined) =>
    value ? [...new Set((byName.get(bareName(value)) ?? []).map((n) => n.area))] : []

  // Files name the district beside the ward: the key is the column whose values differ most.
  const best = (hits: (f: FileFeature, key: string) => number[]) => {
    const scored = keys
      .map((key) => {
        const texts = features.map((f) => f.properties[key] ?? '')
        return {
          key,
          ids: new Set(features.flatMap((f) => hits(f, key))).size,
          accents: texts.filter((text) => /[^ -~]/.test(text)).length,
        }
      })
      // Of a name in Vietnamese and the same in English, the one with accents is the name.
      .sort((a, b) => {
        const alike = Math.abs(a.ids - b.ids) <= 0.05 * features.length
        return (alike ? b.accents - a.accents : 0) || b.ids - a.ids
      })
    const [first] = scored
    return first && first.ids >= Math.max(1, ENOUGH * features.length) ? first.key : null
  }
  const columns: Columns = {
    code: best((f, key) => [codeOf(f.properties[key])?.id ?? []].flat()),
    name: best((f, key) => named(f.properties[key]).map((a) => a.id)),
    above: null,
  }
  const level = commonLevel(features, (f) => [
    ...(columns.code ? [codeOf(f.properties[columns.code])] : []),
    ...(columns.name ? named(f.properties[columns.name]) : []),
  ])
  columns.above =
    keys.find(
      (key) =>
        key !== columns.code &&
        key !== columns.name &&
        features.filter((f) => {
          const value = f.properties[key]
          const mine = columns.name ? named(f.properties[columns.name]) : []
          return value && mine.some((a) => isAbove(byId, a, value))
        }).length >
          features.length * ENOUGH,
    ) ?? null

  const taken = new Set<number>()
  const matches = features.map((f): Match => {
    const text = (key: string | null) => (key ? (f.properties[key] ?? null) : null)
    const read = { code: text(columns.code), name: text(columns.name), above: text(columns.above) }
    const ofCode = codeOf(read.code ?? undefined)
    if (ofCode && ofCode.level === level && !taken.has(ofCode.id)) {
      taken.add(ofCode.id)
      return { ...read, areaId: ofCode.id, matched: 'code' }
    }
    return { ...read, areaId: null, matched: null }
  })
  for (const m of matches) {
    if (m.areaId !== null || m.name === null) continue
    const free = named(m.name).filter((a) => a.level === level && !taken.has(a.id))
    const exact = free.filter((a) => foldName(a.fullName) === foldName(m.name!))
    const above = m.above ? free.filter((a) => isAbove(byId, a, m.above!)) : []
    const one = [above, exact, m.above && above.length === 0 ? [] : free].find(
      (list) => list.length === 1,
    )?.[0]
    if (!one) continue
    taken.add(one.id)
    m.areaId = one.id
    m.matched = 'name'
  }
  return { columns, level, matches }
}

const namesOf = (a: Area) => [...new Set([a.name, a.fullName, ...(a.aliases ?? [])].map(bareName))]

/** Spreadsheets take the zeros off the front of a code. */
function padded(value: string, byCode: Map<string, Area>): Area | undefined {
  if (!/^\d{1,5}$/.test(value)) return undefined
  for (const length of [2, 3, 5]) {
    const found = value.length < length ? byCode.get(value.padStart(length, '0')) : undefined
    if (found) return found
  }
  return undefined
}

function isAbove(byId: Map<number, Area>, area: Area, value: string): boolean {
  const wanted = bareName(value)
  for (let a = parentOf(byId, area); a; a = parentOf(byId, a)) {
    if (a.code === value || namesOf(a).includes(wanted)) return true
  }
  return false
}

const parentOf = (byId: Map<number, Area>, a: Area) =>
  a.parentId === null ? undefined : byId.get(a.parentId)

/** The level that most features speak of; the rest of the file is looked for there only. */
function commonLevel(
  features: readonly FileFeature[],
  areasOf: (f: FileFeature) => (Area | undefined)[],
): string | null {
  const counts = new Map<string, number>()
  for (const f of features)
    for (const level of new Set(areasOf(f).flatMap((a) => a?.level ?? [])))
      counts.set(level, (counts.get(level) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}
