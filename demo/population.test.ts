import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HANOI_2021 } from '../src/domains/registry/areas/data/hanoi-2021.ts'
import { FAMILY_NAMES, SEARCH_TRAPS } from './names.ts'
import type { Household, Person, Place, Population } from './population.ts'
import { generateOrganisations, generatePopulation, generateTeams } from './population.ts'
import { ageOn, createRandom } from './random.ts'

const YEAR = 365.25 * 86_400_000
const AS_OF = '2021-08-10'
const DAY = Date.parse(AS_OF)
const district = { code: '008', name: 'Hoàng Mai' }
const wards = HANOI_2021.filter((area) => area.parentCode === district.code)
const generate = (people: number, seed: string | number = 1) =>
  generatePopulation({ seed, people, wards, asOf: AS_OF })
const known = { district, wards, asOf: AS_OF }
const shared = (population: Population, seed: string | number = 1) => ({ ...known, seed, population })

const full = generate(20_000)
const age = (person: Person) => ageOn(person.birthDate, AS_OF)
const share = (test: (person: Person) => boolean) => full.people.filter(test).length / full.people.length
const homes = [...Map.groupBy(full.people, (person) => person.householdKey).values()]
const neighbourhoodOf = new Map(full.households.map((one) => [one.key, one.neighbourhoodCode]))
const placeOf = new Map(full.places.map((place) => [place.key, place]))
/** Without marks, y as i, words in alphabetical order. */
const likeness = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('Đ', 'D')
    .replaceAll('y', 'i')
    .split(' ')
    .sort()
    .join()

function between(value: number, low: number, high: number): void {
  expect(value >= low && value <= high ? 'between' : value).toBe('between')
}

/** Fails with the names of what does not hold, rather than with a count. */
function expectNone<T>(list: readonly T[]): void {
  expect(list.slice(0, 3)).toEqual([])
}

describe('the generator', () => {
  it('gives byte-identical output for the same seed and different people for another', () => {
    const all = (seed: string | number) => {
      const population = generate(2_000, seed)
      const input = shared(population, seed)
      return JSON.stringify([population, generateOrganisations(input), generateTeams(input)])
    }
    expect(all(7)).toBe(all(7))
    expect(all('7')).toBe(all(7))
    expect(all(8)).not.toBe(all(7))
  })

  it('meets the number of people within 3 % at every scale', () => {
    for (const people of [600, 2_000, 20_000]) {
      const made = people === 20_000 ? full : generate(people)
      expect(Math.abs(made.people.length / people - 1), String(people)).toBeLessThan(0.03)
    }
    between(full.households.length, 5_200, 6_100)
  })

  it('makes about 25 neighbourhoods a ward at full scale and about three at 600 people', () => {
    const perWard = (population: Population) =>
      wards.map((ward) => population.neighbourhoods.filter((one) => one.wardCode === ward.code).length)
    between(full.neighbourhoods.length, 330, 370)
    expect(Math.min(...perWard(full))).toBeGreaterThan(9)
    for (const count of perWard(generate(600))) expect([2, 3, 4]).toContain(count)
  })

  it('works for wards it knows nothing about', () => {
    const other = HANOI_2021.filter((area) => area.parentCode === '009')
    const made = generatePopulation({ seed: 1, people: 1_000, wards: other, asOf: AS_OF })
    expect(Math.abs(made.people.length - 1_000)).toBeLessThan(30)
    expect(made.places.filter((place) => place.role === 'ward_office')).toHaveLength(other.length)
  })

  it('refuses fewer than 20 people a ward, too many people and a day outside 2015-2049', () => {
    for (const people of [100, 200_001, Number.NaN]) expect(() => generate(people)).toThrow(RangeError)
    expect(() =>
      generatePopulation({ seed: 1, people: 15_001, wards: wards.slice(0, 1), asOf: AS_OF }),
    ).toThrow()
    for (const asOf of ['2014-12-31', '10/8/2021', '']) {
      expect(() => generatePopulation({ seed: 1, people: 600, wards, asOf }), asOf).toThrow(RangeError)
    }
  })

  it('keeps its promises whatever the seed and the size', () => {
    const plan = fc.record({ seed: fc.integer(), people: fc.integer({ min: 280, max: 1_500 }) })
    fc.assert(
      fc.property(plan, ({ seed, people }) => {
        const made = generate(people, seed)
        expect(Math.abs(made.people.length - people)).toBeLessThan(Math.max(8, people * 0.03))
        const heads = made.people.filter((person) => person.relation === 'head')
        expect(heads.map((one) => one.householdKey)).toEqual(made.households.map((one) => one.key))
        expectNone(heads.filter((head) => age(head) < 18))
        expectNone(generateTeams(shared(made, seed)).filter((team) => team.memberKeys.length < 2))
      }),
      { numRuns: 25, seed: 20210810 },
    )
  })

  it('runs out of telephone numbers in a crowd and gives a neighbourhood several community teams', () => {
    const crowd = generate(60_000)
    const numbers = new Set(crowd.people.flatMap((person) => person.phone ?? []))
    expect(numbers.size).toBe(10_000)
    expectNone([...numbers].filter((number) => !/^099000\d{4}$/.test(number)))
    const teams = generateTeams(shared(crowd)).filter((team) => team.kind === 'community')
    expect(teams.length).toBeGreaterThan(crowd.neighbourhoods.length)
    expectNone(teams.filter((team) => team.householdKeys.length > 65))
    expect(teams.flatMap((team) => team.householdKeys)).toHaveLength(crowd.households.length)
  })
})

describe('the neighbourhoods and places', () => {
  it('uses every key and code once', () => {
    const keys = [...full.places, ...full.households, ...full.people].map((one) => one.key)
    keys.push(...full.neighbourhoods.map((one) => one.code))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('puts a neighbourhood nearer to its own ward than to another, a home and a place near its neighbourhood', () => {
    const away = (a: readonly number[], b: readonly number[]) =>
      Math.hypot((a[0]! - b[0]!) * 0.934, a[1]! - b[1]!)
    const at = new Map([...wards, ...full.neighbourhoods].map((one) => [one.code, one.centre]))
    for (const { centre, wardCode } of full.neighbourhoods) {
      const reach = away(centre, at.get(wardCode)!)
      expectNone(wards.filter((ward) => away(centre, ward.centre) < reach))
    }
    const far = (one: Place | Household) => away([one.lon, one.lat], at.get(one.neighbourhoodCode)!) > 0.0035
    expectNone([...full.households, ...full.places].filter(far))
  })

  it('gives no address twice, in homes or public places', () => {
    const addresses = [...full.households, ...full.places].map((one) => one.address)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(full.households.some((one) => /^Số \d+[ABC]?, ngõ \d+ Minh Khai$/.test(one.address))).toBe(true)
  })

  it('houses flats in a building of their own neighbourhood, on one of its floors', () => {
    const flats = full.households.filter((one) => one.flat !== null)
    expect(flats.length / full.households.length).toBeGreaterThan(0.1)
    for (const { placeKey, neighbourhoodCode, floor, flat, address } of flats) {
      const { block, floors, ...building } = placeOf.get(placeKey!)!
      expect([building.kind, building.neighbourhoodCode]).toEqual(['apartment', neighbourhoodCode])
      between(floor ?? 0, 2, floors ?? 0)
      expect(flat?.slice(0, -2)).toBe(String(floor))
      expect(address).toContain(`tòa ${block},`)
    }
    expectNone(full.households.filter((one) => (one.placeKey === null) !== (one.flat === null)))
  })

  it('gives every ward an office, a health station, a market and schools, and the district its facilities', () => {
    for (const role of ['ward_office', 'health_station', 'market', 'kindergarten', 'primary_school']) {
      const where = full.places
        .filter((one) => one.role === role)
        .map((one) => one.neighbourhoodCode.slice(0, 5))
      expect(where, role).toEqual(wards.map((ward) => ward.code))
    }
    const special = ['apartment', 'factory', 'quarantine_site', 'hospital', 'care_facility', 'lodging']
    expect(full.places.map((place) => place.kind)).toEqual(expect.arrayContaining(special))
  })
})

describe('the people', () => {
  it('live in a household of their own neighbourhood, none of which is empty', () => {
    expectNone(full.people.filter((one) => neighbourhoodOf.get(one.householdKey) !== one.neighbourhoodCode))
    expect(homes).toHaveLength(full.households.length)
    const inhabited = new Set(full.households.map((one) => one.neighbourhoodCode))
    expectNone(full.neighbourhoods.filter((one) => !inhabited.has(one.code)))
  })

  it('have one head in every household, who is adult, and at most one spouse of the other sex', () => {
    expectNone(homes.filter(([head]) => head?.relation !== 'head' || age(head) < 18))
    expectNone(homes.filter((members) => members.slice(1).some((person) => person.relation === 'head')))
    const mismatched = (head: Person, one: Person) => one.sex === head.sex || age(one) < 18
    for (const [head, ...others] of homes) {
      const [spouse, second] = others.filter((one) => one.relation === 'spouse')
      expectNone([second ?? [], spouse && mismatched(head!, spouse) ? spouse : []].flat())
    }
  })

  it('are at least 15 years younger than their parents in the home and 30 than their grandparents', () => {
    const years = (from: Person, to: Person) => (Date.parse(to.birthDate) - Date.parse(from.birthDate)) / YEAR
    for (const members of homes) {
      const of = (...relations: string[]) => members.filter((person) => relations.includes(person.relation))
      const couple = of('head', 'spouse')
      expectNone(of('child').filter((child) => couple.some((parent) => years(parent, child) < 15)))
      expectNone(of('parent').filter((old) => couple.every((one) => years(old, one) < 15)))
      expectNone(of('grandchild').filter((child) => couple.some((old) => years(old, child) < 30)))
    }
  })

  it('are born before the day and not more than 105 years before it', () => {
    expectNone(full.people.filter((one) => !(Date.parse(one.birthDate) < DAY) || age(one) > 105))
  })

  it('carry the family name of the father, and never the given name of another in the home', () => {
    const family = (person: Person) => person.fullName.split(' ')[0]
    const given = (members: Person[]) => new Set(members.map((person) => person.fullName.split(' ').at(-1)))
    expectNone(homes.filter((members) => given(members).size < members.length))
    for (const members of homes) {
      const father = members.find((person) => /head|spouse/.test(person.relation) && person.sex === 'male')
      if (father?.nationality !== 'VN') continue
      expectNone(members.filter((one) => one.relation === 'child' && family(one) !== family(father)))
    }
  })

  it('have family names in their usual shares', () => {
    for (const [name, percent] of Object.entries({ Nguyễn: 38, Trần: 11, Lê: 9.5, Phạm: 7 })) {
      between(100 * share((person) => person.fullName.startsWith(`${name} `)), 0.92 * percent, 1.08 * percent)
    }
    const total = FAMILY_NAMES.reduce((sum, [, percent]) => sum + percent, 0)
    for (const [name, percent] of FAMILY_NAMES) {
      const actual = share((person) => person.fullName.startsWith(`${name} `))
      expect(Math.abs(actual - percent / total), name).toBeLessThan(0.004 + (0.05 * percent) / total)
    }
  })

  it('follow the fashion of their generation: Thị for old women, two given names for children', () => {
    const women = full.people.filter((one) => one.sex === 'female' && one.nationality === 'VN')
    const thi = (list: Person[]) => list.filter((one) => one.fullName.includes(' Thị ')).length / list.length
    expect(thi(women.filter((one) => one.birthDate < '1960'))).toBeGreaterThan(0.9)
    expect(thi(women.filter((one) => one.birthDate >= '2005'))).toBeLessThan(0.2)
    expectNone(full.people.filter((one) => one.sex === 'male' && one.fullName.includes(' Thị ')))
    const untidy = (name: string) => name.normalize('NFC') !== name || /^ | {2}| $/.test(name)
    expectNone(full.people.filter((one) => untidy(one.fullName)))
  })

  it('have the age pyramid of Hà Nội about 2019', () => {
    const within = (low: number, high: number) => share((person) => age(person) >= low && age(person) < high)
    between(within(0, 15), 0.2, 0.26)
    between(within(65, 200), 0.06, 0.1)
    expect(within(80, 200)).toBeGreaterThan(0.002)
    const women = share((person) => person.sex === 'female')
    between(women, 0.49, 0.53)
  })

  it('have telephone numbers of the demo only, several people of a home on one, never two homes', () => {
    const phones = full.people.filter((person) => person.phone !== null)
    expectNone(phones.filter((person) => !/^099000\d{4}$/.test(person.phone!)))
    const users = [...Map.groupBy(phones, (person) => person.phone).values()]
    expect(users.filter((list) => list.length > 1).length).toBeGreaterThan(100)
    expectNone(users.filter((list) => new Set(list.map((one) => one.householdKey)).size > 1))
  })

  it("have identity numbers that are nobody's, of their own sex and year, from the age of 14", () => {
    const numbered = full.people.filter((person) => person.nationalId !== null)
    expect(new Set(numbered.map((person) => person.nationalId)).size).toBe(numbered.length)
    expectNone(numbered.filter((person) => age(person) < 14 || person.nationality !== 'VN'))
    for (const { nationalId, sex, birthDate } of numbered) {
      const digit = (sex === 'male' ? 0 : 1) + (birthDate < '2000' ? 0 : 2)
      expect(nationalId).toMatch(new RegExp(`^000${digit}${birthDate.slice(2, 4)}\\d{6}$`))
    }
  })

  it('include a few foreigners, whose households are foreign throughout', () => {
    const nations = homes.map((members) => [...new Set(members.map((person) => person.nationality))].join())
    expect(new Set(nations)).toEqual(new Set(['VN', 'KR', 'JP']))
  })

  it('work and learn where their occupation says', () => {
    const roles = {
      'công nhân': 'factory',
      'nhân viên y tế': 'health_station',
      'học sinh tiểu học': 'primary_school',
    }
    for (const [occupation, role] of Object.entries(roles)) {
      const working = full.people.filter((one) => one.occupation === occupation && one.workplaceKey)
      expect(working.length, occupation).toBeGreaterThan(50)
      for (const { workplaceKey } of working) expect(placeOf.get(workplaceKey!)?.role).toBe(role)
    }
    expectNone(full.people.filter((one) => one.workplaceKey !== null && !placeOf.has(one.workplaceKey)))
    const pupils = full.people.filter((one) => one.occupation === 'học sinh tiểu học')
    expectNone(pupils.filter((one) => age(one) < 6 || age(one) > 10))
  })
})

describe('the traps for search and import', () => {
  it('are all present at any scale', () => {
    const wanted = SEARCH_TRAPS.flatMap((trap) => trap.people.map((person) => person.join()))
    for (const population of [full, generate(600), generate(280)]) {
      const present = population.people.map((one) => `${one.fullName},${one.birthDate}`)
      expect(present).toEqual(expect.arrayContaining(wanted))
    }
  })

  it('contain same names in one year, and names that differ only by marks, spelling or order', () => {
    for (const { why, people } of SEARCH_TRAPS) {
      expect(new Set(people.map(([name]) => likeness(name))).size, why).toBe(1)
      expect(new Set(people.map(([, birthDate]) => birthDate.slice(0, 4))).size, why).toBe(1)
    }
    const namesakes = full.people.filter((one) => one.fullName === 'Nguyễn Thị Hương')
    expect(namesakes.filter((one) => one.birthDate.startsWith('1985')).length).toBeGreaterThanOrEqual(4)
  })
})

describe('the organisations', () => {
  const list = generateOrganisations(shared(full))
  const byKey = new Map(list.map((one) => [one.key, one]))

  it('have unique keys, and a body above each body of a ward', () => {
    expect(byKey.size).toBe(list.length)
    const ofWards = list.filter((one) => one.parentKey !== null && one.areaCode !== district.code)
    expect(ofWards).toHaveLength(wards.length * 9)
    for (const one of ofWards) expect(byKey.get(one.parentKey!)?.areaCode).toBe(district.code)
    expectNone(list.filter((one) => one.placeKey === null || !placeOf.has(one.placeKey)))
  })

  it('put every health station under the health centre and give the district its facilities', () => {
    const stations = list.filter((one) => one.kind === 'health_station')
    expect(stations.map((one) => one.areaCode)).toEqual(wards.map((ward) => ward.code))
    const above = new Set(stations.map((one) => byKey.get(one.parentKey ?? '')?.name))
    expect(above).toEqual(new Set(['Trung tâm Y tế quận Hoàng Mai']))
    expect(list.map((one) => one.name)).toContain('Cơ sở thu dung, điều trị Đền Lừ III')
    const special = ['laboratory', 'quarantine_site', 'factory', 'enterprise', 'lodging', 'womens_union']
    expect(list.map((one) => one.kind)).toEqual(expect.arrayContaining(special))
  })

  it('count the residents who work there, not the pupils', () => {
    const school = list.find((one) => one.kind === 'primary_school' && (one.staff ?? 0) > 0)!
    const there = full.people.filter((person) => person.workplaceKey === school.placeKey)
    expect(school.staff).toBe(there.filter((person) => person.occupation.startsWith('giáo viên')).length)
    expect(there.length).toBeGreaterThan(school.staff!)
  })
})

describe('the teams', () => {
  const teams = generateTeams(shared(full))
  const personOf = new Map(full.people.map((person) => [person.key, person]))
  const community = teams.filter((team) => team.kind === 'community')

  it('cover every household by exactly one community team of 2 to 4 residents of its neighbourhood', () => {
    const covered = community.flatMap((team) => team.householdKeys)
    expect(covered.toSorted()).toEqual(full.households.map((one) => one.key).toSorted())
    for (const { areaCode, memberKeys, householdKeys } of community) {
      expect([2, 3, 4]).toContain(memberKeys.length)
      expect(householdKeys.length).toBeLessThanOrEqual(65)
      for (const key of memberKeys) expect(personOf.get(key)?.neighbourhoodCode).toBe(areaCode)
      for (const key of householdKeys) expect(neighbourhoodOf.get(key)).toBe(areaCode)
    }
  })

  it('are made of citizens between 20 and 70, led by a member, and nobody serves in two', () => {
    const members = teams.flatMap((team) => team.memberKeys)
    for (const keys of [members, teams.map((team) => team.key)]) expect(new Set(keys).size).toBe(keys.length)
    const serving = members.map((key) => personOf.get(key)!)
    expectNone(serving.filter((one) => age(one) < 20 || age(one) > 70 || one.nationality !== 'VN'))
    expectNone(teams.filter((team) => !team.memberKeys.includes(team.leaderKey)))
  })

  it('are three rapid response teams of the district, one of each ward, and about 300 self-managed groups', () => {
    const rapid = teams.filter((team) => team.kind === 'rapid_response').map((team) => team.areaCode)
    expect(rapid).toEqual([...Array(3).fill(district.code), ...wards.map((ward) => ward.code)])
    between(teams.filter((team) => team.kind === 'self_managed').length, 270, 330)
  })
})

describe('seeded random numbers', () => {
  it('repeat with the seed and differ without it; a fork does not depend on what was drawn before', () => {
    const draw = (seed: string) => Array.from({ length: 5 }, createRandom(seed).next)
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
    const [drawn, fresh] = [createRandom('a'), createRandom('a')]
    expect([drawn.next(), drawn.fork('x').next()]).toEqual([draw('a')[0], fresh.fork('x').next()])
    expect(fresh.fork('y').next()).not.toBe(fresh.fork('x').next())
  })

  it('are spread as they should be, and are not drawn from nothing', () => {
    const random = createRandom('spread')
    const many = <T>(draw: () => T) => Array.from({ length: 20_000 }, draw)
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
    between(mean(many(random.next)), 0.49, 0.51)
    const dice = new Map([1, 2, 3, 4, 5, 6].map((face) => [face, 0]))
    for (const face of many(() => random.int(1, 6))) dice.set(face, dice.get(face)! + 1)
    for (const count of dice.values()) between(count, 3_100, 3_570)
    const heights = many(() => random.normal(160, 10))
    between(mean(heights), 159.7, 160.3)
    between(Math.sqrt(mean(heights.map((one) => (one - 160) ** 2))), 9.7, 10.3)
    const odds: [string, number][] = Object.entries({ rare: 1, common: 9, never: 0 })
    between(many(() => random.weighted(odds)).filter((one) => one === 'rare').length, 1_850, 2_150)
    expect(random.shuffle([1, 2, 3, 4]).toSorted()).toEqual([1, 2, 3, 4])
    for (const draw of [random.pick, random.weighted]) expect(() => draw([])).toThrow(RangeError)
  })

  it('make UUIDs of version 7 that carry the instant and sort by it', () => {
    const random = createRandom('ids')
    const instant = Date.parse('2021-08-10T10:00:00Z')
    const id = random.uuid7At(instant)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(instant)
    expect(random.uuid7At(instant + 1) > id).toBe(true)
    expect(createRandom('ids').uuid7At(instant)).toBe(id)
    expect(new Set(Array.from({ length: 5_000 }, () => random.uuid7At(instant))).size).toBe(5_000)
    for (const bad of [-1, 0.5, 2 ** 48]) expect(() => random.uuid7At(bad)).toThrow(RangeError)
  })
})
