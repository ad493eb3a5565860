import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { figureInput, getFigure, getRegister, type PlatformParts, registerInput, sliceOf } from './api.ts'
import { FigureQuery, IndicatorQuery } from './api-contract.ts'
import { type Ctx, type Entry, read, requireRight } from './context.ts'
import type { Domain } from './domain.ts'
import type { Feed } from './events.ts'
import { listFigure } from './figures.ts'
import { indicatorSheets } from './indicators-sheet.ts'
import { type Column, page, project, visibleColumns } from './listing.ts'
import { addLive } from './live.ts'
import { record, recordOpenedLists } from './opened-lists.ts'
import { problem } from './problems.ts'
import { refuseUnstorable, requireStorable } from './unstorable.ts'

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

/** What stands behind ':' in the path of a file: ids of records, and the form. */
const FileParams = z.object({ format: z.string().optional() }).catchall(z.uuid())
const SliceQuery = z.object({
  part: z.string().max(60).optional(),
  value: z.string().max(200).optional(),
  remainder: z.enum(['true', 'false']).optional(),
  day: z.iso.date().optional(),
})

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Routes that stream: exports of registers and figures, and live updates. */
export function addStreams(app: FastifyInstance, parts: StreamParts): void {
  let description: Promise<unknown> | undefined
  const signedIn = async (request: FastifyRequest): Promise<Ctx> => {
    const ctx = await parts.identify(request)
    if (!ctx) throw problem('not-signed-in')
    return ctx
  }
  refuseUnstorable(app)
  recordOpenedLists(app, signedIn)

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
      const format = formatOf(request.params.format)
      const rows = await begun(
        allPages((cursor) =>
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
        ),
      )
      await recordExport(ctx, 'register', register.id, format, columns, request.query)
      return send(reply, format, register.id, register.words.vi, columns, rows, notes(ctx, register.words.vi))
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
      const input = await figureInput(parts, ctx, parsed(FigureQuery, q))
      const asked = parsed(SliceQuery, q)
      const slice = sliceOf({ ...asked, remainder: asked.remainder === 'true' })
      const format = formatOf(request.params.format)
      const columns = visibleColumns(figure.columns, ctx.viewer.rights)
      const rows = await begun(
        allPages((cursor) =>
          read(ctx, 'figure.open', async (db) => {
            const found = await listFigure(db, figure, input, slice, { limit: 500, cursor }, columns)
            return { rows: project(found.rows, columns), next: found.next }
          }),
        ),
      )
      await recordExport(ctx, 'figure', figure.id, format, columns, q)
      const lines = [...notes(ctx, figure.words.vi), figure.definition.vi, `Tính đến: ${input.asOf}`]
      return send(reply, format, figure.id, figure.words.vi, columns, rows, lines)
    },
  )

  app.get<{ Querystring: Record<string, string> }>(
    '/api/indicators/export.xlsx',
    { config: { right: 'export.make' } },
    async (request, reply) => {
      const ctx = await signedIn(request)
      requireRight(ctx, 'export.make')
      const { sheets, columns } = await indicatorSheets(parts, ctx, parsed(IndicatorQuery, request.query))
      await recordExport(ctx, 'indicator', 'all', 'xlsx', columns, request.query)
      const { writeXlsx } = await import('./files/spreadsheet.ts')
      reply.header('content-disposition', 'attachment; filename="indicators.xlsx"')
      reply.header('content-type', XLSX)
      return reply.send(writeXlsx({ sheets }))
    },
  )

  for (const route of parts.domains.flatMap((d) => d.files ?? [])) {
    app.get<{ Params: Record<string, string>; Querystring: Record<string, string> }>(
      route.path,
      { config: { right: route.right } },
      async (request, reply) => {
        const ctx = await signedIn(request)
        requireRight(ctx, route.right)
        if (!FileParams.safeParse(request.params).success) throw problem('not-found')
        const file = await route.run(ctx, request.params, request.query)
        await record(ctx, route.right, {
          action: 'file.export',
          subject: { type: 'file', id: request.url.split('?')[0]! },
          changes: { name: [null, file.name] },
        })
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
      const folder = await mkdtemp(join(tmpdir(), `vx-upload-${process.pid}-`))
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
        requireStorable({ fileName: part.filename, ...fields })
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

  addLive(app, { ...parts, signedIn })
}

function recordExport(
  ctx: Ctx,
  type: 'register' | 'figure' | 'indicator',
  id: string,
  format: string,
  columns: { key: string }[],
  query: Record<string, string>,
): Promise<void> {
  const shown = columns.map((c) => c.key)
  const changes: Entry['changes'] = { format: [null, format], columns: [null, shown], query: [null, query] }
  return record(ctx, 'export.make', { action: `${type}.export`, subject: { type, id }, changes })
}

/** @throws Problem input-invalid */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const n = Number(text)
  if (!Number.isInteger(n)) throw problem('input-invalid', {}, { fields: { areaId: ['not a number'] } })
  return n
}

/** A query string by its schema. @throws Problem input-invalid naming the fields */
function parsed<S extends z.ZodType>(schema: S, query: Record<string, string>): z.output<S> {
  const found = schema.safeParse(query)
  if (found.success) return found.data
  const fields = Object.fromEntries(found.error.issues.map((i) => [i.path.join('.'), [i.message]]))
  throw problem('input-invalid', {}, { fields })
}

/** @throws Problem not-found */
function formatOf(text: string): 'xlsx' | 'csv' {
  if (text !== 'xlsx' && text !== 'csv') throw problem('not-found')
  return text
}

/** Rows whose first page is there: what refuses them refuses the request, before a file has begun. */
async function begun(rows: AsyncGenerator<Record<string, unknown>>) {
  const first = await rows.next()
  return (async function* () {
    if (!first.done) yield first.value
    yield* rows
  })()
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
  format: 'xlsx' | 'csv',
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
