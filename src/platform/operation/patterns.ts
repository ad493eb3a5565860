import { isProcedure } from '@orpc/server'
import type { FastifyRequest } from 'fastify'

interface Pattern {
  method: string
  parts: string[]
  text: string
}

function patternsOf(part: unknown, found: Pattern[] = []): Pattern[] {
  if (isProcedure(part)) {
    const { method, path } = part['~orpc'].route
    if (method && path) found.push({ method, parts: path.split('/').slice(1), text: `/api${path}` })
  } else if (part && typeof part === 'object') {
    for (const below of Object.values(part)) patternsOf(below, found)
  }
  return found
}

const isParameter = (part: string) => part.startsWith('{')

/**
 * The pattern of a request's route, `/api/people/{id}` and never an id: routes of the contract all arrive through one
 * route of the web server, so they are told apart by the router's own paths.
 * @param router of the whole API
 */
export function routePatterns(router: object): (request: FastifyRequest) => string {
  const known = new Map<string, Pattern[]>()
  for (const p of patternsOf(router)) {
    const key = `${p.method} ${p.parts.length}`
    known.set(key, [...(known.get(key) ?? []), p])
  }
  // A fixed word goes before a parameter in the same place.
  for (const list of known.values())
    list.sort((a, b) => a.parts.filter(isParameter).length - b.parts.filter(isParameter).length)
  return (request) => {
    const served = request.routeOptions.url
    if (served !== '/api/*') return served ?? 'none'
    const parts = request.url.split('?')[0]!.split('/').slice(2)
    const fits = (p: Pattern) => p.parts.every((part, i) => isParameter(part) || part === parts[i])
    return known.get(`${request.method} ${parts.length}`)?.find(fits)?.text ?? 'none'
  }
}
