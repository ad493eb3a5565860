import type { Ctx } from '../../../platform/context.ts'
import { boundariesOn, treeOf } from '../../registry/areas/index.ts'
import type { Curve, Sheet } from './contract.ts'
import type { Draw } from './document.ts'
import { number } from './wording.ts'

const WIDTH = 620

/**
 * What draws the curves and maps of a document. The libraries are large and only a PDF needs them: they are loaded with
 * the first one.
 */
export async function drawer(ctx: Ctx, sheet: Sheet): Promise<Draw> {
  const { renderEpiCurveSvg } = await import('../../../web/charts/epi-curve-svg.ts')
  const { PRINT_PALETTE } = await import('../../../web/charts/epi-curve-option.ts')
  const palette = { ...PRINT_PALETTE, font: 'Tinos' }
  return {
    ...(sheet.maps?.length ? { map: await mapDrawer(ctx) } : {}),
    curve: (curve, title) =>
      renderEpiCurveSvg(
        { dates: curve.days.map((d) => d.day), series: seriesOf(curve, title) },
        { width: WIDTH, height: 240, palette },
      ),
  }
}

function seriesOf(curve: Curve, title: string) {
  if (curve.parts.length === 0)
    return [{ key: 'all', label: title, values: curve.days.map((d) => d.cell.value) }]
  return curve.parts
    .map((p, i) => ({
      key: p.value ?? 'rest',
      label: p.words.vi,
      values: curve.days.map((d) => d.parts[i]!.value),
      unclassified: p.value === null,
    }))
    .filter((s) => s.values.some((v) => v > 0))
}

async function mapDrawer(ctx: Ctx): Promise<NonNullable<Draw['map']>> {
  const { renderAreaMapSvg } = await import('../../../web/map/area-map-svg.ts')
  const { drawingsOf } = await import('../../../web/map/topology.ts')
  const { cuts } = await import('../../../web/pages/case-tones.ts')
  const tree = await treeOf(ctx)
  const drawingOf = drawingsOf((await boundariesOn(ctx)).sets, tree.all)
  return (sheet: Sheet, key: string) => {
    const at = sheet.areaTable.columns.indexOf(key)
    const known = sheet.areaTable.rows.flatMap((r) => {
      const area = r.areaId === null ? undefined : tree.byId.get(r.areaId)
      return area ? [{ area, value: r.cells[at]!.value }] : []
    })
    const values = known.map((k) => k.value)
    const [a, b, c] = cuts(values)
    const span = (from: number, to: number) =>
      from === to ? number(from) : `${number(from)} – ${number(to)}`
    return renderAreaMapSvg(
      known.map(({ area, value }) => {
        const drawing = drawingOf(area.id)
        return {
          id: area.id,
          name: area.name,
          centre: area.centre,
          ...(drawing ? { drawing } : {}),
          label: number(value),
          tone: [a, b, c].filter((cut) => value >= cut).length as 0 | 1 | 2 | 3,
        }
      }),
      [span(0, a - 1), span(a, b - 1), span(b, c - 1), `từ ${number(c)}`],
      { width: WIDTH, schematic: 'Bản đồ giản lược: vị trí đúng, ranh giới ước lệ' },
    )
  }
}
