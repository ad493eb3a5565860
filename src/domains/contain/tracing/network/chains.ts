import { findChains } from '../../../../engines/tracing/index.ts'
import { addDays, localDate, startOfLocalDate } from '../../../../platform/clock.ts'
import { type Ctx, write } from '../../../../platform/context.ts'
import { listDiseases } from '../../../detect/surveillance/index.ts'
import { areasAsked, treeOf } from '../../../registry/areas/index.ts'
import { versionAt } from '../windows.ts'
import type { ChainCase, ChainLink, ChainSummary, Chains } from './contract.ts'
import { networkOf } from './keeper.ts'
import { exposedBy, firstDay, type Link, linksOf } from './links.ts'
import type { Memory } from './memory.ts'
import { type CountedCase, parametersOf } from './parameters.ts'
import { findMeetings, type NetworkCase } from './queries.ts'
import { Shown } from './shown.ts'

/** More cases than this are not drawn; the largest chains come first. */
const MOST_CASES = 10_000

interface Asked {
  areaId?: number | undefined
  disease?: string | undefined
  from?: string | undefined
  to?: string | undefined
  minSize: number
  active?: 'yes' | 'no' | undefined
}

/** A confirmed case in the graph of chains; its place in the list is its number there. */
interface Member {
  person: number
  record: NetworkCase
  shown: string
  /** Lives in the area asked about. */
  isAsked: boolean
  /** And fell ill in the period asked about. */
  isCounted: boolean
}

/**
 * The chains of infection that touch an area, whole: of cases outside the viewer's areas their code and ward. Opening
 * them is recorded. @throws Problem outside-area
 */
export async function chains(ctx: Ctx, asked: Asked): Promise<Chains> {
  const tree = await treeOf(ctx)
  const areaIds = new Set(await areasAsked(ctx, asked.areaId))
  const memory = await networkOf(ctx)
  return write({ ...ctx, idempotencyKey: undefined }, 'contact.read', async (tx) => {
    const areaId = asked.areaId ?? ctx.viewer.areaId
    tx.record({
      action: 'contact.open-chains',
      opening: true,
      subject: { type: 'area', id: String(areaId) },
      areaId,
    })
    const known = await listDiseases(tx.db)
    const today = localDate(tx.now)
    const quietDays = versionAt(memory.rules.window, today).body.passOnDays
    // From here to the next await the memory stands still.
    const diseases = diseasesIn(memory, areaIds, known)
    const disease = asked.disease ?? diseases[0]?.key ?? null
    const shown = new Shown(ctx, tree, memory)
    const graph = graphOf(memory, disease ?? '', areaIds, asked)
    const kept = chainsOf(graph, memory, addDays(today, -quietDays), asked, shown)
    const drawn = draw(graph, kept.chains, memory, shown)
    const answer = {
      knownTo: memory.seq,
      disease,
      diseases,
      quietDays,
      cases: drawn.cases,
      chains: kept.chains,
      leftOut: kept.leftOut,
      truncated: kept.truncated,
      parameters: disease ? parameters(graph, memory) : null,
    }
    const contactIds = drawn.links.map(({ slot }) => memory.contacts.text(memory.contact[slot]!))
    const meetings = await findMeetings(tx.db, contactIds)
    const links = drawn.links.map(({ slot: _, ...link }, n): ChainLink => {
      const met = meetings.get(contactIds[n]!)
      return {
        ...link,
        firstAt: met?.firstAt ?? null,
        lastAt: met?.lastAt ?? null,
        dayOnly: met?.dayOnly ?? false,
        closeness: met?.closeness ?? null,
        placeText: met?.placeText ?? null,
      }
    })
    return { ...answer, links }
  })
}

/** Diseases with confirmed cases in these areas, the most frequent first. */
function diseasesIn(
  memory: Memory,
  areaIds: Set<number>,
  known: { key: string; name_vi: string; name_en: string }[],
): Chains['diseases'] {
  const count = new Map<string, number>()
  for (const [p, c] of memory.cases)
    if (areaIds.has(memory.home[p]!)) count.set(c.disease, (count.get(c.disease) ?? 0) + 1)
  return known
    .flatMap((d) => {
      const cases = count.get(d.key)
      return cases ? [{ key: d.key, vi: d.name_vi, en: d.name_en, cases }] : []
    })
    .sort((x, y) => y.cases - x.cases || x.key.localeCompare(y.key))
}

interface Graph {
  members: Member[]
  /** Places of members. */
  links: (Link & { source: number; target: number })[]
  component: Int32Array
  sizes: Int32Array
  depth: Int32Array
  generation: Int32Array
}

/** All cases of the disease, wherever they live: a chain does not end at the border of a ward. */
function graphOf(memory: Memory, disease: string, areaIds: Set<number>, { from, to }: Asked): Graph {
  const members: Member[] = []
  const place = new Map<number, number>()
  for (const [person, record] of memory.cases) {
    if (record.disease !== disease) continue
    const shown = firstDay(record)
    const isAsked = areaIds.has(memory.home[person]!)
    const isCounted = isAsked && shown >= (from ?? '') && shown <= (to ?? '9999')
    members.push({ person, record, shown, isAsked, isCounted })
  }
  // The same order in every process, whatever order they learned of the cases in.
  members.sort((x, y) => x.shown.localeCompare(y.shown) || x.record.caseId.localeCompare(y.record.caseId))
  members.forEach((m, n) => {
    place.set(m.person, n)
  })
  const links = linksOf(memory, disease)
    .map((l) => ({ ...l, source: place.get(l.from)!, target: place.get(l.to)! }))
    .sort((x, y) => x.source - y.source || x.target - y.target)
  const found = findChains({
    from: Int32Array.from(links, (l) => l.source),
    to: Int32Array.from(links, (l) => l.target),
    people: members.length,
  })
  return { members, links, ...found }
}

/** The chains asked about, the largest first. */
function chainsOf(
  { members, component, sizes, depth, generation }: Graph,
  memory: Memory,
  quiet: string,
  asked: Asked,
  shown: Shown,
): { chains: ChainSummary[]; leftOut: number; truncated: boolean } {
  const found = new Map<number, ChainSummary & { isAsked: boolean; isBegun: boolean }>()
  const counted = new Map<number, number>()
  members.forEach((m, n) => {
    const chain = component[n]!
    if (m.isCounted) counted.set(chain, (counted.get(chain) ?? 0) + 1)
    let of = found.get(chain)
    if (!of) {
      of = {
        chain,
        code: m.record.code,
        size: sizes[chain]!,
        depth: depth[chain]!,
        firstOn: null,
        lastOn: null,
        active: false,
        wards: [],
        isAsked: false,
        isBegun: false,
      }
      found.set(chain, of)
    }
    if (m.isCounted) of.isAsked = true
    if (generation[n] === 0 && !of.isBegun) {
      of.code = m.record.code
      of.isBegun = true
    }
    const ward = shown.ward(m.person)
    if (!of.wards.includes(ward)) of.wards.push(ward)
    if (m.shown > quiet) of.active = true
    if (shown.isOutside(m.person)) return
    of.firstOn = of.firstOn === null || m.shown < of.firstOn ? m.shown : of.firstOn
    of.lastOn = of.lastOn === null || m.shown > of.lastOn ? m.shown : of.lastOn
  })
  // A meeting inside a chain keeps it alive as well as a new case does, also when it is no link.
  const chainOf = new Map(members.map((m, n) => [m.person, component[n]!]))
  const quietFrom = startOfLocalDate(addDays(quiet, 1)).getTime() / 60_000
  for (let s = 0; s < memory.slots; s++) {
    if (!memory.counts[s] || memory.end[s]! < quietFrom) continue
    const chain = chainOf.get(memory.a[s]!)
    if (chain !== undefined && chain === chainOf.get(memory.b[s]!)) found.get(chain)!.active = true
  }
  const touched = [...found.values()].filter((c) => c.isAsked)
  const kept = touched
    .filter((c) => c.size >= asked.minSize)
    .filter((c) => asked.active === undefined || c.active === (asked.active === 'yes'))
    .sort((x, y) => y.size - x.size || y.chain - x.chain)
  const leftOut = touched
    .filter((c) => c.size < asked.minSize)
    .reduce((sum, c) => sum + (counted.get(c.chain) ?? 0), 0)
  let room = MOST_CASES
  const chains = kept.flatMap(({ isAsked: _a, isBegun: _b, ...c }) => {
    room -= c.size
    return room >= 0 ? [c] : []
  })
  return { chains, leftOut, truncated: chains.length < kept.length }
}

function draw(
  { members, links, component, generation }: Graph,
  chains: ChainSummary[],
  memory: Memory,
  shown: Shown,
) {
  const kept = new Set(chains.map((c) => c.chain))
  const place = new Map<number, number>()
  const infected = new Int32Array(members.length)
  for (const l of links) infected[l.source]! += 1
  const cases: ChainCase[] = []
  members.forEach((m, n) => {
    if (!kept.has(component[n]!)) return
    place.set(n, cases.length)
    const outside = shown.isOutside(m.person)
    const { record: c } = m
    cases.push({
      caseId: outside ? null : c.caseId,
      code: c.code,
      areaId: outside ? shown.ward(m.person) : memory.home[m.person]!,
      outside,
      chain: component[n]!,
      generation: generation[n]!,
      onsetDate: outside ? null : c.onsetDate,
      confirmedOn: outside || !c.confirmedAt ? null : localDate(c.confirmedAt),
      detectedIn: outside ? null : c.detectedIn,
      infected: infected[n]!,
    })
  })
  const drawn = links.flatMap((l) => {
    const [from, to] = [place.get(l.source), place.get(l.target)]
    return from === undefined || to === undefined ? [] : [{ from, to, stated: l.stated, slot: l.slot }]
  })
  return { cases, links: drawn }
}

/** Over the cases of the area and period, and the links between two of them. */
function parameters({ members, links, generation }: Graph, memory: Memory): Chains['parameters'] {
  const place = new Map<number, number>()
  members.forEach((m, n) => {
    if (m.isCounted) place.set(n, place.size)
  })
  const within = links.filter((l) => place.has(l.source) && place.has(l.target))
  const sources = new Map<number, number>()
  /** The one source that each case is counted under: of several the nearest to the beginning of the chain. */
  const source = new Map<number, number>()
  for (const l of within) {
    sources.set(l.target, (sources.get(l.target) ?? 0) + 1)
    const known = source.get(l.target)
    if (known === undefined || generation[l.source]! < generation[known]!) source.set(l.target, l.source)
  }
  const infected = new Map<number, Set<number>>()
  for (const [target, by] of source) {
    const of = infected.get(by) ?? new Set()
    infected.set(by, of.add(members[target]!.person))
  }
  const cases: CountedCase[] = []
  for (const n of place.keys()) {
    const m = members[n]!
    const mine = infected.get(n) ?? new Set()
    cases.push({
      onset: m.record.onsetDate,
      confirmed: m.record.confirmedAt ? localDate(m.record.confirmedAt) : null,
      shown: m.shown,
      infected: mine.size,
      exposed: exposedBy(memory, m.person, mine).size,
    })
  }
  return parametersOf(
    cases,
    within.map((l) => ({
      from: place.get(l.source)!,
      to: place.get(l.target)!,
      sources: sources.get(l.target)!,
    })),
  )
}
