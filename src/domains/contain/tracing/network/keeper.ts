import { type Ctx, read } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { loadRules } from '../windows.ts'
import { Memory } from './memory.ts'
import {
  findLastSeq,
  listEventsAfter,
  listPatients,
  listPeopleOfImports,
  loadCases,
  loadContacts,
  loadContactsOf,
  loadHomes,
  type NetworkEvent,
} from './queries.ts'

/** More events than this are not followed one by one: the network is read anew. */
const MOST_EVENTS = 5000
/** What retention took away is known to no event; ms of the system's clock. */
const OLDEST = 6 * 3_600_000

/** After these too much may have changed to name the people. */
const ANEW = new Set(['import.undone', 'areas.reorganised', 'areas.changed'])

interface Kept {
  memory?: Memory
  builtAt: number
  running?: Promise<Memory> | undefined
  waiting?: Promise<Memory> | undefined
  rebuilding?: Promise<void> | undefined
}

/** One network for each server process: what it is keyed by is the process's pool. */
const processes = new WeakMap<object, Kept>()

/**
 * The network of the outbreak as this process knows it, after every event numbered so far. It is read from the database
 * once and follows the events from then on, so two processes that know the same events know the same network.
 *
 * Everybody's contacts are in it whoever asks: who hands any of it out cuts it to the viewer.
 */
export function networkOf(ctx: Ctx): Promise<Memory> {
  let kept = processes.get(ctx.db)
  if (!kept) {
    kept = { builtAt: 0 }
    processes.set(ctx.db, kept)
  }
  return follow(ctx, kept)
}

/** One at a time; who comes while it runs waits for the next one, together. */
function follow(ctx: Ctx, kept: Kept): Promise<Memory> {
  if (!kept.running) {
    kept.running = catchUp(ctx, kept).finally(() => {
      kept.running = undefined
    })
    return kept.running
  }
  kept.waiting ??= kept.running
    .catch(() => undefined)
    .then(() => {
      kept.waiting = undefined
      return follow(ctx, kept)
    })
  return kept.waiting
}

/** Reads as the system in every area: the network is nobody's answer yet. */
async function everywhere<T>(ctx: Ctx, fn: (db: Tx) => Promise<T>): Promise<T> {
  const tree = await treeOf(ctx)
  const root = tree.all.find((a) => a.parentId === null)
  const viewer = {
    ...ctx.viewer,
    userId: 'system',
    areaIds: root ? tree.scope(root.id) : [],
    rights: new Set(['contact.read']),
  }
  return read({ ...ctx, viewer }, 'contact.read', fn)
}

async function build(ctx: Ctx): Promise<Memory> {
  // Asked first: what is read afterwards is at least as new, and whatever changes between the halves has an event to come.
  const seq = await everywhere(ctx, findLastSeq)
  const [rules, cases, ...halves] = await Promise.all([
    everywhere(ctx, loadRules),
    everywhere(ctx, (db) => loadCases(db)),
    everywhere(ctx, (db) => loadContacts(db, 0)),
    everywhere(ctx, (db) => loadContacts(db, 1)),
  ])
  const memory = new Memory(rules, halves, cases)
  memory.seq = seq
  return memory
}

async function catchUp(ctx: Ctx, kept: Kept): Promise<Memory> {
  const { memory } = kept
  const isFollowed = memory && Date.now() - kept.builtAt < OLDEST && (await applyEvents(ctx, memory))
  if (!isFollowed) {
    kept.memory = await build(ctx)
    kept.builtAt = Date.now()
    return kept.memory
  }
  if (memory.isWorn) {
    // Dead slots cost time and nothing else, so nobody waits for the new one.
    kept.rebuilding ??= build(ctx)
      .then(
        (fresh) => {
          kept.memory = fresh
          kept.builtAt = Date.now()
        },
        () => undefined,
      )
      .finally(() => {
        kept.rebuilding = undefined
      })
  }
  return memory
}

/** @returns false when the network has to be read anew */
function applyEvents(ctx: Ctx, memory: Memory): Promise<boolean> {
  return everywhere(ctx, async (db) => {
    if (JSON.stringify(await loadRules(db)) !== JSON.stringify(memory.rules)) return false
    const events = await listEventsAfter(db, memory.seq, MOST_EVENTS)
    if (events.length === MOST_EVENTS || events.some((e) => ANEW.has(e.type))) return false
    const people = await peopleOf(db, events)
    if (people.length > 0) {
      memory.apply(
        people,
        await loadContactsOf(db, people),
        await loadCases(db, people),
        await loadHomes(db, people),
      )
    }
    memory.seq = events.at(-1)?.seq ?? memory.seq
    return true
  })
}

/** Everybody of whom the network may have to learn something. */
async function peopleOf(db: Tx, events: NetworkEvent[]): Promise<string[]> {
  const people = new Set<string>()
  const cases: string[] = []
  const imports: string[] = []
  for (const { type, subjectId, payload } of events) {
    const { personId, personIds } = payload as { personId?: string; personIds?: string[] }
    if (type === 'person.changed') people.add(subjectId)
    else if (type === 'import.committed') imports.push(subjectId)
    else if (type.startsWith('contact.') || type.startsWith('case.')) {
      for (const id of personIds ?? []) people.add(id)
      if (personId) people.add(personId)
      if (type.startsWith('case.')) cases.push(subjectId)
    }
  }
  if (cases.length) for (const id of await listPatients(db, cases)) people.add(id)
  if (imports.length) for (const id of await listPeopleOfImports(db, imports)) people.add(id)
  return [...people]
}
