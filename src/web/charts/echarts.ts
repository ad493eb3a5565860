import { BarChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

// The browser's part of ECharts; loaded when the first chart comes into view.
use([BarChart, GridComponent, TooltipComponent, SVGRenderer])

export { type EChartsType, init }
