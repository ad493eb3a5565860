/** A word of a name in the forms in which it is compared. */
export interface FoldedWord {
  /** Lower case, y as i, the tone behind the letters: "Thuý" and "THÚY" are both "thui" and an acute. */
  text: string
  /** The same without any mark: "thui". */
  bare: string
  /** "N.", "Ng", "Th": stands for every word that begins so. */
  short: boolean
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g
const MARKS = /\p{M}/gu
/** What Telex leaves behind when no keyboard turns it into marks; none of these stands in a Vietnamese syllable. */
const TELEX = /aa|ee|oo|dd|w|[aeiou]n?[gh]?[sfrxj]|[aeiou][cmpt]h?[sj]$/
/** The same of VNI: a digit behind a letter. */
const VNI = /[aeiou][a-z]*[1-8]|d9/

/**
 * The words of a name. Case, accents composed or not, where the tone stands (hoà, hòa), i and y, spaces and
 * punctuation make no difference; remains of Telex and VNI typing are read ("Nguyeexn", "Nguye6n4"). "N.V.An" is three words.
 */
export function foldName(fullName: string): FoldedWord[] {
  return tokensOf(fullName).flatMap(foldToken)
}

/** The pieces of a name between spaces and punctuation, as they were typed. */
export const tokensOf = (fullName: string): string[] => fullName.split(/[\s.,;:()/_'’-]+/)

/** The words in such a piece: mostly one, none in what holds no letter, two in "VănAn". */
export function foldToken(token: string): FoldedWord[] {
  return token
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .normalize('NFD')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((raw) => raw !== '')
    .map(foldWord)
    .filter(({ text }) => text !== '')
}

function foldWord(raw: string): FoldedWord {
  const tone = raw.match(TONES)?.[0] ?? ''
  const text = raw.replace(TONES, '').replaceAll('y', 'i') + tone
  const bare = untyped(text.replaceAll('đ', 'd').replace(MARKS, ''))
  // Typed without marks, a word has no tone to be compared; the letters left of one are no other name.
  const plain = bare !== text && !/[^a-z\d]/.test(text) ? bare : text
  return {
    text: plain,
    bare,
    short: bare.length === 1 ? text === bare : /^[^aeiou\d]{2,3}$/.test(bare),
  }
}

/** Takes away what Telex or VNI would have turned into marks. */
function untyped(bare: string): string {
  const letters = VNI.test(bare) ? bare.replace(/(?<=[a-z]\d*)\d/g, '') : bare
  if (letters.length < 3 || !TELEX.test(letters)) return letters
  return letters
    .replace(/(?<=[aeiou][a-z]*)[sfrxj]/g, '')
    .replace(/dd/g, 'd')
    .replace(/([aeo])\1/g, '$1')
    .replace(/(?<=[aou])w/g, '')
    .replaceAll('w', 'u')
}

/** FNV-1a over UTF-16 units, stirred: a whole number of 32 bits with sign. */
export function hashOf(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return stir(h)
}

/** Spreads a whole number over 32 bits (the last steps of MurmurHash3). */
export function stir(n: number): number {
  let h = n
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * The plan of 2018 by which mobile numbers of eleven digits became numbers of ten (Ministry of Information and
 * Communications; Viettel 016x, MobiFone and VinaPhone 012x, Vietnamobile 018x, Gmobile 0199).
 */
const PREFIXES_OF_2018: Readonly<Record<string, string>> = {
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0186': '056',
  '0188': '058',
  '0199': '059',
}

/** One digit over and over is no number, but what a form asked for. */
const ALIKE = /^0?(\d)\1*$/

/**
 * A phone number in one form: digits with the leading 0, of the plan of 2018; undefined when it is none.
 * +84, 0084, 84 and a 0 lost in a spreadsheet are read as 0; of several numbers the first counts.
 */
export function foldPhone(phone: string): string | undefined {
  if (/^0[2-9]\d{8}$/.test(phone) && !ALIKE.test(phone)) return phone
  const first = phone.split(/[,;/]|\s-\s/).find((part) => part.replace(/\D/g, '').length >= 8)
  if (first === undefined) return undefined
  let digits = first.replace(/\D/g, '')
  if (digits.length > 10) digits = digits.replace(/^(00)?84(?=[1-9])/, '0').replace(/^(00)?840/, '0')
  if (digits.length === 9 && digits[0] !== '0') digits = `0${digits}`
  if (digits.length === 10 && /^1[2689]/.test(digits) && `0${digits.slice(0, 3)}` in PREFIXES_OF_2018)
    digits = `0${digits}`
  if (digits.length === 11) {
    const now = PREFIXES_OF_2018[digits.slice(0, 4)]
    if (now) digits = now + digits.slice(4)
  }
  if (digits.length < 8 || digits.length > 14 || ALIKE.test(digits)) return undefined
  return digits
}

/**
 * A number of identity: the 12 digits of a CCCD (zeros lost in a spreadsheet put back), the 9 of the identity card
 * before it, or the letters and digits of a passport; undefined when it is none.
 */
export function foldNationalId(nationalId: string): string | undefined {
  const bare = nationalId.toUpperCase().replace(/[^0-9A-Z]/g, '')
  if (bare.length < 6 || bare.length > 15 || ALIKE.test(bare)) return undefined
  return /^[1-9]\d{9,10}$/.test(bare) ? bare.padStart(12, '0') : bare
}

/** A day of birth; parts that are not known are 0. The first of January stands for a year only. */
export interface FoldedBirth {
  year: number
  month: number
  day: number
}

/** @throws RangeError when the date is not written 'YYYY-MM-DD'. */
export function foldBirth(birthDate: string | undefined, birthYear: number | undefined): FoldedBirth {
  if (birthDate === undefined) return { year: birthYear ?? 0, month: 0, day: 0 }
  if (!/^\d{4}-\d\d-\d\d$/.test(birthDate)) throw new RangeError(`Not a date of birth: ${birthDate}`)
  const year = Number(birthDate.slice(0, 4))
  const month = Number(birthDate.slice(5, 7))
  const day = Number(birthDate.slice(8))
  // Lists write 1 January when only the year was told: it agrees with everybody of that year and says no more.
  return month === 1 && day === 1 ? { year, month: 0, day: 0 } : { year, month, day }
}

/** An address as two hashes: of its street, and of its numbers; 0 where it has none. */
export interface FoldedAddress {
  street: number
  house: number
}

const words = (text: string) => new Set(text.split(' ').map(hashOf))
const FILLERS = words(
  'p so nha ng ngo ngach hem kiet duong pho nga sn d toa chung cu cc can ho phong tang khu dan do thi kdt',
)
/** From here on the address names the ward and what lies above it, which the area says. */
const ABOVE = words('phuong xa quan huien tinh tp hn')
const ABOVE_OF_TWO = new Map(
  Object.entries({ thi: 'tran', thanh: 'pho', ha: 'noi' }).map(([a, b]) => [hashOf(a), hashOf(b)]),
)
/** The number behind one of these is of a neighbourhood, not of a house. */
const GROUPS = words('to tdp kp cum')
const INITIALS = words('p q')
const [SO] = words('so')

/** Letter or digit below each character of Vietnamese, without marks, y as i; 0 for all others. */
const PLAIN = Uint8Array.from({ length: 0x1f00 }, (_, code) => {
  const base = String.fromCharCode(code).normalize('NFD').toLowerCase()[0]!
  const plain = base === 'đ' ? 'd' : base === 'y' ? 'i' : base
  return /[a-z\d]/.test(plain) ? plain.charCodeAt(0) : 0
})
const isMark = (code: number) => code >= 0x300 && code <= 0x36f

/** Words of the address being folded: hash, and how many digits it begins with. */
const hashes: number[] = []
const digits: number[] = []

function splitAddress(address: string): void {
  hashes.length = 0
  digits.length = 0
  let hash = 0x811c9dc5
  let length = 0
  let number = 0
  for (let i = 0; i <= address.length; i++) {
    const code = i < address.length ? address.charCodeAt(i) : 0
    if (isMark(code)) continue
    const plain = PLAIN[code] ?? 0
    if (plain !== 0) {
      hash = Math.imul(hash ^ plain, 0x01000193)
      if (plain < 58 && number === length) number++
      length++
    } else if (length > 0) {
      hashes.push(stir(hash))
      digits.push(number)
      hash = 0x811c9dc5
      length = number = 0
    }
  }
}

/** Words and numbers in any order: "Số 5, ngõ 254 Minh Khai" and "5/254 minh khai" are the same. */
export function foldAddress(address: string): FoldedAddress {
  splitAddress(address)
  let street = 0
  let house = 0
  for (let i = 0; i < hashes.length; i++) {
    const word = hashes[i]!
    if (digits[i]! > 0) {
      house = (house + word) | 0
      continue
    }
    if (ABOVE.has(word) || (hashes[i + 1] !== undefined && ABOVE_OF_TWO.get(word) === hashes[i + 1])) break
    // "P.5" is a ward, "P.1204" a room.
    if (INITIALS.has(word) && !(digits[i + 1]! > 2)) break
    if (GROUPS.has(word)) {
      const at = hashes[i + 1] === SO ? i + 2 : i + 1
      if (digits[at]! > 0) {
        i = at
        continue
      }
    }
    if (!FILLERS.has(word)) street = (street + word) | 0
  }
  return { street, house }
}
