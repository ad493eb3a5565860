import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import { ORPCError } from '@orpc/client'
import { ValidationError } from '@orpc/contract'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import type { AnyRouter } from '@orpc/server'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { SessionInfo } from './auth.ts'
import type { Door } from './auth-door.ts'
import type { AuthRequestContext } from './auth-routes.ts'
import type { Ctx } from './context.ts'
import { Problem, type ProblemKind, problem, problemOfDatabase } from './problems.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The session behind a request, once its context was built. */
    sessionOf(request: FastifyRequest): SessionInfo | undefined
  }
}

export interface HttpInput {
  router: Record<string, AnyRouter>
  /** Sign-in, below /api/auth. */
  door: Door
  problems: Record<string, ProblemKind>
  constraints: Record<string, string>
  /** Builds the context of a request, or undefined when nobody is signed in. */
  identify(request: FastifyRequest): Promise<Ctx | undefined>
  /** The context of whoever has no account. */
  visitor(request: FastifyRequest): Ctx
  /** The session that `identify` found. */
  sessionOf(request: FastifyRequest): SessionInfo | undefined
  /** The session that a request's cookies were found to be of lately, without asking whether it still lives. */
  sessionSeen(request: FastifyRequest): string | undefined
  /** A demo server refuses any host but localhost and any forwarded header. */
  isDemo: boolean
  /** Where browsers reach the server; the first is the public one. */
  origins: string[]
  /** Addresses or networks of the proxies whose X-Forwarded-For is believed, separated by commas. */
  trustProxy?: string | undefined
  webFolder: string
  /** Of one session; of one address for whoever has none. */
  requestsPerMinute?: number | undefined
  /** Of them at the door of sign-in; a demo, in which everybody is one click away, has no such limit. */
  knocksPerMinute?: number | undefined
  log(error: unknown, what: string): void
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What a browser says of where a request comes from: a page of ours, or the person; a program says nothing. */
const OWN_SITE = new Set<unknown>(['same-origin', 'none', undefined])
const addressOf = (request: FastifyRequest) => request.ip
/** Behind these another router decides; neither takes a file. */
const ROUTERS = new Set(['/api/*', '/api/auth/*'])

/** A script of its own file, before all others: it tells libraries what the policy below asks of them. */
const BEFORE = '<script src="/before.js"></script>'

/**
 * What a page may load and run. A style sheet that a library writes into the page carries the nonce of its page;
 * nothing else inline is allowed, neither style attributes in markup nor scripts.
 */
function contentPolicy(nonce?: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self'${nonce ? ` 'nonce-${nonce}'` : ''}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The web server: API, sign-in, web app. Routes that stream are added by the caller before `listen`. */
export async function createHttp(input: HttpInput): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 1_000_000,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    trustProxy: input.trustProxy ?? false,
  })
  app.decorate('sessionOf', input.sessionOf)
  // A form of another site can send text/plain without asking first; nothing here speaks it.
  app.removeContentTypeParser('text/plain')
  const isHttps = input.origins[0]!.startsWith('https:')
  const hosts = new Set(input.origins.map((o) => new URL(o).host))

  // What a browser may do with an answer stands in refusals too, so it is said before anything is refused.
  await app.register(helmet, {
    contentSecurityPolicy: false,
    hsts: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    frameguard: { action: 'deny' },
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', contentPolicy())
    reply.header(
      'permissions-policy',
      'camera=(), microphone=(), geolocation=(self), payment=(), usb=(), display-capture=()',
    )
    // Answers about people are not kept by browsers or by what stands between.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  app.addHook('onRequest', async (request) => {
    const host = request.headers.host ?? ''
    if (input.isDemo) {
      const forwarded = FORWARDED.some((h) => request.headers[h] !== undefined)
      if (forwarded || !LOCAL_HOST.test(host)) throw problem('host-refused')
    } else if (!hosts.has(host) && !LOCAL_HOST.test(host)) throw problem('host-unknown')
    const route = request.routeOptions.url ?? ''
    if (SAFE.has(request.method)) {
      // A page elsewhere must not make a browser ask for an export. Only a provider of sign-in leads back in here.
      const asksData = route.startsWith('/api/') && route !== '/api/auth/*'
      if (asksData && !OWN_SITE.has(request.headers['sec-fetch-site'])) throw problem('origin-refused')
      return
    }
    if (!comesFromHere(request, input)) throw problem('origin-refused')
    const isForm = request.headers['content-type']?.startsWith('multipart/')
    if (isForm && ROUTERS.has(route)) throw problem('media-type-refused')
  })
  await app.register(rateLimit, {
    max: input.requestsPerMinute ?? 3000,
    timeWindow: '1 minute',
    // A whole health station stands behind one address.
    keyGenerator: (request) => input.sessionSeen(request) ?? request.ip,
    errorResponseBuilder: () => problem('too-many-requests'),
  })
  await app.register(multipart, { limits: { fileSize: 50_000_000, files: 1 } })

  app.addHook('onSend', async (request, reply) => {
    const ours = request.url.startsWith('/api/') && !request.url.startsWith('/api/auth/')
    if (ours && reply.statusCode >= 400) reply.header('content-type', 'application/problem+json')
  })
  app.setErrorHandler((error, request, reply) => sendProblem(input, error, request, reply))

  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    bodyLimit: 20_000,
    config: input.isDemo
      ? {}
      : { rateLimit: { max: input.knocksPerMinute ?? 120, timeWindow: '1 minute', keyGenerator: addressOf } },
    handler: async (request, reply) => {
      const [path = '', query = ''] = request.url.slice('/api/auth'.length).split(/(?=\?)/, 2)
      const answer = await input.door({
        method: request.method,
        path,
        query,
        headers: toHeaders(request),
        body: request.body ?? {},
        address: request.ip,
      })
      if (answer.cookies.length) reply.header('set-cookie', answer.cookies)
      if (answer.location !== undefined) return reply.redirect(answer.location, answer.status)
      return reply.status(answer.status).send(answer.body)
    },
  })

  const handler = new OpenAPIHandler<AuthRequestContext>(input.router as never, {
    customErrorResponseBodyEncoder: (error) =>
      (error.data as { problem?: unknown })?.problem ?? error.toJSON(),
    interceptors: [
      async (options) => {
        try {
          return await options.next()
        } catch (error) {
          throw asOrpcError(
            input,
            error,
            (options as unknown as { request: { requestId?: string } }).request?.requestId,
          )
        }
      },
    ],
  })
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/api/*',
    handler: async (request, reply) => {
      const ctx = await input.identify(request)
      const context = {
        ctx,
        visitor: input.visitor(request),
        session: input.sessionOf(request),
        address: request.ip,
      }
      const { matched } = await handler.handle(request, reply, { prefix: '/api', context })
      if (!matched) throw problem('not-found')
    },
  })

  const index = join(input.webFolder, 'index.html')
  if (existsSync(index)) {
    /** The one page, each time with a nonce of its own, which only style sheets may carry. */
    const page = async (_request: FastifyRequest, reply: FastifyReply) => {
      const nonce = randomBytes(16).toString('base64')
      const html = await readFile(index, 'utf8')
      return reply
        .header('content-security-policy', contentPolicy(nonce))
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(html.replace('<head>', `<head><meta name="style-nonce" content="${nonce}">${BEFORE}`))
    }
    for (const path of ['/', '/index.html']) app.get(path, { config: { right: 'public' } }, page)
    await app.register(fastifyStatic, {
      root: input.webFolder,
      index: false,
      // Built assets carry a hash in their name; everything else is asked for again.
      setHeaders: (res, path) =>
        void res.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    })
    app.setNotFoundHandler((request, reply) => {
      if (request.method !== 'GET' || request.url.startsWith('/api/') || request.url.startsWith('/assets/')) {
        return sendProblem(input, problem('not-found'), request, reply)
      }
      return page(request, reply)
    })
  } else {
    app.setNotFoundHandler((request, reply) => sendProblem(input, problem('not-found'), request, reply))
  }
  return app
}

/**
 * Whether a request that changes something was sent by a page of this server. Browsers say where a request comes from;
 * what says nothing is no browser, and carries no cookie that its user did not put there.
 */
function comesFromHere(request: FastifyRequest, input: HttpInput): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return OWN_SITE.has(request.headers['sec-fetch-site'])
  if (input.origins.includes(origin)) return true
  // The demo answers to every name of this machine; the host was looked at above.
  return input.isDemo && URL.canParse(origin) && new URL(origin).host === host
}

/** Request headers as the Fetch standard has them. */
export function toHeaders(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [key, value] of Object.entries(request.headers)) {
    if (key === 'content-length') continue
    for (const v of Array.isArray(value) ? value : [value]) if (v !== undefined) headers.append(key, v)
  }
  return headers
}

function normalise(input: HttpInput, error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof ORPCError) {
    if (error.cause instanceof ValidationError) {
      if (error.status >= 500) return unexpected(input, error.cause)
      const fields: Record<string, string[]> = {}
      for (const issue of error.cause.issues) {
        const path = (issue.path ?? []).map((p) => (typeof p === 'object' ? p.key : p)).join('.')
        fields[path] = [...(fields[path] ?? []), issue.message]
      }
      return problem('input-invalid', {}, { fields })
    }
    if (error.status === 404 || error.status === 405) return problem('not-found')
    if (error.status === 400) return problem('body-unreadable')
    if (error.cause) return normalise(input, error.cause)
  }
  const ofDatabase = problemOfDatabase(error, input.constraints)
  if (ofDatabase) return ofDatabase
  const status = (error as { statusCode?: number }).statusCode
  if (status === 413) return problem('file-too-large')
  if (status === 415) return problem('media-type-refused')
  if (status && status >= 400 && status < 500) return problem('body-unreadable')
  return unexpected(input, error)
}

function unexpected(input: HttpInput, error: unknown): Problem {
  const request = randomUUID().slice(0, 8)
  input.log(error, `request ${request}`)
  return problem('unexpected', { request })
}

function body(input: HttpInput, p: Problem) {
  const kind = input.problems[p.code] ?? input.problems.unexpected!
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, k) => String(p.params[k] ?? ''))
  return {
    type: `urn:vung-xanh:problem:${p.code}`,
    status: kind.status,
    code: p.code,
    title: fill(kind.vi),
    words: { vi: fill(kind.vi), en: fill(kind.en) },
    details: p.details,
  }
}

function asOrpcError(input: HttpInput, error: unknown, _id?: string): ORPCError<string, unknown> {
  const wire = body(input, normalise(input, error))
  return new ORPCError(wire.code, { status: wire.status, message: wire.title, data: { problem: wire } })
}

function sendProblem(input: HttpInput, error: unknown, _request: FastifyRequest, reply: FastifyReply) {
  const known = normalise(input, error)
  const wire = body(input, known)
  if (known.params.seconds !== undefined) reply.header('retry-after', known.params.seconds)
  return reply.status(wire.status).type('application/problem+json').send(JSON.stringify(wire))
}
