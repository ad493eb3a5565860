import { buildMatcher, findMatches, type Match, type MatchRecord } from '../src/engines/matching/index.ts'
import { type LabelledSet, labelledSet } from '../src/engines/matching/testing.ts'
import type { Row } from './stats.ts'

interface Found {
  precision: number
  recall: number
  /** Milliseconds for one record. */
  ms: number
}

/** Pairs of records that a way of matching holds to be one person, against the truth; a pair counts from either side. */
function judge(set: LabelledSet, find: (record: number) => number[]): Found {
  const told = Map.groupBy(set.person.keys(), (i) => set.person[i]!)
  let pairs = 0
  for (const records of told.values()) pairs += records.length * (records.length - 1)
  let right = 0
  let wrong = 0
  const start = performance.now()
  for (let i = 0; i < set.records.length; i++)
    for (const j of find(i)) {
      if (set.person[j] === set.person[i]) right++
      else wrong++
    }
  const ms = (performance.now() - start) / set.records.length
  return { precision: right / (right + wrong), recall: right / pairs, ms }
}

const same = (matches: Match[]) => matches.filter((m) => m.verdict === 'same').map((m) => m.record)

function ours(set: LabelledSet): Found {
  const matcher = buildMatcher(set.records)
  return judge(set, (i) => same(findMatches(matcher, set.records[i]!, { except: i })))
}

/** The rule of Go.Data: the same name, letter by letter but for case and spaces around it, or the same document. */
function exact(set: LabelledSet): Found {
  const keysOf = ({ fullName, nationalId }: MatchRecord) => [
    fullName.toLowerCase().trim(),
    ...(nationalId ? [nationalId] : []),
  ]
  const by = new Map<string, number[]>()
  set.records.forEach((record, i) => {
    for (const key of keysOf(record)) by.set(key, [...(by.get(key) ?? []), i])
  })
  return judge(set, (i) => [
    ...new Set(keysOf(set.records[i]!).flatMap((key) => by.get(key)!.filter((j) => j !== i))),
  ])
}

/** Trigrams as pg_trgm makes them, as sorted numbers. */
function trigramsOf(name: string, numbers: Map<string, number>): Int32Array {
  const all = new Set<number>()
  for (const word of name
    .toLowerCase()
    .normalize('NFC')
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${word} `
    for (let i = 0; i + 3 <= padded.length; i++) {
      const trigram = padded.slice(i, i + 3)
      const number = numbers.get(trigram) ?? numbers.size
      numbers.set(trigram, number)
      all.add(number)
    }
  }
  return Int32Array.from(all).sort()
}

function similarity(a: Int32Array, b: Int32Array): number {
  let shared = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++
      i++
      j++
    } else if (a[i]! < b[j]!) i++
    else j++
  }
  return shared / (a.length + b.length - shared)
}

/** The rule of SORMAS: names 0.65 alike, and no part of the birth, nor sex, nor document differs; or the same document. */
function trigram(set: LabelledSet): Found {
  const numbers = new Map<string, number>()
  const people = set.records.map((r) => {
    const [year = 0, month = 0, day = 0] = (r.birthDate ?? '').split('-').map(Number)
    return {
      trigrams: trigramsOf(r.fullName, numbers),
      year: year || (r.birthYear ?? 0),
      month,
      day,
      sex: r.sex ?? '',
      id: r.nationalId ?? '',
    }
  })
  const byYear = Map.groupBy(people.keys(), (i) => people[i]!.year)
  const byId = Map.groupBy(people.keys(), (i) => people[i]!.id)
  const agrees = <T>(a: T, b: T) => a === b || !a || !b
  return judge(set, (i) => {
    const a = people[i]!
    const near = a.year === 0 ? people.keys() : [...byYear.get(a.year)!, ...(byYear.get(0) ?? [])]
    const found = new Set(a.id === '' ? [] : byId.get(a.id))
    for (const j of near) {
      const b = people[j]!
      if (!agrees(a.sex, b.sex) || !agrees(a.month, b.month) || !agrees(a.day, b.day) || !agrees(a.id, b.id))
        continue
      if (similarity(a.trigrams, b.trigrams) >= 0.65) found.add(j)
    }
    found.delete(i)
    return [...found]
  })
}

const told = ({ precision, recall }: Found) =>
  `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`
const timesOf = (ms: number) => ({ p50: ms, p95: ms })

/** What the columns of a matcher take, names apart. */
const memory = () => {
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}

/**
 * How well and how fast the people of a list are recognised. Needs no database: `House` is not opened.
 * Quality on 20,000 invented people with errors, beside the rules of Go.Data and SORMAS; speed with 100,000 rows, of
 * which about half are about somebody among 500,000.
 */
export function matching(): Row[] {
  const set = labelledSet({ seed: 'bench', people: 20_000 })
  const found = ours(set)
  const rows = [
    ['the same name or document (Go.Data)', exact(set)] as const,
    ['trigrams 0.65 and parts of birth, or the same document (SORMAS)', trigram(set)] as const,
  ].map(
    ([rule, peer]): Row => ({
      section: 'matching',
      what: `one of ${set.records.length} records about 20,000 people: ${told(found)}`,
      ours: timesOf(found.ms),
      baseline: timesOf(peer.ms),
      against: `${rule}: ${told(peer)}`,
      goal: 'precision ≥ 0.98 at recall ≥ 0.95',
      met: found.precision >= 0.98 && found.recall >= 0.95,
    }),
  )
  return [...rows, atScale(500_000, 100_000)]
}

function atScale(known: number, count: number): Row {
  const set = labelledSet({ seed: 'bench of many', people: Math.round(known + 0.45 * count), share: 0.1 })
  const register = set.records.slice(0, known)
  const asked: number[] = []
  for (let i = set.household.length; i < set.records.length; i++) if (set.person[i]! < known) asked.push(i)
  asked.length = Math.min(asked.length, count)
  for (let i = known; asked.length < count; i++) asked.push(i)
  globalThis.gc?.()
  const before = memory()
  const building = performance.now()
  const matcher = buildMatcher(register)
  const built = performance.now() - building
  globalThis.gc?.()
  const bytes = (memory() - before) / known
  let right = 0
  let wrong = 0
  let seen = 0
  const there = asked.filter((i) => set.person[i]! < known).length
  const start = performance.now()
  for (const i of asked)
    for (const match of findMatches(matcher, set.records[i]!)) {
      const isRight = match.record === set.person[i]
      if (isRight) seen++
      if (match.verdict !== 'same') continue
      if (isRight) right++
      else wrong++
    }
  const took = performance.now() - start
  return {
    section: 'matching',
    what:
      `${count} new rows against ${known} people in ${(took / 1000).toFixed(1)} s, built in ${(built / 1000).toFixed(1)} s, ` +
      `${bytes.toFixed(0)} bytes a person: precision ${(right / (right + wrong)).toFixed(3)}, ` +
      `recall ${(right / there).toFixed(3)}, ${(seen / there).toFixed(3)} with those to be looked at`,
    ours: timesOf(took),
    goal: '< 30 s',
    met: took < 30_000,
  }
}
