import type { FastifyInstance } from 'fastify'
import { problem } from './problems.ts'

const DATE = /^(\d{4})-\d\d-\d\d(T|$)/
const MOST_LEVELS = 20
/** Of PostgreSQL's integer, which every whole number of a record is. */
const LARGEST = 2 ** 31 - 1

/** Field → what is wrong with it, of everything in `value` that no column can hold. */
function unstorable(value: unknown): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  const queue: { at: string; value: unknown; level: number }[] = [{ at: '', value, level: 0 }]
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { at, value: v, level } = next
    if (level > MOST_LEVELS) found[at.slice(0, 200)] = ['too-deep']
    else if (typeof v === 'object' && v !== null) {
      for (const [key, inner] of Object.entries(v)) {
        if (key.includes('\0') || !key.isWellFormed()) found[at || 'key'] = ['text-unreadable']
        queue.push({ at: at ? `${at}.${key}` : key, value: inner, level: level + 1 })
      }
    } else if (typeof v === 'string') {
      const year = Number(DATE.exec(v)?.[1] ?? 2000)
      if (v.includes('\0') || !v.isWellFormed()) found[at] = ['text-unreadable']
      else if (year < 1900 || year > 2200) found[at] = ['date-out-of-range']
      else if (/(?<!national)Id$/.test(at) && Math.abs(Number(v)) > LARGEST)
        found[at] = ['number-out-of-range']
    } else if (Math.abs(Number(v)) > LARGEST) found[at] = ['number-out-of-range']
    if (Object.keys(found).length > 20) break
  }
  return found
}

/** @throws Problem input-invalid naming the fields */
export function requireStorable(value: unknown): void {
  const fields = unstorable(value)
  if (Object.keys(fields).length) throw problem('input-invalid', {}, { fields })
}

/**
 * Refuses, for every route at once, what PostgreSQL cannot hold (U+0000, half a character, larger integers) and years
 * that no record of ours can have: one route would take a date before 1900 or after 2200, and another break on it.
 */
export function refuseUnstorable(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    if (!request.url.startsWith('/api/')) return
    const numbers = request.url.split(/[/?]/).filter((part) => /^\d{10,}$/.test(part))
    if (numbers.some((n) => Number(n) > LARGEST)) throw problem('not-found')
    const query = request.query as Record<string, unknown>
    // Filters come as JSON in one parameter.
    for (const part of [request.params, query, jsonOf(query.filters), request.body]) requireStorable(part)
  })
}

function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
