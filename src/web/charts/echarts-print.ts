import { LegendComponent, TitleComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// What a downloaded picture needs besides: a title, a legend and pixels.
use([LegendComponent, TitleComponent, CanvasRenderer])

export { init } from './echarts.ts'
