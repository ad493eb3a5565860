import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { formatDate, formatNumber } from '../kit/format.ts'
import { useLanguage, useT } from '../kit/i18n.ts'
import '../kit/messages.ts'
import type { EChartsType } from './echarts.ts'
import {
  colourOf,
  type EpiCurveData,
  type EpiPalette,
  type EpiSeries,
  epiCurveOption,
  PRINT_PALETTE,
} from './epi-curve-option.ts'
import './charts.css'

const CurveTable = lazy(() => import('./CurveTable.tsx'))

export interface EpiCurveProps extends EpiCurveData {
  title: string
  /** px */
  height?: number
  /** Opens what is behind a bar; without a series, the whole day. */
  onOpen?: (date: string, seriesKey: string | null) => void
  /** Right of the legend: an estimate with its interval, a source. */
  note?: ReactNode
}

type View = 'chart' | 'table'

/** The colours of the page as it is now; SVG needs them as values. */
function pagePalette(): EpiPalette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--vx-${name}`).trim()
  return {
    series: [token('series1'), token('series2'), token('series3'), token('series4'), token('series5')],
    ink: token('ink'),
    muted: token('muted'),
    line: token('line-color'),
    shade: token('sunken'),
    ground: token('card'),
    font: 'Be Vietnam Pro, sans-serif',
    size: Number.parseFloat(token('text-xs')) || 11.5,
  }
}

/** Follows the switch of theme and of wall mode, both of which are attributes of the root element. */
function usePagePalette(): EpiPalette {
  const [palette, setPalette] = useState(pagePalette)
  useEffect(() => {
    setPalette(pagePalette())
    const seen = new MutationObserver(() => setPalette(pagePalette()))
    seen.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-mantine-color-scheme', 'data-wall'],
    })
    return () => seen.disconnect()
  }, [])
  return palette
}

/** Cases by day, stacked by kind; opens what is behind a bar, shows itself as a table, and can be taken along. */
export function EpiCurve({ title, height = 170, onOpen, note, ...data }: EpiCurveProps) {
  const t = useT('kit')
  const [language] = useLanguage()
  const [view, setView] = useState<View>('chart')
  const { dates, series, incompleteDays } = data
  const palette = usePagePalette()
  const words = { incomplete: t('curve.incomplete'), lang: language }
  const total = (s: EpiSeries) => s.values.reduce((n, v) => n + v, 0)
  const summary = t('curve.summary', {
    title,
    from: formatDate(dates[0]),
    to: formatDate(dates.at(-1)),
    parts: series.map((s) => `${s.label} ${formatNumber(total(s))}`).join(', '),
  })

  const download = async (type: 'svg' | 'png') => {
    const [width, tall] = [960, 420]
    const option = epiCurveOption(
      data,
      { ...PRINT_PALETTE, font: 'Be Vietnam Pro, sans-serif', size: 13 },
      words,
      { width, title, legend: true },
    )
    const { init } = await import('./echarts-print.ts')
    const holder = document.createElement('div')
    const chart = init(holder, null, {
      renderer: type === 'svg' ? 'svg' : 'canvas',
      width,
      height: tall,
      devicePixelRatio: 2,
    })
    chart.setOption(option)
    const link = document.createElement('a')
    link.href =
      type === 'svg'
        ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(chart.renderToSVGString())}`
        : chart.getDataURL({ type: 'png', pixelRatio: 2 })
    link.download = `${title}.${type}`
    link.click()
    chart.dispose()
  }

  return (
    <figure className="vx-chart" aria-label={title}>
      {view === 'table' ? (
        <Suspense fallback={<div style={{ height }} />}>
          <CurveTable data={data} onOpen={onOpen} title={title} />
        </Suspense>
      ) : (
        <CurvePicture
          data={data}
          palette={palette}
          words={words}
          height={height}
          summary={summary}
          dayTotal={t('curve.total')}
          onOpen={onOpen}
        />
      )}
      <figcaption className="vx-chart-foot">
        <ul className="vx-chart-legend">
          {series.map((s, i) => (
            <li key={s.key}>
              <i
                style={{ backgroundColor: colourOf(s, i, palette) }}
                data-unclassified={s.unclassified || undefined}
                aria-hidden="true"
              />
              {s.label}
            </li>
          ))}
          {view === 'table' && Boolean(incompleteDays) && (
            <li>{t('curve.incompleteNote', { n: incompleteDays })}</li>
          )}
        </ul>
        {note && <span className="vx-chart-note">{note}</span>}
        <span className="vx-chart-tools vx-no-print">
          <button
            type="button"
            className="vx-link-button"
            onClick={() => setView((v) => (v === 'chart' ? 'table' : 'chart'))}
          >
            {view === 'chart' ? t('chart.table') : t('chart.chart')}
          </button>
          <button type="button" className="vx-link-button" onClick={() => void download('png')}>
            PNG
          </button>
          <button type="button" className="vx-link-button" onClick={() => void download('svg')}>
            SVG
          </button>
        </span>
      </figcaption>
    </figure>
  )
}

interface PictureProps {
  data: EpiCurveData
  palette: EpiPalette
  words: { incomplete: string; lang: 'vi' | 'en' }
  height: number
  summary: string
  dayTotal: string
  onOpen?: EpiCurveProps['onOpen']
}

function CurvePicture({ data, palette, words, height, summary, dayTotal, onOpen }: PictureProps) {
  const box = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<EChartsType>()
  const [width, setWidth] = useState(0)
  const latest = useRef({ data, onOpen })
  latest.current = { data, onOpen }

  useEffect(() => {
    const element = box.current
    if (!element) return
    let made: EChartsType | undefined
    let alive = true
    const seen = new ResizeObserver(([entry]) => {
      const next = Math.round(entry!.contentRect.width)
      made?.resize({ width: next })
      setWidth(next)
    })
    void import('./echarts.ts').then(({ init }) => {
      if (!alive) return
      made = init(element, null, { renderer: 'svg' })
      made.on('click', (event) => {
        const { data: now, onOpen: open } = latest.current
        const date = now.dates[event.dataIndex as number]
        if (date) open?.(date, (event.seriesId as string | undefined) ?? null)
      })
      // A day with one case is a sliver: the whole column answers, for the whole day.
      made.getZr().on('click', (event) => {
        if (event.target || !made) return
        const at = made.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]) as number[]
        const date = latest.current.data.dates[Math.round(at[0] ?? -1)]
        if (date && made.containPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]))
          latest.current.onOpen?.(date, null)
      })
      seen.observe(element)
      setChart(made)
    })
    return () => {
      alive = false
      seen.disconnect()
      made?.dispose()
    }
  }, [])

  const key = JSON.stringify([data, palette, words, width])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the values; the objects are new each time
  useEffect(() => {
    if (!chart || width === 0) return
    const tip = (params: unknown) => tipOf(params as TipRow[], data, palette, words, dayTotal)
    chart.setOption(
      {
        ...epiCurveOption(data, palette, words, { width }),
        tooltip: {
          trigger: 'axis',
          axisPointer: { type: 'shadow', shadowStyle: { color: palette.muted, opacity: 0.1 } },
          className: 'vx-chart-tip',
          borderWidth: 0,
          padding: 0,
          backgroundColor: 'transparent',
          extraCssText: 'box-shadow:none',
          confine: true,
          formatter: tip,
        },
      },
      true,
    )
    chart.getZr().setCursorStyle(onOpen ? 'pointer' : 'default')
  }, [chart, key])

  return (
    <div
      ref={box}
      role="img"
      aria-label={summary}
      className="vx-chart-box"
      data-open={Boolean(onOpen) || undefined}
      style={{ height }}
    />
  )
}

interface TipRow {
  dataIndex: number
}

/** Built from elements, not from markup: labels come from the data. */
function tipOf(
  rows: TipRow[],
  data: EpiCurveData,
  palette: EpiPalette,
  words: { lang: 'vi' | 'en' },
  dayTotal: string,
): HTMLElement {
  const box = document.createElement('div')
  const day = rows[0]?.dataIndex ?? 0
  const line = (label: string, value: number, colour?: string) => {
    const row = box.appendChild(document.createElement('div'))
    const mark = row.appendChild(document.createElement('i'))
    if (colour) mark.style.background = colour
    row.appendChild(document.createElement('span')).textContent = label
    row.appendChild(document.createElement('b')).textContent = formatNumber(value, { lang: words.lang })
  }
  box.appendChild(document.createElement('strong')).textContent = formatDate(data.dates[day], {
    lang: words.lang,
  })
  data.series.forEach((s, i) => {
    line(s.label, s.values[day] ?? 0, colourOf(s, i, palette))
  })
  if (data.series.length > 1)
    line(
      dayTotal,
      data.series.reduce((n, s) => n + (s.values[day] ?? 0), 0),
    )
  return box
}
