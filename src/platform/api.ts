import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { z } from 'zod'
import { type FigureOut, type FigureQuery, platformContract } from './api-contract.ts'
import { type Ctx, read, requireRight } from './context.ts'
import type { Tx } from './db.ts'
import type { RequestContext } from './domain.ts'
import {
  countByArea,
  countByDay,
  countByPart,
  countFigure,
  type Figure,
  type FigureInput,
  listFigure,
  type Slice,
} from './figures.ts'
import type { Indicator } from './indicators.ts'
import { describeIndicator, getIndicator, indicatorValue } from './indicators-api.ts'
import { type Page, page, project, type RowQuery, visibleColumns } from './listing.ts'
import type { PageInput } from './paging.ts'
import { problem } from './problems.ts'
import type { Filter, Register } from './registers.ts'
import { listRules } from './rules.ts'
import { guarded } from './serve.ts'
import type { Words } from './words.ts'

export interface PlatformParts {
  figures: Map<string, Figure>
  indicators: Map<string, Indicator>
  registers: Map<string, Register>
  /** Areas a question is about, cut to the viewer's. */
  areasAsked(ctx: Ctx, areaId: number | undefined): Promise<number[]>
  /** The areas right below one, each with its name and whole subtree. */
  areasBelow(ctx: Ctx, areaId: number): Promise<{ areaId: number; name: string; areaIds: number[] }[]>
  postWords(kind: string): Words
  username(ctx: Ctx): Promise<string>
  isDemo: boolean
  open(): Promise<{
    demo: boolean
    now: string
    accounts: { username: string; name: string; postKind: string; postWords: Words; area: string }[]
    password: string | null
  }>
}

/** Figure by id. @throws Problem not-found */
export function getFigure(figures: Map<string, Figure>, id: string): Figure {
  const figure = figures.get(id)
  if (!figure) throw problem('not-found')
  return figure
}

/** Register by id, when the viewer holds its right. @throws Problem not-found, right-missing */
export function getRegister(ctx: Ctx, registers: Map<string, Register>, id: string): Register {
  const register = registers.get(id)
  if (!register) throw problem('not-found')
  requireRight(ctx, register.right)
  return register
}

/** The question of a figure, with the viewer's areas and the present as defaults. */
export async function figureInput(
  parts: Pick<PlatformParts, 'areasAsked'>,
  ctx: Ctx,
  query: FigureQuery,
): Promise<FigureInput> {
  return {
    areaIds: await parts.areasAsked(ctx, query.areaId),
    asOf: query.asOf ?? ctx.clock.now().toISOString(),
    isPresent: query.asOf === undefined,
    from: query.from,
    to: query.to,
  }
}

/** Size of a register's list, counted up to 10,000 so that cost stays bounded. */
export async function boundedCount(db: Tx, query: RowQuery): Promise<number> {
  const inner = (query as RowQuery).clearSelect().select(sql<number>`1`.as('one')).limit(10_001)
  const { n } = (await db
    .selectFrom(inner.as('x') as never)
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()) as { n: number }
  return n
}

/** Whether a first page is the whole list: then nothing is left to count. */
const isWhole = (found: Page, input: PageInput) => !input.cursor && !found.next

function describe(ctx: Ctx, f: Figure): FigureOut {
  return {
    id: f.id,
    words: f.words,
    definition: f.definition,
    unit: f.unit,
    axis: f.axis,
    opens: f.opens,
    mayOpen: ctx.viewer.rights.has('figure.open') && ctx.viewer.rights.has(f.right),
    parts: f.parts ?? {},
  }
}

/** Counts by the areas right below `areaId`, folded up from the rows' own areas; the remainder is areaId null. */
export async function countBelow(
  parts: PlatformParts,
  ctx: Ctx,
  db: Tx,
  figure: Figure,
  input: FigureInput,
  areaId: number,
) {
  const counts = await countByArea(db, figure, input)
  const below = await parts.areasBelow(ctx, areaId)
  const total = [...counts.values()].reduce((a, b) => a + b, 0)
  const areas: { areaId: number | null; count: number }[] = below.map((b) => ({
    areaId: b.areaId,
    count: b.areaIds.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0),
  }))
  const rest = total - areas.reduce((sum, a) => sum + a.count, 0)
  if (rest !== 0) areas.push({ areaId: null, count: rest })
  return { total, areas }
}

export function createPlatformRouter(parts: PlatformParts) {
  const root = implement(platformContract).$context<RequestContext>()
  const os = root.use(guarded)
  return {
    me: os.me.handler(async ({ context: { ctx } }) => ({
      name: ctx.viewer.name,
      username: await parts.username(ctx),
      postKind: ctx.viewer.postKind,
      postWords: parts.postWords(ctx.viewer.postKind),
      areaId: ctx.viewer.areaId,
      rights: [...ctx.viewer.rights].sort(),
      now: ctx.clock.now().toISOString(),
      demo: parts.isDemo,
    })),
    situation: root.situation.handler(() => parts.open()),
    figures: {
      list: os.figures.list.handler(({ context: { ctx } }) =>
        [...parts.figures.values()].map((f) => describe(ctx, f)),
      ),
      count: os.figures.count.handler(async ({ context: { ctx }, input }) => {
        const figure = getFigure(parts.figures, input.id)
        const q = await figureInput(parts, ctx, input)
        const count = await read(ctx, 'figure.count', (db) => countFigure(db, figure, q))
        return { id: figure.id, count, asOf: q.asOf }
      }),
      byPart: os.figures.byPart.handler(async ({ context: { ctx }, input }) => {
        const figure = getFigure(parts.figures, input.id)
        const q = await figureInput(parts, ctx, input)
        const found = await read(ctx, 'figure.count', (db) => countByPart(db, figure, q, input.part))
        return { total: found.reduce((n, p) => n + p.count, 0), parts: found }
      }),
      byArea: os.figures.byArea.handler(async ({ context: { ctx }, input }) => {
        const figure = getFigure(parts.figures, input.id)
        const q = await figureInput(parts, ctx, input)
        return read(ctx, 'figure.count', (db) =>
          countBelow(parts, ctx, db, figure, q, input.areaId ?? ctx.viewer.areaId),
        )
      }),
      byDay: os.figures.byDay.handler(async ({ context: { ctx }, input }) => {
        const figure = getFigure(parts.figures, input.id)
        const q = await figureInput(parts, ctx, input)
        return read(ctx, 'figure.count', (db) => countByDay(db, figure, q, input.part))
      }),
      rows: os.figures.rows.handler(async ({ context: { ctx }, input }) => {
        const figure = getFigure(parts.figures, input.id)
        requireRight(ctx, figure.right)
        const q = await figureInput(parts, ctx, input)
        const slice = sliceOf(input)
        const columns = visibleColumns(figure.columns, ctx.viewer.rights)
        return read(ctx, 'figure.open', async (db) => {
          const found = await listFigure(db, figure, q, slice, input, columns)
          const whole = isWhole(found, input)
          const count = whole ? found.rows.length : await countFigure(db, figure, q, slice)
          return {
            figure: describe(ctx, figure),
            columns,
            count,
            rows: project(found.rows, columns, figure.opens),
            next: found.next,
          }
        })
      }),
    },
    indicators: {
      list: os.indicators.list.handler(({ context: { ctx } }) =>
        [...parts.indicators.values()].map((i) => describeIndicator(ctx, i)),
      ),
      value: os.indicators.value.handler(async ({ context: { ctx }, input }) => {
        const indicator = getIndicator(parts.indicators, input.id)
        return indicatorValue(parts, ctx, indicator, input)
      }),
    },
    registers: {
      list: os.registers.list.handler(({ context: { ctx } }) =>
        [...parts.registers.values()]
          .filter((r) => ctx.viewer.rights.has(r.right))
          .map((r) => ({ id: r.id, words: r.words })),
      ),
      rows: os.registers.rows.handler(async ({ context: { ctx }, input }) => {
        const register = getRegister(ctx, parts.registers, input.id)
        const columns = visibleColumns(register.columns, ctx.viewer.rights)
        const question = await registerInput(parts, ctx, register, input)
        return read(ctx, register.right, async (db) => {
          const query = register.query(db, question)
          const found = await page(db, query, columns, input, register.sort)
          return {
            id: register.id,
            words: register.words,
            opens: register.opens,
            columns,
            filters: register.filters,
            sort: register.sort,
            count: isWhole(found, input) ? found.rows.length : await boundedCount(db, query),
            rows: project(found.rows, columns, register.opens),
            next: found.next,
          }
        })
      }),
    },
    rules: os.rules.handler(({ context: { ctx } }) => read(ctx, 'rule.read', (db) => listRules(db))),
  }
}

/** The part of a figure's list that was asked for. */
export function sliceOf(input: {
  part?: string | undefined
  value?: string | undefined
  remainder?: boolean | undefined
  day?: string | undefined
}): Slice {
  const part = input.part
    ? { key: input.part, value: input.remainder ? null : (input.value ?? null) }
    : undefined
  return { part, day: input.day }
}

/** Whether a filter can have this value. */
function fits(filter: Filter, value: string): boolean {
  if (filter.type === 'choice') return value in (filter.values ?? {})
  if (filter.type === 'boolean') return value === 'true' || value === 'false'
  return z.iso.date().safeParse(value).success
}

/** The question of a register, from the query string. @throws Problem input-invalid */
export async function registerInput(
  parts: Pick<PlatformParts, 'areasAsked'>,
  ctx: Ctx,
  register: Register,
  input: { areaId?: number | undefined; q?: string | undefined; filters?: string | undefined },
) {
  let filters: Record<string, string> = {}
  try {
    const parsed: unknown = input.filters ? JSON.parse(input.filters) : {}
    filters = Object.fromEntries(
      Object.entries(parsed as object).filter(([, v]) => typeof v === 'string' && v !== ''),
    ) as Record<string, string>
  } catch {
    throw problem('input-invalid', {}, { fields: { filters: ['unreadable'] } })
  }
  for (const [key, value] of Object.entries(filters)) {
    const filter = register.filters.find((f) => f.key === key)
    if (!filter || !fits(filter, value))
      throw problem('input-invalid', {}, { fields: { [key]: ['unknown'] } })
  }
  return {
    areaIds: await parts.areasAsked(ctx, input.areaId),
    now: ctx.clock.now().toISOString(),
    search: input.q?.trim() || undefined,
    filters,
  }
}
