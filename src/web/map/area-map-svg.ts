import { type Label, placeLabels } from './labels.ts'
import { buildMap, type MapPlace } from './model.ts'

export interface PrintedArea extends MapPlace {
  /** Written under the name. */
  label: string
  /** 0 the quietest of four classes, 3 the worst. */
  tone: 0 | 1 | 2 | 3
}

/** Fills of the four classes on paper: told apart without colour by how dark they are. */
const FILLS = ['#f3f6f4', '#fbe3bd', '#f2ad63', '#d9703c']
const INK = '#16221d'
const LINE = '#7b8a83'
const LABEL = 8.5
const PAD = 6

/** No font is at hand on the server; Tinos is about half as wide as it is high. */
const measure = (text: string, size: number) => text.length * size * 0.5

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

/**
 * Areas with a number each as SVG text, without a browser: for reports. Drawn by their boundaries, else as a schematic map
 * out of their centres. @param legend what the classes mean, from the quietest to the worst
 * @param options.schematic said under a map that shows no true borders
 */
export function renderAreaMapSvg(
  areas: readonly PrintedArea[],
  legend: readonly string[],
  { width, schematic, font = 'Tinos' }: { width: number; schematic: string; font?: string },
): string {
  const model = buildMap(areas)
  const { minX, minY, maxX, maxY } = model.bounds
  const most = width * 1.1
  const scale = Math.min((width - 2 * PAD) / (maxX - minX), most / (maxY - minY))
  const left = (width - (maxX - minX) * scale) / 2 - minX * scale
  const top = PAD - minY * scale
  const height = (maxY - minY) * scale + 2 * PAD
  const paths = model.pathsAt(scale).map((d, i) => {
    const fill = FILLS[areas[i]!.tone]!
    return `<path d="${d}" fill="${fill}" fill-rule="evenodd" stroke="${LINE}" stroke-width="${0.7 / scale}"/>`
  })
  const labels = placeLabels(
    model.cells.map((cell, i) => ({
      id: cell.id,
      name: areas[i]!.name,
      value: areas[i]!.label,
      rings: cell.rings,
      spots: cell.spots,
    })),
    scale,
    LABEL,
    measure,
  )
  const text = (x: number, y: number, size: number, said: string, more = '') =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-family="${font}" font-size="${size.toFixed(1)}" fill="${INK}" ${more}>${escaped(said)}</text>`
  const written = labels.flatMap((label: Label) => {
    const lines = [...label.lines, ...(label.value ? [label.value] : [])]
    const first = label.y + top - ((lines.length - 1) * label.size * 1.2) / 2 + label.size * 0.35
    return lines.map((line, i) => {
      const isValue = i === label.lines.length
      const more = `text-anchor="middle"${isValue ? ' font-weight="bold"' : ''}`
      return text(label.x + left, first + i * label.size * 1.2, label.size, line, more)
    })
  })
  const step = width / Math.max(1, legend.length)
  const key = legend.flatMap((said, i) => [
    `<rect x="${(i * step + PAD).toFixed(1)}" y="${(height + 4).toFixed(1)}" width="10" height="10" fill="${FILLS[i]}" stroke="${LINE}" stroke-width="0.7"/>`,
    text(i * step + PAD + 14, height + 12.5, LABEL, said),
  ])
  if (model.schematic) key.push(text(PAD, height + 27, LABEL, schematic, 'font-style="italic"'))
  const whole = height + (model.schematic ? 34 : 20)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole.toFixed(1)}" width="${width}" height="${whole.toFixed(1)}"><g transform="translate(${left.toFixed(2)} ${top.toFixed(2)}) scale(${scale.toFixed(4)})">${paths.join('')}</g>${written.join('')}${key.join('')}</svg>`
}
