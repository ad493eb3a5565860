import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Language } from '../kit/format.ts'
import { type EpiCurveData, type EpiPalette, epiCurveOption, PRINT_PALETTE } from './epi-curve-option.ts'

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])

export interface EpiCurveSvgOptions {
  /** px */
  width: number
  height: number
  title?: string
  legend?: boolean
  lang?: Language
  /** Word over the days that are still filling up. */
  incomplete?: string
  palette?: EpiPalette
}

/** The epidemic curve as SVG text, without a browser: for reports and downloads. Fonts: Tinos unless the palette says otherwise. */
export function renderEpiCurveSvg(data: EpiCurveData, options: EpiCurveSvgOptions): string {
  const { width, height, title, legend = true, lang = 'vi', palette = PRINT_PALETTE } = options
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    const words = { incomplete: options.incomplete ?? (lang === 'vi' ? 'chưa đủ' : 'incomplete'), lang }
    chart.setOption(epiCurveOption(data, palette, words, { width, title, legend }))
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
