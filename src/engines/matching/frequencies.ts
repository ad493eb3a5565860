import { type FoldedWord, foldToken, hashOf, tokensOf } from './fold.ts'
import { FAMILY_SHARES } from './parameters.ts'

/** A word with how many people bear it. Counts grow as people are added. */
export interface Word extends FoldedWord {
  /** Of the bare letters. */
  hash: number
  /** Of all that tells the word from others, marks included. */
  key: number
  /** Of how the north says it: l and n, s and x, tr and ch, d, gi and r are the same at its beginning. */
  sound: number
  /** A bit for each letter in it. */
  letters: number
  marked: boolean
  /** Per cent of all people who have it as their family name. */
  familyShare: number
  /** Counts of all words of these letters, whatever their marks; of an abbreviation, of all that begin so. */
  people: Count
  /** The counts of its first one, two and three letters. */
  beginnings: Count[]
}

interface Count {
  n: number
}

/** How common names, years of birth and areas are among some people. */
export interface Frequencies {
  people: number
  /** By text. */
  words: Map<string, Word>
  /** What pieces of names stand for, as they were typed: so that none is folded twice. */
  typed: Map<string, Word[]>
  /** By bare letters. */
  letters: Map<string, Count>
  /** People who have a word that begins so, by its first one to three letters. */
  beginnings: Map<string, Count>
  /** People by all the words of their names, in any order. */
  names: Map<number, number>
  /** People by year of birth. */
  years: Int32Array
  born: number
  /** People by area. */
  areas: Map<number, number>
  placed: number
}

export function noFrequencies(): Frequencies {
  return {
    people: 0,
    words: new Map(),
    typed: new Map(),
    letters: new Map(),
    beginnings: new Map(),
    names: new Map(),
    years: new Int32Array(3000),
    born: 0,
    areas: new Map(),
    placed: 0,
  }
}

function counted<K>(map: Map<K, Count>, key: K): Count {
  let count = map.get(key)
  if (!count) {
    count = { n: 0 }
    map.set(key, count)
  }
  return count
}

const NOBODY: Count = { n: 0 }

const soundOf = (bare: string) =>
  bare
    .replace(/^(gi(?=[aeou])|d|r)/, 'z')
    .replace(/^(tr|ch)/, 'c')
    .replace(/^x/, 's')
    .replace(/^l/, 'n')

function wordOf(w: FoldedWord, people: Count, beginnings: Count[]): Word {
  let letters = 0
  for (let i = 0; i < w.bare.length; i++) letters |= 1 << (w.bare.charCodeAt(i) & 31)
  return {
    ...w,
    hash: hashOf(w.bare),
    key: hashOf(w.text),
    sound: hashOf(soundOf(w.bare)),
    letters,
    marked: w.text !== w.bare,
    familyShare: FAMILY_SHARES.get(w.bare) ?? 0,
    people,
    beginnings,
  }
}

/** A word nobody has; not entered. */
const strange = (w: FoldedWord, f: Frequencies): Word =>
  wordOf(w, (w.short ? f.beginnings : f.letters).get(w.bare) ?? NOBODY, [])

function enter(w: FoldedWord, f: Frequencies): Word {
  const beginnings = []
  for (let length = 1; length <= 3 && length < w.bare.length; length++)
    beginnings.push(counted(f.beginnings, w.bare.slice(0, length)))
  const word = wordOf(w, counted(w.short ? f.beginnings : f.letters, w.bare), beginnings)
  f.words.set(w.text, word)
  return word
}

/** The words of a name with their counts; words that nobody has are entered only where that is wanted. */
export function wordsOf(fullName: string, f: Frequencies, isEntered: boolean): Word[] {
  const words: Word[] = []
  for (const token of tokensOf(fullName)) {
    if (token === '') continue
    let known = f.typed.get(token)
    if (!known) {
      known = foldToken(token).map((w) => f.words.get(w.text) ?? (isEntered ? enter : strange)(w, f))
      if (isEntered) f.typed.set(token, known)
    }
    for (const word of known) words.push(word)
  }
  return words
}

/** Counts a person's name, year of birth (0: not known) and area (0: not known). */
export function count(f: Frequencies, words: Word[], year: number, area: number): void {
  f.people++
  const name = setHashOf(words)
  f.names.set(name, (f.names.get(name) ?? 0) + 1)
  for (const word of words) {
    if (word.short) continue
    word.people.n++
    for (const beginning of word.beginnings) beginning.n++
  }
  if (year !== 0) {
    f.born++
    f.years[year]! += 1
  }
  if (area !== 0) {
    f.placed++
    f.areas.set(area, (f.areas.get(area) ?? 0) + 1)
  }
}

/** The same for the same words in any order, with or without marks. */
export function setHashOf(words: readonly Word[]): number {
  let sum = 0
  for (const word of words) sum = (sum + word.hash) | 0
  return sum
}
