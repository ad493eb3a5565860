/** A household to be seen on a day. */
export interface Unit {
  key: string
  areaId: number
  wardId: number
  /** Whom it is with today, and was with before. */
  current: string | null
  before: string | null
  /** Given by hand, or seen already: stays where it is. */
  fixed: boolean
}

export interface TeamRoom {
  id: string
  wardId: number
  covers: ReadonlySet<number>
  at: { lon: number; lat: number } | null
  /** Households a day; 0 when nobody of the team can go. */
  capacity: number
}

type Place = { lon: number; lat: number } | null

/** Degrees of longitude are a little shorter than those of latitude at 21° north; enough to tell which is nearer. */
const apart = (a: Place, b: Place) =>
  a && b ? Math.hypot((a.lon - b.lon) * 0.93, a.lat - b.lat) : Number.MAX_VALUE

/**
 * Hands households to teams: whom they have stays, then whom they had, then the team of the area with the most room,
 * then the nearest team of the ward with room. The same input gives the same answer, in any order.
 * @returns unit → team; null when nobody has room
 */
export function planAssignment(
  units: readonly Unit[],
  teams: readonly TeamRoom[],
  places: ReadonlyMap<number, Place>,
): Map<string, string | null> {
  const byId = new Map(teams.map((t) => [t.id, t]))
  const load = new Map<string, number>()
  const given = new Map<string, string | null>()
  const sorted = units.toSorted((a, b) => a.areaId - b.areaId || (a.key < b.key ? -1 : 1))
  const ordered = teams.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const loadOf = (t: TeamRoom) => load.get(t.id) ?? 0
  const hasRoom = (t: TeamRoom) => loadOf(t) < t.capacity
  const give = (u: Unit, teamId: string) => {
    given.set(u.key, teamId)
    load.set(teamId, (load.get(teamId) ?? 0) + 1)
  }
  /** One round over what is still open: `choose` names the team or nobody. */
  const round = (choose: (u: Unit) => TeamRoom | undefined) => {
    for (const u of sorted) {
      if (given.has(u.key)) continue
      const team = choose(u)
      if (team && hasRoom(team)) give(u, team.id)
    }
  }
  for (const u of sorted) {
    if (u.fixed && u.current && (byId.get(u.current)?.capacity ?? 0) > 0) give(u, u.current)
  }
  const known = (id: string | null) => (id === null ? undefined : byId.get(id))
  round((u) => known(u.current))
  round((u) => (known(u.before)?.covers.has(u.areaId) ? known(u.before) : undefined))
  const covering = Map.groupBy(
    ordered.flatMap((t) => [...t.covers].map((areaId) => ({ areaId, t }))),
    (x) => x.areaId,
  )
  round((u) => {
    const open = (covering.get(u.areaId) ?? []).map((x) => x.t).filter(hasRoom)
    return open.toSorted((a, b) => loadOf(a) / a.capacity - loadOf(b) / b.capacity)[0]
  })
  round((u) => known(u.before))
  const ofWard = Map.groupBy(ordered, (t) => t.wardId)
  round((u) => {
    const here = places.get(u.areaId) ?? null
    const open = (ofWard.get(u.wardId) ?? []).filter(hasRoom)
    return open.toSorted((a, b) => apart(a.at, here) - apart(b.at, here))[0]
  })
  for (const u of sorted) if (!given.has(u.key)) given.set(u.key, null)
  return given
}
