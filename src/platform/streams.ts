import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { figureInput, getFigure, getRegister, type PlatformParts, registerInput, sliceOf } from './api.ts'
import { FigureQuery } from './api-contract.ts'
import { type Ctx, read, requireRight } from './context.ts'
import type { Domain } from './domain.ts'
import type { Feed } from './events.ts'
import { readEvents } from './events.ts'
import { listFigure } from './figures.ts'
import { type Column, page, project, visibleColumns } from './listing.ts'
import { problem } from './problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The right a streaming route needs; the guard tests read it. */
    right?: string
  }
}

interface StreamParts extends PlatformParts {
  identify(request: FastifyRequest): Promise<Ctx | undefined>
  feed: Feed
  pool: pg.Pool
  domains: Domain[]
  router: Record<string, unknown>
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Routes that stream: exports of registers and figures, and live updates. */
export function addStreams(app: FastifyInstance, parts: StreamParts): void {
  let description: Promise<unknown> | undefined
  const signedIn = async (request: FastifyRequest): Promise<Ctx> => {
    const ctx = await parts.identify(request)
    if (!ctx) throw problem('not-signed-in')
    return ctx
  }

  app.get<{ Params: { id: string; format: string }; Querystring: Record<string, string> }>(
    '/api/registers/:id/export.:format',
    { config: { right: 'export.make' } },
    async (request, reply) => {
      const ctx = await signedIn(request)
      requireRight(ctx, 'export.make')
      const register = getRegister(ctx, parts.registers, request.params.id)
      const columns = visibleColumns(register.columns, ctx.viewer.rights)
      const question = await registerInput(parts, ctx, register, {
        ...request.query,
        areaId: numberOf(request.query.areaId),
      })
      const rows = allPages((cursor) =>
        read(ctx, register.right, async (db) => {
          const found = await page(
            db,
            register.query(db, question),
            columns,
            { limit: 500, cursor },
            register.sort,
          )
          return { rows: project(found.rows, columns), next: found.next }
        }),
      )
      return send(
        reply,
        request.params.format,
        register.id,
        register.words.vi,
        columns,
        rows,
        notes(ctx, register.words.vi),
      )
    },
  )

  app.get<{ Params: { id: string; format: string }; Querystring: Record<string, string> }>(
    '/api/figures/:id/export.:format',
    { config: { right: 'export.make' } },
    async (request, reply) => {
      const ctx = await signedIn(request)
      requireRight(ctx, 'export.make')
      requireRight(ctx, 'figure.open')
      const figure = getFigure(parts.figures, request.params.id)
      requireRight(ctx, figure.right)
      const q = request.query
      const input = await figureInput(parts, ctx, figureQuery(q))
      const slice = sliceOf({ part: q.part, value: q.value, remainder: q.remainder === 'true', day: q.day })
      const columns = visibleColumns(figure.columns, ctx.viewer.rights)
      const rows = allPages((cursor) =>
        read(ctx, 'figure.open', async (db) => {
          const found = await listFigure(db, figure, input, slice, { limit: 500, cursor }, columns)
          return { rows: project(found.rows, columns), next: found.next }
        }),
      )
      const lines = [...notes(ctx, figure.words.vi), figure.definition.vi, `Tính đến: ${input.asOf}`]
      return send(reply, request.params.format, figure.id, figure.words.vi, columns, rows, lines)
    },
  )

  for (const route of parts.domains.flatMap((d) => d.files ?? [])) {
    app.get<{ Params: Record<string, string>; Querystring: Record<string, string> }>(
      route.path,
      { config: { right: route.right } },
      async (request, reply) => {
        const ctx = await signedIn(request)
        requireRight(ctx, route.right)
        const file = await route.run(ctx, request.params, request.query)
        const name = encodeURIComponent(file.name)
        reply.header('content-type', file.type)
        reply.header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        return reply.send(file.body)
      },
    )
  }

  for (const route of parts.domains.flatMap((d) => d.uploads ?? [])) {
    app.post(route.path, { config: { right: route.right } }, async (request) => {
      const ctx = await signedIn(request)
      requireRight(ctx, route.right)
      const folder = await mkdtemp(join(tmpdir(), 'vx-upload-'))
      try {
        const part = await request.file()
        if (!part) throw problem('file-missing')
        const path = join(folder, 'upload')
        await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
        if (part.file.truncated) throw problem('file-too-large')
        const fields: Record<string, string> = {}
        for (const [key, field] of Object.entries(part.fields)) {
          if (field && !Array.isArray(field) && field.type === 'field') fields[key] = String(field.value)
        }
        return await route.run(ctx, { fileName: part.filename, path, fields })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
  }

  app.get('/api/openapi.json', { config: { right: 'signed-in' } }, async (request) => {
    await signedIn(request)
    // Made once, on the first request: nobody else should wait for it.
    description ??= (async () => {
      const [{ OpenAPIGenerator }, { ZodToJsonSchemaConverter }] = await Promise.all([
        import('@orpc/openapi'),
        import('@orpc/zod/zod4'),
      ])
      const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
      return generator.generate(parts.router as never, {
        info: { title: 'Vùng Xanh', version: '1' },
        servers: [{ url: '/api' }],
      })
    })()
    return description
  })

  app.get('/api/live', { config: { right: 'signed-in' } }, async (request, reply) => {
    const ctx = await signedIn(request)
    const mine = new Set(ctx.viewer.areaIds)
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const push = (e: Parameters<Parameters<Feed['subscribe']>[0]>[0]) => {
      if (e.areaId !== null && !mine.has(e.areaId)) return
      raw.write(
        `id: ${e.seq}\ndata: ${JSON.stringify({ type: e.type, subjectType: e.subjectType, subjectId: e.subjectId })}\n\n`,
      )
    }
    const since = Number(request.headers['last-event-id'])
    const unsubscribe = parts.feed.subscribe(push)
    // All that was missed, however much; what arrives meanwhile is told twice rather than not at all.
    let from = since
    while (Number.isSafeInteger(from)) {
      const missed = await readEvents(parts.pool, from)
      for (const e of missed) push(e)
      if (missed.length < 1000) break
      from = missed.at(-1)!.seq
    }
    raw.write('retry: 1000\n\n')
    const beat = setInterval(() => raw.write(': beat\n\n'), 20_000)
    raw.on('close', () => {
      clearInterval(beat)
      unsubscribe()
    })
  })
}

/** @throws Problem input-invalid */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const n = Number(text)
  if (!Number.isInteger(n)) throw problem('input-invalid', {}, { fields: { areaId: ['not a number'] } })
  return n
}

/** The question of an export, from its query string. @throws Problem input-invalid naming the fields */
function figureQuery(query: Record<string, string>): FigureQuery {
  const parsed = FigureQuery.safeParse(query)
  if (parsed.success) return parsed.data
  const fields = Object.fromEntries(parsed.error.issues.map((i) => [i.path.join('.'), [i.message]]))
  throw problem('input-invalid', {}, { fields })
}

function notes(ctx: Ctx, title: string): string[] {
  return [title, `Xuất bởi ${ctx.viewer.name}`, `Lúc: ${ctx.clock.now().toISOString()}`]
}

async function* allPages(
  get: (
    cursor: string | undefined,
  ) => Promise<{ rows: Record<string, unknown>[]; next?: string | undefined }>,
): AsyncGenerator<Record<string, unknown>> {
  let cursor: string | undefined
  do {
    const found = await get(cursor)
    yield* found.rows
    cursor = found.next
  } while (cursor)
}

async function send(
  reply: { header(k: string, v: string): unknown; send(body: unknown): unknown },
  format: string,
  id: string,
  title: string,
  columns: Column[],
  rows: AsyncIterable<Record<string, unknown>>,
  lines: string[],
) {
  const shown = columns.map((c) => ({
    key: c.key,
    label: c.words.vi,
    type: c.type === 'choice' ? ('text' as const) : c.type,
  }))
  const worded = (async function* () {
    for await (const row of rows) {
      const out: Record<string, unknown> = {}
      for (const c of columns) {
        const v = row[c.key]
        out[c.key] = c.type === 'choice' && typeof v === 'string' ? (c.values?.[v]?.vi ?? v) : v
      }
      yield out
    }
  })()
  if (format !== 'xlsx' && format !== 'csv') throw problem('not-found')
  // The spreadsheet library is large; loading it here keeps the start fast.
  const { writeCsv, writeXlsx } = await import('./files/spreadsheet.ts')
  reply.header('content-disposition', `attachment; filename="${id.replace(/[^\w-]/g, '-')}.${format}"`)
  reply.header('content-type', format === 'xlsx' ? XLSX : 'text/csv; charset=utf-8')
  return reply.send(
    format === 'xlsx'
      ? writeXlsx({ sheets: [{ name: title.slice(0, 31), columns: shown, rows: worded, notes: lines }] })
      : writeCsv({ columns: shown, rows: worded }),
  )
}
