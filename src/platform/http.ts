import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
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
import type { Auth } from './auth.ts'
import type { Ctx } from './context.ts'
import type { RequestContext } from './domain.ts'
import { Problem, type ProblemKind, problem, problemOfDatabase } from './problems.ts'

export interface HttpInput {
  router: Record<string, AnyRouter>
  auth: Auth
  problems: Record<string, ProblemKind>
  constraints: Record<string, string>
  /** Builds the context of a request, or undefined when nobody is signed in. */
  identify(request: FastifyRequest): Promise<Ctx | undefined>
  /** A demo server refuses any host but localhost and any forwarded header. */
  isDemo: boolean
  webFolder: string
  log(error: unknown, what: string): void
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/** The web server: API, sign-in, web app. Routes that stream are added by the caller before `listen`. */
export async function createHttp(input: HttpInput): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 1_000_000, genReqId: () => randomUUID(), forceCloseConnections: true })

  app.addHook('onRequest', async (request) => {
    if (!input.isDemo) return
    const forwarded = FORWARDED.some((h) => request.headers[h] !== undefined)
    if (forwarded || !LOCAL_HOST.test(request.headers.host ?? '')) throw problem('host-refused')
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine and the map set style attributes; scripts stay strict.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    hsts: false,
  })
  await app.register(rateLimit, {
    max: 3000,
    timeWindow: '1 minute',
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
    handler: async (request, reply) => {
      const url = `http://${request.headers.host}${request.url}`
      const hasBody = request.method === 'POST'
      const response = await input.auth.handler(
        new Request(url, {
          method: request.method,
          headers: toHeaders(request),
          ...(hasBody ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      )
      reply.status(response.status)
      response.headers.forEach((value, key) => {
        if (key !== 'content-length') reply.header(key, value)
      })
      return reply.send(response.body ? Buffer.from(await response.arrayBuffer()) : null)
    },
  })

  const handler = new OpenAPIHandler<RequestContext>(input.router as never, {
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
  app.all('/api/*', async (request, reply) => {
    const ctx = await input.identify(request)
    const { matched } = await handler.handle(request, reply, { prefix: '/api', context: { ctx } })
    if (!matched) throw problem('not-found')
  })

  if (existsSync(join(input.webFolder, 'index.html'))) {
    await app.register(fastifyStatic, {
      root: input.webFolder,
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
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    })
  }
  return app
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
  const wire = body(input, normalise(input, error))
  return reply.status(wire.status).type('application/problem+json').send(JSON.stringify(wire))
}
