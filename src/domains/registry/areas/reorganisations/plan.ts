import type { Following, Issue, Plan, PlanArea } from './contract.ts'

/** Shares are typed with two or three digits. */
const SUM_TOLERANCE = 0.002
const EXAMPLES = 5

/** The unit that a neighbourhood goes to unless somebody says otherwise: the one with most of its ward. */
export function defaultFollowings(plan: Plan, areas: readonly PlanArea[]): Following[] {
  const known = new Map(plan.followings.map((f) => [f.areaId, f.toUnit]))
  const units = new Set(plan.units.map((u) => u.key))
  const ending = new Set(plan.ends)
  const most = new Map<number, { toUnit: string; share: number }>()
  for (const d of plan.descents) {
    if (d.share > (most.get(d.fromArea)?.share ?? 0)) most.set(d.fromArea, d)
  }
  return leavesOf(areas)
    .filter((a) => a.parentId !== null && ending.has(a.parentId) && !ending.has(a.id))
    .flatMap((a) => {
      const asked = known.get(a.id)
      const toUnit = asked && units.has(asked) ? asked : most.get(a.parentId!)?.toUnit
      return toUnit ? [{ areaId: a.id, toUnit }] : []
    })
}

function leavesOf(areas: readonly PlanArea[]): PlanArea[] {
  const parents = new Set(areas.map((a) => a.parentId))
  return areas.filter((a) => !parents.has(a.id))
}

/** Everything that stands against a plan, worst first. `areas` are those in force on the day before. */
export function issuesOf(plan: Plan, areas: readonly PlanArea[], inForceOn: string, today: string): Issue[] {
  const ending = new Set(plan.ends)
  const byId = new Map(areas.map((a) => [a.id, a]))
  const units = new Map(plan.units.map((u) => [u.key, u]))
  const following = new Set(plan.followings.map((f) => f.areaId))
  const label = (id: number) => byId.get(id)?.label ?? String(id)
  const sums = new Map<number, number>()
  for (const d of plan.descents) sums.set(d.fromArea, (sums.get(d.fromArea) ?? 0) + d.share)
  const origins = new Set(plan.descents.map((d) => d.toUnit))
  const staysCodes = areas.filter((a) => !ending.has(a.id) && !following.has(a.id)).map((a) => a.code)
  const codes = [...staysCodes, ...plan.units.map((u) => u.code)]
  const parents = new Set(areas.filter((a) => ending.has(a.id)).map((a) => a.parentId))

  const found: [kind: Issue['kind'], blocks: boolean, examples: string[]][] = [
    ['too-soon', true, inForceOn > today ? [] : [inForceOn]],
    ['nothing-ends', true, plan.ends.length ? [] : ['']],
    ['nothing-begins', true, plan.units.length ? [] : ['']],
    [
      'share-sum',
      true,
      [...sums].filter(([, sum]) => Math.abs(sum - 1) > SUM_TOLERANCE).map(([id]) => label(id)),
    ],
    [
      'stays-in-ended',
      true,
      areas
        .filter(
          (a) => a.parentId !== null && ending.has(a.parentId) && !ending.has(a.id) && !following.has(a.id),
        )
        .map((a) => a.label),
    ],
    [
      'unit-in-ended',
      true,
      plan.units
        .filter((u) =>
          u.inArea === null ? !units.has(u.inUnit!) : ending.has(u.inArea) || !byId.has(u.inArea),
        )
        .map((u) => u.fullName),
    ],
    [
      'unknown-unit',
      true,
      [
        ...plan.descents
          .filter((d) => !units.has(d.toUnit) || !ending.has(d.fromArea))
          .map((d) => d.fromArea),
        ...plan.followings.filter((f) => !units.has(f.toUnit)).map((f) => f.areaId),
        ...plan.ends.filter((id) => !byId.has(id)),
      ].map(label),
    ],
    ['code-twice', true, codes.filter((c, i) => codes.indexOf(c) !== i)],
    [
      'no-successor',
      false,
      // A district that ends goes without saying: its wards say where everybody is.
      plan.ends.filter((id) => !sums.has(id) && !parents.has(id)).map(label),
    ],
    ['no-origin', false, plan.units.filter((u) => !origins.has(u.key)).map((u) => u.fullName)],
    [
      'estimated',
      false,
      [...new Set(plan.descents.filter((d) => d.estimated).map((d) => d.fromArea))].map(label),
    ],
  ]
  return found
    .filter(([, , examples]) => examples.length > 0)
    .map(([kind, blocks, examples]) => ({
      kind,
      blocks,
      count: examples.length,
      examples: examples.slice(0, EXAMPLES),
    }))
}
