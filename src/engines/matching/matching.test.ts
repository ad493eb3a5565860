import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../demo/random.ts'
import { KEYS } from './blocking.ts'
import { foldAddress, foldName, foldNationalId, foldPhone } from './fold.ts'
import {
  addRecords,
  blockingKeys,
  buildMatcher,
  comparePeople,
  findMatches,
  learnFrequencies,
  type MatchRecord,
} from './index.ts'
import { isSlip } from './names.ts'
import { ERRORS, type ErrorKind, folk, labelledSet } from './testing.ts'

const set = labelledSet({ seed: 'examples', people: 3000 })
const frequencies = learnFrequencies(set.records)
const compare = (a: MatchRecord, b: MatchRecord) => comparePeople(a, b, frequencies)
const evidence = (a: MatchRecord, b: MatchRecord, field: string) =>
  compare(a, b).evidence.find((e) => e.field === field)!

const an: MatchRecord = { fullName: 'Nguyễn Văn An', birthDate: '1985-03-12', sex: 'male', areaId: 3 }
const named = (fullName: string): MatchRecord => ({ ...an, fullName })
const born = (birthDate: string): MatchRecord => ({ ...an, birthDate })

describe('folding', () => {
  const bare = (name: string) => foldName(name).map((w) => w.bare + (w.short ? '.' : ''))

  it.each([
    ['Nguyễn Thị Thuý', ['nguien', 'thi', 'thui']],
    ['NGUYỄN THỊ THÚY', ['nguien', 'thi', 'thui']],
    ['  đặng   như  ý ', ['dang', 'nhu', 'i']],
    ['Nguyeexn Vawn Huwowng', ['nguien', 'van', 'huong']],
    ['Nguye6n4 Va8n D9a65u', ['nguien', 'van', 'dau']],
    ['N.V.An', ['n.', 'v.', 'an']],
    ['Ng. V. An', ['ng.', 'v.', 'an']],
    ['NguyễnVăn An', ['nguien', 'van', 'an']],
    ['Trịnh Xuân Sơn', ['trinh', 'xuan', 'son']],
    ['--', []],
  ])('reads the name %s', (name, words) => expect(bare(name)).toEqual(words))

  it('tells tones apart, wherever they stand', () => {
    const text = (name: string) => foldName(name)[0]!.text
    expect(text('Hoà')).toBe(text('hòa'.normalize('NFD')))
    expect(new Set(['Thủy', 'Thúy', 'Thùy', 'Thuy'].map(text)).size).toBe(4)
  })

  it.each([
    ['0912345678', '0912345678'],
    ['+84 912 345 678', '0912345678'],
    ['84-912-345-678', '0912345678'],
    ['912345678', '0912345678'],
    ['0168 123 4567', '0381234567'],
    ['+841681234567', '0381234567'],
    ['0129.8222.888', '0828222888'],
    ['0912345678 / 0987654321', '0912345678'],
    ['0000000000', undefined],
    ['không có', undefined],
  ])('reads the phone %s', (phone, folded) => expect(foldPhone(phone)).toBe(folded))

  it.each([
    ['098 085 123456', '098085123456'],
    ['98085123456', '098085123456'],
    ['123456789', '123456789'],
    ['b 1234567', 'B1234567'],
    ['12', undefined],
  ])('reads the identity %s', (id, folded) => expect(foldNationalId(id)).toBe(folded))

  it.each([
    ['5/254 minh khai'],
    ['So 5, ng. 254 Minh Khai'],
    ['Số 5 ngõ 254 phố Minh Khai, tổ 12, phường Mai Động, quận Hoàng Mai'],
    ['5, ngõ 254 Minh Khai, P. Mai Động, Hà Nội'],
  ])('reads the address %s', (address) =>
    expect(foldAddress(address)).toEqual(foldAddress('Số 5, ngõ 254 Minh Khai')),
  )

  it('does not take a room for a ward', () => {
    expect(foldAddress('P.1204 tòa CT2')).toEqual(foldAddress('1204 CT2'))
    expect(foldAddress('P.1204 tòa CT2')).not.toEqual(foldAddress('P.1205 tòa CT2'))
  })

  it.each([
    ['huong', 'hung', true],
    ['hoang', 'hoagn', true],
    ['an', 'ann', true],
    ['hoang', 'hanog', false],
    ['hoang', 'hoang', false],
    ['123456', '124356', true],
    ['123456', '12346', true],
    ['123456', '125436', false],
  ])('knows whether %s and %s are one slip apart', (a, b, is) => expect(isSlip(a, b)).toBe(is))
})

describe('comparing', () => {
  it('says in bits why: the prior and the evidence add up to the score', () => {
    const { score, prior, evidence, probability } = compare(an, named('Nguyen Van An'))
    expect(prior + evidence.reduce((sum, e) => sum + e.weight, 0)).toBeCloseTo(score)
    expect(probability).toBeCloseTo(1 / (1 + 2 ** -score))
    expect(evidence.map((e) => e.field).join()).toBe('name,birth,sex,nationalId,phone,area,household')
  })

  it('weighs a rare name more than a common one', () => {
    const weight = (name: string) => evidence(named(name), named(name), 'name').weight
    expect(weight('Khuất Duy Khoan')).toBeGreaterThan(weight('Nguyễn Văn Anh') + 8)
  })

  it.each([
    ['Nguyen Van An', 'exact'],
    ['AN NGUYỄN VĂN', 'exact'],
    ['Nguyễn Văn Ẩn', 'close'],
    ['N.V.An', 'close'],
    ['Nguyễn Vawn Ann', 'close'],
    ['Nguyễn An', 'partial'],
    ['Nguyễn Văn Bình', 'different'],
    ['', 'missing'],
  ])('finds the name %s %s', (name, agreement) => {
    expect(evidence(an, named(name), 'name').agreement).toBe(agreement)
  })

  it('ranks what is right above abbreviations, tones, slips, and other names', () => {
    const weights = ['Nguyễn Văn An', 'N. V. An', 'Nguyễn An', 'Nguyễn Văn Anh', 'Trần Đức Bình'].map(
      (name) => evidence(an, named(name), 'name').weight,
    )
    expect(weights).toEqual(weights.toSorted((a, b) => b - a))
    expect(new Set(weights).size).toBe(weights.length)
  })

  it('does not take two orders of a name for one', () => {
    const tuanAnh = named('Phạm Tuấn Anh')
    expect(evidence(tuanAnh, named('Phạm Anh Tuấn'), 'name').agreement).toBe('close')
    expect(evidence(tuanAnh, named('Tuấn Anh Phạm'), 'name').agreement).toBe('exact')
  })

  it.each([
    ['1985-03-12', 'exact'],
    ['1985-12-03', 'close'],
    ['1985-03-21', 'close'],
    ['1958-03-12', 'close'],
    ['1985-03-07', 'partial'],
    ['1985-01-01', 'partial'],
    ['1985-07-25', 'different'],
    ['1961-03-12', 'different'],
  ])('finds the birth %s %s', (date, agreement) => {
    expect(evidence(an, born(date), 'birth').agreement).toBe(agreement)
  })

  it('takes a year that is one off for one from an age', () => {
    const year = (birthYear: number) => evidence(an, { fullName: an.fullName, birthYear }, 'birth')
    expect(year(1985).weight).toBeGreaterThan(year(1986).weight)
    expect(year(1986).weight).toBeGreaterThan(0)
    expect(year(1975).weight).toBeLessThan(0)
  })

  it.each([
    ['098085123456', 'exact'],
    ['98085123456', 'exact'],
    ['098085123465', 'close'],
    ['098085123956', 'close'],
    ['09808512345', 'close'],
    ['099185777777', 'different'],
    ['123456789', 'missing'],
    ['B1234567', 'missing'],
  ])('finds the identity %s %s', (nationalId, agreement) => {
    const known = { ...an, nationalId: '098085123456' }
    expect(evidence(known, { ...an, nationalId }, 'nationalId').agreement).toBe(agreement)
  })

  it('rejects a date that is not written as one', () => {
    expect(() => compare(an, born('12/03/1985'))).toThrow(RangeError)
    expect(() => blockingKeys(born('12/03/1985'))).toThrow(RangeError)
  })
})

describe('families', () => {
  const home = { phone: '0912345678', address: 'Số 5, ngõ 254 Minh Khai', areaId: 3 }
  const father = { ...home, fullName: 'Trịnh Đình Khoan', birthDate: '1960-05-02', sex: 'male' } as const
  const others: [string, MatchRecord][] = [
    ['a brother', { ...father, fullName: 'Trịnh Đình Luận', birthDate: '1963-08-17' }],
    ['a twin', { ...father, fullName: 'Trịnh Đình Khang' }],
    ['a son of the same name', { ...father, birthDate: '1988-11-30' }],
    ['a daughter', { ...father, fullName: 'Trịnh Thị Hoa', birthDate: '1990-02-03', sex: 'female' }],
  ]

  it.each(others)('tells %s apart, whatever they share', (_, other) => {
    expect(compare(father, other).probability).toBeLessThan(0.5)
  })

  it('knows the father himself, moved and with another phone', () => {
    const moved = { ...father, areaId: 9, address: 'Số 8 Giải Phóng', phone: '0987000111' }
    expect(compare(father, moved).probability).toBeGreaterThan(0.9)
  })
})

const anyRecord = fc.constantFrom(...set.records)
const person = fc.integer({ min: 0, max: 2999 })
const draft = [...folk(createRandom('drafts'), 3000)].map((p) => p.draft)
const kinds = Object.keys(ERRORS) as ErrorKind[]
/** What makes no difference, because it is only written otherwise. */
const NOTATION: readonly ErrorKind[] = [
  'no-marks',
  'capitals',
  'decomposed',
  'spaces',
  'tone-place',
  'i-for-y',
  'telex',
  'vni',
  'zeros-lost',
  'old-prefix',
  'plus-84',
  'address-style',
]
const erred = (p: number, kind: ErrorKind, seed: number): MatchRecord => ({
  ...draft[p]!,
  ...ERRORS[kind][1](draft[p]!, createRandom(seed)),
})

/** People in whose record the error makes a difference. */
const prone = (kind: ErrorKind): number[] =>
  [...draft.keys()].filter((p) => JSON.stringify(erred(p, kind, p)) !== JSON.stringify(draft[p]))

describe('properties', () => {
  it('makes every error that it names', () => {
    expect(kinds.filter((kind) => prone(kind).length < 30)).toEqual([])
  })

  it('is the same whichever of two is asked about the other', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (a, b) => {
        const [one, other] = [compare(a, b), compare(b, a)]
        expect(one).toEqual(other)
      }),
      { numRuns: 2000 },
    )
    for (let i = 3000; i < set.records.length; i++) {
      const [a, b] = [set.records[i]!, set.records[set.person[i]!]!]
      expect(compare(a, b)).toEqual(compare(b, a))
    }
  })

  it.each(NOTATION)('makes no difference: %s', (kind) => {
    for (const p of prone(kind).slice(0, 400))
      expect(compare(erred(p, kind, p), draft[p]!).score).toBeCloseTo(compare(draft[p]!, draft[p]!).score)
  })

  it('weighs a name alike in every order that people write it', () => {
    fc.assert(
      fc.property(person, fc.integer(), (p, seed) => {
        const { weight, agreement } = evidence(erred(p, 'given-first', seed), draft[p]!, 'name')
        expect(agreement).toBe('exact')
        expect(weight).toBeCloseTo(evidence(draft[p]!, draft[p]!, 'name').weight)
      }),
      { numRuns: 300 },
    )
  })

  it.each(kinds)('finds whoever differs by one error: %s', (kind) => {
    for (const p of prone(kind).slice(0, 400)) {
      const [one, other] = [blockingKeys(draft[p]!), blockingKeys(erred(p, kind, p))]
      expect(one.stored.length).toBeLessThanOrEqual(KEYS)
      expect(one.stored.some((key) => other.asked.includes(key))).toBe(true)
      expect(other.stored.some((key) => one.asked.includes(key))).toBe(true)
    }
  })

  it('meets each other or not: blocking is symmetric', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (a, b) => {
        const [one, other] = [blockingKeys(a), blockingKeys(b)]
        const meets = one.stored.some((key) => other.asked.includes(key))
        expect(other.stored.some((key) => one.asked.includes(key))).toBe(meets)
      }),
      { numRuns: 2000 },
    )
  })
})

it('publishes how often the labelled set errs', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const published = [...readme.matchAll(/^\| ([\w-]+) +\| .+ \| ([\d.]+) +\| [\d.]* +\|$/gm)].map((m) => [
    m[1],
    Number(m[2]),
  ])
  expect(published).toEqual(kinds.map((kind) => [kind, ERRORS[kind][0]]))
})

describe('a matcher', () => {
  it('finds whom comparePeople would recognise, with the same score', () => {
    const matcher = buildMatcher(set.records)
    for (let i = 3000; i < 3200; i++)
      for (const match of findMatches(matcher, set.records[i]!, { except: i })) {
        const alone = comparePeople(set.records[i]!, set.records[match.record]!, matcher.frequencies)
        expect(match.score).toBeCloseTo(alone.score)
        expect(match.evidence).toEqual(alone.evidence)
      }
  })

  it('is the same whether its records came at once or one by one', () => {
    const matcher = buildMatcher([])
    for (const record of set.records) addRecords(matcher, [record])
    expect(matcher.size).toBe(set.records.length)
    const whole = buildMatcher(set.records)
    for (let i = 3000; i < 3300; i++)
      expect(findMatches(matcher, set.records[i]!)).toEqual(findMatches(whole, set.records[i]!))
  })

  it('gives the likeliest first, as many as asked for, and leaves out the one that asks', () => {
    const matcher = buildMatcher(set.records)
    const found = findMatches(matcher, set.records[5]!, { review: 1e-9 })
    expect(found[0]!.record).toBe(5)
    expect(found.map((m) => m.score)).toEqual(found.map((m) => m.score).toSorted((a, b) => b - a))
    expect(findMatches(matcher, set.records[5]!, { review: 1e-9, most: 1 })).toHaveLength(1)
    expect(findMatches(matcher, set.records[5]!, { except: 5 }).map((m) => m.record)).not.toContain(5)
  })

  it('leaves the choice to somebody when two people fit equally well', () => {
    const huong = { fullName: 'Nguyễn Thị Hương', birthDate: '1985-03-12', sex: 'female' } as const
    const one: MatchRecord = { ...huong, nationalId: '098185000001', phone: '0912000001', areaId: 1 }
    const other: MatchRecord = { ...huong, nationalId: '099185777777', phone: '0387777777', areaId: 9 }
    const crowd = set.records.filter((r) => r.fullName !== huong.fullName)
    expect(findMatches(buildMatcher([...crowd, one]), huong)[0]!.verdict).toBe('same')
    const both = findMatches(buildMatcher([...crowd, one, other]), huong)
    expect(both.slice(0, 2).map((m) => m.verdict)).toEqual(['review', 'review'])
  })

  it('takes no more than 150 bytes a person beside the strings', () => {
    const people = [...folk(createRandom('memory'), 20_000)].map((p) => p.draft)
    const { store } = buildMatcher(people)
    const bytes = [store.ints, store.links, store.heads, store.nameWords].reduce(
      (sum, a) => sum + a.byteLength,
      0,
    )
    expect(bytes / people.length).toBeLessThan(150)
  })

  it('is right where it is sure, and misses few, on people it was not tuned on', () => {
    const held = labelledSet({ seed: 'held out', people: 20_000 })
    const matcher = buildMatcher(held.records)
    const told = Map.groupBy(held.person.keys(), (i) => held.person[i]!)
    let pairs = 0
    for (const records of told.values()) pairs += records.length * (records.length - 1)
    let right = 0
    let wrong = 0
    let seen = 0
    held.records.forEach((record, i) => {
      for (const match of findMatches(matcher, record, { except: i })) {
        const isRight = held.person[match.record] === held.person[i]
        if (isRight) seen++
        if (match.verdict === 'same') isRight ? right++ : wrong++
      }
    })
    expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.98)
    expect(right / pairs).toBeGreaterThanOrEqual(0.95)
    expect(seen / pairs).toBeGreaterThanOrEqual(0.985)
  })
})
