import { Checkbox } from '@mantine/core'
import { say } from '../../../../../web/kit/api.ts'
import { Card, useT } from '../../../../../web/kit/index.ts'
import type { TemplateRow } from '../../templates/contract.ts'
import '../template-messages.ts'
import { tick } from './body.ts'
import { type EditorProps, useFault } from './parts.tsx'

const WAYS = ['column', 'map', 'chart', 'curve'] as const
type Way = (typeof WAYS)[number]

/** Which rows become columns of the table of areas, maps and charts by day. */
export function Drawings({ body, figures, faults, change }: EditorProps) {
  const t = useT('templates')
  const fault = useFault(faults)
  const rows = body.sections.flatMap((s) => s.rows)
  const wordsOf = (r: TemplateRow) =>
    `${figures.get(r.figure) ? say(figures.get(r.figure)!.words) : r.figure}, ${t(`window.${r.window}`).toLocaleLowerCase('vi')}`
  const isOver = (r: TemplateRow) => r.window === 'total' || r.window === '7d'
  const state = (way: Way, r: TemplateRow): { on: boolean; can: boolean } => {
    switch (way) {
      case 'column':
        return { on: body.areaColumns.includes(r.key), can: true }
      case 'map':
        return { on: body.maps.includes(r.key), can: body.maps.length < 4 }
      case 'chart':
        return { on: body.charts.includes(r.key), can: isOver(r) && body.charts.length < 8 }
      case 'curve':
        return { on: body.curve === r.key, can: isOver(r) && r.part !== undefined }
    }
  }
  const press = (way: Way, key: string) =>
    change((b) => {
      if (way === 'curve') return { ...b, curve: b.curve === key ? null : key }
      return tick(b, way === 'column' ? 'areaColumns' : way === 'map' ? 'maps' : 'charts', key)
    })
  const wrong = [
    fault('curve'),
    ...body.charts.map((_, i) => fault(`charts.${i}`)),
    ...body.maps.map((_, i) => fault(`maps.${i}`)),
    ...body.areaColumns.map((_, i) => fault(`areaColumns.${i}`)),
  ].find(Boolean)
  return (
    <Card title={t('drawings')}>
      {rows.length === 0 ? (
        <p className="vx-muted template-none">{t('drawings.none')}</p>
      ) : (
        <>
          <p className="template-definition">{t('drawings.help')}</p>
          {wrong && <p className="template-fault">{wrong}</p>}
          <table className="template-ticks">
            <thead>
              <tr>
                <th scope="col">{t('drawings.row')}</th>
                {WAYS.map((way) => (
                  <th key={way} scope="col">
                    {t(way)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((r) => (
                <tr key={r.key}>
                  <th scope="row">{wordsOf(r)}</th>
                  {WAYS.map((way) => {
                    const { on, can } = state(way, r)
                    return (
                      <td key={way}>
                        {(on || can) && (
                          <Checkbox
                            aria-label={t('drawings.tick', { what: t(way), words: wordsOf(r) })}
                            checked={on}
                            onChange={() => press(way, r.key)}
                          />
                        )}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  )
}
