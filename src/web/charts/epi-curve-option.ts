import type { EChartsCoreOption } from 'echarts/core'
import { formatDate, formatNumber, type Language } from '../kit/format.ts'

export interface EpiSeries {
  key: string
  label: string
  /** One count per date, in the order of `dates`. */
  values: readonly number[]
  /** 1 orange, 2 green, 3 grey, 4 blue, 5 violet; taken in that order when left out. */
  colour?: 1 | 2 | 3 | 4 | 5
  /** What nobody has classified yet: hatched, drawn on top. */
  unclassified?: boolean
}

export interface EpiCurveData {
  /** 'YYYY-MM-DD', every day, ascending. */
  dates: readonly string[]
  series: readonly EpiSeries[]
  /** How many of the last days are still filling up; shaded and pale. */
  incompleteDays?: number
}

export interface EpiPalette {
  series: readonly [string, string, string, string, string]
  ink: string
  muted: string
  line: string
  shade: string
  ground: string
  font: string
  /** px */
  size: number
}

export interface EpiWords {
  /** Over the shaded days: 'chưa đủ'. */
  incomplete: string
  lang?: Language
}

export interface EpiLayout {
  /** px; decides how many dates are written. */
  width: number
  /** For paper and downloads: a title over the chart and a legend in it. */
  title?: string
  legend?: boolean
}

/** Colours of the printed page and of downloads. */
export const PRINT_PALETTE: EpiPalette = {
  series: ['#d97706', '#7fb79f', '#b9c4be', '#5b8fc7', '#8a6fb0'],
  ink: '#16221d',
  muted: '#586661',
  line: '#dfe5e2',
  shade: '#f0f3f1',
  ground: '#ffffff',
  font: 'Tinos, Times New Roman, serif',
  size: 12,
}

const ORDER = [1, 2, 4, 5, 3] as const

/** Colour of a series, by its own choice or its place; unclassified is always grey. */
export function colourOf(series: EpiSeries, index: number, palette: EpiPalette): string {
  return palette.series[(series.unclassified ? 3 : (series.colour ?? ORDER[index % ORDER.length]!)) - 1]!
}

/** Every how many days a date fits under the axis. */
export function dateStep(days: number, width: number, size: number): number {
  const room = Math.max(1, Math.floor(width / (size * 4.2)))
  return [1, 2, 4, 7, 14, 28, 56].find((n) => days / n <= room) ?? 91
}

/**
 * The ECharts option of an epidemic curve: bars per day, stacked, no gaps worth reading into, integers on the axis.
 * Pure; the same picture in the browser and on the server. Dates of the axis count back from the last day.
 */
export function epiCurveOption(
  data: EpiCurveData,
  palette: EpiPalette,
  words: EpiWords,
  layout: EpiLayout,
): EChartsCoreOption {
  const { dates } = data
  const days = dates.length
  const open = Math.min(days, data.incompleteDays ?? 0)
  const step = dateStep(days, layout.width - 50, palette.size)
  const text = { fontFamily: palette.font, fontSize: palette.size, color: palette.muted }
  const ordered = [...data.series.entries()].sort(
    ([a, x], [b, y]) => Number(x.unclassified ?? false) - Number(y.unclassified ?? false) || a - b,
  )
  const totals = dates.map((_, d) => data.series.reduce((n, s) => n + (s.values[d] ?? 0), 0))
  // The shade is a bar of full height on axes of its own: a mark area is laid out before the axis labels take their room.
  const shade =
    open === 0
      ? []
      : [
          {
            type: 'bar',
            id: 'incomplete',
            xAxisIndex: 1,
            yAxisIndex: 1,
            barCategoryGap: '0%',
            silent: true,
            z: 0,
            itemStyle: { color: palette.shade },
            tooltip: { show: false },
            data: dates.map((_, d) => {
              if (d < days - open) return null
              const label = {
                ...text,
                show: true,
                position: 'insideTopRight',
                formatter: words.incomplete,
                distance: 4,
              }
              return d === days - 1 ? { value: 1, label } : 1
            }),
          },
        ]
  const head = (layout.title ? palette.size * 2.4 : 0) + (layout.legend ? palette.size * 2.2 : 0)
  return {
    animation: false,
    backgroundColor: layout.title || layout.legend ? palette.ground : 'transparent',
    textStyle: text,
    title: layout.title
      ? {
          text: layout.title,
          left: 8,
          top: 6,
          textStyle: { ...text, fontSize: palette.size * 1.25, color: palette.ink },
        }
      : undefined,
    legend: layout.legend
      ? {
          left: 8,
          top: layout.title ? palette.size * 2.6 : 6,
          itemWidth: 10,
          itemHeight: 10,
          selectedMode: false,
          textStyle: text,
          data: ordered.map(([, s]) => s.label),
        }
      : undefined,
    grid: { left: 4, right: 6, top: head + palette.size * 0.8, bottom: 2, outerBoundsMode: 'same' },
    xAxis: [
      {
        type: 'category',
        data: [...dates],
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: {
          ...text,
          margin: 8,
          interval: (index: number) => (days - 1 - index) % step === 0,
          formatter: (date: string) => formatDate(date, { short: true, lang: words.lang }),
        },
      },
      { type: 'category', data: [...dates], show: false, axisPointer: { show: false } },
    ],
    yAxis: [
      {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        // An empty period still shows an axis that means something.
        max: Math.max(...totals, 0) === 0 ? 4 : undefined,
        axisLabel: { ...text, formatter: (n: number) => formatNumber(n, { lang: words.lang }) },
        splitLine: { lineStyle: { color: palette.line } },
      },
      { type: 'value', min: 0, max: 1, show: false, axisPointer: { show: false } },
    ],
    series: [
      ...shade,
      ...ordered.map(([index, series]) => ({
        type: 'bar',
        id: series.key,
        name: series.label,
        stack: 'all',
        barCategoryGap: days > 60 ? '8%' : '22%',
        barMaxWidth: 34,
        itemStyle: {
          color: colourOf(series, index, palette),
          decal: series.unclassified
            ? {
                symbol: 'rect',
                dashArrayX: [1, 0],
                dashArrayY: [2, 3],
                rotation: -Math.PI / 4,
                color: palette.muted,
              }
            : undefined,
        },
        data: series.values.map((value, d) =>
          d >= days - open ? { value, itemStyle: { opacity: 0.45 } } : value,
        ),
      })),
    ],
  }
}
