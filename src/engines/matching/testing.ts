import { houseAddress, personName, venueName, wardProfile } from '../../../demo/names.ts'
import { createFamilies, createRandom, digits, once, type Random } from '../../../demo/random.ts'
import { isSlip } from './names.ts'
import type { MatchRecord } from './types.ts'

/** Records of invented people, some of them told of twice or more. Made from the seed alone; the recipe is in README.md. */
export interface LabelledSet {
  records: MatchRecord[]
  /** The person each record is about. */
  person: Int32Array
  /** Household of each person. */
  household: Int32Array
  /** What went wrong in each record. */
  errors: ErrorKind[][]
}

const AS_OF = '2021-08-10'
const KEYBOARD = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const TONES = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/
const TELEX: Readonly<Record<string, string>> = {
  '\u0300': 'f',
  '\u0301': 's',
  '\u0303': 'x',
  '\u0309': 'r',
  '\u0323': 'j',
}
const VNI: Readonly<Record<string, string>> = {
  '\u0301': '1',
  '\u0300': '2',
  '\u0309': '3',
  '\u0303': '4',
  '\u0323': '5',
  '\u0302': '6',
  '\u031b': '7',
  '\u0306': '8',
}

/** Gives what is otherwise in the draft. */
type Slip = (draft: MatchRecord, random: Random) => Partial<MatchRecord>

/** One letter of a word changed for a neighbour on the keyboard, left out, doubled, or exchanged with the next. */
function typo(word: string, random: Random): string {
  const letters = [...word.normalize('NFC')]
  const at = random.int(0, letters.length - 1)
  const bare = letters[at]!.normalize('NFD')[0]!.toLowerCase()
  const row = KEYBOARD.find((r) => r.includes(bare))
  const kind = random.int(0, 3)
  if (kind === 0 && row) {
    const key = row.indexOf(bare)
    letters[at] = row[key === 0 ? 1 : key === row.length - 1 ? key - 1 : key + random.pick([-1, 1])]!
  } else if (kind === 1 && letters.length > 2) letters.splice(at, 1)
  else if (kind === 2 || at === letters.length - 1) letters.splice(at, 0, letters[at]!.toLowerCase())
  else letters.splice(at, 2, letters[at + 1]!, letters[at]!)
  return letters.join('')
}

/** The same of a number. */
function wrongDigit(text: string, random: Random): string {
  const at = random.int(0, text.length - 2)
  if (random.chance(0.35) && text[at] !== text[at + 1])
    return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
  return text.slice(0, at) + ((Number(text[at]) + random.int(1, 9)) % 10) + text.slice(at + 1)
}

const bareOf = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').normalize('NFC')

const eachWord =
  (change: (word: string, random: Random) => string): Slip =>
  (draft, random) => ({
    fullName: draft.fullName
      .split(' ')
      .map((word) => change(word, random))
      .join(' '),
  })

const oneWord =
  (change: (word: string, random: Random) => string): Slip =>
  (draft, random) => {
    const words = draft.fullName.split(' ')
    for (const at of random.shuffle([...words.keys()])) {
      const changed = change(words[at]!, random)
      if (changed.normalize('NFC') === words[at]!.normalize('NFC')) continue
      words[at] = changed
      break
    }
    return { fullName: words.join(' ') }
  }

/** What a keyboard leaves that does not turn keys into marks. */
function typedAs(word: string, random: Random, table: 'telex' | 'vni'): string {
  const atEnd = random.chance(0.6)
  let out = ''
  let tone = ''
  for (const c of word.normalize('NFD')) {
    if (table === 'vni') out += c === 'đ' ? 'd9' : c === 'Đ' ? 'D9' : (VNI[c] ?? c)
    else if (TELEX[c]) tone = TELEX[c]
    else if (c === '\u0302') out += out.at(-1)!.toLowerCase()
    else if (c === '\u0306' || c === '\u031b') out += 'w'
    else if (c === 'đ' || c === 'Đ') out += c === 'đ' ? 'dd' : 'Dd'
    else out += c
    if (!atEnd && tone) {
      out += tone
      tone = ''
    }
  }
  return out + tone
}

const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^l/i, 'n'],
  [/^n(?!g|h)/i, 'l'],
  [/^s/i, 'x'],
  [/^x/i, 's'],
  [/^tr/i, 'ch'],
  [/^ch/i, 'tr'],
  [/^gi/i, 'd'],
  [/^d/, 'gi'],
]

const short = (word: string) => (/^Ng/.test(word) ? 'Ng' : word[0]!)

type Parts = [year: string, month: string, day: string]

const date =
  (change: (parts: Parts, random: Random) => Parts): Slip =>
  (draft, random) => {
    if (!draft.birthDate) return {}
    const text = change(draft.birthDate.split('-') as Parts, random).join('-')
    // Only a day that exists can be typed into a list.
    const time = Date.parse(text)
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? { birthDate: text } : {}
  }

const yearOnly = (draft: MatchRecord, off: number): Partial<MatchRecord> => ({
  birthDate: undefined,
  birthYear: Number(draft.birthDate!.slice(0, 4)) + off,
})

const OLD: Readonly<Record<string, string>> = {
  '032': '0162',
  '035': '0165',
  '038': '0168',
  '070': '0120',
  '083': '0123',
  '058': '0188',
}

/** What goes wrong in lists, how often in a row that tells of somebody again, and what becomes of the draft. */
export const ERRORS = {
  'no-marks': [0.3, (d) => ({ fullName: bareOf(d.fullName) })],
  capitals: [0.12, (d) => ({ fullName: d.fullName.toUpperCase() })],
  'tone-place': [
    0.1,
    eachWord((w) =>
      w
        .normalize('NFD')
        .replace(/([ou])([\u0300\u0301\u0303\u0309\u0323])([aeiy])$/, '$1$3$2')
        .normalize('NFC'),
    ),
  ],
  'i-for-y': [
    0.04,
    eachWord((w) =>
      w
        .normalize('NFD')
        .replace(/(?<=[lmtksh])y/gi, 'i')
        .normalize('NFC'),
    ),
  ],
  'given-first': [
    0.04,
    (d, random) => {
      const words = d.fullName.split(' ')
      const turned = random.chance(0.7) ? [words.at(-1)!, ...words.slice(0, -1)] : words.reverse()
      return { fullName: turned.join(' ') }
    },
  ],
  abbreviated: [
    0.04,
    (d, random) => {
      const words = d.fullName.split(' ')
      const given = words.pop()!
      const dotted = words.map((w) => `${short(w)}. `).join('')
      const letters = words.map((w) => `${w[0]}.`).join('')
      const [family, ...middle] = words
      const names = [dotted + given, letters + given, [short(family!), ...middle, given].join(' ')]
      return { fullName: random.pick(names) }
    },
  ],
  typo: [0.05, oneWord(typo)],
  tone: [
    0.03,
    oneWord((w, random) => {
      const parts = w.normalize('NFD')
      return TONE.test(parts) ? parts.replace(TONE, () => random.pick(TONES)).normalize('NFC') : w
    }),
  ],
  sound: [
    0.015,
    oneWord((w) => {
      const [from, to] = SOUNDS.find(([pattern]) => pattern.test(w)) ?? []
      return from ? w.replace(from, to!) : w
    }),
  ],
  'middle-dropped': [
    0.04,
    (d, random) => {
      const words = d.fullName.split(' ')
      if (words.length > 2) words.splice(random.int(1, words.length - 2), 1)
      return { fullName: words.join(' ') }
    },
  ],
  telex: [0.015, eachWord((w, random) => typedAs(w, random, 'telex'))],
  vni: [0.005, eachWord((w, random) => typedAs(w, random, 'vni'))],
  decomposed: [0.05, (d) => ({ fullName: d.fullName.normalize('NFD') })],
  spaces: [0.04, (d) => ({ fullName: ` ${d.fullName.replace(' ', '  ')} ` })],
  'year-only': [0.15, (d) => (d.birthDate ? yearOnly(d, 0) : {})],
  'first-january': [0.03, date(([y]) => [y, '01', '01'])],
  'year-from-age': [0.04, (d, random) => (d.birthDate ? yearOnly(d, random.pick([-1, 1])) : {})],
  'day-month': [0.02, date(([y, m, d]) => [y, d, m])],
  'wrong-day': [0.02, date(([y, m, d], random) => [y, m, wrongDigit(d, random)])],
  'wrong-month': [0.01, date(([y, m, d], random) => [y, wrongDigit(m, random), d])],
  'wrong-year': [0.015, date(([y, m, d], random) => [y.slice(0, 2) + wrongDigit(y.slice(2), random), m, d])],
  'no-birth': [0.03, () => ({ birthDate: undefined, birthYear: undefined })],
  'no-sex': [0.08, () => ({ sex: undefined })],
  'wrong-sex': [0.01, (d) => ({ sex: d.sex && (d.sex === 'male' ? 'female' : 'male') })],
  'no-id': [0.45, () => ({ nationalId: undefined })],
  'wrong-digit-id': [0.03, (d, random) => ({ nationalId: d.nationalId && wrongDigit(d.nationalId, random) })],
  'zeros-lost': [0.03, (d) => ({ nationalId: d.nationalId?.replace(/^0+/, '') })],
  'older-id': [0.05, (d, random) => ({ nationalId: d.nationalId && digits(random.int(1e8, 3e8), 9) })],
  'no-phone': [0.25, () => ({ phone: undefined })],
  'other-phone': [0.12, (d, random) => ({ phone: d.phone && mobile(random) })],
  'wrong-digit-phone': [
    0.03,
    (d, random) => ({ phone: d.phone && d.phone.slice(0, 3) + wrongDigit(d.phone.slice(3), random) }),
  ],
  'old-prefix': [0.2, (d) => ({ phone: d.phone?.replace(/^.../, (prefix) => OLD[prefix] ?? prefix) })],
  'plus-84': [0.12, (d) => ({ phone: d.phone?.replace(/^0(...)/, '+84 $1 ') })],
  moved: [
    0.1,
    (d, random) => {
      const areaId = 1 + (((d.areaId ?? 0) + random.int(0, 11)) % 14)
      return { areaId, address: houseAddress(random, random.pick(streetsOf(areaId)), random.int(2, 300)) }
    },
  ],
  'no-address': [0.2, () => ({ address: undefined })],
  'no-area': [0.04, () => ({ areaId: undefined })],
  'address-style': [
    0.35,
    (d) => ({ address: d.address && bareOf(d.address).replace(/^So /, '').replace('ngo ', 'ng. ') }),
  ],
  'address-typo': [
    0.04,
    (d, random) => ({ address: d.address?.replace(/[^ ]+$/, (word) => typo(word, random)) }),
  ],
} as const satisfies Readonly<Record<string, readonly [rate: number, slip: Slip]>>

export type ErrorKind = keyof typeof ERRORS

const ALL = Object.entries(ERRORS) as [ErrorKind, readonly [rate: number, slip: Slip]][]
/** A register is a list as well, only a better one: it errs this much less, except in what nobody told it. */
const CARE = 0.25
const MISSING = /^no-|older-id|zeros-lost|year-only/

/** The record with what went wrong in it, and what that was. */
function spoil(draft: MatchRecord, random: Random, isRegister: boolean): [MatchRecord, ErrorKind[]] {
  const happened: ErrorKind[] = []
  let record = draft
  for (const [kind, [rate, slip]] of ALL) {
    const here = isRegister ? (MISSING.test(kind) ? 0.6 * rate : CARE * rate) : rate
    if (!random.chance(here)) continue
    const changed = { ...record, ...slip(record, random) }
    if (JSON.stringify(changed) === JSON.stringify(record)) continue
    record = changed
    happened.push(kind)
  }
  return [record, happened]
}

const NETWORKS = ['090', '091', '096', '097', '098', '032', '035', '038', '070', '083', '058', '086']
const mobile = (random: Random) => random.pick(NETWORKS) + digits(random.int(0, 9_999_999), 7)

const streetsOf = (area: number): readonly string[] =>
  area <= 14
    ? wardProfile({ code: `00${301 + 3 * (area - 1)}`, name: '' }).streets
    : [`Đường số ${area}`, `Phố ${venueName(area)}`]

/** Twins, namesakes of one household, and people of the same name and day who have nothing to do with each other. */
const TWINS = 0.015
const NAMED_AFTER = 0.005
const NAMESAKES = 0.001

/** The people of a set, as a perfect list would tell of them, with their households. */
export function* folk(random: Random, people: number): Generator<{ draft: MatchRecord; household: number }> {
  const families = createFamilies(random.fork('families'), AS_OF)
  const ids = new Set<string>()
  const areas = Math.max(14, Math.round(people / 30_000))
  let namesake: { draft: MatchRecord; household: number } | undefined
  for (let n = 0, household = 0; n < people; household++) {
    const areaId = random.int(1, areas)
    const street = random.pick(streetsOf(areaId))
    const address = random.chance(0.2)
      ? `P.${random.int(2, 30)}${digits(random.int(1, 16), 2)} tòa CT${random.int(1, 6)}, chung cư ${venueName(random.int(0, 17))}`
      : houseAddress(random, street, random.chance(0.2) ? null : random.int(2, 400))
    const members = families.any()
    const [head] = members
    const son = members.find((m) => m.relation === 'child' && m.sex === 'male')
    if (son && head!.sex === 'male' && random.chance(NAMED_AFTER * 2)) son.fullName = head!.fullName
    const child = members.find((m) => m.age < 30 && m.relation === 'child')
    if (child && random.chance(TWINS * 2)) {
      const words = child.fullName.split(' ')
      const sex = random.chance(0.7) ? child.sex : child.sex === 'male' ? 'female' : 'male'
      const year = Number(child.birthDate.slice(0, 4))
      const given = () => personName(random, sex, year).split(' ').at(-1)!
      const alike = Array.from({ length: 40 }, given).find((g) => isSlip(bareOf(g), bareOf(words.at(-1)!)))
      let other = random.chance(0.5) && alike ? alike : given()
      while (other === words.at(-1)) other = given()
      members.push({ ...child, sex, fullName: [...words.slice(0, -1), other].join(' ') })
    }
    const shared = mobile(random)
    for (const { fullName, sex, birthDate, age } of members) {
      if (n++ === people) return
      const draft: MatchRecord = { fullName, sex, birthDate, areaId, address }
      if (namesake && namesake.household !== household && namesake.draft.sex === sex && age >= 18) {
        draft.fullName = namesake.draft.fullName
        draft.birthDate = namesake.draft.birthDate
        namesake = undefined
      } else if (random.chance(NAMESAKES)) namesake = { draft, household }
      const century = (sex === 'male' ? 0 : 1) + (draft.birthDate! < '2000' ? 0 : 2)
      // No province has these numbers, so nobody has the identity.
      const id = () =>
        `0${random.int(97, 99)}${century}${draft.birthDate!.slice(2, 4)}${digits(random.int(0, 999_999), 6)}`
      if (age >= 14) draft.nationalId = once(ids, id)
      draft.phone = random.chance(age < 14 ? 0.95 : age > 70 ? 0.6 : 0.2) ? shared : mobile(random)
      yield { draft, household }
    }
  }
}

/**
 * Makes a labelled set: every person once as a register tells of them; every `every`-th also in one or two rows of
 * lists, with the errors of `ERRORS`. Rows stand after all the people: record p is person p for p < people.
 */
export function labelledSet(input: { seed: string; people: number; share?: number }): LabelledSet {
  const random = createRandom(input.seed)
  const share = input.share ?? 0.3
  const drafts: MatchRecord[] = []
  const household = new Int32Array(input.people)
  for (const { draft, household: home } of folk(random, input.people)) {
    household[drafts.length] = home
    drafts.push(draft)
  }
  const set: LabelledSet = { records: [], person: new Int32Array(0), household, errors: [] }
  const person: number[] = []
  const tell = (p: number, isRegister: boolean) => {
    const [record, happened] = spoil(drafts[p]!, random, isRegister)
    set.errors.push(happened)
    set.records.push(record)
    person.push(p)
  }
  for (let p = 0; p < drafts.length; p++) tell(p, true)
  for (let p = 0; p < drafts.length; p++) {
    if (!random.chance(share)) continue
    tell(p, false)
    if (random.chance(0.15)) tell(p, false)
  }
  set.person = Int32Array.from(person)
  return set
}
