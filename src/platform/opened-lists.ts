import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Ctx, type Entry, write } from './context.ts'

const NAME = /"full_?name":"/i
const PERSON = /"(person_?id|birth_?year|full_name)":(?!null)/i
/** Whoever said that they were there is named before anybody knows who of the register they are. */
const OF_PEOPLE = new Set(['/api/claims'])

/**
 * Opening a list that names people leaves a row in the audit before it is answered; again after ten minutes. A
 * record's own page, which ends in its id, records its opening itself.
 */
export function recordOpenedLists(app: FastifyInstance, signedIn: (r: FastifyRequest) => Promise<Ctx>): void {
  const known = new Map<string, number>()
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return
    const [path, query = ''] = request.url.split('?') as [string, string?]
    // The rules of retention name columns of people, nobody's name.
    if (!path.startsWith('/api/') || path === '/api/rules' || /\/[0-9a-f-]{36}$/.test(path)) return
    if (!NAME.test(payload) || !(PERSON.test(payload) || OF_PEOPLE.has(path))) return
    const key = hash('sha256', `${request.headers.cookie} ${path}`, 'base64')
    if (Date.now() - (known.get(key) ?? 0) < 10 * 60_000) return
    const ctx = await signedIn(request)
    // Whoever does not know people got initials.
    if (!ctx.viewer.rights.has('person.read')) return
    await record(ctx, 'person.read', {
      action: 'list.open',
      opening: true,
      subject: { type: 'list', id: path.slice('/api'.length) },
      ...(query ? { changes: { query: [null, query] } } : {}),
    })
    if (known.size > 20_000) known.clear()
    known.set(key, Date.now())
  })
}

/** An audit row of its own for something that was handed out. */
export function record(ctx: Ctx, right: string, entry: Entry): Promise<void> {
  return write({ ...ctx, idempotencyKey: undefined }, right, async (tx) =>
    tx.record({ areaId: ctx.viewer.areaId, ...entry }),
  )
}
