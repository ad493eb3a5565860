import { figureInput, type PlatformParts } from './api.ts'
import type { IndicatorOut, IndicatorQuery, IndicatorValue, MeasureOut } from './api-contract.ts'
import { addDays, localDate } from './clock.ts'
import { type Ctx, read } from './context.ts'
import {
  type Counted,
  figuresOf,
  type Indicator,
  isShare,
  measure,
  reachesTarget,
  splitOf,
  summarise,
} from './indicators.ts'
import { problem } from './problems.ts'
import { words } from './words.ts'

/** Days of the window when nobody asks for others. */
const USUAL_DAYS = 14

/** Indicator by id. @throws Problem not-found */
export function getIndicator(indicators: Map<string, Indicator>, id: string): Indicator {
  const indicator = indicators.get(id)
  if (!indicator) throw problem('not-found')
  return indicator
}

const opens = ({ figure, part }: Counted) => ({
  figure: figure.id,
  ...(part ? { part: part.key, value: part.value } : {}),
})

/** What an indicator is, and whether this viewer may open its lists. */
export function describeIndicator(ctx: Ctx, i: Indicator): IndicatorOut {
  const { rights } = ctx.viewer
  const share = isShare(i)
  const part = i.kind === 'ratio' && share ? i.numerator.part : undefined
  const known = part && i.kind === 'ratio' ? i.denominator.figure.parts![part.key] : undefined
  return {
    id: i.id,
    kind: i.kind,
    share,
    group: i.group,
    words: i.words,
    formula: i.formula,
    unit: unitOf(i),
    better: i.better,
    ...(i.target ? { target: i.target } : {}),
    ...(i.kind === 'distribution' && i.within ? { within: i.within } : {}),
    lag: i.lag,
    windowed: figuresOf(i).some((f) => f.axis === 'flow'),
    ...(i.kind === 'ratio' ? { numerator: opens(i.numerator) } : {}),
    denominator: opens(
      i.kind === 'ratio' ? i.denominator : i.kind === 'count' ? i.counted : { figure: i.figure },
    ),
    mayOpen: rights.has('figure.open') && figuresOf(i).every((f) => rights.has(f.right)),
    ...(part && known ? { split: { part: part.key, ...known } } : {}),
  }
}

function unitOf(i: Indicator) {
  if (i.kind === 'distribution') return i.unit
  if (i.kind === 'count') return i.counted.figure.unit
  return i.unit ?? words('%', '%')
}

/**
 * The value of an indicator with its trend, by the areas right below, and the incomplete days beside it.
 * @throws Problem outside-area
 */
export async function indicatorValue(
  parts: PlatformParts,
  ctx: Ctx,
  i: Indicator,
  query: IndicatorQuery,
): Promise<IndicatorValue> {
  const input = await figureInput(parts, ctx, query)
  const days = query.days ?? USUAL_DAYS
  const { cells, period, trend } = await read(ctx, 'figure.count', (db) => measure(db, i, input, days))
  const of = (some: typeof cells): MeasureOut => {
    const m = summarise(i, some)
    return { ...m, reached: reachesTarget(i, m) }
  }
  const inside = trend ? cells.filter((c) => c.week >= 0 && c.week < period.weeks) : cells
  const today = localDate(input.asOf)
  const windowed = figuresOf(i).some((f) => f.axis === 'flow')
  const below = await parts.areasBelow(ctx, query.areaId ?? ctx.viewer.areaId)
  const areas: IndicatorValue['areas'] = below.map((b) => {
    const ids = new Set(b.areaIds)
    return { areaId: b.areaId, ...of(inside.filter((c) => ids.has(c.areaId))) }
  })
  const somewhere = new Set(below.flatMap((b) => b.areaIds))
  const rest = inside.filter((c) => !somewhere.has(c.areaId))
  if (rest.length) areas.push({ areaId: null, ...of(rest) })
  return {
    id: i.id,
    asOf: input.asOf,
    from: windowed ? period.from : null,
    to: windowed ? period.to : null,
    total: of(inside),
    incomplete:
      trend && i.lag.days > 0
        ? { from: addDays(period.to, 1), to: today, ...of(cells.filter((c) => c.week < 0)) }
        : null,
    weeks: Array.from({ length: trend }, (_, n) => trend - 1 - n).map((week) => ({
      from: addDays(period.to, -7 * week - 6),
      to: addDays(period.to, -7 * week),
      ...of(cells.filter((c) => c.week === week)),
    })),
    areas,
    split: splitOf(i, inside),
  }
}
