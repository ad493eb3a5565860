/**
 * Seeded pseudo-random numbers for generated data, and what is made from them alone: dates, points, identifiers and
 * families. The same seed gives the same sequence on every machine.
 *
 * Generator: sfc32 ("Small Fast Counter", Chris Doty-Humphrey, PractRand): 128 bits of state, period of at least
 * 2^32, integer operations only. The seed text is spread over the state with FNV-1a and twelve warm-up rounds.
 * Not for secrets.
 */

import type { Sex } from './names.ts'
import { familyName, foreignFamily, personName } from './names.ts'

export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number
  /** Uniform integer, both ends included. */
  int(min: number, max: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** One element; throws RangeError on an empty list. */
  pick<T>(list: readonly T[]): T
  /** One value, in proportion to its weight (any non-negative scale); throws RangeError if the weights sum to 0. */
  weighted<T>(list: readonly (readonly [value: T, weight: number])[]): T
  /** Approximately normal (sum of 12 uniforms, so within six standard deviations and free of libm differences). */
  normal(mean: number, deviation: number): number
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(list: readonly T[]): T[]
  /** A UUID of version 7 (RFC 9562) whose time part is the instant, in whole milliseconds since 1970-01-01 UTC. */
  uuid7At(instantMs: number): string
  /** An independent stream for a part of the work: it depends on seed and label only, not on what was drawn. */
  fork(label: string): Random
}

/** Creates a stream from a seed (a text, or a number taken as its text). */
export function createRandom(seed: string | number): Random {
  const next32 = sfc32(String(seed))
  const next = () => next32() / 0x1_0000_0000
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))

  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('Nothing to pick from')
      return list[int(0, list.length - 1)] as (typeof list)[number]
    },
    weighted: (list) => {
      let rest = next() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of list) {
        rest -= weight
        if (rest < 0) return value
      }
      throw new RangeError('Weights must add up to more than 0')
    },
    normal: (mean, deviation) => {
      let sum = -6
      for (let draw = 0; draw < 12; draw++) sum += next()
      return mean + deviation * sum
    },
    shuffle: <T>(list: readonly T[]) => {
      const copy = [...list]
      for (let last = copy.length - 1; last > 0; last--) {
        const other = int(0, last)
        const held = copy[last] as T
        copy[last] = copy[other] as T
        copy[other] = held
      }
      return copy
    },
    uuid7At: (instantMs) => {
      if (!Number.isInteger(instantMs) || instantMs < 0 || instantMs >= 2 ** 48) {
        throw new RangeError(`Not an instant in whole milliseconds: ${instantMs}`)
      }
      const time = instantMs.toString(16).padStart(12, '0')
      const a = (next32() & 0xfff).toString(16).padStart(3, '0')
      const b = ((next32() & 0x3fff) | 0x8000).toString(16)
      const c = (next32() & 0xffff).toString(16).padStart(4, '0') + next32().toString(16).padStart(8, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${a}-${b}-${c}`
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  }
}

/** Whole years lived on a day; both 'YYYY-MM-DD'. */
export function ageOn(birthDate: string, day: string): number {
  return Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (day.slice(5) < birthDate.slice(5) ? 1 : 0)
}

/** A birth date, 'YYYY-MM-DD', of someone who is `age` whole years old on the day and has no birthday on it. */
export function bornAgo(random: Random, age: number, day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year - age, month - 1, date - random.int(1, 364))).toISOString().slice(0, 10)
}

export type Point = readonly [lon: number, lat: number]

/**
 * Spreads points evenly over the part of a map that lies nearer to `centre` than to any rival centre, numbered row
 * by row from the north-west. Degrees at the latitude of Hà Nội, rounded to 0.00001° (1 m); `gap` is the usual
 * distance between neighbours, in degrees of latitude.
 */
export function scatter(random: Random, centre: Point, rivals: readonly Point[], count: number) {
  const away = (a: Point, b: Point) => Math.hypot((a[0] - b[0]) * COSINE, a[1] - b[1])
  const isOwn = (point: Point) => rivals.every((rival) => away(point, rival) > away(point, centre))
  const nearest = rivals.map((rival) => away(rival, centre)).sort((a, b) => a - b)
  const reach = nearest.length > 1 ? 0.4 * (nearest[0]! + nearest[1]!) : 0.01
  let points: Point[] = []
  let total = count
  // A sunflower spiral fills a disc evenly; it is thickened until enough of its points fall into the cell.
  while (points.length < count) {
    points = sunflower(centre, reach, total).filter(isOwn)
    if (points.length < count) total += Math.ceil(total / 12)
  }
  const gap = reach * Math.sqrt(Math.PI / total)
  const row = (point: Point) => Math.floor((centre[1] - point[1]) / (1.6 * gap))
  const placed = points.slice(0, count).sort((a, b) => row(a) - row(b) || a[0] - b[0])
  const swayed = placed.map((point) => [nearby(random, point, gap / 8), nearby(random, point, 0)] as const)
  return { gap, points: swayed.map(([moved, still]) => (isOwn(moved) ? moved : still)) }
}

/** A point within twice `distance` (in degrees of latitude) each way, mostly nearer; rounded to 0.00001°. */
export function nearby(random: Random, [lon, lat]: Point, distance: number): Point {
  const offset = () => 2 * distance * (random.next() + random.next() - 1)
  const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5
  return [round(lon + offset() / COSINE), round(lat + offset())]
}

/** Of 21° north: how much shorter a degree of longitude is. */
const COSINE = 0.934
const GOLDEN_ANGLE = 2.399963

function sunflower(centre: Point, radius: number, count: number): Point[] {
  return Array.from({ length: count }, (_, index): Point => {
    const distance = radius * Math.sqrt((index + 0.5) / count)
    const angle = index * GOLDEN_ANGLE
    return [centre[0] + (distance * Math.cos(angle)) / COSINE, centre[1] + distance * Math.sin(angle)]
  })
}

/** A number in fixed width: digits(7, 2) is '07'. */
export const digits = (value: number, width: number): string => String(value).padStart(width, '0')

/** The n-th of the 10,000 telephone numbers of the demo: '099000' and four digits; null when they are used up. */
export function demoPhone(n: number): string | null {
  return n < 10_000 ? `099000${digits((n * 3571) % 10_000, 4)}` : null
}

/**
 * An identity number that can be nobody's: built like the real ones (Decree 137/2015/NĐ-CP: province, century and
 * sex, year of birth, serial), but with the province 000. Different for every n below a million.
 */
export function demoNationalId(n: number, sex: 'male' | 'female', birthDate: string): string {
  const century = (sex === 'male' ? 0 : 1) + (birthDate < '2000' ? 0 : 2)
  return `000${century}${birthDate.slice(2, 4)}${digits((n * 7919) % 1_000_000, 6)}`
}

/** Draws until the text is one that was not drawn with the same set before. */
export function once(taken: Set<string>, draw: () => string): string {
  let text = draw()
  while (taken.has(text)) text = draw()
  taken.add(text)
  return text
}

function sfc32(seed: string): () => number {
  let hash = 0x811c9dc5
  const spread = () => {
    for (let index = 0; index < seed.length; index++) {
      hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193)
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return hash ^ (hash >>> 13)
  }
  let a = spread()
  let b = spread()
  let c = spread()
  let counter = 1
  const next = () => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    c |= 0
    return result >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** Number of children born to a couple; each number as often as it is likely. */
const CHILDREN = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3]

/** To the head of the household; 'other' are in-laws and relatives. */
export type Relation = 'head' | 'spouse' | 'child' | 'parent' | 'grandchild' | 'lodger' | 'other'

/** Someone in a household. */
export interface Member {
  fullName: string
  sex: Sex
  /** 'YYYY-MM-DD'. */
  birthDate: string
  age: number
  relation: Relation
  /** ISO 3166-1 alpha-2. */
  nationality: string
}

/** Composes households whose ages, names and relations fit together; the first member is the head. */
export function createFamilies(random: Random, asOf: string) {
  const around = (mean: number, deviation: number, low: number, high: number) =>
    Math.min(high, Math.max(low, Math.round(random.normal(mean, deviation))))
  const familyOf = (member: Member) => member.fullName.split(' ')[0]
  const either = (): Sex => (random.chance(0.51) ? 'male' : 'female')

  function member(sex: Sex, age: number, relation: Relation, family?: string): Member {
    const birthDate = bornAgo(random, age, asOf)
    const fullName = personName(random, sex, Number(birthDate.slice(0, 4)), family)
    return { fullName, sex, birthDate, age, relation, nationality: 'VN' }
  }

  function wedded(husband: Member, wife: Member): Member[] {
    const order = random.chance(0.74) ? [husband, wife] : [wife, husband]
    return order.map((one, at) => ({ ...one, relation: at === 0 ? 'head' : 'spouse' }))
  }

  const husbandOf = (wife: Member) =>
    member('male', Math.max(20, wife.age + around(2.5, 2.6, -4, 11)), 'head')

  function childrenOf(mother: number, father: number, family: string | undefined, fewest = 0): Member[] {
    const wanted = Math.max(fewest, random.pick(CHILDREN))
    const children: Member[] = []
    let motherAt = around(26.5, 3.6, 19, 38)
    for (let birth = 0; birth < wanted && motherAt <= 42; birth++, motherAt += random.int(2, 6)) {
      const age = mother - motherAt
      if (age < 0 || father - age < 17) break
      const stays = age < 18 ? 1 : age < 24 ? 0.8 : age < 30 ? 0.5 : 0.2
      if (random.chance(stays)) children.push(member(either(), age, 'child', family))
    }
    return children
  }

  function nuclear(known?: Member): Member[] {
    const age = known ? Math.max(20, known.age - 2) : around(40, 10, 22, 66)
    const wife = known?.sex === 'female' ? known : member('female', age, 'head')
    const husband = known?.sex === 'male' ? known : husbandOf(wife)
    const kin = random.chance(0.04) ? [member(either(), random.int(18, 24), 'other')] : []
    return [...wedded(husband, wife), ...childrenOf(wife.age, husband.age, familyOf(husband)), ...kin]
  }

  /** Old and young couple under one roof; either generation may head the household. */
  function threeGenerations(): Member[] {
    const wife = member('female', around(34, 6, 23, 48), 'head')
    const husband = husbandOf(wife)
    const children = childrenOf(wife.age, husband.age, familyOf(husband), 1)
    const [own, inLaw] = random.chance(0.8) ? [husband, wife] : [wife, husband]
    const oldWoman = member('female', own.age + around(25.5, 4, 19, 40), 'parent')
    const oldMan = member('male', oldWoman.age + around(2.5, 3, -2, 12), 'parent', familyOf(own))
    const old = [oldMan, oldWoman].filter(({ age, sex }) =>
      random.chance(1 - ((age - (sex === 'male' ? 40 : 45)) / 54) ** 3),
    )
    const [first] = old
    if (!first || first.age > 82 || random.chance(0.45))
      return [...wedded(husband, wife), ...old, ...children]
    return [
      ...old.map((one): Member => ({ ...one, relation: one === first ? 'head' : 'spouse' })),
      { ...own, relation: 'child' },
      { ...inLaw, relation: 'other' },
      ...children.map((child): Member => ({ ...child, relation: 'grandchild' })),
    ]
  }

  function oneParent(): Member[] {
    const mother = random.chance(0.82)
    const parent = member(mother ? 'female' : 'male', around(43, 8, 26, 64), 'head')
    const family = mother && random.chance(0.8) ? familyName(random) : familyOf(parent)
    return [parent, ...childrenOf(mother ? parent.age : parent.age - 3, parent.age, family, 1)]
  }

  function oldCouple(): Member[] {
    const wife = member('female', around(69, 8, 56, 90), 'head')
    return wedded(husbandOf(wife), wife)
  }

  function flatmates(): Member[] {
    const sex = either()
    const all = Array.from({ length: random.int(2, 4) }, () => member(sex, random.int(18, 28), 'lodger'))
    return all.sort((a, b) => b.age - a.age).map((one, at) => (at === 0 ? { ...one, relation: 'head' } : one))
  }

  function foreign(): Member[] {
    const { nationality, nameOf } = foreignFamily(random)
    const [wife, alone] = [member('female', random.int(27, 47), 'head'), random.chance(0.5)]
    const husband = husbandOf(wife)
    const children = childrenOf(wife.age, husband.age, undefined).filter(({ age }) => age < 18)
    const members = alone ? [husband] : [...wedded(husband, wife), ...children]
    const named = (one: Member) => nameOf(one.sex, one.sex === 'female' && one.age >= 27)
    return members.map((one) => ({ ...one, nationality, fullName: named(one) }))
  }

  const makers: readonly (readonly [() => Member[], number])[] = [
    [nuclear, 51],
    [threeGenerations, 26],
    [oldCouple, 6],
    [flatmates, 6],
    [oneParent, 5],
    [() => [member(either(), random.int(21, 45), 'head')], 3.5],
    [() => [member(random.chance(0.75) ? 'female' : 'male', around(74, 9, 58, 97), 'head')], 3.5],
    [foreign, 0.4],
  ]
  /** Nobody is given the name of a brother, a sister or an elder in the house. */
  function apart(make: () => Member[]): Member[] {
    for (;;) {
      const members = make()
      const given = new Set(members.map((one) => one.fullName.slice(one.fullName.lastIndexOf(' '))))
      if (given.size === members.length) return members
    }
  }
  return {
    any: () => apart(random.weighted(makers)),
    around: (sex: Sex, fullName: string, birthDate: string) => {
      const age = ageOn(birthDate, asOf)
      return apart(() => nuclear({ sex, fullName, birthDate, age, relation: 'head', nationality: 'VN' }))
    },
  }
}
