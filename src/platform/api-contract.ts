import { z } from 'zod'
import { base, route } from './domain.ts'
import { Flag, PageInput } from './paging.ts'

const Words = z.object({ vi: z.string(), en: z.string() })

export const ColumnOut = z.object({
  key: z.string(),
  type: z.enum(['text', 'integer', 'number', 'date', 'datetime', 'boolean', 'choice']),
  words: Words,
  values: z.record(z.string(), Words).optional(),
  sortable: z.boolean().optional(),
})
export type ColumnOut = z.infer<typeof ColumnOut>

/** What a figure is asked about. Dates are calendar dates in Asia/Ho_Chi_Minh, both included. */
export const FigureQuery = z.object({
  areaId: z.coerce.number().int().optional(),
  asOf: z.iso.datetime({ offset: true }).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export type FigureQuery = z.infer<typeof FigureQuery>

const FigureOut = z.object({
  id: z.string(),
  words: Words,
  definition: Words,
  unit: Words,
  axis: z.enum(['stock', 'flow']),
  opens: z.string(),
  mayOpen: z.boolean(),
  parts: z.record(z.string(), z.object({ words: Words, values: z.record(z.string(), Words) })),
})
export type FigureOut = z.infer<typeof FigureOut>

const Counted = z.object({ figure: z.string(), part: z.string().optional(), value: z.string().optional() })

const IndicatorOut = z.object({
  id: z.string(),
  kind: z.enum(['ratio', 'distribution', 'count']),
  /** A ratio whose numerator is a part of its denominator: shown as a percentage. */
  share: z.boolean(),
  group: z.enum(['watch', 'early', 'speed', 'tracing', 'outcome', 'quality']),
  words: Words,
  formula: Words,
  unit: Words,
  better: z.enum(['higher', 'lower']).nullable(),
  target: z.object({ value: z.number(), source: Words }).optional(),
  within: z.object({ value: z.number(), source: Words }).optional(),
  lag: z.object({ days: z.number(), words: Words }),
  /** Whether it is asked about the window of days, or about the moment. */
  windowed: z.boolean(),
  /** What opens behind the numerator and the denominator. */
  numerator: Counted.optional(),
  denominator: Counted,
  mayOpen: z.boolean(),
  /** Values of the numerator's part, for the split of a share. */
  split: z.object({ part: z.string(), words: Words, values: z.record(z.string(), Words) }).optional(),
})
export type IndicatorOut = z.infer<typeof IndicatorOut>

const Measure = z.object({
  value: z.number().nullable(),
  n: z.number().nullable(),
  d: z.number().nullable(),
  unknown: z.number(),
  spread: z.object({ p25: z.number(), p75: z.number(), p90: z.number(), mean: z.number() }).optional(),
  reached: z.boolean().nullable(),
})
export type MeasureOut = z.infer<typeof Measure>

/** The window of an indicator in whole weeks, so that its trend is cut at the same days. */
const IndicatorDays = z.coerce.number().int().min(7).max(364).multipleOf(7)
export const IndicatorQuery = z.object({
  areaId: z.coerce.number().int().optional(),
  asOf: z.iso.datetime({ offset: true }).optional(),
  days: IndicatorDays.optional(),
})
export type IndicatorQuery = z.infer<typeof IndicatorQuery>

const IndicatorValue = z.object({
  id: z.string(),
  asOf: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  total: Measure,
  /** The days after `to`, not yet complete and not in the value. */
  incomplete: Measure.extend({ from: z.string(), to: z.string() }).nullable(),
  /** Oldest first; empty where an indicator has no trend. */
  weeks: z.array(Measure.extend({ from: z.string(), to: z.string() })),
  /** The areas right below; what lies in none of them has areaId null. */
  areas: z.array(Measure.extend({ areaId: z.number().nullable() })),
  /** The denominator of a share by all values of the numerator's part; the remainder has value null. */
  split: z.array(z.object({ value: z.string().nullable(), count: z.number() })),
})
export type IndicatorValue = z.infer<typeof IndicatorValue>

const Row = z.record(z.string(), z.unknown())

export const platformContract = {
  me: route('GET', '/me', 'signed-in', 'Who is signed in, with post, rights and area')
    .input(z.object({}).optional())
    .output(
      z.object({
        name: z.string(),
        username: z.string(),
        postKind: z.string(),
        postWords: Words,
        areaId: z.number(),
        rights: z.array(z.string()),
        now: z.string(),
        demo: z.boolean(),
      }),
    ),
  situation: base
    .meta({ right: 'public' })
    .route({
      method: 'GET',
      path: '/open',
      summary: 'What the sign-in page needs: demo accounts on a demo server, nothing otherwise',
    })
    .input(z.object({}).optional())
    .output(
      z.object({
        demo: z.boolean(),
        now: z.string(),
        accounts: z.array(
          z.object({
            username: z.string(),
            name: z.string(),
            postKind: z.string(),
            postWords: Words,
            area: z.string(),
          }),
        ),
        password: z.string().nullable(),
      }),
    ),
  figures: {
    list: route('GET', '/figures', 'figure.count', 'Every figure with its definition')
      .input(z.object({}).optional())
      .output(z.array(FigureOut)),
    count: route('GET', '/figures/{id}', 'figure.count', 'A figure as a number')
      .input(FigureQuery.extend({ id: z.string() }))
      .output(z.object({ id: z.string(), count: z.number(), asOf: z.string() })),
    byPart: route(
      'GET',
      '/figures/{id}/parts/{part}',
      'figure.count',
      'A figure by the values of a part; what fits none is the remainder (value null)',
    )
      .input(FigureQuery.extend({ id: z.string(), part: z.string() }))
      .output(
        z.object({
          total: z.number(),
          parts: z.array(z.object({ value: z.string().nullable(), count: z.number() })),
        }),
      ),
    byArea: route(
      'GET',
      '/figures/{id}/areas',
      'figure.count',
      'A figure by the areas right below; what lies in none of them is the remainder (areaId null)',
    )
      .input(FigureQuery.extend({ id: z.string() }))
      .output(
        z.object({
          total: z.number(),
          areas: z.array(z.object({ areaId: z.number().nullable(), count: z.number() })),
        }),
      ),
    byDay: route(
      'GET',
      '/figures/{id}/days',
      'figure.count',
      'A figure by day, and by the values of a part when asked',
    )
      .input(FigureQuery.extend({ id: z.string(), part: z.string().optional() }))
      .output(z.array(z.object({ day: z.string(), value: z.string().nullable(), count: z.number() }))),
    rows: route('GET', '/figures/{id}/rows', 'figure.open', 'The very records that a figure counts')
      .input(
        FigureQuery.extend(PageInput.shape).extend({
          id: z.string(),
          part: z.string().optional(),
          value: z.string().optional(),
          day: z.iso.date().optional(),
          remainder: Flag.optional(),
        }),
      )
      .output(
        z.object({
          figure: FigureOut,
          columns: z.array(ColumnOut),
          count: z.number(),
          rows: z.array(Row),
          next: z.string().optional(),
        }),
      ),
  },
  indicators: {
    list: route('GET', '/indicators', 'figure.count', 'Every indicator with its formula, target and lag')
      .input(z.object({}).optional())
      .output(z.array(IndicatorOut)),
    value: route(
      'GET',
      '/indicators/{id}',
      'figure.count',
      'An indicator over a window of whole weeks, its trend by week, and by the areas right below',
    )
      .input(IndicatorQuery.extend({ id: z.string() }))
      .output(IndicatorValue),
  },
  registers: {
    list: route('GET', '/registers', 'signed-in', 'The registers that the viewer may open')
      .input(z.object({}).optional())
      .output(z.array(z.object({ id: z.string(), words: Words }))),
    rows: route(
      'GET',
      '/registers/{id}',
      'signed-in',
      "A page of a register; the right is the register's own",
    )
      .input(
        PageInput.extend({
          id: z.string(),
          areaId: z.coerce.number().int().optional(),
          q: z.string().max(100).optional(),
          /** Filters as JSON: {"state":"overdue"} */
          filters: z.string().max(2000).optional(),
        }),
      )
      .output(
        z.object({
          id: z.string(),
          words: Words,
          opens: z.string(),
          columns: z.array(ColumnOut),
          filters: z.array(
            z.object({
              key: z.string(),
              words: Words,
              type: z.enum(['choice', 'date', 'boolean']),
              values: z.record(z.string(), Words).optional(),
            }),
          ),
          sort: z.object({ key: z.string(), desc: z.boolean() }),
          /** Size of the whole list, counted up to 10,000. */
          count: z.number(),
          rows: z.array(Row),
          next: z.string().optional(),
        }),
      ),
  },
  rules: route('GET', '/rules', 'rule.read', 'Every rule with its versions and legal basis')
    .input(z.object({}).optional())
    .output(
      z.array(
        z.object({
          id: z.number(),
          key: z.string(),
          effectiveFrom: z.string(),
          effectiveTo: z.string().nullable(),
          legalBasis: z.string(),
          confirmedBy: z.string().nullable(),
          body: z.unknown(),
        }),
      ),
    ),
}
