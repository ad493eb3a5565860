import type pg from 'pg'
import type { Random } from './random.ts'

/** 112 confirmed cases: 30 in the community, 81 in quarantine, 1 whose place nobody wrote down (trap T1). */
export const DEMO_CASES = { community: 30, quarantine: 81, unclassified: 1 } as const

export interface Resident {
  id: string
  areaId: number
  wardId: number
  ward: string
  householdId: string
  placeId: string | null
  workplaceId: string | null
  age: number
}

export interface PlannedContact {
  person: Resident
  closeness: 'household' | 'direct' | 'within_2m_15min' | 'same_room'
  first: Date
  last: Date
  place: string
}

export interface PlannedCase {
  person: Resident
  detectedIn: 'community' | 'quarantine' | null
  onset: string
  reported: Date
  resulted: Date
  /** The case it was infected by, when it is a contact of one. */
  source: PlannedCase | null
  contacts: PlannedContact[]
}

export interface Plan {
  cases: PlannedCase[]
  /** Suspected and waiting at the demo's start. */
  suspected: Resident[]
  residents: Resident[]
}

/** Where the thirty community cases live: the wards that had it worst first. */
const SEEDS: readonly [ward: string, cases: number][] = [
  ['Mai Động', 8],
  ['Hoàng Liệt', 5],
  ['Đại Kim', 4],
  ['Yên Sở', 3],
  ['Định Công', 3],
  ['Thịnh Liệt', 2],
  ['Tương Mai', 2],
  ['Trần Phú', 1],
  ['Tân Mai', 1],
  ['Hoàng Văn Thụ', 1],
]

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2021-07-24T08:00:00+07:00')
const END = Date.parse('2021-08-10T15:30:00+07:00')
const dateOf = (t: number) => new Date(t + 7 * HOUR).toISOString().slice(0, 10)

/** Who falls ill when, infected by whom, and whom each had met: the script that the services then act out. */
export async function planOutbreak(pool: pg.Pool, random: Random): Promise<Plan> {
  const { rows: residents } = await pool.query<Resident>(
    `select p.id, p.area_id as "areaId", n.parent_id as "wardId", w.name as ward, p.household_id as "householdId", h.place_id as "placeId",
       p.workplace_id as "workplaceId", date_part('year', age('2021-08-10', p.birth_date))::int as age
     from vx.person p join vx.area n on n.id = p.area_id join vx.area w on w.id = n.parent_id join vx.household h on h.id = p.household_id
     order by p.id`,
  )
  const byHousehold = Map.groupBy(residents, (r) => r.householdId)
  const byArea = Map.groupBy(residents, (r) => r.areaId)
  const byWard = Map.groupBy(residents, (r) => r.ward)
  const byWorkplace = Map.groupBy(
    residents.filter((r) => r.workplaceId),
    (r) => r.workplaceId!,
  )
  const ill = new Set<string>()
  const cases: PlannedCase[] = []

  const meet = (c: PlannedCase): PlannedContact[] => {
    const onset = Date.parse(`${c.onset}T08:00:00+07:00`)
    const found = new Map<string, PlannedContact>()
    const add = (
      person: Resident,
      closeness: PlannedContact['closeness'],
      place: string,
      last: number,
      hours: number,
    ) => {
      if (person.id === c.person.id || found.has(person.id)) return
      found.set(person.id, {
        person,
        closeness,
        place,
        first: new Date(last - hours * HOUR),
        last: new Date(last),
      })
    }
    // A person already in quarantine meets the household only, and only before.
    const until = c.detectedIn === 'quarantine' ? onset - DAY : c.reported.getTime() - 2 * HOUR
    for (const p of byHousehold.get(c.person.householdId) ?? []) add(p, 'household', 'cùng nhà', until, 72)
    if (c.detectedIn !== 'quarantine') {
      const work = c.person.workplaceId ? (byWorkplace.get(c.person.workplaceId) ?? []) : []
      for (const p of random.shuffle(work).slice(0, random.int(1, 5)))
        add(p, 'within_2m_15min', 'nơi làm việc', until - random.int(4, 40) * HOUR, 4)
      const near = (byArea.get(c.person.areaId) ?? []).filter((p) => p.age > 12)
      for (const p of random.shuffle(near).slice(0, random.int(2, 6)))
        add(
          p,
          random.chance(0.5) ? 'within_2m_15min' : 'same_room',
          random.pick(['chợ', 'quán ăn', 'sảnh chung cư', 'cửa hàng']),
          until - random.int(4, 60) * HOUR,
          1,
        )
    }
    return [...found.values()]
  }
  const put = (
    person: Resident,
    detectedIn: PlannedCase['detectedIn'],
    resulted: number,
    source: PlannedCase | null,
  ) => {
    ill.add(person.id)
    const reported = new Date(resulted - random.int(8, 20) * HOUR)
    const c: PlannedCase = {
      person,
      detectedIn,
      onset: dateOf(reported.getTime() - random.int(0, 2) * DAY),
      reported,
      resulted: new Date(resulted),
      source,
      contacts: [],
    }
    c.contacts = meet(c)
    cases.push(c)
    return c
  }
  const healthy = (list: Resident[]) => list.filter((p) => !ill.has(p.id))

  for (const [ward, count] of SEEDS) {
    for (let i = 0; i < count; i++) {
      const adults = healthy(byWard.get(ward) ?? []).filter((p) => p.age >= 18 && p.age < 75)
      // Most were found in the first two weeks; the last community cases came after the wave had been cut.
      const share = Math.min(1, Math.max(0, random.normal(0.42, 0.22)))
      put(random.pick(adults), 'community', START + share * (END - START), null)
    }
  }
  let guard = 0
  let quarantined = 0
  while (quarantined < DEMO_CASES.quarantine && guard++ < 5000) {
    const source = random.pick(cases)
    const contact = random.pick(source.contacts.length ? source.contacts : [undefined as never])
    if (!contact || ill.has(contact.person.id)) continue
    const resulted = source.resulted.getTime() + random.int(30, 190) * HOUR
    if (resulted > END) continue
    put(contact.person, 'quarantine', resulted, source)
    quarantined += 1
  }
  // Where the chains ran out of people, the rest came from the same buildings.
  while (quarantined < DEMO_CASES.quarantine) {
    const source = random.pick(cases)
    const near = healthy(byArea.get(source.person.areaId) ?? byWard.get(source.person.ward)!)
    if (near.length === 0) continue
    put(
      random.pick(near),
      'quarantine',
      Math.min(END, source.resulted.getTime() + random.int(30, 120) * HOUR),
      source,
    )
    quarantined += 1
  }
  put(
    random.pick(healthy(byWard.get('Mai Động')!).filter((p) => p.age > 30)),
    null,
    Date.parse('2021-08-09T21:10:00+07:00'),
    null,
  )

  const waiting = cases.flatMap((c) => c.contacts.map((x) => x.person)).filter((p) => !ill.has(p.id))
  const suspected = random.shuffle([...new Map(waiting.map((p) => [p.id, p])).values()]).slice(0, 9)
  cases.sort((a, b) => a.reported.getTime() - b.reported.getTime())
  return { cases, suspected, residents }
}
