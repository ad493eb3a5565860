import { parentPort } from 'node:worker_threads'
import {
  addRecords,
  buildMatcher,
  type Evidence,
  findMatches,
  type Matcher,
  type MatchRecord,
} from '../../../engines/matching/index.ts'
import { IdTable } from './id-table.ts'
import { isLabel } from './likeness.ts'

/** Somebody who is looked for. */
export interface Asked {
  /** Null: nothing to be recognised by. */
  record: MatchRecord | null
  /** Where the row stands in its file. */
  line?: number
  /** The person who is asked about, when the register has them. */
  except?: string
}

/** Somebody they may be: a person of the register (`id`), or an earlier line of the file. */
export interface Alike {
  id: string | null
  line: number | null
  /** Bits, and the probability they make. */
  score: number
  probability: number
  evidence: Evidence[]
}

/** What the thread is asked to do. */
export type Request =
  | {
      what: 'learn'
      /** People as LINE of finder.ts writes them, one a line; of those who have gone the id alone. */
      lines: string
      /** Area → its ward: all are compared on that level. */
      wards: Map<number, number>
    }
  /** `file` names the list that the rows stand in; they are compared with its earlier lines as well, and join them. */
  | { what: 'find'; areaIds: number[]; asked: Asked[]; file?: string; most: number }
  | { what: 'join'; file: string; asked: Asked[] }
  | { what: 'forget'; file: string }

interface List {
  matcher: Matcher
  lines: number[]
  last: number
}

/** Lists that are being entered; the oldest is let go when more are begun than anybody works on. */
const lists = new Map<string, List>()
const MOST_LISTS = 8

const register = buildMatcher([])
const ids = new IdTable()
let areas = new Int32Array(1024)
/** In which transaction a record came, for those that came since the register was read. */
const cameIn = new Map<number, string>()
/** Records that a later one has taken the place of. */
const outdated = new Set<number>()

function learn({ lines, wards }: Extract<Request, { what: 'learn' }>): number {
  for (const text of lines === '' ? [] : lines.split('\n')) {
    const [id, fullName, birthDate, year, sex, nationalId, phone, area, address, outsideId, changedIn] =
      text.split('\t') as [string, string | undefined, ...string[]]
    const before = ids.find(id)
    // An id alone: the person has gone, or was merged into another.
    if (fullName === undefined) {
      if (before !== undefined) outdated.add(before)
      continue
    }
    // What a long transaction keeps from being passed over is told again and again.
    if (before !== undefined && cameIn.get(before) === changedIn) continue
    if (before !== undefined) outdated.add(before)
    const at = register.size
    addRecords(register, [
      {
        fullName: isLabel(fullName, outsideId || null) ? '' : fullName,
        birthDate: birthDate || undefined,
        birthYear: year ? Number(year) : undefined,
        sex: sex === 'male' || sex === 'female' ? sex : undefined,
        nationalId: nationalId || undefined,
        phone: phone || undefined,
        address: address || undefined,
        areaId: wards.get(Number(area)),
      },
    ])
    ids.set(id, at)
    if (changedIn) cameIn.set(at, changedIn)
    if (at >= areas.length) {
      const larger = new Int32Array(2 * at)
      larger.set(areas)
      areas = larger
    }
    areas[at] = Number(area)
  }
  return register.size - outdated.size
}

function listOf(file: string): List {
  const there = lists.get(file)
  if (there) return there
  if (lists.size >= MOST_LISTS) lists.delete(lists.keys().next().value!)
  // How common a name is, the register tells.
  const list = { matcher: buildMatcher([], { frequencies: register.frequencies }), lines: [], last: 0 }
  lists.set(file, list)
  return list
}

function join(list: List, { line = 0, record }: Asked): void {
  if (line <= list.last) return
  list.last = line
  if (!record) return
  addRecords(list.matcher, [record])
  list.lines.push(line)
}

function find({ areaIds, asked, file, most }: Extract<Request, { what: 'find' }>): Alike[][] {
  const inScope = new Set(areaIds)
  const list = file === undefined ? undefined : listOf(file)
  return asked.map((one) => {
    const { record, line = 0 } = one
    if (!record) {
      if (list) join(list, one)
      return []
    }
    const self = one.except === undefined ? undefined : ids.find(one.except)
    const only = (at: number) => at !== self && inScope.has(areas[at]!) && !outdated.has(at)
    const alike: Alike[] = findMatches(register, record, { most, only }).map(
      ({ record: at, score, probability, evidence }) => ({
        id: ids.at(at),
        line: null,
        score,
        probability,
        evidence,
      }),
    )
    if (!list) return alike
    const above = findMatches(list.matcher, record, { most, only: (at) => list.lines[at]! < line })
    for (const { record: at, score, probability, evidence } of above)
      alike.push({ id: null, line: list.lines[at]!, score, probability, evidence })
    join(list, one)
    return alike
  })
}

function answer(request: Request): unknown {
  switch (request.what) {
    case 'learn':
      return learn(request)
    case 'find':
      return find(request)
    case 'join':
      for (const asked of request.asked) join(listOf(request.file), asked)
      return undefined
    case 'forget':
      return void lists.delete(request.file)
  }
}

parentPort?.on('message', ({ number, request }: { number: number; request: Request }) => {
  try {
    parentPort!.postMessage({ number, answer: answer(request) })
  } catch (error) {
    parentPort!.postMessage({ number, error: String((error as Error).stack ?? error) })
  }
})
