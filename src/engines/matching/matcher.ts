import { askedKeys, KEYS, storedKeys } from './blocking.ts'
import { explain, probabilityOf, score, scoreNames, scoreRest } from './compare.ts'
import { type Facts, factsOf } from './facts.ts'
import { count, type Frequencies, noFrequencies, type Word } from './frequencies.ts'
import { mostOfName } from './names.ts'
import { REVIEW, SAME } from './parameters.ts'
import type { Evidence, MatchRecord } from './types.ts'

/** People to be found, in columns; how common their names are, in `frequencies`. */
export interface Matcher {
  readonly size: number
  readonly frequencies: Frequencies
  /** @internal */
  readonly store: Store
}

interface Store {
  size: number
  capacity: number
  /** Rows of `ROW` numbers of 32 bits, because a record is met at random and in rows it is one step into memory. */
  ints: Int32Array
  /** The same memory: identity and phone at the beginning of each row. */
  doubles: Float64Array
  names: Map<string, number>
  nameWords: Int32Array
  nameEnd: number
  words: Word[]
  wordIds: Map<Word, number>
  query: number
  /** First entry of a chain, by the lowest bits of a key. Entry e is key e % KEYS of record ⌊e / KEYS⌋. */
  heads: Int32Array
  /** Key and next entry of each entry, side by side. */
  links: Int32Array
}

const ROW = 10
/** Where its words begin in `nameWords`, and their number in the lowest 3 bits. */
const NAME = 4
/** Year · 2048 + month · 128 + day · 4 + sex. */
const BIRTH = 5
const STREET = 6
const HOUSE = 7
const AREA = 8
/** The last query that met the record. */
const MET = 9

export interface MatcherOptions {
  /** How many records there will be, so that no column has to grow. */
  expected?: number | undefined
  /** Of a larger matcher: a short list says little about how common a name is. The records are counted there. */
  frequencies?: Frequencies | undefined
}

export interface FindOptions {
  /** Most results; 10. */
  most?: number | undefined
  /** Probability from which a result is worth a look; 0.05. */
  review?: number | undefined
  /** Probability from which it is held to be the same person; 0.65: whoever merges without a look asks for more. */
  same?: number | undefined
  /** A record that is not to be found: the one that is asked about. */
  except?: number | undefined
  /** Which records may be found at all; the others have no part in the probability either. */
  only?: ((record: number) => boolean) | undefined
}

export interface Match {
  /** Place of the record in the order in which records were added. */
  record: number
  score: number
  probability: number
  verdict: 'same' | 'review'
  evidence: Evidence[]
}

/** Of one block no more are looked at: that many namesakes born in one year are told apart by nothing else. */
const MOST_OF_A_BLOCK = 3000
const MOST_WORDS = 7

/**
 * Stores people for `findMatches` and learns how common their names, years and areas are.
 * @throws RangeError when a date of birth is not written 'YYYY-MM-DD'
 */
export function buildMatcher(records: Iterable<MatchRecord>, options: MatcherOptions = {}): Matcher {
  const capacity = Math.max(16, options.expected ?? (Array.isArray(records) ? records.length : 0))
  const frequencies = options.frequencies ?? noFrequencies()
  const ints = new Int32Array(ROW * capacity)
  const store: Store = {
    size: 0,
    capacity,
    ints,
    doubles: new Float64Array(ints.buffer),
    names: new Map(),
    nameWords: new Int32Array(capacity),
    nameEnd: 0,
    words: [],
    wordIds: new Map(),
    query: 0,
    heads: new Int32Array(headsFor(capacity)).fill(-1),
    links: new Int32Array(2 * KEYS * capacity),
  }
  const matcher: Matcher = {
    frequencies,
    store,
    get size() {
      return store.size
    },
  }
  addRecords(matcher, records)
  return matcher
}

/** Adds people to a matcher; they are found at once. @throws RangeError as `buildMatcher` does; those before stay. */
export function addRecords(matcher: Matcher, records: Iterable<MatchRecord>): void {
  const { store, frequencies } = matcher
  const keys = new Int32Array(KEYS)
  for (const record of records) {
    const facts = factsOf(record, frequencies, true)
    if (store.size === store.capacity) grow(store)
    const at = store.size
    const row = at * ROW
    store.doubles[row / 2] = facts.nationalId
    store.doubles[row / 2 + 1] = facts.phone
    store.ints[row + NAME] = nameOf(store, facts.words)
    store.ints[row + BIRTH] = facts.year * 2048 + facts.month * 128 + facts.day * 4 + facts.sex
    store.ints[row + STREET] = facts.street
    store.ints[row + HOUSE] = facts.house
    store.ints[row + AREA] = facts.area
    storedKeys(facts, keys)
    for (let kind = 0; kind < KEYS; kind++) link(store, at * KEYS + kind, keys[kind]!)
    count(frequencies, facts.words, facts.year, facts.area)
    store.size++
  }
}

/** About half as many chains as keys. */
const headsFor = (capacity: number) => 2 ** Math.ceil(Math.log2(Math.max(64, capacity * 3)))

function link(store: Store, entry: number, key: number): void {
  store.links[2 * entry] = key
  if (key === 0) return
  const slot = key & (store.heads.length - 1)
  store.links[2 * entry + 1] = store.heads[slot]!
  store.heads[slot] = entry
}

function nameOf(store: Store, words: Word[]): number {
  const text = words.map((w) => w.text).join(' ')
  const there = store.names.get(text)
  if (there !== undefined) return there
  const length = Math.min(MOST_WORDS, words.length)
  if (store.nameEnd + length > store.nameWords.length)
    store.nameWords = grown(store.nameWords, store.nameWords.length * 1.25 + MOST_WORDS)
  const name = store.nameEnd * 8 + length
  for (let i = 0; i < length; i++) {
    let id = store.wordIds.get(words[i]!)
    if (id === undefined) {
      id = store.words.push(words[i]!) - 1
      store.wordIds.set(words[i]!, id)
    }
    store.nameWords[store.nameEnd++] = id
  }
  store.names.set(text, name)
  return name
}

function grown(column: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(Math.ceil(length))
  larger.set(column)
  return larger
}

function grow(store: Store): void {
  store.capacity = Math.ceil(store.capacity * 1.25)
  store.ints = grown(store.ints, ROW * store.capacity)
  store.doubles = new Float64Array(store.ints.buffer)
  store.links = grown(store.links, 2 * KEYS * store.capacity)
  if (headsFor(store.capacity) === store.heads.length) return
  store.heads = new Int32Array(headsFor(store.capacity)).fill(-1)
  for (let entry = 0; entry < store.size * KEYS; entry++) link(store, entry, store.links[2 * entry]!)
}

const shown: Facts = {
  words: [],
  year: 0,
  month: 0,
  day: 0,
  sex: 0,
  nationalId: 0,
  phone: 0,
  street: 0,
  house: 0,
  area: 0,
}

/** The facts of a stored record but for its name, until the next call. */
function restAt({ ints, doubles }: Store, at: number): Facts {
  const row = at * ROW
  const birth = ints[row + BIRTH]!
  shown.year = birth >> 11
  shown.month = (birth >> 7) & 15
  shown.day = (birth >> 2) & 31
  shown.sex = birth & 3
  shown.nationalId = doubles[row / 2]!
  shown.phone = doubles[row / 2 + 1]!
  shown.street = ints[row + STREET]!
  shown.house = ints[row + HOUSE]!
  shown.area = ints[row + AREA]!
  return shown
}

/** The facts of a stored record, until the next call. */
function factsAt(store: Store, at: number): Facts {
  const name = store.ints[at * ROW + NAME]!
  shown.words.length = name & 7
  for (let i = 0; i < shown.words.length; i++)
    shown.words[i] = store.words[store.nameWords[(name >>> 3) + i]!]!
  return restAt(store, at)
}

/** Calls with every stored record that shares a key with these facts, once. */
function meet(store: Store, facts: Facts, visit: (at: number) => void): void {
  const query = ++store.query
  for (const key of askedKeys(facts)) {
    let left = MOST_OF_A_BLOCK
    let entry = store.heads[key & (store.heads.length - 1)]!
    for (; entry !== -1 && left > 0; entry = store.links[2 * entry + 1]!) {
      if (store.links[2 * entry] !== key) continue
      left--
      const at = (entry / KEYS) | 0
      if (store.ints[at * ROW + MET] === query) continue
      store.ints[at * ROW + MET] = query
      visit(at)
    }
  }
}

/**
 * Who among the stored people a record may be about, the likeliest first.
 *
 * `same` is given where the probability is high and no other candidate competes: when two people who are not one
 * person themselves fit about equally well, both are for `review`.
 * @throws RangeError when the date of birth is not written 'YYYY-MM-DD'
 */
export function findMatches(matcher: Matcher, record: MatchRecord, options: FindOptions = {}): Match[] {
  const { store, frequencies } = matcher
  const { most = 10, review = REVIEW, same = SAME, except = -1, only } = options
  const asked = factsOf(record, frequencies)
  const least = Math.log2(review / (1 - review))
  const ofName = mostOfName(asked.words, frequencies)
  const near: { at: number; bits: number }[] = []
  meet(store, asked, (at) => {
    if (at === except) return
    // Most are somebody else by what else is known, whatever they are called.
    if (scoreRest(asked, restAt(store, at), frequencies) + ofName < least) return
    const bits = scoreNames(asked, factsAt(store, at), frequencies)
    if (bits >= least && (!only || only(at))) near.push({ at, bits })
  })
  near.sort((a, b) => b.bits - a.bits || a.at - b.at)
  near.length = Math.min(near.length, most)
  const weights = rivalWeights(store, frequencies, near)
  return near.map(({ at, bits }, i) => {
    score(asked, factsAt(store, at), frequencies)
    const own = 2 ** bits
    const chance = own / (1 + own + weights[i]!)
    return {
      record: at,
      score: bits,
      probability: chance,
      verdict: chance >= same ? 'same' : 'review',
      evidence: explain(bits, frequencies),
    }
  })
}

/** For each candidate, the odds of those which are another person than it. */
function rivalWeights(store: Store, f: Frequencies, near: { at: number; bits: number }[]): number[] {
  const weights = near.map(() => 0)
  for (let i = 0; i < near.length; i++) {
    if (near[i]!.bits < -1) break
    const one: Facts = { ...factsAt(store, near[i]!.at), words: factsAt(store, near[i]!.at).words.slice() }
    for (let j = i + 1; j < near.length; j++) {
      // One that is a thousand times less likely takes nothing away.
      if (near[i]!.bits - near[j]!.bits > 10) break
      const apart = 1 - probabilityOf(score(one, factsAt(store, near[j]!.at), f))
      weights[i]! += apart * 2 ** near[j]!.bits
      weights[j]! += apart * 2 ** near[i]!.bits
    }
  }
  return weights
}

/** How common names, years of birth and areas are among some people, for `comparePeople` without a matcher. */
export function learnFrequencies(records: Iterable<MatchRecord>): Frequencies {
  const frequencies = noFrequencies()
  for (const record of records) {
    const facts = factsOf(record, frequencies, true)
    count(frequencies, facts.words, facts.year, facts.area)
  }
  return frequencies
}
