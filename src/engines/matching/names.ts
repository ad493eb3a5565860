import { type Facts, givenAt } from './facts.ts'
import type { Frequencies, Word } from './frequencies.ts'
import { type Level, WORD } from './parameters.ts'
import type { Agreement } from './types.ts'

/** What a comparison says in bits: against strangers, and against people of one household. */
export interface Bits {
  agreement: Agreement
  stranger: number
  kin: number
}

const MAX_WORDS = 8
const partner = new Int8Array(MAX_WORDS)
const taken = new Uint8Array(MAX_WORDS)

/** No word is rarer than this, so that one alone never decides. */
const RAREST = 2e-5
const frequencyOf = (word: Word, f: Frequencies) =>
  Math.max(RAREST, Math.min(1, (word.people.n + 0.5) / (f.people + 1)))

const isMarked = (words: Word[]) => words.some((w) => w.text !== w.bare)

/** Bits of a level against strangers and against kin, added to `out`. */
function add(out: Bits, level: Level): void {
  out.stranger += level.bits
  out.kin += level.kinBits
}

/**
 * Compares two names word by word: each word is paired with the one it agrees with best, wherever that stands, and
 * weighs what chance would rarely do: a rare word more than a common one (Winkler 1989).
 */
export function compareNames(x: Facts, y: Facts, f: Frequencies, out: Bits): void {
  out.agreement = 'missing'
  out.stranger = 0
  out.kin = 0
  if (x.words.length === 0 || y.words.length === 0) return
  // In one order, so that the result does not depend on which is asked about the other.
  const isTurned =
    x.words.length !== y.words.length ? x.words.length > y.words.length : later(x.words, y.words)
  const a = (isTurned ? y : x).words.slice(0, MAX_WORDS)
  const b = (isTurned ? x : y).words.slice(0, MAX_WORDS)
  const givenA = givenAt(a)
  const givenB = givenAt(b)
  const mayDiffer = !isMarked(a) || !isMarked(b)
  partner.fill(-1)
  taken.fill(0)
  let isClose = false
  const pair = (isPair: (p: Word, q: Word) => boolean, weigh: (i: number, j: number) => void) => {
    for (let i = 0; i < a.length; i++) {
      if (partner[i] !== -1) continue
      for (let step = 0; step < b.length; step++) {
        // The same place first.
        const j = (i + step) % b.length
        if (taken[j] === 1 || !isPair(a[i]!, b[j]!)) continue
        partner[i] = j
        taken[j] = 1
        weigh(i, j)
        break
      }
    }
  }
  const isGiven = (i: number, j: number) => i === givenA && j === givenB
  const weighWord = (m: number, u: number, given: boolean) => {
    out.stranger += Math.log2(m / u)
    out.kin += Math.log2(m / (given ? Math.min(1, u + WORD.kinGiven) : Math.max(u, WORD.kinShares)))
  }
  pair(
    (p, q) => p.bare === q.bare && (mayDiffer || p.text === q.text),
    (i, j) => weighWord(WORD.exact.m, frequencyOf(a[i]!, f), isGiven(i, j)),
  )
  let exact = 0
  for (let i = 0; i < a.length; i++) if (partner[i] !== -1) exact++
  if (exact < b.length) {
    isClose = true
    if (!mayDiffer)
      pair(
        (p, q) => p.bare === q.bare,
        (i, j) => weighWord(WORD.tone.m, frequencyOf(a[i]!, f), isGiven(i, j)),
      )
    pair(
      (p, q) => (p.short && q.bare.startsWith(p.bare)) || (q.short && p.bare.startsWith(q.bare)),
      (i, j) => {
        const u = Math.max(frequencyOf(a[i]!, f), frequencyOf(b[j]!, f))
        weighWord(WORD.short.m, u, isGiven(i, j))
      },
    )
    pair(
      (p, q) => p.sound === q.sound || (p.bare.length > 1 && q.bare.length > 1 && isSlip(p.bare, q.bare)),
      (i, j) => {
        const m = a[i]!.sound === b[j]!.sound ? WORD.sound.m : WORD.typo.m
        const one = frequencyOf(a[i]!, f)
        const other = frequencyOf(b[j]!, f)
        // A slip that makes another name is rather another person; one that makes no name at all is a slip.
        const rare = Math.min(one, other)
        const most = Math.log2(0.25 / Math.max(one, other))
        out.stranger += Math.min(most, Math.log2(m / rare))
        out.kin += isGiven(i, j) ? Math.min(most, Math.log2(m / (rare + m))) : -Math.log2(WORD.kinShares)
      },
    )
  }
  let paired = 0
  for (let i = 0; i < a.length; i++) if (partner[i] !== -1) paired++
  const different = a.length - paired
  if (different > 0) {
    const isGivenOpen = partner[givenA] === -1 || taken[givenB] === 0
    for (let n = 0; n < different; n++)
      add(out, isGivenOpen && n === 0 ? WORD.givenDifferent : WORD.different)
  }
  for (let n = a.length; n < b.length; n++) add(out, WORD.dropped)
  if (!isInOrder(a.length)) {
    add(out, WORD.otherOrder)
    isClose = true
  }
  out.agreement = different > 0 ? 'different' : b.length > a.length ? 'partial' : isClose ? 'close' : 'exact'
}

function later(a: Word[], b: Word[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i]!.text !== b[i]!.text) return a[i]!.text > b[i]!.text
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
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  if (a.length < b.length) return start + end >= a.length
  const open = a.length - start - end
  return open === 1 || (open === 2 && a[start] === b[start + 1] && a[start + 1] === b[start])
}
