/**
 * The people of the demo district, generated from a seed: households, homes, schools, workplaces, organisations
 * and teams. Nobody is real, telephone numbers are of the demo's own prefix 099000, and an identity number that
 * starts with 000, which is no province, is nobody's. Pure: same input, same output, no clock, no I/O.
 */
import * as names from './names.ts'
import type { Member, Point, Random } from './random.ts'
import {
  ageOn,
  createFamilies,
  createRandom,
  demoNationalId,
  demoPhone,
  digits,
  nearby,
  once,
  scatter,
} from './random.ts'

export type Ward = { code: string; name: string; centre: Point }

/** `code` is the code of the ward and a running number: '00310-07'. */
export type Neighbourhood = { code: string; wardCode: string; name: string; centre: Point }

/** `address` is the street level only; ward and district follow from the neighbourhood. */
type Located = { key: string; neighbourhoodCode: string; address: string; lon: number; lat: number }

export interface Place extends Located {
  /** A kind of the register of places: 'apartment', 'market', 'school', 'factory', 'office', … */
  kind: string
  /** What it is within its kind: 'primary_school', 'ward_office', 'enterprise', 'field_hospital', … */
  role: string
  name: string
  /** Apartment buildings only. */
  block: string | null
  floors: number | null
}

/** In an apartment building with `placeKey`, floor and flat; in a house with null for all three. */
export type Household = Located & { placeKey: string | null; floor: number | null; flat: string | null }

/** Name, sex, birth date, relation and nationality as in `Member`. */
export interface Person extends Omit<Member, 'age'> {
  key: string
  householdKey: string
  neighbourhoodCode: string
  /** In Vietnamese, lower case. */
  occupation: string
  /** '099000' and four digits; many children and old people share the number of the head. */
  phone: string | null
  /** '000' and nine digits, from the age of 14; null for foreigners. */
  nationalId: string | null
  /** The place where the person works or goes to school, if it lies in the district. */
  workplaceKey: string | null
}

export interface Population {
  neighbourhoods: Neighbourhood[]
  places: Place[]
  households: Household[]
  people: Person[]
}

interface Input {
  seed: string | number
  people: number
  wards: readonly Ward[]
  asOf: string
}

interface Plot {
  /** How many people should live here. */
  people: number
  rural: boolean
  nextHome: () => Omit<Household, 'key'>
}

/** Adds the neighbourhoods and places of one ward to the town; `taken` keeps any address from occurring twice. */
function buildWard(random: Random, ward: Ward, input: Input, town: Population, taken: Set<string>): Plot[] {
  const { streets, weight, towers, rural } = names.wardProfile(ward)
  const share = weight / input.wards.reduce((sum, other) => sum + names.wardProfile(other).weight, 0)
  const people = input.people * share
  const fewest = Math.min(3, Math.floor(people / 5))
  const count = Math.min(99, Math.max(fewest, Math.round(Math.min(people / 57, 350 * share))))
  const rivals = input.wards.filter((other) => other !== ward).map((other) => other.centre)
  const { points, gap } = scatter(random, ward.centre, rivals, count)
  const codeOf = (at: number) => `${ward.code}-${digits(at + 1, 2)}`
  const index = input.wards.indexOf(ward)

  const put = (
    at: number,
    what: Pick<Place, 'kind' | 'role' | 'name'>,
    tower?: { block: string; floors: number },
  ) => {
    const [lon, lat] = nearby(random, points[at]!, gap / 6)
    const address = once(taken, () => names.houseAddress(random, random.pick(streets), null))
    const { block = null, floors = null } = tower ?? {}
    const key = `pl-${digits(town.places.length + 1, 4)}`
    const place: Place = { key, neighbourhoodCode: codeOf(at), ...what, address, lon, lat, block, floors }
    town.places.push(place)
    return place
  }

  const highRise = new Set(random.shuffle([...points.keys()]).slice(0, Math.round(count * towers)))
  const complex = `Chung cư ${names.venueName(index)}`
  const plots = points.map((centre, at): Plot => {
    const neighbourhoodCode = codeOf(at)
    const name = `Tổ dân phố số ${at + 1}`
    town.neighbourhoods.push({ code: neighbourhoodCode, wardCode: ward.code, name, centre })
    const block = `CT${[...highRise].indexOf(at) + 1}`
    const floors = random.int(12, 30)
    const home = { kind: 'apartment', role: 'apartment', name: `${complex} – tòa ${block}` }
    const tower = highRise.has(at) && put(at, home, { block, floors })
    const lanes = Array.from({ length: 3 }, () =>
      once(taken, () => `${random.int(2, 460)}|${random.pick(streets)}`).split('|'),
    )
    const nextHome = (): Omit<Household, 'key'> => {
      if (tower && random.chance(0.85)) {
        const { key: placeKey, lon, lat } = tower
        const number = () => `${random.int(2, floors)}${digits(random.int(1, 16), 2)}`
        const address = once(taken, () => `Căn ${number()}, tòa ${block}, ${complex}`)
        const flat = address.slice(4, address.indexOf(','))
        return { neighbourhoodCode, address, lon, lat, placeKey, floor: Number(flat.slice(0, -2)), flat }
      }
      const [lon, lat] = nearby(random, centre, gap / 5)
      const [lane, street = ''] = random.pick(lanes)
      const address = once(taken, () =>
        names.houseAddress(random, street, random.chance(0.12) ? null : Number(lane)),
      )
      return { neighbourhoodCode, address, lon, lat, placeKey: null, floor: null, flat: null }
    }
    return { people: (people / count) * (0.75 + random.next() / 2), rural, nextHome }
  })
  for (const venue of names.venuesOf(ward, index)) put(random.int(0, count - 1), venue)
  return plots
}

/**
 * Generates the people of the wards and where they live, learn and work, as of a day ('YYYY-MM-DD', 2015 to 2049).
 * The number of people is met within 3 %, or one large household. Throws RangeError on another day, on fewer than 20
 * or more than 15,000 people a ward on average, and on more than 200,000 in all: addresses would run out.
 */
export function generatePopulation(input: Input): Population {
  const { wards, people, asOf } = input
  const most = Math.min(200_000, 15_000 * wards.length)
  if (!(people >= 20 * wards.length && people <= most))
    throw new RangeError(`Not 20 to 15,000 a ward: ${people}`)
  if (!/^20(1[5-9]|[23]\d|4\d)-\d\d-\d\d$/.test(asOf))
    throw new RangeError(`Not a day from 2015 to 2049: ${asOf}`)
  const random = createRandom(`population/${input.seed}`)
  const town: Population = { neighbourhoods: [], places: [], households: [], people: [] }
  const taken = new Set<string>()
  const plots = wards.flatMap((ward) => buildWard(random.fork(ward.code), ward, input, town, taken))
  const families = createFamilies(random.fork('families'), asOf)
  const traps = names.SEARCH_TRAPS.flatMap(({ sex, people }) =>
    people.map((person) => [sex, ...person] as const),
  )
  const planned = plots.reduce((sum, plot) => sum + plot.people, 0)
  let target = 0
  plots.forEach((plot, at) => {
    target += (plot.people / planned) * people
    const first = (index: number) => Math.ceil((index * traps.length) / plots.length)
    for (const trap of traps.slice(first(at), first(at + 1)))
      settle(town, plot, families.around(...trap), random)
    // Half a household too early is as often too few as too many.
    do settle(town, plot, families.any(), random)
    while (town.people.length + 1.8 < target)
  })
  employ(random.fork('work'), town)
  connect(random.fork('phones'), town, asOf)
  return town
}

function settle(town: Population, plot: Plot, members: Member[], random: Random): void {
  const householdKey = `hh-${digits(town.households.length + 1, 5)}`
  const home = plot.nextHome()
  town.households.push({ key: householdKey, ...home })
  for (const { age, ...member } of members) {
    const at = town.people.length + 1
    const issued = member.nationality === 'VN' && age >= 14 && random.chance(0.96)
    town.people.push({
      key: `p-${digits(at, 6)}`,
      householdKey,
      neighbourhoodCode: home.neighbourhoodCode,
      ...member,
      occupation: names.occupationOf(random, age, member.sex, member.nationality, plot.rural),
      phone: null,
      nationalId: issued ? demoNationalId(at, member.sex, member.birthDate) : null,
      workplaceKey: null,
    })
  }
}

/** Pupils go to school in their ward where it has one; half of those who work inside the district work in theirs. */
function employ(random: Random, town: Population): void {
  const all = Map.groupBy(town.places, (place) => place.role)
  const near = Map.groupBy(town.places, (place) => `${place.role} ${place.neighbourhoodCode.slice(0, 5)}`)
  for (const person of town.people) {
    const role = names.workplaceRole(random, person.occupation)
    if (role === undefined) continue
    const local = near.get(`${role} ${person.neighbourhoodCode.slice(0, 5)}`) ?? []
    const away = role.endsWith('school') || random.chance(0.5) ? [] : (all.get(role) ?? [])
    const choice = local.length > 0 && away.length === 0 ? local : (all.get(role) ?? [])
    if (choice.length > 0) person.workplaceKey = random.pick(choice).key
  }
}

/** Gives out the demo numbers, heads of households first; some of the others are reached through the head. */
function connect(random: Random, town: Population, asOf: string): void {
  let given = 0
  const headPhone = new Map<string, string | null>()
  for (const person of town.people) {
    if (person.relation !== 'head' || random.chance(0.02)) continue
    person.phone = demoPhone(given++)
    headPhone.set(person.householdKey, person.phone)
  }
  for (const person of town.people) {
    if (person.relation === 'head') continue
    const age = ageOn(person.birthDate, asOf)
    const own = age >= 16 && age < 80 && random.chance(0.42)
    const shares = random.chance(age < 16 ? 0.3 : age < 60 ? 0.15 : 0.45)
    person.phone =
      (own ? demoPhone(given++) : null) ?? (shares ? (headPhone.get(person.householdKey) ?? null) : null)
  }
}

type Unit = { code: string; name: string }
type DistrictInput = { seed: string | number; district: Unit; wards: readonly Unit[]; population: Population }

export interface Organisation {
  key: string
  /** Of a body ('peoples_committee', 'police', 'womens_union', …) or the role of its place ('factory', …). */
  kind: string
  name: string
  /** Code of the district or ward. */
  areaCode: string
  parentKey: string | null
  placeKey: string | null
  headName: string
  /** Residents employed there; null for bodies, whose staff is not generated. */
  staff: number | null
}

/** The bodies of the district and its wards, and an organisation for every school, market, firm and facility. */
export function generateOrganisations({ seed, district, wards, population }: DistrictInput): Organisation[] {
  const random = createRandom(`organisations/${seed}`)
  const staff = Map.groupBy(
    population.people.filter((person) => !names.isPupil(person.occupation)),
    (person) => person.workplaceKey,
  )
  const body = (
    unit: Unit,
    seat: string,
    [kind = '', prefix = '', role = seat, parent]: string[],
  ): Organisation => {
    const above = parent ?? (unit === district ? null : kind)
    const place = population.places.find(
      (one) => one.role === role && (unit === district || one.neighbourhoodCode.startsWith(unit.code)),
    )
    return {
      key: `org-${unit.code}-${kind}`,
      kind,
      name: `${prefix} ${unit.name}`,
      areaCode: unit.code,
      parentKey: above && `org-${district.code}-${above}`,
      placeKey: place?.key ?? null,
      headName: names.bodyHead(random, kind),
      staff: null,
    }
  }
  return [
    ...names.DISTRICT_BODIES.map((entry) => body(district, 'district_office', entry)),
    ...wards.flatMap((ward) => names.WARD_BODIES.map((entry) => body(ward, 'ward_office', entry))),
    ...population.places
      .filter(({ role }) => !SEATS.has(role))
      .map(
        (place): Organisation => ({
          key: `org-${place.key}`,
          kind: place.role,
          name: place.name,
          areaCode: place.neighbourhoodCode.slice(0, 5),
          parentKey: null,
          placeKey: place.key,
          headName: names.bodyHead(random, place.role),
          staff: staff.get(place.key)?.length ?? 0,
        }),
      ),
  ]
}

const SEATS = new Set(['apartment', 'ward_office', 'district_office', 'health_station', 'health_centre'])

export interface Team {
  key: string
  kind: 'community' | 'rapid_response' | 'self_managed'
  name: string
  /** Code of the neighbourhood; of the ward or the district for rapid response. */
  areaCode: string
  /** One of the members. */
  leaderKey: string
  memberKeys: string[]
  /** Community teams only: the households they visit. */
  householdKeys: string[]
}

/**
 * Community Covid teams (2-4 residents for at most 65 households of a neighbourhood), three rapid response teams
 * of the district and one of each ward, self-managed groups in most neighbourhoods; nobody serves in two. In a very
 * small population the later ones are left out when nobody is free.
 */
export function generateTeams(input: DistrictInput & { asOf: string }): Team[] {
  const { district, wards, population, asOf } = input
  const random = createRandom(`teams/${input.seed}`)
  const fit = population.people.filter((person) => {
    const age = ageOn(person.birthDate, asOf)
    return age >= 20 && age <= 70 && person.nationality === 'VN'
  })
  const busy = new Set<string>()
  const teams: Team[] = []
  type Plan = Pick<Team, 'kind' | 'name' | 'areaCode'> & { householdKeys?: string[] }
  const raise = (plan: Plan, pool: readonly Person[] = [], size: number) => {
    const chosen = random.shuffle(pool.filter(({ key }) => !busy.has(key))).slice(0, size)
    const [leader] = chosen.sort((a, b) => a.birthDate.localeCompare(b.birthDate))
    if (!leader || chosen.length < 2) return
    for (const { key } of chosen) busy.add(key)
    const key = `team-${digits(teams.length + 1, 4)}`
    teams.push({
      key,
      householdKeys: [],
      ...plan,
      leaderKey: leader.key,
      memberKeys: chosen.map((one) => one.key),
    })
  }
  const homes = Map.groupBy(population.households, (household) => household.neighbourhoodCode)
  const residents = Map.groupBy(fit, (person) => person.neighbourhoodCode)
  const inWard = (code: string) =>
    fit.filter((person) => person.neighbourhoodCode.startsWith(code.slice(0, 5)))
  for (const { code: areaCode, name: where } of population.neighbourhoods) {
    const keys = (homes.get(areaCode) ?? []).map((household) => household.key)
    const neighbours = residents.get(areaCode) ?? []
    const pool = neighbours.length > 1 ? neighbours : inWard(areaCode)
    const needed = Math.ceil(keys.length / 65)
    for (let at = 0; at < needed; at++) {
      const name = `Tổ Covid cộng đồng${needed > 1 ? ` ${at + 1}` : ''} – ${where}`
      const householdKeys = keys.filter((_, index) => index % needed === at)
      raise({ kind: 'community', areaCode, name, householdKeys }, pool, random.int(2, 4))
    }
  }
  const trained = fit.filter(({ occupation }) => names.RESPONDERS.has(occupation))
  for (const n of [1, 2, 3]) {
    const name = `Đội phản ứng nhanh số ${n} – Quận ${district.name}`
    raise({ kind: 'rapid_response', areaCode: district.code, name }, trained.length < 30 ? fit : trained, 5)
  }
  for (const { code: areaCode, name: ward } of wards) {
    raise(
      { kind: 'rapid_response', areaCode, name: `Đội phản ứng nhanh – Phường ${ward}` },
      inWard(areaCode),
      5,
    )
  }
  for (const { code: areaCode, name: where } of population.neighbourhoods) {
    const group = { kind: 'self_managed', areaCode, name: `Tổ tự quản – ${where}` } as const
    if (random.chance(0.85)) raise(group, residents.get(areaCode), random.int(4, 7))
  }
  return teams
}
