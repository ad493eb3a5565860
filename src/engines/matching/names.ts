import { givenAt } from './facts.ts'
import { type Frequencies, setHashOf, type Word } from './frequencies.ts'
import { type Level, WORD } from './parameters.ts'
import type { Agreement } from './types.ts'

/** What a comparison says in bits: against strangers, and against people of one household. */
export interface Bits {
  agreement: Agreement
  stranger: number
  kin: number
}

/** More words than any name has; what follows is not compared. */
const MOST_WORDS = 7
/** Place in the other name of the word that each word of the shorter name was paired with; -1: none. */
const partner = new Int8Array(MOST_WORDS)
/** A bit for each word of the longer name that has a partner. */
let taken = 0

/** No word is rarer than this, so that one alone never decides. */
const RAREST = 2e-5
const frequencyOf = (word: Word, f: Frequencies) =>
  Math.max(RAREST, Math.min(1, (word.people.n + 0.5) / (f.people + 1)))

function isMarked(words: Word[]): boolean {
  for (let i = 0; i < words.length; i++) if (words[i]!.marked) return true
  return false
}

/** What a name can bring at most: everybody agrees with themselves best. */
export function mostOfName(words: Word[], f: Frequencies): number {
  let bits = 0
  for (const word of words) bits += Math.max(0, Math.log2(WORD.exact.m / frequencyOf(word, f)))
  return bits
}

/** Bits of a level against strangers and against kin, added to `out`. */
function add(out: Bits, level: Level): void {
  out.stranger += level.bits
  out.kin += level.kinBits
}

/**
 * Compares two names word by word: each word is paired with the one it agrees with best, wherever that stands, and
 * weighs what chance would rarely do: a rare word more than a common one (Winkler 1989).
 */
export function compareNames(x: Word[], y: Word[], f: Frequencies, out: Bits): void {
  out.agreement = 'missing'
  out.stranger = 0
  out.kin = 0
  if (x.length === 0 || y.length === 0) return
  // In one order, so that the result does not depend on which is asked about the other.
  const isTurned = x.length !== y.length ? x.length > y.length : isLater(x, y)
  const a = isTurned ? y : x
  const b = isTurned ? x : y
  const m = Math.min(MOST_WORDS, a.length)
  const n = Math.min(MOST_WORDS, b.length)
  const givenA = givenAt(a)
  const givenB = givenAt(b)
  const isPlain = !isMarked(a) || !isMarked(b)
  taken = 0
  let paired = 0
  for (let i = 0; i < m; i++) partner[i] = -1
  for (let way = EXACT; way <= SLIP && paired < m; way++) {
    if (way === TONE && isPlain) continue
    for (let i = 0; i < m; i++) {
      if (partner[i] !== -1) continue
      const j = partnerOf(a[i]!, b, i, n, way, isPlain)
      if (j === -1) continue
      partner[i] = j
      taken |= 1 << j
      paired++
      weigh(a[i]!, b[j]!, way, i === givenA && j === givenB, f, out)
    }
  }
  const isExact = paired === m && isAllExact(a, b, m, isPlain)
  if (paired < m) {
    const isGivenOpen = partner[givenA] === -1 || (taken & (1 << givenB)) === 0
    add(out, isGivenOpen ? WORD.givenDifferent : WORD.different)
    for (let k = paired + 1; k < m; k++) add(out, WORD.different)
  }
  for (let k = m; k < n; k++) add(out, WORD.dropped)
  const inOrder = isInOrder(m)
  if (!inOrder) add(out, WORD.otherOrder)
  else if (isExact && m === n) {
    // "Bảo Long" and "Quỳnh Anh" are given as one: the whole name is commoner than its words are by themselves.
    const bearers = f.names.get(setHashOf(a)) ?? 0
    if (bearers >= WORD.mayCount)
      out.stranger = Math.min(out.stranger, Math.log2((WORD.exact.m * f.people) / bearers))
  }
  out.agreement = paired < m ? 'different' : n > m ? 'partial' : isExact && inOrder ? 'exact' : 'close'
}

const EXACT = 0
const TONE = 1
const SHORT = 2
const SLIP = 3

/** Where the word has its like in the other name, the same place first; -1 when nowhere. */
function partnerOf(word: Word, others: Word[], at: number, n: number, way: number, isPlain: boolean): number {
  for (let step = 0; step < n; step++) {
    const j = at + step < n ? at + step : at + step - n
    if ((taken & (1 << j)) === 0 && isPair(word, others[j]!, way, isPlain)) return j
  }
  return -1
}

function isPair(p: Word, q: Word, way: number, isPlain: boolean): boolean {
  if (way === EXACT) return isPlain ? p.hash === q.hash : p.key === q.key
  if (way === TONE) return p.hash === q.hash
  if (way === SHORT) return (p.short && q.bare.startsWith(p.bare)) || (q.short && p.bare.startsWith(q.bare))
  return p.sound === q.sound || (mayBeSlip(p, q) && isSlip(p.bare, q.bare))
}

/** One slip takes away one letter and brings one. */
function mayBeSlip(p: Word, q: Word): boolean {
  const odd = p.letters ^ q.letters
  const but1 = odd & (odd - 1)
  return (but1 & (but1 - 1)) === 0 && p.bare.length > 1 && q.bare.length > 1
}

function isAllExact(a: Word[], b: Word[], m: number, isPlain: boolean): boolean {
  for (let i = 0; i < m; i++) if (!isPair(a[i]!, b[partner[i]!]!, EXACT, isPlain)) return false
  return true
}

/** Adds what a pair of words says. */
function weigh(p: Word, q: Word, way: number, isGiven: boolean, f: Frequencies, out: Bits): void {
  const rare = Math.min(frequencyOf(p, f), frequencyOf(q, f))
  const common = Math.max(frequencyOf(p, f), frequencyOf(q, f))
  if (way === SLIP) {
    // A slip that makes another name is rather another person; one that makes no name at all is a slip.
    const m = p.sound === q.sound ? WORD.sound.m : WORD.typo.m
    const most = Math.log2(0.25 / common)
    out.stranger += Math.min(most, Math.log2(m / rare))
    out.kin += isGiven ? Math.min(most, Math.log2(m / (rare + m))) : -Math.log2(WORD.kinShares)
    return
  }
  const { m } = way === EXACT ? WORD.exact : way === TONE ? WORD.tone : WORD.short
  out.stranger += Math.log2(m / common)
  out.kin += Math.log2(m / (isGiven ? Math.min(1, common + WORD.kinGiven) : Math.max(common, WORD.kinShares)))
}

function isLater(a: Word[], b: Word[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i]!.key !== b[i]!.key) return a[i]!.key > b[i]!.key
  return false
}

/** Whether the words stand in the same order, given name first, or backwards. */
function isInOrder(length: number): boolean {
  let first = -1
  let before = -1
  let pairs = 0
  let falls = 0
  for (let i = 0; i < length; i++) {
    const at = partner[i]!
    if (at === -1) continue
    if (first === -1) first = at
    else if (at < before) falls++
    before = at
    pairs++
  }
  if (pairs < 3) return true
  return falls === pairs - 1 || falls + (first < before ? 1 : 0) <= 1
}

/** Whether two texts differ by one character changed, added or left out, or two neighbours exchanged (Damerau 1964). */
export function isSlip(a: string, b: string): boolean {
  if (a.length > b.length) return isSlip(b, a)
  if (b.length - a.length > 1 || a === b) return false
  const at = (text: string, i: number) => text.charCodeAt(i)
  let start = 0
  while (start < a.length && at(a, start) === at(b, start)) start++
  let end = 0
  while (end < a.length - start && at(a, a.length - 1 - end) === at(b, b.length - 1 - end)) end++
  if (a.length < b.length) return start + end >= a.length
  const open = a.length - start - end
  if (open === 1) return true
  return open === 2 && at(a, start) === at(b, start + 1) && at(a, start + 1) === at(b, start)
}
